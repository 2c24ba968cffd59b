"""Find the nearest among many texts: candidates by an inverted index, then the exact score.

The index of a list of texts in memory; the pages keep theirs in the database
(`neighbours.py`). Both re-score with `likeness.similarity`.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

import numpy as np

from app.novelty.lexicon import Lexicon
from app.novelty.likeness import similarity
from app.novelty.reading import Reading, read

CANDIDATES = 60  # of these the exact score is counted: several times as many as are asked for


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that was found; ranks begin at 1."""

    key: str
    score: float
    rank: int


@dataclass
class Index:
    """Texts by what they say. Adding one text touches only its own words."""

    lexicon: Lexicon
    keys: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    _places: "defaultdict[str, array[int]]" = field(default_factory=lambda: defaultdict(_integers))
    _shares: "defaultdict[str, array[float]]" = field(default_factory=lambda: defaultdict(_floats))

    def add(self, key: str, text: str) -> None:
        """Take one text in."""
        reading = read(text, self.lexicon)
        place = len(self.keys)
        self.keys.append(key)
        self.readings.append(reading)
        for word, weight in reading.weights.items():
            self._places[word].append(place)
            self._shares[word].append(weight / reading.norm)

    def nearest(self, text: str, top: int, key: str | None = None) -> list[Hit]:
        """The most alike texts, best first, equal ones by their key; never the text `key` itself.

        Texts that have nothing in common with this one are not listed.
        """
        asked = read(text, self.lexicon)
        found = (
            (similarity(asked, self.readings[place]), self.keys[place])
            for place in self._candidates(asked, max(CANDIDATES, 4 * top))
            if self.keys[place] != key
        )
        best = nsmallest(top, found, key=lambda pair: (-round(pair[0], 6), pair[1]))
        return [Hit(name, score, rank) for rank, (score, name) in enumerate(best, start=1)]

    def _candidates(self, asked: Reading, most: int) -> Iterable[int]:
        sums = np.zeros(len(self.keys))
        for word, weight in asked.weights.items():
            if word in self._places:
                places = np.frombuffer(self._places[word], dtype=np.int32)
                sums[places] += weight * np.frombuffer(self._shares[word], dtype=np.float32)
        if most < len(sums):
            border = np.partition(sums, -most)[-most]
            chosen = np.flatnonzero((sums >= border) & (sums > 0))
            chosen = chosen[np.argsort(-sums[chosen], kind="stable")][:most]
        else:
            chosen = np.flatnonzero(sums > 0)
        return [int(place) for place in chosen]


def _integers() -> "array[int]":
    return array("i")


def _floats() -> "array[float]":
    return array("f")
