"""The nearest dossiers by the index in the database: any number of web servers read the same.

Dossiers that share most of the asked text's strongest words (`postings`) are candidates; their
stored readings get the exact score of `likeness.similarity`.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.novelty.likeness import similarity
from app.novelty.models import Entry
from app.novelty.postings import candidates
from app.novelty.reading import Reading

CANDIDATES = 50
BEFORE_FILTER = 150
MOST_READ = 500  # so few are all read and scored: the index, which knows of every dossier, rests
WORTH_SHOWING = 0.25


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A dossier that is alike; nothing of its text or people."""

    idea_id: int
    score: float
    first_on: date


def nearest(
    session: Session, asked: Reading, top: int, *, but: int,
    where: Collection[ColumnElement[bool]] = (), among: Select[int] | None = None,
    before: tuple[date, int] | None = None,
) -> list[Neighbour]:  # fmt: skip
    """The most alike submitted dossiers that meet `where`, best first, never `but` itself.

    `among`: nothing but these is looked at, not even to be left out afterwards; up to `MOST_READ`
    of them without the index, so that what the others say takes no time either. `before`: only
    those whose day of novelty (then number) is earlier. Withdrawn dossiers and those below
    `WORTH_SHOWING` are left out. Four queries at any size.
    """
    inside = set(session.scalars(among)) if among is not None else None
    few = inside is not None and len(inside) <= MOST_READ
    keys = (
        sorted((inside or set()) - {but}) if few
        else candidates(session, asked, BEFORE_FILTER, but=but, among=inside)
    )  # fmt: skip
    known = session.execute(
        select(Entry.idea_id, Entry.first_on)
        .join(Idea, Idea.id == Entry.idea_id)
        .where(Entry.idea_id.in_(keys), Idea.state != IdeaState.WITHDRAWN, *where)
    )
    days = {
        key: first_on for key, first_on in known
        if before is None or (first_on, key) < before
    }  # fmt: skip
    chosen = [key for key in keys if key in days][: MOST_READ if few else CANDIDATES]
    readings = session.execute(
        select(Entry.idea_id, Entry.reading).where(Entry.idea_id.in_(chosen))
    )
    scored = ((key, similarity(asked, load(stored))) for key, stored in readings)
    found = [Neighbour(key, score, days[key]) for key, score in scored if score >= WORTH_SHOWING]
    found.sort(key=lambda one: (-round(one.score, 6), one.idea_id))
    return found[:top]


def dump(reading: Reading) -> str:
    """A reading as it is stored."""
    choices = {title: sorted(keys) for title, keys in reading.choices.items()}
    weights = {word: round(weight, 5) for word, weight in reading.weights.items()}
    return json.dumps([weights, choices, reading.size], ensure_ascii=False, separators=(",", ":"))


def load(stored: str) -> Reading:
    """A stored reading."""
    weights, choices, size = json.loads(stored)
    return Reading(
        weights=weights,
        norm=sum(weight * weight for weight in weights.values()) ** 0.5,
        choices={title: frozenset(keys) for title, keys in choices.items()},
        size=size,
    )
