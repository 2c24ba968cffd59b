"""The lists of this room: what waits for my unit, my solutions, all records."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.policy import OVERSEERS
from app.adoption.states import AdoptionState, Extent
from app.ideas.models import Idea
from app.ideas.queries import of_units_of, written_by
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role

CHOICE_LIMIT = 200
# Only submitted dossiers have a code; what is recognised always has one.
CODE = func.coalesce(Idea.code, "")


class Scope(StrEnum):
    """Which records a list shows; the words stand in the address."""

    TO_CONFIRM = "cho-xac-nhan"
    MINE = "cua-toi"
    UNIT = "don-vi"
    ALL = "tat-ca"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader of the list asked for."""

    scope: Scope
    state: AdoptionState | None = None
    unit_id: int | None = None


def scopes_of(actor: Actor) -> tuple[Scope, ...]:
    """The lists this person has, the most urgent first."""
    mine: tuple[Scope, ...] = (Scope.MINE,) if actor.has(Role.AUTHOR, Role.UNIT_CLERK) else ()
    if actor.has(Role.UNIT_CLERK):
        mine = (Scope.TO_CONFIRM, Scope.MINE, Scope.UNIT)
    return (*mine, Scope.ALL) if actor.has(*OVERSEERS) else mine


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """One record in a list."""

    adoption_id: int
    code: str
    title: str
    from_unit: str
    unit_name: str
    since: date
    extent: Extent
    state: AdoptionState
    reported_at: datetime


def adoption_lines(
    session: Session, actor: Actor, filters: Filters, offset: int, limit: int
) -> list[AdoptionLine]:
    """One page of the list, the latest report first."""
    rows = session.execute(
        _listed(actor, filters)
        .with_only_columns(
            Adoption.id, CODE, Idea.title, Idea.unit_name, Adoption.unit_name,
            Adoption.since, Adoption.extent, Adoption.state, Adoption.reported_at,
        )
        .order_by(Adoption.reported_at.desc(), Adoption.id.desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [AdoptionLine(*row) for row in rows]


def adoption_total(session: Session, actor: Actor, filters: Filters) -> int:
    """How many records the list holds."""
    return session.scalar(
        _listed(actor, filters).with_only_columns(func.count(Adoption.id)).order_by(None)
    ) or 0  # fmt: skip


def _listed(actor: Actor, filters: Filters) -> Select[Any]:
    statement = select(Adoption.id).join(Idea, Idea.id == Adoption.idea_id)
    statement = statement.where(_in_scope(actor, filters.scope))
    if filters.state is not None:
        statement = statement.where(Adoption.state == filters.state)
    if filters.unit_id is not None:
        statement = statement.where(Adoption.unit_id == filters.unit_id)
    return statement


def _in_scope(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    applied_here = Adoption.unit_id.in_(actor.units_as(Role.UNIT_CLERK))
    if scope not in scopes_of(actor):
        return false()
    if scope is Scope.ALL:
        return true()
    if scope is Scope.UNIT:
        return applied_here
    if scope is Scope.TO_CONFIRM:
        return and_(applied_here, Adoption.state == AdoptionState.REPORTED, confirmable(actor))
    return or_(written_by(actor), of_units_of(actor), Adoption.reported_by == actor.user_id)


def confirmable(actor: Actor) -> ColumnElement[bool]:
    """`policy.decide` in SQL: neither reported nor written by the actor."""
    reporter = func.coalesce(Adoption.reported_by, 0)
    return and_(reporter != (actor.user_id or 0), ~written_by(actor))


@dataclass(frozen=True, slots=True)
class SolutionChoice:
    """A recognised solution for which the actor may report an application."""

    idea_id: int
    code: str
    title: str
    unit_name: str


def reportable_solutions(session: Session, actor: Actor) -> list[SolutionChoice]:
    """Recognised solutions the actor wrote or whose unit he is clerk of, the latest first."""
    rows = session.execute(
        select(Idea.id, CODE, Idea.title, Idea.unit_name)
        .where(
            Idea.state == IdeaState.RECOGNISED, or_(written_by(actor), of_units_of(actor))
        )
        .order_by(Idea.id.desc())
        .limit(CHOICE_LIMIT)
    )  # fmt: skip
    return [SolutionChoice(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A report that waits for the clerk of the applying unit."""

    adoption_id: int
    code: str
    title: str
    from_unit: str
    reported_at: datetime


def waiting_to_confirm(session: Session, actor: Actor, limit: int = 20) -> list[ToConfirm]:
    """The reports this person can confirm, the oldest first."""
    filters = Filters(Scope.TO_CONFIRM)
    rows = session.execute(
        _listed(actor, filters)
        .with_only_columns(
            Adoption.id, CODE, Idea.title, Idea.unit_name, Adoption.reported_at
        )
        .order_by(Adoption.reported_at, Adoption.id)
        .limit(limit)
    )  # fmt: skip
    return [ToConfirm(*row) for row in rows]
