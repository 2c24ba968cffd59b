"""Which dossiers a person may search, and in which of their parts.

`seen_by` of the ideas room says who reads a dossier whole. Later rooms add what they let people
see: a reviewer of a blind round searches the blind-safe text of the assigned dossiers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Integer, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.database.schema import IDEA_PARTS
from app.ideas.models import Idea
from app.ideas.queries import of_units_of, office_rounds, seen_by, written_by
from app.kernel.actor import Actor
from app.rounds.models import Round

MOST_LOOKED_UP = 1_000
Address = tuple[str, dict[str, int]]
"""Endpoint and values."""
Links = Callable[[Session, Iterable[int]], Mapping[int, Address]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Dossiers (`condition` on `Idea`) that are searched in `parts`.

    `whole`: unit, authors and attachments may be shown, counted and filtered by. `links` gives
    the address at which this person opens each. `few`: the condition picks out a small set.
    """

    condition: ColumnElement[bool]
    parts: tuple[str, ...]
    whole: bool
    links: Links
    few: bool = False
    redacted: bool = False
    """Searched, ordered and quoted by the words that blind reviewers read."""
    ids: tuple[int, ...] | None = None
    """A small set, looked up: then each of its dossiers is asked, not every hit."""


MoreScope = Callable[[Session, Actor], Scope | None]
more_scopes: list[MoreScope] = []
"""Later rooms append here."""


def scopes_of(session: Session, actor: Actor) -> list[Scope]:
    """Everything the person may search; a dossier of an earlier scope is in no later one."""
    office = office_rounds(actor)
    rounds = [] if office is None else list(session.scalars(select(Round.id).where(office)))
    seen = seen_by(actor, rounds)
    found = [_small(session, Scope(seen, IDEA_PARTS, True, _links_for(actor), office is None))]
    for more in more_scopes:
        scope = more(session, actor)
        if scope is not None:
            apart = scope.condition & ~seen
            found.append(_small(session, replace(scope, condition=apart)))
    return found


def _small(session: Session, scope: Scope) -> Scope:
    if not scope.few:
        return scope
    ids = tuple(session.scalars(select(Idea.id).where(scope.condition).limit(MOST_LOOKED_UP + 1)))
    return replace(scope, ids=ids) if len(ids) <= MOST_LOOKED_UP else scope


def _links_for(actor: Actor) -> Links:
    def links(session: Session, idea_ids: Iterable[int]) -> Mapping[int, Address]:
        """As author first, then as the unit, then as the office."""
        rows = session.execute(
            select(Idea.id, written_by(actor), of_units_of(actor)).where(
                Idea.id.in_(list(idea_ids))
            )
        )
        return {key: _link(key, author=bool(mine), unit=bool(units)) for key, mine, units in rows}

    return links


def _link(key: int, *, author: bool, unit: bool) -> Address:
    if author:
        return "ideas.tasks", {"idea_id": key}
    return "ideas.unit_dossier" if unit else "ideas.dossier", {"idea_id": key}


def probed(session: Session, column: InstrumentedAttribute[int] | ColumnElement[int]) -> Any:
    """The id in a form by which SQLite looks nothing up: a set is probed, not walked one by one.

    PostgreSQL chooses well by itself.
    """
    if session.get_bind().dialect.name != "sqlite":
        return column
    return literal_column(f"+{column}", Integer)
