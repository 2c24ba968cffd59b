"""How far reviewers agree on a criterion, and how each of them uses the scale. Pure numbers."""

from dataclasses import dataclass

import numpy as np

from app.review.calibration import Real, Whole


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one criterion. `alone`: ICC(1), of a single sheet; `together`: ICC(1,k), of the mean of
    the usual number of sheets; `alpha`: Krippendorff's, interval. None: cannot be told.
    """

    alone: float | None
    together: float | None
    alpha: float | None


def agreement(idea: Whole, score: Real) -> Agreement:
    """From the scores of one criterion; dossiers with a single score say nothing and are left out.

    ICC by one-way analysis of variance with unequal numbers; it may be negative, which says that
    sheets of one dossier differ more than sheets of different ones.
    """
    counts = np.bincount(idea)
    kept = counts[idea] > 1
    idea, score = idea[kept], score[kept]
    counts = np.bincount(idea)[np.unique(idea)] if len(idea) else np.zeros(0, dtype=np.int64)
    if len(counts) < 2 or np.ptp(score) == 0:
        return Agreement(None, None, None)
    _, group = np.unique(idea, return_inverse=True)
    means = np.bincount(group, score) / counts
    total, ideas = len(score), len(counts)
    within = float(((score - means[group]) ** 2).sum()) / (total - ideas)
    between = float((counts * (means - score.mean()) ** 2).sum()) / (ideas - 1)
    usual = (total - float((counts**2).sum()) / total) / (ideas - 1)
    merit = (between - within) / usual
    alone = merit / (merit + within)
    together = usual * alone / (1 + (usual - 1) * alone) if alone > -1 / usual else None
    return Agreement(alone, together, _alpha(group, counts, score))


def _alpha(group: Whole, counts: Whole, score: Real) -> float:
    """1 − observed / expected disagreement, squared differences over all pairs."""
    total = len(score)
    squares = np.bincount(group, score**2)
    sums = np.bincount(group, score)
    observed = float((2 * (counts * squares - sums**2) / (counts - 1)).sum()) / total
    everything = 2 * (total * float((score**2).sum()) - float(score.sum()) ** 2)
    expected = everything / (total * (total - 1))
    return 1 - observed / expected


def halo(reviewer: Whole, spread: Real) -> Real:
    """Per reviewer: how much more alike their criteria are on one sheet than everybody's.

    `spread` per sheet: the standard deviation of its criteria, each as a share of its maximum.
    0: as usual; 1: all criteria always alike; below 0: more different than usual.
    """
    usual = float(spread.mean()) if len(spread) else 0.0
    own = np.bincount(reviewer, spread) / np.bincount(reviewer)
    return np.zeros_like(own) if usual <= 0 else np.asarray(1 - own / usual)


def islands(idea: Whole, reviewer: Whole) -> Whole:
    """A number per reviewer: the same for reviewers whom chains of shared dossiers connect."""
    people = np.arange(int(reviewer.max()) + 1)
    while True:
        lowest = np.full(int(idea.max()) + 1, len(people))
        np.minimum.at(lowest, idea, people[reviewer])
        new = people.copy()
        np.minimum.at(new, reviewer, lowest[idea])
        if (new == people).all():
            break
        people = new
    _, found = np.unique(people, return_inverse=True)
    return np.asarray(found).ravel()
