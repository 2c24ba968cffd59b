"""What would be if criteria weighed otherwise, or the line were drawn elsewhere. Never stored.

Pure: points in, places and counters out. The official score stays what it is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.numbers import round_half_up
from app.review.rules import standings


@dataclass(frozen=True, slots=True)
class Scored:
    """One locked sheet: points per criterion; a criterion that does not apply is not there."""

    idea_id: int
    points: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier with an official score."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    mean: Decimal
    saved_vnd: int


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier in the imagined ranking. `inside`, `was_inside`: above the line, now and in the
    official ranking with the same line.
    """

    entry: Entry
    place: int
    score: Decimal
    was_place: int
    inside: bool
    was_inside: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole imagined ranking, and what is above the line: per unit, and money saved."""

    lines: tuple[Line, ...]
    inside: int
    enter: int
    leave: int
    units: tuple[tuple[str, int], ...]
    saved_vnd: int


def reweighted(
    sheets: Sequence[Scored],
    weights: Mapping[int, Decimal],
    maxima: Mapping[int, Decimal],
    scale: Decimal,
    digits: int,
) -> dict[int, Decimal]:
    """The mean per dossier with these weights, brought back to the rubric's `scale`, so that it
    can be set beside the official score; rounded half up like it.
    """
    totals: defaultdict[int, list[Decimal]] = defaultdict(list)
    for sheet in sheets:
        reach = sum((weights[key] * maxima[key] for key in sheet.points), Decimal())
        if reach > 0:
            got = sum((weights[key] * given for key, given in sheet.points.items()), Decimal())
            totals[sheet.idea_id].append(got * scale / reach)
    return {
        key: round_half_up(sum(own, Decimal()) / len(own), digits) for key, own in totals.items()
    }


def outcome(
    entries: Sequence[Entry],
    scores: Mapping[int, Decimal],
    quota: int | None,
    points: Decimal | None,
) -> Outcome:
    """Rank by `scores` and draw the line: the first `quota` places (equals at the line all stand
    inside), or everybody with `points` and more.
    """
    known = {entry.idea_id: entry for entry in entries if entry.idea_id in scores}
    now = standings({key: scores[key] for key in known})
    before = {s.key: s for s in standings({key: entry.mean for key, entry in known.items()})}
    lines = tuple(
        Line(
            known[s.key], s.place, s.score, before[s.key].place,
            _inside(s.place, s.score, quota, points),
            _inside(before[s.key].place, before[s.key].score, quota, points),
        )
        for s in sorted(now, key=lambda s: (s.place, known[s.key].code))
    )  # fmt: skip
    above = [line.entry for line in lines if line.inside]
    units = Counter(entry.unit_name for entry in above)
    return Outcome(
        lines=lines,
        inside=len(above),
        enter=sum(line.inside and not line.was_inside for line in lines),
        leave=sum(line.was_inside and not line.inside for line in lines),
        units=tuple(sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))),
        saved_vnd=sum(entry.saved_vnd for entry in above),
    )


def _inside(place: int, score: Decimal, quota: int | None, points: Decimal | None) -> bool:
    return score >= points if points is not None else place <= (quota or 0)
