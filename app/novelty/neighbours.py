"""The nearest dossiers by the index in the database: any number of web servers read the same.

Each dossier's strongest words are postings. Those that share most of the asked text's strongest
words are candidates; their stored readings get the exact score of `likeness.similarity`.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.novelty.likeness import similarity
from app.novelty.models import Entry, Posting
from app.novelty.reading import Reading

KEPT = 48  # postings of one dossier
ASKED = 24  # of these a search looks for
CANDIDATES = 60
BEFORE_FILTER = 400
WORTH_SHOWING = 0.25


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A dossier that is alike; nothing of its text or people."""

    idea_id: int
    score: float
    first_on: date


def term_of(word: str) -> int:
    """A word as a number; two words in four thousand million share one, which costs a candidate."""
    return zlib.crc32(word.encode())


def strongest(reading: Reading, most: int) -> dict[int, float]:
    """The words that say most, as numbers with their share in the cosine; equal ones by word."""
    ranked = sorted(reading.weights.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {term_of(word): weight * weight / reading.norm for word, weight in ranked}


def nearest(
    session: Session, asked: Reading, top: int, *, but: int,
    where: Collection[ColumnElement[bool]] = (), among: Select[int] | None = None,
    before: tuple[date, int] | None = None,
) -> list[Neighbour]:  # fmt: skip
    """The most alike submitted dossiers that meet `where`, best first, never `but` itself.

    `among`: nothing but these is looked at, not even to be left out afterwards. `before`: only
    those whose day of novelty (then number) is earlier. Withdrawn dossiers and those below
    `WORTH_SHOWING` are left out. One query at any size.
    """
    wanted = strongest(asked, ASKED)
    if not wanted:
        return []
    rows = session.execute(_candidates(list(wanted), but, list(where), among))
    found = []
    for idea_id, first_on, stored in rows:
        if before is not None and (first_on, idea_id) >= before:
            continue
        score = similarity(asked, load(stored))
        if score >= WORTH_SHOWING:
            found.append(Neighbour(idea_id, score, first_on))
    found.sort(key=lambda one: (-round(one.score, 6), one.idea_id))
    return found[:top]


def _candidates(
    terms: list[int], but: int, where: list[ColumnElement[bool]], among: Select[int] | None
) -> Select[int, date, str]:
    inside = [Posting.idea_id.in_(among)] if among is not None else []
    shared = (
        select(Posting.idea_id, func.sum(Posting.weight).label("weight"))
        .where(Posting.term.in_(terms), Posting.idea_id != but, *inside)
        .group_by(Posting.idea_id)
        .order_by(func.sum(Posting.weight).desc(), Posting.idea_id)
        .limit(BEFORE_FILTER)
        .subquery()
    )
    return (
        select(Entry.idea_id, Entry.first_on, Entry.reading)
        .join(shared, shared.c.idea_id == Entry.idea_id)
        .join(Idea, Idea.id == Entry.idea_id)
        .where(Idea.state != IdeaState.WITHDRAWN, *where)
        .order_by(shared.c.weight.desc(), Entry.idea_id)
        .limit(CANDIDATES)
    )


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
