"""Reads of posted problems. What answers them is told by the room above (`answers`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Unit
from app.kernel.actor import Actor, Role
from app.kernel.vietnamese import search_tokens
from app.problems.models import Problem
from app.problems.states import ProblemState

SeenAnswers = Callable[[Actor | None], Select[int | None, int]]
answers_seen: list[SeenAnswers] = []
"""Filled by higher rooms: (problem, dossier) of the answers that this person may know of."""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One row of a list."""

    problem_id: int
    title: str
    unit_name: str
    sector: str
    size: str
    state: ProblemState
    closes_on: date
    answers: int = 0


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """One problem with all its words."""

    problem_id: int
    title: str
    unit_id: int
    unit_name: str
    contact_unit_id: int
    contact_unit: str
    contact: str
    sector: str
    description: str
    size: str
    data_available: str
    wished_result: str
    closes_on: date
    state: ProblemState
    version: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `unanswered`: "chưa có lời giải" that the asker may see."""

    q: str = ""
    unit_id: int | None = None
    open_only: bool = False
    unanswered: bool = False


def seen_by(actor: Actor | None) -> ColumnElement[bool]:
    """`policy.read` as a condition."""
    posted = Problem.state != ProblemState.DRAFT
    if actor is None:
        return posted
    if actor.has(Role.SECRETARY):
        return true()
    return or_(posted, Problem.unit_id.in_(actor.units_as(Role.UNIT_CLERK)))


def _wanted(actor: Actor | None, filters: Filters, today: date) -> ColumnElement[bool]:
    found = [seen_by(actor)]
    for token in search_tokens(filters.q)[:12]:
        found.append(Problem.searched.contains(f" {token}", autoescape=True))
    if filters.unit_id is not None:
        found.append(Problem.unit_id == filters.unit_id)
    if filters.open_only:
        found += [Problem.state == ProblemState.PUBLISHED, Problem.closes_on >= today]
    if filters.unanswered:
        found += [Problem.id.not_in(_answered(seen(actor))) for seen in answers_seen]
    return and_(*found)


def _answered(seen: Select[int | None, int]) -> Select[int]:
    pairs = seen.subquery()
    return select(pairs.c[0])


def answer_counts(session: Session, actor: Actor | None, keys: list[int]) -> dict[int, int]:
    """How many answers of each problem the person may know of; each dossier once."""
    if not answers_seen or not keys:
        return {}
    pairs = union(*[seen(actor) for seen in answers_seen]).subquery()
    rows = session.execute(
        select(pairs.c[0], func.count()).where(pairs.c[0].in_(keys)).group_by(pairs.c[0])
    )
    return {key: number for key, number in rows}


def problem_lines(
    session: Session, actor: Actor | None, filters: Filters, today: date, *, limit: int, offset: int
) -> list[ProblemLine]:
    """Open ones first, the first to close first; answers counted in one query more."""
    still = and_(Problem.state == ProblemState.PUBLISHED, Problem.closes_on >= today)
    rows = session.execute(
        select(Problem.id, Problem.title, Unit.name, Problem.sector, Problem.size, Problem.state,
               Problem.closes_on)
        .join(Unit, Unit.id == Problem.unit_id)
        .where(_wanted(actor, filters, today))
        .order_by(still.desc(), Problem.closes_on, Problem.id)
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    counts = answer_counts(session, actor, [row[0] for row in rows])
    return [ProblemLine(*row, answers=counts.get(row[0], 0)) for row in rows]


def problem_count(session: Session, actor: Actor | None, filters: Filters, today: date) -> int:
    """How many `problem_lines` has in all."""
    counted = select(func.count()).select_from(Problem).where(_wanted(actor, filters, today))
    return session.scalar(counted) or 0


def problem_page(session: Session, problem_id: int | None) -> ProblemPage | None:
    """One problem; the caller asks who may read it."""
    contact = aliased(Unit)
    row = session.execute(
        select(Problem.id.label("problem_id"), Problem.title, Problem.unit_id,
               Unit.name.label("unit_name"), Problem.contact_unit_id,
               contact.name.label("contact_unit"), Problem.contact, Problem.sector,
               Problem.description, Problem.size, Problem.data_available, Problem.wished_result,
               Problem.closes_on, Problem.state, Problem.version)
        .join(Unit, Unit.id == Problem.unit_id)
        .join(contact, contact.id == Problem.contact_unit_id)
        .where(Problem.id == problem_id)
    ).one_or_none()  # fmt: skip
    return None if row is None else ProblemPage(**row._asdict())


def open_choices(session: Session, today: date) -> list[tuple[int, str]]:
    """Posted problems that still take answers, for a list to choose from."""
    rows = session.execute(
        select(Problem.id, Problem.title)
        .where(Problem.state == ProblemState.PUBLISHED, Problem.closes_on >= today)
        .order_by(Problem.title, Problem.id)
    )
    return [(key, title) for key, title in rows]


def units_with_problems(session: Session, actor: Actor | None) -> list[tuple[int, str]]:
    """The units whose problems the person may see, for the filter."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(select(Problem.unit_id).where(seen_by(actor))))
        .order_by(Unit.official_order, Unit.id)
    )
    return [(key, name) for key, name in rows]
