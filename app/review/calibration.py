"""Scores corrected for the leniency of reviewers: pure numbers, no names, no database, no clock.

score = merit of the dossier (fixed) + leniency of the reviewer (random) + noise.

The leniency variance is estimated by REML from comparisons inside dossiers only, so real
differences between fields or panels are never taken for leniency. Each leniency is shrunk towards
zero: a reviewer with few sheets is hardly corrected. The official score stays the plain mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.review.many_reviewers import solve_many

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

OUTLYING = 3.0
"""A sheet with |z| above this is flagged."""
_MOST_DENSE = 1500
"""Up to this many reviewers the equations are solved exactly; above, by iteration."""
_MOST_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class Sheets:
    """One entry per sheet: dossier and reviewer by number from 0, weighted total; by dossier."""

    idea: Whole
    reviewer: Whole
    score: Real

    @property
    def ideas(self) -> int:
        """How many dossiers."""
        return int(self.idea[-1]) + 1

    @property
    def reviewers(self) -> int:
        """How many reviewers."""
        return int(self.reviewer.max()) + 1


@dataclass(frozen=True, slots=True)
class Leniency:
    """What is known of the reviewers: how far each lies above colleagues on the same dossiers.

    `spread`: the factor F of the uncertainty F F' of `value`, reviewers × directions.
    """

    value: Real
    spread: Real
    ratio: float
    noise: float

    @property
    def error(self) -> Real:
        """The standard error of each value."""
        return np.asarray(np.sqrt(np.einsum("rk,rk->r", self.spread, self.spread)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Per dossier: plain mean, corrected mean, its standard error, number of sheets. Per sheet: z.

    `known`: False where no dossier has two sheets: nothing can be told about noise or leniency.
    """

    mean: Real
    calibrated: Real
    error: Real
    sheets: Whole
    leniency: Leniency
    z: Real
    known: bool


def calibrate(sheets: Sheets) -> Calibration:
    """Correct the means of these sheets; they are sorted by dossier, every dossier has one."""
    counts = np.bincount(sheets.idea)
    mean = idea_means(counts, sheets.score)
    known = len(sheets.score) > len(counts)
    leniency = _leniency(sheets, counts, mean) if known else _unknown(sheets)
    calibrated = mean - idea_means(counts, leniency.value[sheets.reviewer])
    variance = leniency.noise / counts + _from_people(sheets, counts, leniency.spread)
    residual = sheets.score - calibrated[sheets.idea] - leniency.value[sheets.reviewer]
    return Calibration(
        mean=mean,
        calibrated=calibrated,
        error=np.sqrt(variance),
        sheets=counts,
        leniency=leniency,
        z=_standardised(residual, counts[sheets.idea]),
        known=known,
    )


def idea_means(counts: Whole, values: Real) -> Real:
    """The mean per dossier of values given per sheet (one column or several)."""
    if (counts == counts[0]).all():
        return np.asarray(values.reshape(len(counts), counts[0], *values.shape[1:]).mean(axis=1))
    starts = np.cumsum(counts) - counts
    divisor = counts if values.ndim == 1 else counts[:, None]
    sums: Real = np.add.reduceat(values, starts, axis=0)
    return sums / divisor


def _from_people(sheets: Sheets, counts: Whole, spread: Real) -> Real:
    """The part of each dossier's variance that stems from not knowing its reviewers exactly."""
    found = np.zeros(len(counts))
    if len(spread) > _MOST_DENSE:
        part = idea_means(counts, spread[sheets.reviewer])
        return np.asarray(np.einsum("ik,ik->i", part, part))
    covariance = spread @ spread.T
    for ideas, people in _panels(sheets, counts):
        pairs = covariance[people[:, :, None], people[:, None, :]]
        found[ideas] = pairs.sum(axis=(1, 2)) / people.shape[1] ** 2
    return found


