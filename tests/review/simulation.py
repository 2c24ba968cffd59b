"""Simulated rounds with a known truth, and how near the plain and the corrected mean come to it."""

from dataclasses import dataclass

import numpy as np

from app.review.calibration import Real, Sheets, Whole
from app.review.estimates import estimate

NORMAL_90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Kind:
    """What a simulated round is like; sizes in points of a ten-point scale."""

    name: str
    ideas: int = 2000
    reviewers: int = 40
    each: int = 3
    leniency: float = 0.9
    merit: float = 1.0
    noise: float = 0.75
    outliers: float = 0.0
    fields: int = 1
    field_spread: float = 0.0
    panels: bool = False
    unequal_noise: bool = False
    step: float = 0.0


KINDS = (
    Kind("leniency"),
    Kind("no leniency", leniency=0.0),
    Kind("outliers", outliers=0.04),
    Kind("fields that differ", fields=8, field_spread=0.8, panels=True),
    Kind("fields, mixed panels", fields=8, field_spread=0.8),
    Kind("panels that share nothing", fields=5, panels=True),
    Kind("60 x 9 x 4", ideas=60, reviewers=9, each=4),
    Kind("60 x 9 x 4, no leniency", ideas=60, reviewers=9, each=4, leniency=0.0),
    Kind("unequal noise, half points, 0 to 10", unequal_noise=True, step=0.5),
    Kind("noisy half points", noise=1.5, step=0.5),
)


@dataclass(frozen=True, slots=True)
class Round:
    """A simulated round: its sheets (by dossier), the field of each dossier, the truth."""

    sheets: Sheets
    field: Whole
    truth: Real


def simulate(kind: Kind, seed: int) -> Round:
    """Draw a round of this kind."""
    random = np.random.default_rng(seed)
    field = np.arange(kind.ideas) % kind.fields
    truth = random.normal(6, kind.merit, kind.ideas)
    truth += random.normal(0, kind.field_spread, kind.fields)[field]
    lenient = random.normal(0, kind.leniency, kind.reviewers)
    loud = (
        random.uniform(0.4, 1.6, kind.reviewers) if kind.unequal_noise else np.ones(kind.reviewers)
    )
    people = _panels(kind, field, random)
    idea = np.repeat(np.arange(kind.ideas), kind.each)
    person = people.ravel()
    score = truth[idea] + lenient[person]
    score += random.normal(0, kind.noise, len(idea)) * loud[person]
    wild = random.random(len(idea)) < kind.outliers
    score[wild] += random.choice([-4.0, 4.0], int(wild.sum()))
    if kind.step:
        score = np.clip(np.round(score / kind.step) * kind.step, 0, 10)
    return Round(Sheets(idea, person, score), field, truth)


def _panels(kind: Kind, field: Whole, random: np.random.Generator) -> Whole:
    """Reviewers per dossier: the least loaded ones of those who may, ties at random."""
    loads = np.zeros(kind.reviewers)
    found = np.empty((kind.ideas, kind.each), dtype=np.int64)
    home = np.arange(kind.reviewers) % kind.fields
    for idea in random.permutation(kind.ideas):
        order = loads + random.random(kind.reviewers)
        if kind.panels:
            order = order + np.where(home == field[idea], 0.0, 1e9)
        found[idea] = np.sort(np.argsort(order)[: kind.each])
        loads[found[idea]] += 1
    return found


def kendall(left: Real, right: Real) -> float:
    """Kendall's tau-b, exactly, by all pairs in blocks."""
    both = ties_left = ties_right = 0.0
    size = len(left)
    for start in range(0, size, 500):
        a = np.sign(left[start : start + 500, None] - left[None, :])
        b = np.sign(right[start : start + 500, None] - right[None, :])
        both += float((a * b).sum())
        ties_left += float((a != 0).sum())
        ties_right += float((b != 0).sum())
    return both / float(np.sqrt(ties_left * ties_right))


def precision(score: Real, truth: Real) -> float:
    """How much of the true best tenth stands in the best tenth of the scores."""
    best = max(1, len(score) // 10)
    return len(set(np.argsort(-score)[:best]) & set(np.argsort(-truth)[:best])) / best


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured on one round."""

    tau_gain: float
    precision_gain: float
    score_coverage: float
    rank_coverage: float
    width: float


def measured(played: Round, *, with_field: bool = True) -> Figures:
    """Calibrate the round and compare with its truth."""
    sheets = played.sheets
    field = played.field if with_field else np.zeros_like(played.field)
    result = estimate(sheets.idea, sheets.reviewer, sheets.score, field)
    truth, half = played.truth, NORMAL_90 * result.error
    place = np.empty(len(truth))
    place[np.argsort(-truth)] = np.arange(1, len(truth) + 1)
    return Figures(
        tau_gain=kendall(result.calibrated, truth) - kendall(result.mean, truth),
        precision_gain=precision(result.calibrated, truth) - precision(result.mean, truth),
        score_coverage=float((np.abs(result.calibrated - truth) <= half).mean()),
        rank_coverage=float(((result.low <= place) & (place <= result.high)).mean()),
        width=float((result.high - result.low).mean()) / len(truth),
    )
