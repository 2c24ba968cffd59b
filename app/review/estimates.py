"""Everything the numbers say about a round: the one way that the command line and the pages use.

Dossiers and reviewers come and go under the caller's numbers; inside, they stand in an order that
follows from the sheets alone, so names and the order of lines change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.review.calibration import Calibration, Real, Sheets, Whole, calibrate
from app.review.canonical import canonical_order
from app.review.intervals import rank_intervals

DIGITS = 6
"""Decimals of a score in the answer; dossiers equal to that many share a rank."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Per dossier: `mean` to `inside`; per sheet: `z`; per reviewer: `severity`, `severity_error`.

    `inside`: the chance of standing among the first `cut`. `known`: False when no dossier has two
    sheets, so that noise and leniency cannot be told from merit.
    """

    mean: Real
    calibrated: Real
    error: Real
    rank: Whole
    low: Whole
    high: Whole
    inside: Real | None
    z: Real
    severity: Real
    severity_error: Real
    leniency_sd: float
    noise_sd: float
    known: bool


def estimate(
    idea: Sequence[int] | Whole,
    reviewer: Sequence[int] | Whole,
    score: Sequence[float] | Real,
    field: Sequence[int] | Whole,
    cut: int | None = None,
) -> Estimates:
    """What the sheets say: one entry per sheet in the first three, one per dossier in `field`.

    Numbers run from 0 without gaps; every dossier and every reviewer has a sheet.
    """
    ideas, people = np.asarray(idea, dtype=np.int64), np.asarray(reviewer, dtype=np.int64)
    totals, fields = np.asarray(score, dtype=float), _numbered(np.asarray(field, dtype=np.int64))
    order = canonical_order(ideas, people, totals, fields)
    place_of_idea, place_of_person = _inverse(order.ideas), _inverse(order.reviewers)
    lines = np.lexsort((place_of_person[people], place_of_idea[ideas]))
    sheets = Sheets(place_of_idea[ideas][lines], place_of_person[people][lines], totals[lines])
    own_fields = _numbered(fields[order.ideas])
    result = calibrate(sheets)
    ranks = rank_intervals(sheets, result, own_fields, order.alike[order.ideas], cut)
    rank = competition_ranks(result.calibrated)
    back, person_back = place_of_idea, place_of_person
    z = np.empty_like(result.z)
    z[lines] = result.z
    return Estimates(
        mean=result.mean[back],
        calibrated=result.calibrated[back],
        error=result.error[back],
        rank=rank[back],
        low=np.minimum(ranks.low, rank)[back],
        high=np.maximum(ranks.high, rank)[back],
        inside=None if ranks.inside is None else ranks.inside[back],
        z=z,
        severity=-result.leniency.value[person_back] + 0.0,
        severity_error=result.leniency.error[person_back],
        leniency_sd=_leniency_sd(result),
        noise_sd=float(np.sqrt(result.leniency.noise)),
        known=result.known,
    )


def competition_ranks(scores: Real) -> Whole:
    """Place 1 for the best; scores equal to `DIGITS` decimals share it, the next is skipped."""
    shown = np.round(scores, DIGITS)
    ordered = np.sort(shown)
    places: Whole = len(shown) - np.searchsorted(ordered, shown, side="right") + 1
    return places


def _leniency_sd(result: Calibration) -> float:
    return float(np.sqrt(result.leniency.ratio * result.leniency.noise))


def _inverse(order: Whole) -> Whole:
    found = np.empty_like(order)
    found[order] = np.arange(len(order))
    return found


def _numbered(labels: Whole) -> Whole:
    """The same groups, numbered in the order in which they first stand."""
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return _inverse(np.argsort(first))[group.ravel()]
