"""What a search compares: the words of a text, folded and as they are spelled.

Each word has two forms. Folded ("hoa") is what is matched; exact ("hoa·1") keeps the letters ă â
đ ê ô ơ ư and the tone, wherever its mark is placed ("hoà", "hòa"), and decides what comes first.
Text and query pass through the same functions, so what is stored is what is asked for. Linear in
the input.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from app.kernel.vietnamese import TOKEN_LIMIT, clean, search_tokens, spelling

MAX_WORDS = 12
# A word as it stands in a text: letters and digits, with the marks of decomposed input.
_RAW = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_TONE = "\u00b7"  # stands between letters and tone; it is in no word
_ENDS_IN_Y = re.compile(r"[hklmst]y")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


class Word(NamedTuple):
    """One word of a text and where it stands there."""

    folded: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """What must occur: one word, the beginning of one (`prefix`), or several in a row.

    In the exact form a beginning counts only as the whole word: its tone stands at its end.
    """

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    prefix: bool = False

    def form(self, *, exact: bool) -> tuple[str, ...]:
        """The words of one form."""
        return self.exact if exact else self.folded


def words_in(text: str) -> Iterator[Word]:
    """The words in order. A sign that stands for several words gives each of them."""
    for found in _RAW.finditer(text):
        start, end = found.span()
        for folded, exact in _forms(found.group()):
            yield Word(folded, exact, start, end)


@lru_cache(maxsize=1 << 14)
def _forms(raw: str) -> tuple[tuple[str, str], ...]:
    """The forms of one word as it stands; a language has few words, so most are known already."""
    folded = search_tokens(raw)
    if len(folded) == 1:
        return ((folded[0], exact_form(raw)),)
    return tuple((token, token + _TONE) for token in folded)


def exact_form(word: str) -> str:
    """Letters with their shapes, then the tone: "hoa·1" of "Hòa" and of "HOÀ", "hoa·" of "hoa"."""
    letters, tones = spelling(word)
    return f"{letters[:TOKEN_LIMIT]}{_TONE}{tones[:3]}"


def parse_query(text: str) -> tuple[Term, ...]:
    """What was asked for: words, and phrases in quotation marks; at most `MAX_WORDS` words.

    Every term must occur. The last word may be the beginning of one, unless it is in quotation
    marks. A quotation mark that is not closed reaches to the end.
    """
    terms: list[Term] = []
    left = MAX_WORDS
    pieces = clean(text).translate(_QUOTES).split('"')
    for place, piece in enumerate(pieces):
        words = list(words_in(piece))[:left]
        left -= len(words)
        if place % 2:
            if words:
                terms.append(_term(words))
        else:
            terms += [_term([word]) for word in words]
    is_open = len(pieces) % 2 == 1 and next(words_in(pieces[-1]), None) is not None
    last = terms[-1] if terms and is_open else None
    # "kỹ" and "kĩ" are one word when folded, so nothing longer can begin with it.
    if last is not None and not _ENDS_IN_Y.fullmatch(last.exact[0].partition(_TONE)[0]):
        terms[-1] = replace(last, prefix=True)
    return tuple(terms)


def _term(words: Iterable[Word]) -> Term:
    found = tuple(words)
    return Term(tuple(w.folded for w in found), tuple(w.exact for w in found))


def holds(terms: Iterable[Term], texts: Iterable[str], *, exact: bool = False) -> bool:
    """Whether the texts hold every term: what both databases answer, without a database.

    A phrase must stand within one text.
    """
    streams = [[w.exact if exact else w.folded for w in words_in(text)] for text in texts]
    return all(
        any(
            _stands_in(term.form(exact=exact), stream, prefix=term.prefix and not exact)
            for stream in streams
        )
        for term in terms
    )


def _stands_in(wanted: tuple[str, ...], stream: list[str], *, prefix: bool) -> bool:
    if prefix:
        return any(word.startswith(wanted[0]) for word in stream)
    size = len(wanted)
    return any(tuple(stream[at : at + size]) == wanted for at in range(len(stream) - size + 1))
