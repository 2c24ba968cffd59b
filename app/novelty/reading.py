"""Read a text for comparing: which meanings and words it holds, whatever way they were typed.

Everything is done on folded words, so marks, composed or decomposed letters, case and the place
of the tone mark change nothing. Linear in the text.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from sys import intern

from app.kernel.vietnamese import search_tokens
from app.novelty.lexicon import Lexicon, Phrase

MOST_WORDS = 20_000
# How much each kind of word says about what a solution is. A meaning of the table stands for a
# whole Vietnamese word, a leftover syllable for about half of one, a pair of them for one.
MEANING, MIDDLE, LIGHT, SYLLABLE, PAIR, FOREIGN = 1.6, 0.7, 0.35, 0.45, 1.1, 1.6
NUMBER, GRADE = 0.15, 1.2
REPEATED = 0.5  # how much saying it again adds, by the logarithm of how often

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|uoi|uou|uai|uay|ieu|yeu|oai|oay|oeo|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo"
    r"|ua|ue|ui|uo|uu|uy|ye|ya|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_GRADE = frozenset({"lop", "khoi"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One word as it was read: its key ("" when it says nothing) and the tokens it covers."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    `weights`: each key with how much it counts, `norm` their length as a vector; `choices`: of
    meanings that shut each other out, which ones are named; `size`: how many words say something.
    """

    weights: dict[str, float]
    norm: float
    choices: dict[str, frozenset[str]]
    size: int


def read(text: str, lexicon: Lexicon) -> Reading:
    """The text read with this table; an empty text has no weights."""
    tokens = mended(search_tokens(text)[:MOST_WORDS], lexicon)
    units = [unit for unit in units_of(tokens, lexicon) if unit.key]
    if not units:  # "Giải pháp mới" is all there is: its words count after all
        units = [Unit(token, place, place + 1) for place, token in enumerate(tokens)]
    counts: Counter[str] = Counter(unit.key for unit in units)
    for first, second in pairwise(units):
        if first.end == second.start and not (_known(first.key) or _known(second.key)):
            counts[f"{first.key} {second.key}"] += 1
    weights = {
        intern(key): weight_of(key, lexicon) * (1 + REPEATED * math.log(count))
        for key, count in counts.items()
    }
    return Reading(
        weights=weights,
        norm=math.sqrt(sum(weight * weight for weight in weights.values())),
        choices=_choices(counts, lexicon),
        size=len(units),
    )


def _known(key: str) -> bool:
    return key[0] in "=#"


def weight_of(key: str, lexicon: Lexicon) -> float:
    """How much one key counts when it occurs once."""
    if key[0] == "=":
        if key in lexicon.light:
            return LIGHT
        return MIDDLE if key in lexicon.middle else MEANING
    if key[0] == "#":
        return GRADE
    if " " in key:
        return PAIR
    if key.isdigit():
        return NUMBER
    return SYLLABLE if _SYLLABLE.fullmatch(key) or len(key) < 3 else FOREIGN


def units_of(tokens: list[str], lexicon: Lexicon) -> Iterator[Unit]:
    """The words of the text, the longest phrase of the table first."""
    place = 0
    while place < len(tokens):
        length, key = _at(tokens, place, lexicon)
        yield Unit(key, place, place + length)
        place += length


def _at(tokens: list[str], place: int, lexicon: Lexicon) -> tuple[int, str]:
    token = tokens[place]
    for length in range(lexicon.longest.get(token, 0), 0, -1):
        key = lexicon.meanings.get(tuple(tokens[place : place + length]))
        if key is not None and place + length <= len(tokens):
            return length, key
    if token in _GRADE and place + 1 < len(tokens) and tokens[place + 1].isdigit():
        return 2, f"#lop {tokens[place + 1]}"
    return 1, token if len(token) > 1 or token.isdigit() else ""


def mended(tokens: list[str], lexicon: Lexicon) -> list[str]:
    """The same words with slips of the keyboard put right where the table shows how.

    A word that is no Vietnamese syllable is replaced by one at a distance of one slip that makes
    a phrase of the table with the word beside it ("trí tuê nhna tạo"); words run together are
    parted ("trituenhantao").
    """
    found: list[str] = []
    for place, token in enumerate(tokens):
        parted = _parted(token, lexicon)
        if parted:
            found.extend(parted)
            continue
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        found.append(_mended_token(token, found[-1] if found else "", after, lexicon))
    return found


def _parted(token: str, lexicon: Lexicon) -> Phrase | None:
    if len(token) < 6 or _SYLLABLE.fullmatch(token):
        return None
    return lexicon.joined.get(token)


def _mended_token(token: str, before: str, after: str, lexicon: Lexicon) -> str:
    odd = len(token) > 1 and not token.isdigit() and not _SYLLABLE.fullmatch(token)
    if not odd or len(token) > 8 or (token,) in lexicon.meanings:
        return token
    likely = lexicon.neighbours.get(f"{before}>", frozenset()) | lexicon.neighbours.get(
        f"<{after}", frozenset()
    )
    if token in likely:
        return token
    near = [word for word in likely if abs(len(word) - len(token)) < 2 and one_slip(token, word)]
    return min(near, key=lambda word: (abs(len(word) - len(token)), word), default=token)


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter more, less, other, or two neighbours swapped lead from one to the other.

    >>> one_slip("nhna", "nhan"), one_slip("vien", "vienn"), one_slip("a", "bc")
    (True, True, False)
    """
    if typed == meant:
        return True
    short, long = sorted((typed, meant), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b),
                 len(short))  # fmt: skip
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    swapped = short[start + 1 : start + 2] + short[start]
    return long[start : start + 2] == swapped and short[start + 2 :] == long[start + 2 :]


def _choices(counts: Counter[str], lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Of meanings that shut each other out, which ones the text names, by their title."""
    found: dict[str, set[str]] = {}
    for key in counts:
        title = "lop" if key[0] == "#" else lexicon.opposites.get(key)
        if title:
            found.setdefault(title, set()).add(key)
    return {title: frozenset(keys) for title, keys in found.items()}
