"""Give and end dated roles. Somebody is administrator on every day to come: no act takes that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.actions import grant_role
from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.roles_rules import (
    SEATS,
    HeldSpan,
    RoleDraft,
    Span,
    blockers_to_end,
    blockers_to_grant,
    first_day_lost,
    last_administrator,
)
from app.accounts.rules import in_force
from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T


@dataclass(frozen=True, slots=True)
class AdminSpan:
    """One person's time as administrator."""

    grant_id: int
    account_id: int
    span: Span


def administrators(session: Session) -> list[AdminSpan]:
    """Everybody who is or will be administrator and may sign in.

    The rows are locked in order first: two administrators who remove each other at the same
    moment go one after the other, and the second sees what the first did.
    """
    grants = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.role == Role.ADMIN)
        .order_by(RoleGrant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    active = set(
        session.scalars(
            select(Account.id).where(
                Account.id.in_({grant.account_id for grant in grants}), Account.active
            )
        )
    )
    return [
        AdminSpan(grant.id, grant.account_id, Span(grant.valid_from, grant.valid_to))
        for grant in grants
        if grant.account_id in active
    ]


def keep_an_administrator(
    session: Session, now: datetime, after: Callable[[AdminSpan], Span | None]
) -> None:
    """Refuse an act after which some day to come has no administrator.

    `after` says what is left of each person's time; None: nothing. Call it before the change.
    """
    before = administrators(session)
    left = [span for one in before if (span := after(one)) is not None]
    today = local_date(now)
    lost = first_day_lost([one.span for one in before], left, today)
    require_ready(last_administrator(lost, today))


def give_role(
    session: Session, actor: Actor, account: Account, draft: RoleDraft, now: datetime
) -> RoleGrant:
    """Give a role from a day to a day; it counts from the next request of that day on."""
    require(policy.manage_accounts(actor))
    require_grantable(session, account.id, draft, now)
    seat = draft.role in SEATS
    return grant_role(
        session, actor, account, draft.role, now,
        valid_from=draft.valid_from, valid_to=draft.valid_to,
        unit_id=None if seat else draft.unit_id, council_id=draft.council_id if seat else None,
    )  # fmt: skip


def require_grantable(session: Session, account_id: int, draft: RoleDraft, now: datetime) -> None:
    """Refuse, with every reason, a role that cannot be given; the preview asks the same."""
    today = local_date(now)
    blockers = blockers_to_grant(draft, _held(session, account_id), today)
    if draft.role not in SEATS and draft.unit_id is not None:
        unit = session.get(Unit, draft.unit_id)
        if unit is None or not in_force(unit, max(draft.valid_from, today)):
            blockers.append(Blocker("unit_id", T("Đơn vị này không hoạt động vào ngày bắt đầu")))
    require_ready(blockers)


def _held(session: Session, account_id: int) -> list[HeldSpan]:
    rows = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id))
    return [
        HeldSpan(row.role, row.unit_id, row.council_id, Span(row.valid_from, row.valid_to))
        for row in rows
    ]


def end_role(
    session: Session, actor: Actor, account: Account, grant_id: int, last_day: date, now: datetime,
    *, reason: str = "",
) -> None:  # fmt: skip
    """End a role after its last day; yesterday as the last day ends it at once.

    Call it with the account locked, not the grant: administrators' grants are locked together.
    """
    require(policy.manage_accounts(actor))
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.account_id != account.id:
        raise Denied(NOT_FOUND)
    today, held = local_date(now), Span(grant.valid_from, grant.valid_to)
    require_ready(blockers_to_end(held, last_day, today))
    ends = max(last_day + timedelta(days=1), grant.valid_from)
    if grant.role is Role.ADMIN:
        keep_an_administrator(
            session, now,
            lambda one: Span(one.span.valid_from, ends) if one.grant_id == grant_id else one.span,
        )  # fmt: skip
    before = str(grant.valid_to or "")
    grant.valid_to = ends
    record(session, actor, "account:role_ended", account, now, reason=reason,
           role=str(grant.role), unit_id=grant.unit_id, council_id=grant.council_id,
           was_valid_to=before, valid_to=str(ends))  # fmt: skip
