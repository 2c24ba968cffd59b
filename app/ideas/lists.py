"""Lists of dossiers: my own, my unit's, the office's. One query for the rows, one for counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.database.reading import rows_of
from app.database.schema import IDEA_SEARCH
from app.ideas.models import Evidence, Idea, IdeaAuthor, SupplementRequest
from app.ideas.ordering import order_of
from app.ideas.queries import at_office_for, written_by
from app.ideas.states import AT_OFFICE, IDEA_SHAPES, IDEA_TITLES, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.text import Text
from app.rounds.models import Category, Round


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """One row of a list."""

    idea_id: int
    code: str
    title: str
    state: IdeaState
    unit_name: str
    category: str
    round_title: str
    updated_at: datetime
    submitted_at: datetime | None
    has_date: bool
    has_sheet: bool
    has_files: bool
    due_on: date | None = None
    unit_id: int = 0
    authors: str = ""

    @property
    def state_title(self) -> Text:
        """The state in words."""
        return IDEA_TITLES[self.state]

    @property
    def shape(self) -> str:
        """The shape of the status tag."""
        return IDEA_SHAPES[self.state]

    def days_left(self, today: date) -> int | None:
        """Days until the last day of whoever has to act now; below 0 it is overdue."""
        return (self.due_on - today).days if self.due_on else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None and "" mean everything."""

    state: IdeaState | None = None
    unit_id: int | None = None
    category_id: int | None = None
    round_id: int | None = None
    q: str = ""
    waiting: bool = False
    """Only what the office has to check."""
    overdue_at: datetime | None = None
    """Only what was overdue at this moment."""
    order: str = ""
    """A key of `ORDERS`, "-" before it: the other way round. Empty: last submitted first."""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(order=self.order)

    def condition(self, session: Session, *, with_state: bool = True) -> ColumnElement[bool]:
        """The filters as one condition on `Idea`."""
        wanted: list[ColumnElement[bool]] = [true()]
        if self.state is not None and with_state:
            wanted.append(Idea.state == self.state)
        if self.unit_id is not None:
            wanted.append(Idea.unit_id == self.unit_id)
        if self.category_id is not None:
            wanted.append(Idea.category_id == self.category_id)
        if self.round_id is not None:
            wanted.append(Idea.round_id == self.round_id)
        if self.waiting:
            wanted.append(Idea.state.in_(AT_OFFICE))
        if self.overdue_at is not None:
            wanted.append(_overdue(self.overdue_at))
        if self.q:
            asks = IDEA_SEARCH.asks_something(self.q)
            key = Idea.__table__.c.id
            wanted.append(IDEA_SEARCH.matches(session, key, self.q) if asks else false())
        return and_(*wanted)


def my_lines(session: Session, actor: Actor) -> list[IdeaLine]:
    """The actor's own dossiers, last changed first; at most 200."""
    order = (Idea.updated_at.desc(), Idea.id.desc())
    return _lines(session, written_by(actor), order, limit=200, offset=0)


def office_lines(
    session: Session, actor: Actor, filters: Filters, *, limit: int | None, offset: int
) -> list[IdeaLine]:
    """Endorsed dossiers in the order asked for, with their authors; all when `limit` is None."""
    scope = and_(at_office_for(actor), filters.condition(session))
    key = order_of(filters)
    rows = _lines(session, scope, key, limit=limit, offset=offset)
    return with_authors(session, rows)


def office_ids(
    session: Session, actor: Actor, filters: Filters, *, limit: int | None = None
) -> list[int]:
    """The dossiers of the list by their ids only, in its order."""
    scope = and_(at_office_for(actor), filters.condition(session))
    first, last = order_of(filters)
    found = select(Idea.id).where(scope).order_by(first, last).limit(limit)
    return list(session.scalars(found))


def _overdue(at: datetime) -> ColumnElement[bool]:
    """The office is late with its check, or the authors with their supplement."""
    late_round = exists().where(Round.id == Idea.round_id, Round.checked_until <= at)
    late_request = exists().where(
        SupplementRequest.idea_id == Idea.id,
        SupplementRequest.answered_at.is_(None),
        SupplementRequest.due_on < local_date(at),
    )
    return or_(
        and_(Idea.state.in_(AT_OFFICE), late_round.correlate(Idea)),
        and_(Idea.state == IdeaState.SUPPLEMENT_ASKED, late_request.correlate(Idea)),
    )


