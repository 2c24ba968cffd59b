"""Leniency of thousands of reviewers (everybody reviews everybody): solved by iteration.

Variances from two sums of squares (Henderson's way), leniency by conjugate gradients, uncertainty
from simulated rounds with the same sheets. Below that size `calibration` solves exactly.
"""

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

_SIMULATED = 99
_STEPS = 200
_SEED = 20090619


class _Comparisons:
    """The comparisons inside dossiers, applied to columns of values per reviewer."""

    def __init__(self, idea: Whole, reviewer: Whole, counts: Whole) -> None:
        self.idea, self.reviewer, self.counts = idea, reviewer, counts
        self.starts = np.cumsum(counts) - counts
        self.by_person = np.argsort(reviewer, kind="stable")
        given = np.bincount(reviewer)
        self.person_starts = np.cumsum(given) - given
        alone = 1.0 / counts[idea]
        self.diagonal = np.bincount(reviewer, 1.0 - alone)

    def inside(self, seen: Real) -> Real:
        """Each sheet's value less the mean of its dossier."""
        means = np.add.reduceat(seen, self.starts, axis=0) / self.counts[:, None]
        centred: Real = seen - means[self.idea]
        return centred

    def per_person(self, seen: Real) -> Real:
        """Sums over each reviewer's sheets."""
        sums: Real = np.add.reduceat(seen[self.by_person], self.person_starts, axis=0)
        return sums

    def apply(self, values: Real) -> Real:
        """What these values would pull, in the same comparisons."""
        return self.per_person(self.inside(values[self.reviewer]))


def solve_many(
    idea: Whole, reviewer: Whole, counts: Whole, inside: Real
) -> tuple[Real, Real, float, float]:
    """Leniency, the factor of its uncertainty, ratio of variances and noise variance."""
    graph = _Comparisons(idea, reviewer, counts)
    random = np.random.default_rng(_SEED)
    pull = graph.per_person(inside[:, None])
    people, noise = _variances(graph, inside, pull, random)
    if people <= 1e-9 * noise or noise <= 0:
        return np.zeros(len(pull)), np.zeros((len(pull), 1)), 0.0, people + noise
    ratio = people / noise
    lenient = random.standard_normal((len(pull), _SIMULATED)) * np.sqrt(people)
    errors = random.standard_normal((len(idea), _SIMULATED)) * np.sqrt(noise)
    simulated = graph.per_person(graph.inside(lenient[reviewer] + errors))
    solved = _solve(graph, 1 / ratio, np.hstack([pull, simulated]))
    spread = (solved[:, 1:] - lenient) / np.sqrt(_SIMULATED)
    return solved[:, 0], spread, ratio, noise


def _variances(
    graph: _Comparisons, inside: Real, pull: Real, random: np.random.Generator
) -> tuple[float, float]:
    """Leniency and noise variance from two sums of squares and what they are expected to be."""
    freedom = len(graph.idea) - len(graph.counts)
    both = float(inside @ inside) / freedom
    active = graph.diagonal > 0
    scale = np.where(active, 1 / np.sqrt(np.where(active, graph.diagonal, 1.0)), 0.0)[:, None]
    signs = random.choice([-1.0, 1.0], (len(scale), 64))
    expected = float((graph.apply(scale * signs) ** 2).sum(axis=0).mean())
    number = int(active.sum())
    if expected <= 1.02 * number:
        return 0.0, both
    people = (float(((scale * pull) ** 2).sum()) - number * both) / (expected - number)
    people = min(max(people, 0.0), both)
    return people, both - people


def _solve(graph: _Comparisons, ridge: float, wanted: Real) -> Real:
    """Conjugate gradients on all columns at once, scaled by the diagonal."""
    scale = 1 / (graph.diagonal + ridge)[:, None]
    found, rest = np.zeros_like(wanted), wanted.copy()
    ready = scale * rest
    way, size = ready.copy(), (rest * ready).sum(axis=0)
    goal = 1e-16 * np.maximum(size, 1e-300)
    for _ in range(_STEPS):
        if (size <= goal).all():
            break
        pushed = graph.apply(way) + ridge * way
        step = np.where(size > goal, size / np.maximum((way * pushed).sum(axis=0), 1e-300), 0.0)
        found += step * way
        rest -= step * pushed
        ready = scale * rest
        new = (rest * ready).sum(axis=0)
        way = ready + np.where(size > goal, new / np.maximum(size, 1e-300), 0.0) * way
        size = new
    return found
