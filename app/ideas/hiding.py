"""Find in a text who wrote it: names, units, addresses, telephone numbers, typed with marks or not.

Blind reviewers get texts in which these are replaced by a word that says what stood there. Linear
in the text: it comes from anybody, in any amount.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from app.kernel.search_words import Word, words_in
from app.kernel.vietnamese import search_tokens

Tokens = tuple[str, ...]


class Kind(StrEnum):
    """What was found; the value is what stands in its place."""

    AUTHOR = "[tác giả]"
    UNIT = "[đơn vị]"
    CONTACT = "[liên hệ]"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who wrote a dossier: full names, names of units and workplaces, and what is nobody's secret.

    `common`: names that tell nothing, as that of the authority that holds the contest.
    """

    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    common: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in a text."""

    start: int
    end: int
    kind: Kind


# No repetition inside a repetition, and every part bounded: a long odd text costs no more.
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w.,])(?:(?:\(\+?84\)|\+?84|0)(?:[ .-]?\d){8,10}|\(0\d{1,3}\)(?:[ .-]?\d){7,8})(?!\w)"
)
_CALLED = frozenset(search_tokens("ông bà anh chị cô chú thầy em bác đc chí giả nhóm"))
"""Words before a given name: "chị Ánh", "đồng chí Ánh", "tác giả Ánh"."""
_PEOPLES_COMMITTEE, _SHORT = tuple(search_tokens("Ủy ban nhân dân")), ("ubnd",)
_LEAST = 4  # letters of a single word that is looked for by itself


@dataclass(frozen=True, slots=True)
class _Wanted:
    tokens: Tokens
    kind: Kind
    capital: bool = False
    """Only where every word begins with a capital: short forms are also common words."""
    called: bool = False
    """Only behind a word of address."""


@dataclass(frozen=True, slots=True)
class Finder:
    """An identity, made ready for any number of texts."""

    by_first: dict[str, list[_Wanted]] = field(default_factory=dict)

    def spots(self, text: str) -> list[Spot]:
        """Every place, in order, none inside another."""
        found = [Spot(*hit.span(), Kind.CONTACT) for hit in _MAIL.finditer(text)]
        found += [Spot(*hit.span(), Kind.CONTACT) for hit in _PHONE.finditer(text)]
        words = list(words_in(text))
        for place, word in enumerate(words):
            for wanted in self.by_first.get(word.folded, ()):
                if _stands(wanted, words, place, text):
                    last = words[place + len(wanted.tokens) - 1]
                    found.append(Spot(word.start, last.end, wanted.kind))
        return _apart(found)

    def hidden(self, text: str) -> str:
        """The text with a word in the place of each."""
        parts: list[str] = []
        place = 0
        for spot in self.spots(text):
            parts += [text[place : spot.start], spot.kind]
            place = spot.end
        return "".join([*parts, text[place:]])


def finder(identity: Identity) -> Finder:
    """What is looked for in the texts of this dossier."""
    common = _tokens_of(identity.common)
    made = Finder()
    for wanted in (*_of_names(identity.names), *chain.from_iterable(map(_of_unit, identity.units))):
        if wanted.tokens and wanted.tokens not in common:
            ways = made.by_first.setdefault(wanted.tokens[0], [])
            if wanted not in ways:
                ways.append(wanted)
    return made


def _of_names(names: Iterable[str]) -> Iterable[_Wanted]:
    """The whole name always; "Ngọc Ánh" with capitals; "Ánh" behind a word of address."""
    for name in names:
        tokens = tuple(search_tokens(name))
        if len(tokens) > 1 or (tokens and len(tokens[0]) >= _LEAST):
            yield _Wanted(tokens, Kind.AUTHOR)
        if len(tokens) > 2:
            yield _Wanted(tokens[-2:], Kind.AUTHOR, capital=True)
        yield _Wanted(tokens[-1:], Kind.AUTHOR, capital=True, called=True)


@lru_cache(maxsize=256)
def _tokens_of(common: tuple[str, ...]) -> frozenset[Tokens]:
    return frozenset(tuple(search_tokens(one)) for one in common)


@lru_cache(maxsize=4096)
def _of_unit(unit: str) -> tuple[_Wanted, ...]:
    """As the unit is named, with "UBND" for the words, and without them. Worked out once for each
    name: the same few units stand behind all dossiers of a list.
    """
    size = len(_PEOPLES_COMMITTEE)
    tokens = tuple(search_tokens(unit))
    ways = [tokens]
    if tokens[:size] == _PEOPLES_COMMITTEE:
        ways += [_SHORT + tokens[size:], tokens[size:]]
    elif tokens[:1] == _SHORT:
        ways += [_PEOPLES_COMMITTEE + tokens[1:], tokens[1:]]
    found = []
    for way in ways:
        if len(way) > 1:
            found.append(_Wanted(way, Kind.UNIT))
        elif way and len(way[0]) >= _LEAST:
            found.append(_Wanted(way, Kind.UNIT, capital=True))
    return tuple(found)


def _stands(wanted: _Wanted, words: Sequence[Word], place: int, text: str) -> bool:
    here = words[place : place + len(wanted.tokens)]
    if tuple(word.folded for word in here) != wanted.tokens:
        return False
    if wanted.capital and not all(text[word.start].isupper() for word in here):
        return False
    return not wanted.called or (place > 0 and words[place - 1].folded in _CALLED)


def _apart(spots: Iterable[Spot]) -> list[Spot]:
    """The longest from each place; what overlaps is one place."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: (one.start, -one.end)):
        if kept and spot.start < kept[-1].end:
            if spot.end > kept[-1].end:
                kept[-1] = Spot(kept[-1].start, spot.end, kept[-1].kind)
            continue
        kept.append(spot)
    return kept
