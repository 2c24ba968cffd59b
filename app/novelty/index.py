"""Find the nearest among many texts: what each can score by an inverted index, then the score.

The index of a list of texts in memory; the pages keep theirs in the database
(`neighbours.py`). Both re-score with `likeness.similarity`. Here nothing is missed: texts are
scored in the order of what they can reach, until nobody left can come before those found.
"""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest

import numpy as np

from app.novelty.lexicon import Lexicon
from app.novelty.likeness import at_most, similarity
from app.novelty.reading import Reading, read

AT_ONCE = 60  # so many are scored before it is asked whether a better one can be left
NEAR = 1e-5  # shares are kept with seven digits


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
    _heavy: "defaultdict[str, array[int]]" = field(default_factory=lambda: defaultdict(_integers))
    _norms: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, key: str, text: str) -> None:
        """Take one text in."""
        reading = read(text, self.lexicon)
        place = len(self.keys)
        self.keys.append(key)
        self.readings.append(reading)
        self._norms.append(reading.norm)
        for word, weight in reading.weights.items():
            self._places[word].append(place)
            self._shares[word].append(weight / reading.norm)
            if weight >= 1:
                self._heavy[word].append(place)

    def nearest(self, text: str, top: int, key: str | None = None) -> list[Hit]:
        """The most alike texts, best first, equal ones by their key; never the text `key` itself.

        Texts that have nothing in common with this one are not listed.
        """
        asked = read(text, self.lexicon)
        most = self._most(asked)
        order = np.argsort(-most, kind="stable")[: np.count_nonzero(most)]
        best: list[tuple[float, str]] = []
        for start in range(0, len(order), max(AT_ONCE, top)):
            if len(best) == top and most[order[start]] < -best[-1][0] - NEAR:
                break
            some = order[start : start + max(AT_ONCE, top)].tolist()
            found = [(-round(similarity(asked, self.readings[place]), 6), self.keys[place])
                     for place in some if self.keys[place] != key]  # fmt: skip
            best = nsmallest(top, best + found)
        return [Hit(name, -score, rank) for rank, (score, name) in enumerate(best, start=1)]

    def _most(self, asked: Reading) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """What each text can score at most: as if nothing clashed. 0: nothing in common."""
        sums, common = np.zeros(len(self.keys)), np.zeros(len(self.keys))
        for word, weight in asked.weights.items():
            if word in self._places:
                places = np.frombuffer(self._places[word], dtype=np.int32)
                sums[places] += weight * np.frombuffer(self._shares[word], dtype=np.float32)
            if weight >= 1 and word in self._heavy:
                common[np.frombuffer(self._heavy[word], dtype=np.int32)] += 1
        norms = np.array(self._norms)
        most: np.ndarray[tuple[int], np.dtype[np.float64]]
        most = at_most(sums * norms, common, asked.norm * norms)
        return most


def _integers() -> "array[int]":
    return array("i")


def _floats() -> "array[float]":
    return array("f")
