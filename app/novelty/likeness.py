"""How alike two texts are, from 0 to 1: one score for pages, reports and the command line.

Three plain measures of two readings go into one logistic sum. Its weights are fitted by
`bench/novelty_fit.py` on a labelled set (`tests/novelty/labelled`) and written down here; nothing
is learnt while the software runs. See docs/decisions/0016-similarity.md.
"""

import math
from dataclasses import dataclass, fields
from typing import Any

from app.novelty.reading import Reading

THRESHOLD = 0.5
"""From here on two solutions count as alike: on the labelled set 0.5 parts same from other."""

# A text this short that names another class or subject is about something else; in a long one the
# swapped word is only marked. In between the objection fades.
_SHORT, _LONG = 45, 180
_MANY = 6
_SLACK = 1e-5  # arrays are summed in another order and with fewer digits
_LITTLE = 0.5  # two texts that hardly say anything are not alike for the one word they share


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a pair, each from 0 to 1.

    cosine: the same meanings with the same weight · common: how many meanings both have, six or
    more are 1: the more is said, the more of it is common to any two solutions of the field, so it
    counts against · clash: they name things that shut each other out.
    """

    cosine: float
    common: float
    clash: float


BIAS = -2.04
WEIGHTS = Measures(cosine=10.91, common=-3.87, clash=-8.34)


def similarity(one: Reading, other: Reading) -> float:
    """The score of a pair, the same either way round; 0 when they have nothing in common."""
    if not one.weights or not other.weights:
        return 0.0
    if one.weights == other.weights:
        return 1.0
    found = measures(one, other)
    return score_of(found) if found.cosine else 0.0


def score_of(found: Measures) -> float:
    """The logistic sum of the measures."""
    total = BIAS + sum(
        getattr(WEIGHTS, one.name) * getattr(found, one.name) for one in fields(Measures)
    )
    return 1 / (1 + math.exp(-total))


def at_most(product: Any, common: Any, norms: Any) -> Any:
    """Of many pairs at once (arrays): what each scores at most, whatever clashes in it.

    `product` of the weights, how many meanings are `common`, product of the `norms`. A little more
    than the score, never less; 1 where the two may be the same; 0 where nothing is in common.
    """
    import numpy as np  # noqa: PLC0415 - not at the start of every web server

    cosine = product / (norms + _LITTLE)
    share = np.minimum(common, _MANY) / _MANY
    total = BIAS + WEIGHTS.cosine * cosine + WEIGHTS.common * share
    most = 1 / (1 + np.exp(-total)) + _SLACK
    most[product >= norms * (1 - _SLACK)] = 1.0
    return np.where(product > 0, most, 0.0)


def measures(one: Reading, other: Reading) -> Measures:
    """Measure a pair; both must say something."""
    small, large = sorted((one.weights, other.weights), key=len)
    product, common = 0.0, 0
    for key, weight in small.items():
        also = large.get(key)
        if also is not None:
            product += weight * also
            common += weight >= 1 and also >= 1
    return Measures(
        cosine=product / (one.norm * other.norm + _LITTLE),
        common=min(common, _MANY) / _MANY,
        clash=_clash(one, other),
    )


def _clash(one: Reading, other: Reading) -> float:
    """1 when short texts name different classes, subjects or diseases; fades in long ones."""
    differs = any(
        title in other.choices and not keys & other.choices[title]
        for title, keys in one.choices.items()
    )
    if not differs:
        return 0.0
    size = min(one.size, other.size)
    return min(1.0, max(0.0, (_LONG - size) / (_LONG - _SHORT)))
