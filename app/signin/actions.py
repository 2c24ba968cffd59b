"""Opening, rotating and ending sign-ins. Every act is recorded, never a secret."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import grants_in_force
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.kernel.vietnamese import clean_line
from app.signin import policy
from app.signin.models import SignIn
from app.signin.queries import has_second_factor
from app.signin.rules import roles_digest, stage_for
from app.signin.states import Stage
from app.signin.tokens import new_token, token_hash

HALF_LIFE = timedelta(minutes=15)
"""How long a person has to give the second factor, or to set one up."""


def needs_second_factor(
    session: Session, account: Account, now: datetime, *, passed: bool = False
) -> Stage:
    """`Stage.FULL` when nothing is missing; else what comes next: a code, or setting one up.

    `SECOND_FACTOR_ROLES` demands a factor; whoever has one is always asked for it. `passed`: the
    way in was a second factor itself (a passkey that verified the person).
    """
    return stage_for(
        demanded=demands_factor(session, account, now),
        has_factor=has_second_factor(session, account.id),
        passed=passed,
    )


def demands_factor(session: Session, account: Account, now: datetime) -> bool:
    """Whether a role that the person holds today demands a second factor."""
    held = {str(g.role) for g in grants_in_force(session, account.id, local_date(now))}
    return bool(held & set(current_app.config["SECOND_FACTOR_ROLES"]))


def open_sign_in(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    method: str,
    address: str,
    agent: str,
    now: datetime,
    second_factor_passed: bool = False,
    until: datetime | None = None,
) -> str:
    """Open a sign-in on the server; returns its token, which is nowhere else.

    The caller has checked who it is and that the account is active. While the second factor is
    missing, the sign-in lives for `HALF_LIFE` and reaches only the pages that ask for it.
    `until`: it ends then at the latest (the provider's word is good no longer).
    """
    token = new_token()
    stage = needs_second_factor(session, account, now, passed=second_factor_passed)
    life = timedelta(hours=current_app.config["SESSION_HOURS"])
    grants = grants_in_force(session, account.id, local_date(now))
    ends_at = now + (life if stage is Stage.FULL else HALF_LIFE)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=account.id,
            method=method,
            stage=stage,
            second_at=now if second_factor_passed else None,
            roles_digest=roles_digest(grants),
            started_at=now,
            seen_at=now,
            ends_at=min(ends_at, until or ends_at),
            address=address[:64],
            agent=clean_line(agent)[:200],
        )
    )
    record(session, actor, "sign_in:opened", account, now, method=method, stage=str(stage))
    return token


def rotate(row: SignIn, now: datetime, *, keep_former: bool = False) -> str:
    """A new token for the same sign-in; the old one is dead.

    `keep_former`: requests already under way may use the old one for a minute more.
    """
    token = new_token()
    row.former_hash, row.rotated_at = (row.token_hash if keep_former else None), now
    row.token_hash = token_hash(token)
    return token


def follow_roles(session: Session, actor: Actor, row: SignIn, now: datetime) -> str | None:
    """The person's roles have changed: a new token, and the second factor if it is now due.

    None when another request was first.
    """
    account = session.get_one(Account, row.account_id)
    digest = roles_digest(grants_in_force(session, account.id, local_date(now)))
    if row.roles_digest == digest:
        return None
    row.roles_digest = digest
    if row.stage is Stage.FULL and row.second_at is None:
        row.stage = needs_second_factor(session, account, now)
        if row.stage is not Stage.FULL:
            row.ends_at = min(row.ends_at, now + HALF_LIFE)
    record(session, actor, "sign_in:roles_changed", account, now, stage=str(row.stage))
    return rotate(row, now, keep_former=True)


def sign_out(session: Session, actor: Actor, sign_in_id: int, now: datetime) -> None:
    """End this sign-in on the server; its token is dead afterwards."""
    row = session.get(SignIn, sign_in_id, with_for_update=True)
    if row is not None and row.ended_at is None:
        require(policy.end_sign_ins(actor, row.account_id))
        row.ended_at = now
        record(session, actor, "sign_in:ended", f"account:{row.account_id}", now)


def end_own_sign_in(session: Session, actor: Actor, sign_in_id: int, now: datetime) -> None:
    """End one of one's own sign-ins; another person's looks like one that does not exist."""
    row = session.get(SignIn, sign_in_id, with_for_update=True)
    if row is None or row.account_id != actor.user_id:
        raise Denied(NOT_FOUND)
    sign_out(session, actor, sign_in_id, now)


def end_all_sign_ins(
    session: Session, actor: Actor, account: Account, now: datetime, *, keep: int | None = None
) -> int:
    """End every sign-in of one person but `keep`; returns how many were open."""
    require(policy.end_sign_ins(actor, account.id))
    rows = session.scalars(
        select(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    ).all()
    ended = [row for row in rows if row.id != keep]
    for row in ended:
        row.ended_at = now
    record(session, actor, "sign_in:all_ended", account, now, count=len(ended))
    return len(ended)