def _panels(sheets: Sheets, counts: Whole) -> Iterator[tuple[Whole, Whole]]:
    """Dossiers with equally many sheets, and who gave them: dossiers × reviewers, in portions."""
    starts = np.cumsum(counts) - counts
    for number in np.unique(counts):
        ideas = np.flatnonzero(counts == number)
        step = max(1, _MOST_PAIRS // int(number * number))
        for begin in range(0, len(ideas), step):
            own = ideas[begin : begin + step]
            yield own, sheets.reviewer[starts[own, None] + np.arange(number)]


def _unknown(sheets: Sheets) -> Leniency:
    """One sheet per dossier: all that is seen may be noise, and no leniency can be told."""
    noise = float(np.var(sheets.score, ddof=1)) if len(sheets.score) > 1 else 0.0
    nothing = np.zeros(sheets.reviewers)
    return Leniency(nothing, nothing[:, None], 0.0, noise)


def _leniency(sheets: Sheets, counts: Whole, mean: Real) -> Leniency:
    inside = sheets.score - mean[sheets.idea]
    if sheets.reviewers > _MOST_DENSE:
        value, spread, ratio, noise = solve_many(sheets.idea, sheets.reviewer, counts, inside)
        return Leniency(value, spread, ratio, noise)
    pull = np.bincount(sheets.reviewer, inside, minlength=sheets.reviewers)
    values, vectors = np.linalg.eigh(_comparisons(sheets, counts))
    values = np.maximum(values, 0.0)
    values[values < 1e-9 * max(float(values.max()), 1.0)] = 0.0
    turned = np.where(values > 0, vectors.T @ pull, 0.0)
    freedom = len(sheets.score) - len(counts)
    ratio, noise = _variances(values, turned, float(inside @ inside), freedom)
    shrink = ratio / (1 + ratio * values)
    return Leniency(
        value=vectors @ (shrink * turned),
        spread=vectors * np.sqrt(noise * shrink),
        ratio=ratio,
        noise=noise,
    )


def _comparisons(sheets: Sheets, counts: Whole) -> Real:
    """How often each two reviewers are compared inside a dossier (a weighted Laplacian)."""
    size = sheets.reviewers
    given = np.bincount(sheets.reviewer, minlength=size).astype(float)
    together = np.zeros((size, size))
    for _, people in _panels(sheets, counts):
        pairs = (people[:, :, None] * size + people[:, None, :]).ravel()
        shared = np.bincount(pairs, minlength=size * size).reshape(size, size)
        together += shared / people.shape[1]
    return np.diag(given) - together


def _variances(values: Real, turned: Real, squares: float, freedom: int) -> tuple[float, float]:
    """REML: the ratio of leniency to noise variance that the comparisons make most likely."""
    floor = 1e-12 * max(squares, 1e-12)
    low, high = -12.0, 12.0
    for _ in range(6):
        grid = np.exp(np.linspace(low, high, 97))
        growth = 1 + grid[:, None] * values
        left = np.maximum(squares - (grid[:, None] * turned**2 / growth).sum(axis=1), floor)
        cost = np.log(growth).sum(axis=1) + freedom * np.log(left)
        best = int(np.argmin(cost))
        step = (high - low) / 96
        low, high = np.log(grid[best]) - step, np.log(grid[best]) + step
    if cost[best] >= freedom * np.log(max(squares, floor)) or squares <= 1e-18:
        return 0.0, squares / freedom
    return float(grid[best]), float(left[best]) / freedom


def _standardised(residual: Real, beside: Whole) -> Real:
    """Residuals in units of their usual size; the usual size is not led by the outlying ones."""
    several = beside > 1
    found = np.zeros_like(residual)
    found[several] = residual[several] / np.sqrt(1 - 1 / beside[several])
    size = float(np.sqrt(np.mean(found[several] ** 2))) if several.any() else 0.0
    if size <= 1e-9:
        return np.zeros_like(residual)
    middle = 1.4826 * float(np.median(np.abs(found[several])))
    return found / (min(size, middle) if middle > 0.3 * size else size)
