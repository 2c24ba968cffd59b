"""Which records are over their time. Nothing goes here: people decide, kind by kind (`disposing`).

Ended sign-ins and uploaded lists alone go by themselves (`upkeep`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.awards.models import NominationList
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.imports.models import DossierImport
from app.kernel.dates import local_date, start_of_day
from app.outbox.models import OutboxMessage
from app.plan.models import UnitReport
from app.privacy import queries
from app.privacy.models import Anonymised, Consent, DataRequest, Disposed
from app.privacy.queries import Period
from app.privacy.rules import months_before
from app.problems.models import Problem
from app.review.models import Recognition
from app.signin.models import SignIn
from app.sittings.models import Sitting

SHOWN = 50
LEFT = (
    IdeaState.DRAFT,
    IdeaState.AWAITING_UNIT,
    IdeaState.RETURNED,
    IdeaState.SUPPLEMENT_ASKED,
)
"""Dossiers that wait for their authors or their unit, and that nobody came back to."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many records of a kind are over their time, and the first of them (table:id)."""

    period: Period
    count: int
    subjects: tuple[str, ...]


def overdue(session: Session, now: datetime) -> list[Overdue]:
    """Every kind of record, with what is over its time: two queries a kind."""
    return [_overdue(session, period, local_date(now)) for period in queries.periods(session)]


def _overdue(session: Session, period: Period, today: date) -> Overdue:
    ids, table = _listed(period.kind.code, months_before(today, period.months))
    count = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    first = session.scalars(ids.limit(SHOWN)).all() if count else ()
    return Overdue(period, count, tuple(f"{table}:{key}" for key in first))


def due_before(session: Session, kind: str, now: datetime) -> date:
    """What is older than this day is over its time."""
    [months] = [one.months for one in queries.periods(session) if one.kind.code == kind]
    return months_before(local_date(now), months)


def due_ids(session: Session, kind: str, now: datetime) -> Select[Any]:
    """The numbers of the records of this kind that are over their time, as a query."""
    return _listed(kind, due_before(session, kind, now))[0]


Listed = tuple[Select[Any], str]


def _listed(kind: str, day: date) -> Listed:
    """Without those that were disposed of before."""
    ids, table = LISTS[kind](day, start_of_day(day))
    [key] = ids.selected_columns
    gone = select(Disposed.record_id).where(Disposed.kind == kind)
    return ids.where(key.not_in(gone)), table


def _accounts(_day: date, instant: datetime) -> Listed:
    """Disabled people who have not signed in since; those already anonymised are done with."""
    last = (
        select(func.max(SignIn.started_at)).where(SignIn.account_id == Account.id).scalar_subquery()
    )
    statement = (
        select(Account.id)
        .where(
            Account.active.is_(False),
            func.coalesce(last, Account.created_at) < instant,
            Account.id.not_in(select(Anonymised.account_id)),
        )
        .order_by(Account.id)
    )
    return statement, "account"


def old_sign_ins(instant: datetime) -> Select[Any]:
    """Sign-ins that ended before; the last one of each person is not among them."""
    last = select(func.max(SignIn.id)).group_by(SignIn.account_id)
    ended = func.coalesce(SignIn.ended_at, SignIn.ends_at) < instant
    return select(SignIn.id).where(ended, SignIn.id.not_in(last)).order_by(SignIn.id)


def _ideas(*states: IdeaState) -> Callable[[date, datetime], Listed]:
    def listed(_day: date, instant: datetime) -> Listed:
        statement = select(Idea.id).where(Idea.state.in_(states), Idea.updated_at < instant)
        return statement.order_by(Idea.id), "idea"

    return listed


def _since(column: Any, key: Any, *, by_day: bool = False) -> Callable[[date, datetime], Listed]:
    def listed(day: date, instant: datetime) -> Listed:
        statement = select(key).where(column < (day if by_day else instant)).order_by(key)
        return statement, str(key.class_.__tablename__)

    return listed


def _consents(_day: date, instant: datetime) -> Listed:
    """Withdrawn ones, but the last of each person and purpose: their "no" still stands."""
    last = select(func.max(Consent.id)).group_by(Consent.account_id, Consent.purpose)
    statement = select(Consent.id).where(Consent.withdrawn_at < instant, Consent.id.not_in(last))
    return statement.order_by(Consent.id), "consent"


def _problems(day: date, _instant: datetime) -> Listed:
    """Problems whose last day is past and that still name somebody; nobody answers them now."""
    named = or_(Problem.contact != "", Problem.created_by.is_not(None))
    statement = select(Problem.id).where(Problem.closes_on < day, named).order_by(Problem.id)
    return statement, "problem"


def _uploads(_day: date, instant: datetime) -> Listed:
    statement = select(DossierImport.id).where(
        DossierImport.uploaded_at < instant, DossierImport.rows > 0
    )
    return statement.order_by(DossierImport.id), "dossier_import"


LISTS: dict[str, Callable[[date, datetime], Listed]] = {
    "account": _accounts,
    "sign_in": lambda _day, instant: (old_sign_ins(instant), "sign_in"),
    "draft": _ideas(*LEFT, IdeaState.WITHDRAWN),
    "dossier": _ideas(IdeaState.DECLINED, IdeaState.INELIGIBLE),
    "recognised": _since(Recognition.decided_on, Recognition.idea_id, by_day=True),
    "award": _since(NominationList.decided_on, NominationList.id, by_day=True),
    "sitting": _since(Sitting.starts_at, Sitting.id),
    "report": _since(UnitReport.sent_at, UnitReport.id),
    "problem": _problems,
    "upload": _uploads,
    "mail": _since(OutboxMessage.sent_at, OutboxMessage.id),
    "request": _since(DataRequest.answered_at, DataRequest.id),
    "consent": _consents,
    "audit": _since(AuditEntry.at, AuditEntry.id),
}
