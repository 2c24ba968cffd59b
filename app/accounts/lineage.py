"""Which units a unit carries on, and since when: many to many, through several changes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import UnitSuccession
from app.database.reading import rows_of

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Forebear:
    """A unit that is carried on. What it was given before `until` is told of its successor too.

    `whole`: nothing of it went elsewhere, on the whole way. `beside`: the others that were merged
    with it on that day, or later on that way.
    """

    unit_id: int
    until: date
    whole: bool
    beside: frozenset[int] = frozenset()


def forebears(session: Session, unit_ids: Collection[int]) -> dict[int, tuple[Forebear, ...]]:
    """Of each unit, the nearest first: one query. A unit without any is not in it."""
    rows = rows_of(session, _successions())
    into: dict[int, list[tuple[int, date, bool]]] = defaultdict(list)
    goes: dict[int, set[int]] = defaultdict(set)
    for to, source, *_ in rows:
        goes[source].add(to)
    for to, source, day, share in rows:
        into[to].append((source, day, share == WHOLE and len(goes[source]) == 1))
    found = {key: tuple(_walk(key, into)) for key in unit_ids if into.get(key)}
    return {key: several for key, several in found.items() if several}


@cache
def _successions() -> Select[int, int, date, str]:
    return select(
        UnitSuccession.to_unit_id, UnitSuccession.from_unit_id, UnitSuccession.effective_on,
        UnitSuccession.share,
    ).order_by(UnitSuccession.effective_on.desc(), UnitSuccession.id)  # fmt: skip


def _walk(unit_id: int, into: dict[int, list[tuple[int, date, bool]]]) -> list[Forebear]:
    seen, found = {unit_id}, []
    waiting = [(unit_id, date.max, True, frozenset[int]())]
    while waiting:
        here, until, whole, beside = waiting.pop(0)
        for source, day, kept in into.get(here, ()):
            if source in seen:
                continue
            seen.add(source)
            others = beside | {one for one, when, _ in into[here] if when == day and one != source}
            found.append(Forebear(source, min(day, until), whole and kept, frozenset(others)))
            waiting.append((source, min(day, until), whole and kept, frozenset(others)))
    return found
