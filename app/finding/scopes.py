"""Which dossiers a person may search, and in which of their parts.

`seen_by` of the ideas room says who reads a dossier whole. Later rooms add what they let people
see: a reviewer of a blind round searches the blind-safe text of the assigned dossiers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, false, literal_column, select
from sqlalchemy.orm import Session

from app.database.schema import IDEA_PARTS
from app.ideas.models import Idea
from app.ideas.queries import at_office_for, of_units_of, seen_by, written_by
from app.kernel.actor import Actor

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


MoreScope = Callable[[Session, Actor], Scope | None]
more_scopes: list[MoreScope] = []
"""Later rooms append here."""


def scopes_of(session: Session, actor: Actor) -> list[Scope]:
    """Everything the person may search; a dossier of an earlier scope is in no later one."""
    office = at_office_for(actor)
    few = office.compare(false())
    found = [Scope(seen_by(actor), IDEA_PARTS, True, _links_for(actor), few)]
    for more in more_scopes:
        scope = more(session, actor)
        if scope is not None:
            apart = scope.condition & ~seen_by(actor)
            found.append(Scope(apart, scope.parts, scope.whole, scope.links, scope.few))
    return found


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


IDEA_ID: ColumnElement[int] = literal_column("+idea.id", Integer)
"""The dossier's id in a form no index is looked up by: hits are probed, not walked one by one."""
FOUND_ID: ColumnElement[int] = literal_column("+idea_search.rowid", Integer)
