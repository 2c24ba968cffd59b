"""Fits the weights of app/novelty/likeness.py on the labelled set and prints them.

Logistic regression with a small ridge, by Newton's steps; every kind of pair counts the same
within its label, and both labels count the same. Run it after a change of the words or measures,
look at bench/novelty.py, and write the printed lines into likeness.py.
"""

import sys
from collections import Counter
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from app.novelty.lexicon import lexicon_of, shipped_text  # noqa: E402 - after the path is set
from app.novelty.likeness import Measures, measures  # noqa: E402
from app.novelty.reading import read  # noqa: E402
from bench.novelty_pairs import Pair, pairs, real_titles, topics  # noqa: E402

SEED, RIDGE, STEPS = 52, 1e-5, 60
SOFTER = 3  # the same border at 0.5, but scores that spread instead of crowding at 0 and 1


def rows(found: list[Pair]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Measures with a leading 1, labels, and the weight of each pair."""
    words = lexicon_of(shipped_text())
    kept = [(pair, read(pair.one, words), read(pair.other, words)) for pair in found]
    kept = [line for line in kept if line[1].weights and line[2].weights]
    sizes = Counter((pair.same, pair.kind) for pair, _one, _other in kept)
    kinds = Counter(same for same, _kind in sizes)
    x = np.array([[1.0, *astuple(measures(one, other))] for _pair, one, other in kept])
    y = np.array([float(pair.same) for pair, _one, _other in kept])
    weight = np.array(
        [1 / sizes[pair.same, pair.kind] / kinds[pair.same] for pair, _one, _other in kept]
    )
    return x, y, weight


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The coefficients, the bias first."""
    found = np.zeros(x.shape[1])
    for _step in range(STEPS):
        chance = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (weight * (y - chance)) - RIDGE * found
        bend = (x.T * (weight * chance * (1 - chance))) @ x + RIDGE * np.eye(x.shape[1])
        found = found + np.linalg.solve(bend, slope)
    return found


if __name__ == "__main__":
    coefficients = fit(*rows(pairs(topics("topics.tsv"), real_titles()[:30], SEED))) / SOFTER
    print(f"BIAS = {coefficients[0]:.2f}")
    for name, value in zip([one.name for one in fields(Measures)], coefficients[1:], strict=True):
        print(f"{name}={value:.2f}")
