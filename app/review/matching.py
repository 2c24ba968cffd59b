"""The best possible assignment of reviewers to dossiers: pure numbers, exact, repeatable.

Every dossier gets its number of reviewers, every reviewer a load between bounds, no forbidden
pair. Among all such assignments one with the highest total affinity is taken in which the
worst-served dossier is as well served as possible: first the largest s such that every dossier can
have all its reviewers at affinity s or more, then the highest total over those pairs. Fairness may
cost half a percent of the highest total, no more.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow, min_cost_flow

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

SCALE = 1_000_000
"""Affinities are compared to six decimals: the flow is computed in whole numbers."""
SHARE_OF_TOTAL = 0.995
SHARE_OF_WORST = 0.95
_TRIES = 6
_LIFTS = 12


@dataclass(frozen=True, slots=True)
class Task:
    """`wanted` per dossier; `least` and `most` per reviewer; per allowed pair its dossier, its
    reviewer and its affinity in millionths.
    """

    wanted: Whole
    least: Whole
    most: Whole
    idea: Whole
    reviewer: Whole
    affinity: Whole

    def only(self, kept: Flags) -> "Task":
        """The same task on fewer pairs."""
        return replace(self, idea=self.idea[kept], reviewer=self.reviewer[kept],
                       affinity=self.affinity[kept])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why there is no full assignment: reviewers missing per dossier, load missing per reviewer."""

    ideas: Whole
    reviewers: Whole

    def __bool__(self) -> bool:
        return bool(self.ideas.any() or self.reviewers.any())


def shortage(task: Task) -> Shortage:
    """What is missing at least; nothing of both kinds: a full assignment exists.

    When all dossiers can be served and all least loads can be met, each for itself, then both can
    be at once (Mendelsohn and Dulmage).
    """
    served = _reached(task, task.most)
    worked = _reached(task, np.minimum(task.least, task.most))
    return Shortage(
        ideas=task.wanted - np.bincount(task.idea[served], minlength=len(task.wanted)),
        reviewers=task.least - np.bincount(task.reviewer[worked], minlength=len(task.least)),
    )


def match(task: Task) -> Flags:
    """The pairs of the best fair assignment; the task must have a full one (see `shortage`)."""
    best = _highest_total(task, task.affinity)
    floor = SHARE_OF_TOTAL * _total(task, best)
    chosen, bar = best, _fair_bar(task)
    high = bar
    for step in range(_TRIES):
        kept = task.affinity >= bar
        fair = np.zeros(len(kept), dtype=bool)
        part = task.only(kept)
        fair[kept] = _highest_total(part, part.affinity)
        if _total(task, fair) >= floor:
            chosen = fair
            break
        high = int(high * SHARE_OF_WORST) if step == 0 else high // 2
        bar = high
    return _lifted(task, chosen, floor, bar)


def _total(task: Task, chosen: Flags) -> int:
    return int(task.affinity[chosen].sum())


def _fair_bar(task: Task) -> int:
    """The largest affinity s such that every dossier can have all its reviewers at s or more."""
    order = np.lexsort((-task.affinity, task.idea))
    given = np.bincount(task.idea, minlength=len(task.wanted))
    starts = np.cumsum(given) - given
    asking = task.wanted > 0
    if not asking.any():
        return 0
    last = order[(starts + task.wanted - 1)[asking]]
    top = int(task.affinity[last].min())
    if _serves(task, top):
        return top
    values = np.unique(task.affinity[task.affinity < top])
    low, high = 0, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _serves(task, int(values[middle])) else (low, middle)
    return int(values[low]) if len(values) else top


def _serves(task: Task, bar: int) -> bool:
    return not shortage(task.only(task.affinity >= bar))


def _lifted(task: Task, chosen: Flags, floor: float, bar: int) -> Flags:
    """Better reviewers for dossiers whose sum falls behind the worst-served one's best case."""
    best_worst = _best_worst_sum(task)
    weights = np.ones(len(task.wanted), dtype=np.int64)
    kept = task.affinity >= int(bar * SHARE_OF_WORST)
    part = task.only(kept)
    latest = chosen
    for _ in range(_LIFTS):
        behind = _behind(task, latest, best_worst)
        if not behind.any():
            break
        weights[behind] *= 2
        latest = np.zeros(len(kept), dtype=bool)
        latest[kept] = _highest_total(part, part.affinity * weights[part.idea])
        if _total(task, latest) < floor:
            break
        if _worst_sum(task, latest) > _worst_sum(task, chosen):
            chosen = latest
    return chosen


def _sums(task: Task, chosen: Flags) -> Whole:
    sums = np.bincount(task.idea[chosen], task.affinity[chosen], minlength=len(task.wanted))
    return sums.astype(np.int64)


def _worst_sum(task: Task, chosen: Flags) -> int:
    asking = task.wanted > 0
    return int(_sums(task, chosen)[asking].min()) if asking.any() else 0


def _behind(task: Task, chosen: Flags, best_worst: int) -> Flags:
    short: Flags = _sums(task, chosen) < 0.97 * best_worst
    return short & (task.wanted > 0)


def _best_worst_sum(task: Task) -> int:
    """What the worst-served dossier could have at best: the least of all dossiers' best cases."""
    order = np.lexsort((-task.affinity, task.idea))
    idea = task.idea[order]
    given = np.bincount(idea, minlength=len(task.wanted))
    starts = np.cumsum(given) - given
    among_best = np.arange(len(order)) - starts[idea] < task.wanted[idea]
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order[among_best]] = True
    return _worst_sum(task, chosen)


def _reached(task: Task, most: Whole) -> Flags:
    """The pairs of an assignment with as many pairs as these bounds allow."""
    flow = max_flow.SimpleMaxFlow()
    ideas, pairs = len(task.wanted), len(task.idea)
    source, sink = ideas + len(most), ideas + len(most) + 1
    add = flow.add_arcs_with_capacity
    arcs = add(task.idea, ideas + task.reviewer, np.ones(pairs, dtype=np.int64))
    add(np.full(ideas, source), np.arange(ideas), task.wanted)
    add(ideas + np.arange(len(most)), np.full(len(most), sink), most)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("max flow was not solved")
    return np.asarray(flow.flows(arcs) > 0) if pairs else np.zeros(0, dtype=bool)


def _highest_total(task: Task, worth: Whole) -> Flags:
    """The pairs of an assignment within all bounds with the highest total worth.

    Each reviewer's flow leaves by two ways: `least` by the one, the rest by the other. The other
    holds just what is left when all least loads are met, so they are.
    """
    flow = min_cost_flow.SimpleMinCostFlow()
    ideas, people = len(task.wanted), len(task.most)
    must, may, sink = ideas + people, ideas + people + 1, ideas + people + 2
    total, least = int(task.wanted.sum()), int(task.least.sum())
    own, free = ideas + np.arange(people), np.zeros(people, dtype=np.int64)
    add = flow.add_arcs_with_capacity_and_unit_cost
    arcs = add(task.idea, ideas + task.reviewer, np.ones(len(task.idea), dtype=np.int64), -worth)
    add(own, np.full(people, must), task.least, free)
    add(own, np.full(people, may), task.most - task.least, free)
    flow.add_arc_with_capacity_and_unit_cost(must, sink, least, 0)
    flow.add_arc_with_capacity_and_unit_cost(may, sink, total - least, 0)
    flow.set_nodes_supplies(np.arange(ideas), task.wanted)
    flow.set_node_supply(sink, -total)
    if total and flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the assignment has no solution; ask for its shortage first")
    return np.asarray(flow.flows(arcs) > 0) if total else np.zeros(len(arcs), dtype=bool)
