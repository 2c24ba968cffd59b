"""Reads of the reviews of an application: which one is open, what was answered, what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.adoption.lists import confirmable
from app.adoption.models import Adoption, FollowUp
from app.adoption.review_rules import (
    REVIEW_MONTHS,
    Review,
    due_review,
    next_review,
    open_review,
)
from app.adoption.states import AdoptionState
from app.files.models import StoredFile
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.outbox.reminders import timetable

KIND = "adoption_follow_up"


def review_months() -> tuple[int, ...]:
    """The months after the confirmation at which this installation looks again."""
    return timetable().months_after.get(KIND, ()) or REVIEW_MONTHS


def reviews(confirmed_at: datetime, now: datetime) -> tuple[Review | None, Review | None]:
    """The review that may be answered now, and the one that comes next."""
    start, today, months = local_date(confirmed_at), local_date(now), review_months()
    return open_review(start, today, months), next_review(start, today, months)


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One answered review, as the page of the record shows it."""

    months: int
    measured_on: date
    goes_on: bool
    value: Decimal | None
    sample_size: int | None
    saved_vnd: int | None
    effect: str
    recorded_at: datetime
    who: str | None
    evidence_id: int | None
    evidence_name: str | None
    evidence_size: int | None


def follow_ups(session: Session, adoption_id: int) -> list[FollowUpLine]:
    """What was answered so far, the latest first. One query."""
    line = FollowUp
    rows = session.execute(
        select(line.months, line.measured_on, line.goes_on, line.value, line.sample_size,
               line.saved_vnd, line.effect, line.recorded_at, Account.full_name,
               StoredFile.id, StoredFile.name, StoredFile.size)
        .outerjoin(Account, Account.id == line.recorded_by)
        .outerjoin(StoredFile, StoredFile.id == line.evidence_id)
        .where(line.adoption_id == adoption_id)
        .order_by(line.id.desc())
    )  # fmt: skip
    return [FollowUpLine(*tuple(row)) for row in rows]


def answered_months() -> Any:
    """The last review of a record that was answered, 0 for none, as part of a query."""
    return func.coalesce(
        select(func.max(FollowUp.months))
        .where(FollowUp.adoption_id == Adoption.id)
        .correlate(Adoption)
        .scalar_subquery(),
        0,
    )


@dataclass(frozen=True, slots=True)
class ToReview:
    """A confirmed application whose review has come and is not answered."""

    adoption_id: int
    code: str
    title: str
    months: int
    day: date


def waiting_reviews(
    session: Session, actor: Actor, now: datetime, limit: int = 20
) -> list[ToReview]:
    """The reviews this clerk can answer and whose day has come, the oldest first. One query."""
    today, months = local_date(now), review_months()
    found = [
        ToReview(key, code, title, one.months, one.day)
        for key, code, title, confirmed_at, answered in session.execute(_unanswered(actor))
        if (one := due_review(local_date(confirmed_at), today, months, answered))
    ]
    return sorted(found, key=lambda one: (one.day, one.adoption_id))[:limit]


def _unanswered(actor: Actor) -> Select[Any]:
    last = max(review_months())
    return (
        select(Adoption.id, func.coalesce(Idea.code, ""), Idea.title, Adoption.confirmed_at,
               answered_months())
        .join(Idea, Idea.id == Adoption.idea_id)
        .where(
            Adoption.state == AdoptionState.CONFIRMED,
            Adoption.unit_id.in_(actor.units_as(Role.UNIT_CLERK)),
            confirmable(actor),
            answered_months() < last,
        )
        .order_by(Adoption.confirmed_at, Adoption.id)
    )  # fmt: skip
