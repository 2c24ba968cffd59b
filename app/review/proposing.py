"""Who scores what by field: declared expertise against the dossier, then the best assignment.

Pure: ids and words in, pairs out.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.kernel.vietnamese import fold
from app.review.assigning import Pair, shuffled

SECTOR_SHARE, WORD_SHARE, WORDS_FOR_FULL = 60, 40, 3


@dataclass(frozen=True, slots=True)
class Expertise:
    """What a reviewer declared; `words` folded."""

    sectors: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dossier is about; `text` folded, in single spaces."""

    sector: str
    text: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many dossiers one reviewer has in all, at least and at most."""

    least: int
    most: int


def words_of(text: str) -> tuple[str, ...]:
    """Keywords typed with commas, semicolons or lines between them, folded, each once."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    folded = (" ".join(fold(part).split()) for part in parts)
    return tuple(dict.fromkeys(word for word in folded if word))


def match_percent(expertise: Expertise, subject: Subject) -> int:
    """How well a reviewer fits a dossier, 0 to 100: 60 for its sector, up to 40 for own keywords
    in its text (three of them are full).
    """
    sector = SECTOR_SHARE if subject.sector and subject.sector in expertise.sectors else 0
    padded = f" {subject.text} "
    hits = sum(f" {word} " in padded for word in expertise.words)
    return sector + WORD_SHARE * min(hits, WORDS_FOR_FULL) // WORDS_FOR_FULL


def propose_matched(
    ideas: Sequence[int],
    reviewers: Sequence[int],
    wanted: int,
    conflicts: Mapping[int, Collection[int]],
    existing: Collection[Pair],
    percents: Mapping[Pair, int],
    bounds: Mapping[int, Bounds],
) -> list[Pair]:
    """The pairs to add so that every dossier has `wanted` reviewers, as far as that can be.

    What stands is kept and counts as load. Bounds that were set are kept; the other reviewers get
    an even share, a fifth more or less, or whatever is needed. When not every dossier can
    be served, as many as possible are. The same input gives the same answer.
    """
    import numpy as np  # noqa: PLC0415 - numbers and flows, only when a proposal is made

    from app.review.matching import Task, match, shortage  # noqa: PLC0415

    standing = _standing(ideas, existing)
    loads = Counter(reviewer for _, reviewer in existing)
    missing = np.array([max(0, wanted - len(standing[idea])) for idea in ideas], dtype=np.int64)
    pairs = [
        (i, r)
        for i, idea in enumerate(ideas)
        if missing[i]
        for r, reviewer in enumerate(reviewers)
        if reviewer not in conflicts.get(idea, ()) and reviewer not in standing[idea]
    ]
    if not pairs:
        return []
    rows, columns = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    worth = np.array([_worth(ideas[i], reviewers[r], percents) for i, r in pairs], dtype=np.int64)
    rooms = _rooms(reviewers, loads, int(missing.sum()), bounds)
    for least, most in rooms:
        task = Task(missing, np.array(least), np.array(most), rows, columns, worth)
        if not shortage(task):
            break
    lacking = shortage(task)
    if lacking:
        task = replace(task, wanted=missing - lacking.ideas, least=np.zeros_like(task.least))
    chosen = match(task)
    found = zip(task.idea[chosen].tolist(), task.reviewer[chosen].tolist(), strict=True)
    return sorted((ideas[i], reviewers[r]) for i, r in found)


def _standing(ideas: Sequence[int], existing: Collection[Pair]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {idea: set() for idea in ideas}
    for idea, reviewer in existing:
        found.setdefault(idea, set()).add(reviewer)
    return found


def _worth(idea: int, reviewer: int, percents: Mapping[Pair, int]) -> int:
    """Millionths; among equals a repeatable lot, so that the same people do not always meet."""
    return percents.get((idea, reviewer), 0) * 9_900 + shuffled(idea, reviewer) % 10_000


def _rooms(
    reviewers: Sequence[int], loads: Mapping[int, int], more: int, bounds: Mapping[int, Bounds]
) -> list[tuple[list[int], list[int]]]:
    """What each reviewer may get on top, from the evenest to the loosest."""
    share = (sum(loads.values()) + more) / max(len(reviewers), 1)
    usual = (
        Bounds(int(share * 0.8), int(share * 1.2) + 1),
        Bounds(int(share / 2), int(share * 1.5) + 1),
        Bounds(0, int(share * 3) + 1),
        Bounds(0, sum(loads.values()) + more),
    )
    found = []
    for default in usual:
        own = [bounds.get(reviewer, default) for reviewer in reviewers]
        most = [max(0, b.most - loads.get(r, 0)) for r, b in zip(reviewers, own, strict=True)]
        least = [max(0, b.least - loads.get(r, 0)) for r, b in zip(reviewers, own, strict=True)]
        found.append(([min(low, high) for low, high in zip(least, most, strict=True)], most))
    return found
