"""The whole analysis of a round from its locked sheets: values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.review.agreement import agreement, halo, islands
from app.review.calibration import OUTLYING, Real, Whole
from app.review.estimates import Estimates, estimate

MOST_FLAGS = 200
MOST_MOVED = 20


@dataclass(frozen=True, slots=True)
class SheetScore:
    """One locked sheet: its official total, and per criterion (id) the points given."""

    idea_id: int
    reviewer_id: int
    total: float
    points: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept beside the estimates, as plain values (JSON)."""

    sheets: int
    ideas: int
    leniency_sd: float
    noise_sd: float
    known: bool
    reviewers: list[dict[str, float]]
    criteria: list[dict[str, float | None]]
    flags: list[dict[str, float]]
    islands: list[dict[str, list[int]]]
    bridges: list[dict[str, int]]
    without: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """`ideas`: the ids in the order of the estimates."""

    ideas: list[int]
    estimates: Estimates
    summary: Summary


def analyse(
    sheets: Sequence[SheetScore], fields: Mapping[int, str], maxima: Mapping[int, float], cut: int
) -> Analysis:
    """Everything about these sheets (at least one). `fields`: dossier → field; `maxima`:
    criterion → most points.
    """
    ideas, idea = _numbered([sheet.idea_id for sheet in sheets])
    people, person = _numbered([sheet.reviewer_id for sheet in sheets])
    total = np.array([sheet.total for sheet in sheets])
    names = sorted({fields.get(key, "") for key in ideas})
    field_of = [names.index(fields.get(key, "")) for key in ideas]
    found = estimate(idea, person, total, field_of, min(cut, len(ideas)))
    group = islands(idea, person)
    summary = Summary(
        sheets=len(sheets),
        ideas=len(ideas),
        leniency_sd=found.leniency_sd,
        noise_sd=found.noise_sd,
        known=found.known,
        reviewers=_reviewers(sheets, people, person, total, maxima, found),
        criteria=_criteria(sheets, idea, maxima),
        flags=_flags(sheets, found),
        islands=_islands(people, person, ideas, idea, group),
        bridges=_bridges(people, person, ideas, idea, group),
        without=_without(people, person, ideas, idea, total, cut),
    )
    return Analysis(ideas, found, summary)


def _numbered(keys: list[int]) -> tuple[list[int], Whole]:
    distinct, numbers = np.unique(np.array(keys), return_inverse=True)
    return distinct.tolist(), np.asarray(numbers).ravel()


def _reviewers(
    sheets: Sequence[SheetScore], people: list[int], person: Whole, total: Real,
    maxima: Mapping[int, float], found: Estimates,
) -> list[dict[str, float]]:  # fmt: skip
    spread = np.array([_spread(sheet, maxima) for sheet in sheets])
    alike = halo(person, spread)
    lines = []
    for number, key in enumerate(people):
        own = np.quantile(total[person == number], (0, 0.25, 0.5, 0.75, 1))
        names = ("low", "quarter", "middle", "three_quarters", "high")
        lines.append({
            "id": key, "sheets": int((person == number).sum()),
            "severity": round(float(found.severity[number]), 4),
            "error": round(float(found.severity_error[number]), 4),
            "halo": round(float(alike[number]), 4),
            **{name: float(value) for name, value in zip(names, own, strict=True)},
        })  # fmt: skip
    return lines


def _spread(sheet: SheetScore, maxima: Mapping[int, float]) -> float:
    shares = [points / maxima[key] for key, points in sheet.points.items() if maxima.get(key)]
    return float(np.std(shares)) if len(shares) > 1 else 0.0


def _criteria(
    sheets: Sequence[SheetScore], idea: Whole, maxima: Mapping[int, float]
) -> list[dict[str, float | None]]:
    lines: list[dict[str, float | None]] = []
    for key in maxima:
        own = [number for number, sheet in enumerate(sheets) if key in sheet.points]
        scores = np.array([sheets[number].points[key] for number in own])
        if not own:
            continue
        told = agreement(_numbered(idea[own].tolist())[1], scores)
        values = (told.alone, told.together, told.alpha)
        alone, together, alpha = (None if v is None else round(v, 4) for v in values)
        lines.append({"id": key, "alone": alone, "together": together, "alpha": alpha,
                      "mean": round(float(scores.mean()), 4)})  # fmt: skip
    return lines


def _flags(sheets: Sequence[SheetScore], found: Estimates) -> list[dict[str, float]]:
    order = np.argsort(-np.abs(found.z), kind="stable")
    wild = [int(number) for number in order if abs(found.z[number]) > OUTLYING][:MOST_FLAGS]
    return [
        {"idea": sheets[n].idea_id, "reviewer": sheets[n].reviewer_id,
         "z": round(float(found.z[n]), 2), "total": sheets[n].total}
        for n in wild
    ]  # fmt: skip


def _islands(
    people: list[int], person: Whole, ideas: list[int], idea: Whole, group: Whole
) -> list[dict[str, list[int]]]:
    if group.max() == 0:
        return []
    return [
        {"reviewers": [people[n] for n in np.flatnonzero(group == number)],
         "ideas": [ideas[n] for n in np.unique(idea[group[person] == number])]}
        for number in range(int(group.max()) + 1)
    ]  # fmt: skip


def _bridges(
    people: list[int], person: Whole, ideas: list[int], idea: Whole, group: Whole
) -> list[dict[str, int]]:
    """One dossier of each group for the least busy reviewer of the next one: then all connect."""
    loads = np.bincount(person)
    found = []
    for number in range(int(group.max())):
        others = np.flatnonzero(group == number + 1)
        guest = others[np.argmin(loads[others])]
        host = int(idea[group[person] == number].min())
        found.append({"idea": ideas[host], "reviewer": people[guest]})
    return found


def _without(
    people: list[int], person: Whole, ideas: list[int], idea: Whole, total: Real, cut: int
) -> list[dict[str, object]]:
    """Per reviewer: who would enter or leave the first `cut` by plain mean without their sheets.

    A dossier that has no other sheet keeps its mean.
    """
    sums, counts = np.bincount(idea, total), np.bincount(idea)
    before = _inside(sums / counts, cut)
    lines: list[dict[str, object]] = []
    for number, key in enumerate(people):
        own = person == number
        left = counts - np.bincount(idea[own], minlength=len(counts))
        rest = sums - np.bincount(idea[own], total[own], minlength=len(counts))
        means = np.where(left > 0, rest / np.maximum(left, 1), sums / counts)
        after = _inside(means, cut)
        enter, leave = np.flatnonzero(after & ~before), np.flatnonzero(before & ~after)
        if len(enter) or len(leave):
            lines.append({"reviewer": key, "count": len(enter) + len(leave),
                          "enter": [ideas[n] for n in enter[:MOST_MOVED]],
                          "leave": [ideas[n] for n in leave[:MOST_MOVED]]})  # fmt: skip
    return sorted(lines, key=lambda line: (-int(str(line["count"])), str(line["reviewer"])))


def _inside(means: Real, cut: int) -> np.ndarray:
    """Who stands among the first `cut`: those equal at the line all do."""
    if cut >= len(means):
        return np.ones(len(means), dtype=bool)
    line = np.sort(np.round(means, 9))[-cut] if cut > 0 else np.inf
    return np.asarray(np.round(means, 9) >= line)
