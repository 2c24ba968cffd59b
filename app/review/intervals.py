"""How far a rank can be trusted: the ranking is drawn again and again from what is known.

Each draw takes the reviewers' leniency with its uncertainty, then the merit of every dossier given
its sheets, pulled towards the mean of its field as far as the sheets are noisy. The 90 % rank
interval leaves 5 % of the draws on either side. Draws depend on the sheets alone.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from app.review.calibration import Calibration, Real, Sheets, Whole, idea_means

Places = NDArray[np.int32]

_BATCH = 2_000_000
_SORTED = 4000


@dataclass(frozen=True, slots=True)
class Ranks:
    """Per dossier: the ends of the 90 % rank interval and the chance of the first `cut` places."""

    low: Whole
    high: Whole
    inside: Real | None


def draws_for(ideas: int) -> int:
    """Enough draws for steady ends; one less than a multiple of 20, so that the ends are exact."""
    return 999 if ideas <= 4000 else 399 if ideas <= 12000 else 99


def rank_intervals(
    sheets: Sheets, result: Calibration, field: Whole, alike: Whole, cut: int | None
) -> Ranks:
    """Draw the ranking. `field` and `alike`: a number per dossier; alike dossiers are pooled."""
    total = draws_for(sheets.ideas)
    ranks = np.empty((total, sheets.ideas), dtype=np.int32)
    random = np.random.default_rng(_seed(sheets, field))
    between = _between(result, field)
    batch = max(1, min(total, _BATCH // len(sheets.score)))
    for start in range(0, total, batch):
        part = ranks[start : start + batch]
        part[:] = _places(_merits(sheets, result, field, between, random, len(part)))
    return _summed_up(ranks, alike, cut)


def _seed(sheets: Sheets, field: Whole) -> int:
    digest = sha256(sheets.score.tobytes())
    for numbers in (sheets.idea, sheets.reviewer, field):
        digest.update(np.ascontiguousarray(numbers, dtype="<i8").tobytes())
    return int.from_bytes(digest.digest()[:8], "little")


def _merits(
    sheets: Sheets,
    result: Calibration,
    field: Whole,
    between: float,
    random: np.random.Generator,
    size: int,
) -> Real:
    """Draws of every dossier's merit, draws × dossiers."""
    leniency = result.leniency
    steps = random.standard_normal((leniency.spread.shape[1], size))
    people = leniency.value[:, None] + leniency.spread @ steps
    seen = result.mean[:, None] - idea_means(result.sheets, people[sheets.reviewer])
    noise = leniency.noise / result.sheets
    weight = between / (between + noise + 1e-300)
    centre = _centres(seen, between + noise, field, random)
    pulled = centre[field] + weight[:, None] * (seen - centre[field])
    left = np.sqrt(weight * noise)[:, None] + 1e-9 * (1.0 + np.abs(pulled))
    return (pulled + left * random.standard_normal(pulled.shape, dtype=np.float32)).T


def _places(merits: Real) -> Places:
    """The place of every dossier in every draw. Beyond some thousands it is read off a fine
    scale, a dossier to a step or so: sorting would take most of the time and tell no more.
    """
    draws, ideas = merits.shape
    found = np.empty((draws, ideas), dtype=np.int32)
    if ideas <= _SORTED:
        places = np.arange(1, ideas + 1, dtype=np.int32)
        for row, drawn in zip(found, merits, strict=True):
            row[np.argsort(-drawn)] = places
        return found
    top, bottom = merits.max(axis=1), merits.min(axis=1)
    steps = 4 * ideas / np.maximum(top - bottom, 1e-300)
    scaled = ((top[:, None] - merits) * steps[:, None]).astype(np.int32)
    for row, step in zip(found, scaled, strict=True):
        row[:] = np.cumsum(np.bincount(step)).astype(np.int32)[step]
    return found


def _centres(seen: Real, variance: Real, field: Whole, random: np.random.Generator) -> Real:
    """A draw of each field's mean, fields × draws; a small field leans on all the others."""
    weight = 1 / np.maximum(variance, 1e-12)
    fields = int(field.max()) + 1
    mass = np.bincount(field, weight, minlength=fields)
    order = np.argsort(field, kind="stable")
    starts = np.cumsum(np.bincount(field)) - np.bincount(field)
    means = np.add.reduceat(weight[order, None] * seen[order], starts, axis=0) / mass[:, None]
    everywhere = mass @ means / mass.sum()
    if fields == 1:
        pull = np.ones(1)
    else:
        apart = (mass @ ((means - everywhere) ** 2).mean(axis=1)) - (fields - 1)
        room = mass.sum() - (mass @ mass) / mass.sum()
        across = max(apart / max(room, 1e-12), 0.0)
        pull = across / (across + 1 / mass)
    centre = everywhere + pull[:, None] * (means - everywhere)
    error = np.sqrt(pull / mass + (1 - pull) ** 2 / mass.sum())
    drawn: Real = centre + error[:, None] * random.standard_normal(centre.shape)
    return drawn


def _between(result: Calibration, field: Whole) -> float:
    """The variance of merit between dossiers of a field: the most likely one, by bisection."""
    own = result.error**2
    fields = int(field.max()) + 1
    if len(own) <= fields:
        field, fields = np.zeros_like(field), 1
    if len(own) < 2:
        return float(own[0])
    low, high = 0.0, float(np.var(result.calibrated)) * 4 + 1e-12
    for _ in range(50):
        middle = (low + high) / 2
        weight = 1 / np.maximum(own + middle, 1e-12)
        mass = np.bincount(field, weight, minlength=fields)
        mean = np.bincount(field, weight * result.calibrated, minlength=fields) / mass
        spread = float((weight * (result.calibrated - mean[field]) ** 2).sum())
        low, high = (middle, high) if spread > len(own) - fields else (low, middle)
    return (low + high) / 2


def _summed_up(ranks: Places, alike: Whole, cut: int | None) -> Ranks:
    total = len(ranks)
    inside = (ranks <= cut).mean(axis=0) if cut is not None else None
    tail = (total + 1) // 20
    ordered = np.partition(ranks, (tail - 1, total - tail), axis=0)
    low, high = ordered[tail - 1].astype(np.int64), ordered[total - tail].astype(np.int64)
    order, sizes = np.argsort(alike, kind="stable"), np.bincount(alike)
    ends = np.cumsum(sizes)
    for group in np.flatnonzero(sizes > 1):
        members = order[ends[group] - sizes[group] : ends[group]]
        pooled = np.sort(ranks[:, members], axis=None)
        low[members] = pooled[tail * len(members) - 1]
        high[members] = pooled[-tail * len(members)]
        if inside is not None:
            inside[members] = inside[members].mean()
    return Ranks(low, high, inside)