def _lines(
    session: Session,
    scope: ColumnElement[bool],
    order: tuple[ColumnElement[Any], SQLColumnExpression[Any]],
    *,
    limit: int | None,
    offset: int,
) -> list[IdeaLine]:
    """The page's dossiers are found along an index first; only theirs are read then."""
    page = select(Idea.id).where(scope).order_by(*order).limit(limit).offset(offset).subquery()
    has_files = exists().where(Evidence.idea_id == Idea.id, Evidence.removed_at.is_(None))
    asked = (
        select(func.max(SupplementRequest.due_on))
        .where(SupplementRequest.idea_id == Idea.id, SupplementRequest.answered_at.is_(None))
        .correlate(Idea)
        .scalar_subquery()
    )
    rows = rows_of(
        session,
        select(Idea.id, func.coalesce(Idea.code, ""), Idea.title, Idea.state, Idea.unit_name,
               func.coalesce(Category.name, ""), Round.title, Idea.updated_at, Idea.submitted_at,
               Idea.first_applied_on.is_not(None), Idea.ai_kind != "", has_files,
               asked, Idea.unit_id, Round.checked_until)
        .join(page, page.c.id == Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(Category, Category.id == Idea.category_id)
        .order_by(*order),
    )  # fmt: skip
    return [
        IdeaLine(*row[:9], bool(row[9]), bool(row[10]), bool(row[11]),
                 _due_on(row[3], row[12], row[14]), row[13])
        for row in rows
    ]  # fmt: skip


def _due_on(state: IdeaState, asked: date | None, checked_until: datetime) -> date | None:
    """The last day of whoever has to act now: the authors, or the office with its check."""
    if state is IdeaState.SUPPLEMENT_ASKED:
        return asked
    if state in AT_OFFICE:
        return local_date(checked_until - timedelta(microseconds=1))
    return None


def with_authors(session: Session, rows: Sequence[IdeaLine]) -> list[IdeaLine]:
    """The same rows with "Trần Ngọc Ánh, Phạm Đình Ân"; one query for all of them."""
    names: dict[int, list[str]] = {}
    keys = [row.idea_id for row in rows]
    for start in range(0, len(keys), 5_000):
        found = rows_of(session, _names(), {"ideas": keys[start : start + 5_000]})
        for key, name in found:
            names.setdefault(key, []).append(name)
    return [replace(row, authors=", ".join(names.get(row.idea_id, []))) for row in rows]


@cache
def _names() -> Select[int, str]:
    return (
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name)
        .where(IdeaAuthor.idea_id.in_(bindparam("ideas", expanding=True)))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position)
    )


def office_counts(session: Session, actor: Actor, filters: Filters) -> Mapping[IdeaState, int]:
    """How many endorsed dossiers are in each state, the other filters applied."""
    return _counts(
        session, and_(at_office_for(actor), filters.condition(session, with_state=False))
    )


def _counts(session: Session, scope: ColumnElement[bool]) -> Mapping[IdeaState, int]:
    rows = rows_of(session, select(Idea.state, func.count()).where(scope).group_by(Idea.state))
    found = {state: number for state, number in rows}
    return {state: found[state] for state in IdeaState if state in found}


def total_of(counts: Mapping[IdeaState, int], state: IdeaState | None) -> int:
    """The length of the list that these counts belong to."""
    return sum(counts.values()) if state is None else counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class Offers:
    """What the filters of the intake list offer."""

    rounds: list[tuple[int, str]]
    units: list[tuple[int, str]]
    categories: list[tuple[int, str]]


def office_offers(session: Session, actor: Actor, filters: Filters) -> Offers:
    """Rounds, units and categories that occur among the dossiers the actor reads."""
    scope = at_office_for(actor)
    rounds = rows_of(
        session,
        select(Round.id, Round.title)
        .where(exists().where(Idea.round_id == Round.id, scope))
        .order_by(Round.opens_at.desc(), Round.id.desc()),
    )
    units = rows_of(
        session,
        select(Unit.id, Unit.name)
        .where(exists().where(Idea.unit_id == Unit.id, scope))
        .order_by(Unit.official_order, Unit.id),
    )
    known = [(key, title) for key, title in rounds]
    shown = [filters.round_id] if filters.round_id else [key for key, _title in known[:1]]
    categories = rows_of(
        session,
        select(Category.id, Category.name)
        .where(Category.round_id.in_(shown))
        .order_by(Category.round_id, Category.position),
    )
    return Offers(
        known,
        [(key, name) for key, name in units],
        [(key, name) for key, name in categories],
    )
