"""An order of dossiers and reviewers that follows from their sheets alone, never from names.

Random draws are handed out in this order, so renaming people or shuffling the rows of a file
changes no figure. Each side is coloured by what the other side gave it until nothing more is told
apart (colour refinement); what stays alike after that is interchangeable.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Colours = NDArray[np.uint64]

_MOST_PINNED = 400
"""Reviewers told apart one by one; beyond that the given order decides among equals."""


@dataclass(frozen=True, slots=True)
class Order:
    """`ideas` and `reviewers`: old numbers in canonical order. `alike`: a class per old idea
    number; dossiers of one class have the same sheets, as far as sheets can be told apart.
    """

    ideas: Whole
    reviewers: Whole
    alike: Whole


def canonical_order(idea: Whole, reviewer: Whole, score: Real, field: Whole) -> Order:
    """Order the dossiers and reviewers of these sheets; `field` is one number per dossier."""
    graph = _Graph(idea, reviewer, score, field)
    graph.refine()
    _, alike = np.unique(graph.ideas, return_inverse=True)
    for _ in range(_MOST_PINNED):
        tied = graph.tied_reviewer()
        if tied is None:
            break
        graph.pin(tied)
        graph.refine()
    return Order(
        ideas=np.argsort(graph.ideas, kind="stable"),
        reviewers=np.argsort(graph.reviewers, kind="stable"),
        alike=np.asarray(alike, dtype=np.int64).ravel(),
    )


class _Graph:
    """The sheets as lines between dossiers and reviewers, with the colours of both sides."""

    def __init__(self, idea: Whole, reviewer: Whole, score: Real, field: Whole) -> None:
        self.field = field
        self.idea, self.reviewer = _Sums(idea), _Sums(reviewer)
        self.fields = _Sums(field)
        self.score = _mixed((score + 0.0).view(np.uint64))
        self.ideas = np.zeros(self.idea.size, dtype=np.uint64)
        self.reviewers = np.zeros(self.reviewer.size, dtype=np.uint64)

    def refine(self) -> None:
        """Colour both sides by each other until no class is split any more."""
        classes = -1
        while True:
            self.ideas = self._summed(self.idea, self.reviewers[self.reviewer.node], self.ideas)
            fields = self.fields.of(_mixed(self.ideas))
            self.ideas = _mixed(self.ideas ^ _mixed(fields[self.field]))
            self.reviewers = self._summed(self.reviewer, self.ideas[self.idea.node], self.reviewers)
            now = len(np.unique(self.ideas)) + len(np.unique(self.reviewers))
            if now == classes:
                return
            classes = now

    def tied_reviewer(self) -> int | None:
        """One of the reviewers that look alike; None when all are told apart."""
        values, first, counts = np.unique(self.reviewers, return_index=True, return_counts=True)
        tied = counts > 1
        return int(first[tied][0]) if tied.any() and len(values) else None

    def pin(self, reviewer: int) -> None:
        """Tell one reviewer apart from those that look alike."""
        colour = self.reviewers[reviewer : reviewer + 1]
        self.reviewers[reviewer] = _mixed(colour ^ np.uint64(0x9E3779B97F4A7C15))[0]

    def _summed(self, side: "_Sums", other: Colours, own: Colours) -> Colours:
        return _mixed(_mixed(own) + side.of(_mixed(self.score ^ _mixed(other))))


class _Sums:
    """Sums per node that wrap: the order of the lines does not matter, not even in a last bit."""

    def __init__(self, node: Whole) -> None:
        self.node, self.size = node, int(node.max()) + 1
        self.order = np.argsort(node, kind="stable")
        counts = np.bincount(node)
        self.starts = np.cumsum(counts) - counts

    def of(self, colours: Colours) -> Colours:
        """The sum of the colours of each node's lines; every node has one."""
        return np.add.reduceat(colours[self.order], self.starts)


def _mixed(colours: Colours) -> Colours:
    """A 64-bit hash of each value (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        mixed = colours + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
