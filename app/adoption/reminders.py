"""What the applying unit is reminded of: to confirm, and later to say how it goes on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, literal, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.accounts.queries import in_force
from app.adoption.models import Adoption
from app.adoption.review_queries import answered_months
from app.adoption.review_rules import due_review
from app.adoption.states import AdoptionState
from app.audit.models import AuditEntry
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.actor import Role
from app.kernel.dates import day_text, local_date
from app.kernel.text import T
from app.outbox.reminders import Reminder, link_to
from app.outbox.timetable import Timetable


def due(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """All of this room, in two queries."""
    return [*_confirmations(session, table, now), *_follow_ups(session, table, now)]


def _confirmations(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To those clerks who may confirm: neither author nor reporter (`policy.decide`)."""
    kind = "adoption_confirm"
    resent = (
        select(func.max(AuditEntry.at))
        .where(AuditEntry.verb == "adoption:resend",
               AuditEntry.subject == literal("adoption:") + Adoption.id.cast(String))
        .correlate(Adoption)
        .scalar_subquery()
    )  # fmt: skip
    since = func.coalesce(resent, Adoption.reported_at)
    return [
        Reminder(
            kind, f"adoption:{key}", on, (person, name, address),
            T("Áp dụng giải pháp %(code)s chờ đơn vị xác nhận", code=code),
            T("Giải pháp “%(title)s” (%(code)s) được ghi nhận là đang áp dụng tại %(unit)s và "
              "chờ đơn vị xác nhận từ ngày %(since)s.\nĐề nghị kiểm tra, rồi xác nhận hoặc không "
              "xác nhận. Nơi áp dụng chỉ được tính sau khi đơn vị xác nhận.",
              title=title, code=code, unit=unit, since=day_text(local_date(begun))),
            link_to("adoption.show", adoption_id=key),
        )
        for key, code, title, unit, begun, person, name, address in _lines(
            session, now, since, Adoption.state == AdoptionState.REPORTED,
            since >= table.earliest(kind, now), *_may_decide(),
        )
        if (on := table.after(kind, begun, now))
    ]  # fmt: skip


def _follow_ups(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each clerk of the applying unit who may answer, until that review is answered."""
    kind = "adoption_follow_up"
    months = table.months_after.get(kind, ())
    return [
        Reminder(
            kind, f"adoption:{key}", on, (person, name, address),
            T("Rà soát việc áp dụng giải pháp %(code)s", code=code),
            T("%(unit)s đã xác nhận áp dụng giải pháp “%(title)s” (%(code)s) ngày %(since)s.\n"
              "Đề nghị đo lại và ghi kết quả rà soát sau %(months)s tháng: số liệu hiện nay, còn "
              "áp dụng hay đã dừng.",
              title=title, code=code, unit=unit, since=day_text(local_date(begun)),
              months=due.months),
            link_to("adoption.new_follow_up", adoption_id=key),
        )
        for key, code, title, unit, begun, person, name, address, answered in _lines(
            session, now, Adoption.confirmed_at, Adoption.state == AdoptionState.CONFIRMED,
            Adoption.confirmed_at >= table.earliest(kind, now), *_may_decide(),
            more=(answered_months(),),
        )
        if (on := table.after(kind, begun, now))
        and (due := due_review(local_date(begun), local_date(now), months, answered))
    ]  # fmt: skip


def _may_decide() -> tuple[ColumnElement[bool], ...]:
    """`policy.decide` in SQL: neither author nor reporter."""
    authored = exists().where(
        IdeaAuthor.idea_id == Idea.id, IdeaAuthor.account_id == RoleGrant.account_id
    )
    return (Idea.owner_id != Account.id, ~authored,
            func.coalesce(Adoption.reported_by, 0) != Account.id)  # fmt: skip


def _lines(
    session: Session, now: datetime, since: Any, *wanted: ColumnElement[bool],
    more: tuple[Any, ...] = (),
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Record, code, title, unit, since when, and one receiver: each clerk of the applying unit.

    `more`: columns after these.
    """
    rows = session.execute(
        select(Adoption.id, func.coalesce(Idea.code, ""), Idea.title, Adoption.unit_name, since,
               Account.id, Account.full_name, Account.email, *more)
        .join(Idea, Idea.id == Adoption.idea_id)
        .join(RoleGrant, RoleGrant.unit_id == Adoption.unit_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(*in_force(Role.UNIT_CLERK, local_date(now)), Account.active, *wanted)
        .order_by(Adoption.id, Account.id)
        .distinct()
    )  # fmt: skip
    return [tuple(row) for row in rows]
