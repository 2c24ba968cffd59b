"""Where a hit stands: short passages of the text, the found words marked. Pure.

What is shown comes from the same texts that were searched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from app.kernel.search_words import Term, Word, words_in

AROUND = 14  # words on each side of the first hit of a passage
MOST_WORDS, MOST_HITS = 30_000, 300  # looked through in one text; the rest is found, not shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, found or not."""

    text: str
    found: bool = False


Passage = tuple[Piece, ...]


def marked(text: str, terms: Sequence[Term]) -> Passage:
    """The whole text with every found word marked: a title."""
    words = list(islice(words_in(text), MOST_WORDS))
    return tuple(_pieces(text, 0, len(text), _hits(words, terms)))


def passage(text: str, terms: Sequence[Term]) -> Passage:
    """The part of the text that shows most of what was asked for; empty when none of it is there.

    Words that are spelled as they were typed count more than those that only fold alike.
    """
    words = list(islice(words_in(text), MOST_WORDS))
    hits = _hits(words, terms)
    if not hits:
        return ()
    first, last = _best(words, hits, terms)
    start, end = words[first].start, words[last].end
    shown = list(_pieces(text, start, end, hits))
    before, after = ("… " if first else ""), (" …" if last < len(words) - 1 else "")
    return (*_if(before), *shown, *_if(after))


def _if(text: str) -> tuple[Piece, ...]:
    return (Piece(text),) if text else ()


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int  # of the words
    last: int
    start: int  # of the signs
    end: int
    term: int
    exact: bool


def _hits(words: Sequence[Word], terms: Sequence[Term]) -> list[_Hit]:
    """Every place where a term stands, in the order of the text."""
    begins: dict[str, list[int]] = {}
    for number, term in enumerate(terms):
        if not term.prefix:
            begins.setdefault(term.folded[0], []).append(number)
    typed = [(number, term) for number, term in enumerate(terms) if term.prefix]
    found = []
    for place, word in enumerate(words):
        numbers = list(begins.get(word.folded, ()))
        numbers += [n for n, term in typed if word.folded.startswith(term.folded[0])]
        found += [hit for n in numbers if (hit := _hit(words, place, n, terms[n])) is not None]
        if len(found) >= MOST_HITS:
            break
    return found


def _hit(words: Sequence[Word], place: int, number: int, term: Term) -> _Hit | None:
    row = words[place : place + len(term.folded)]
    if len(row) < len(term.folded):
        return None
    if not term.prefix and tuple(word.folded for word in row) != term.folded:
        return None
    exact = tuple(word.exact for word in row) == term.exact
    end = place + len(row) - 1
    return _Hit(place, end, words[place].start, words[end].end, number, exact)


def _best(words: Sequence[Word], hits: Sequence[_Hit], terms: Sequence[Term]) -> tuple[int, int]:
    """The first and last word of the window with the most different terms in it."""
    best, worth = hits[0], -1.0
    right = 0
    inside: list[_Hit] = []
    for hit in hits:
        while right < len(hits) and hits[right].last <= hit.first + 2 * AROUND:
            inside.append(hits[right])
            right += 1
        inside = [one for one in inside if one.first >= hit.first]
        value = len({one.term for one in inside}) + len(
            {one.term for one in inside if one.exact}
        ) / (len(terms) + 1)
        if value > worth:
            best, worth = hit, value
    first = max(0, best.first - AROUND // 2)
    return first, min(len(words) - 1, first + 2 * AROUND + AROUND // 2)


def _pieces(text: str, start: int, end: int, hits: Iterable[_Hit]) -> Iterable[Piece]:
    at = start
    for hit in hits:
        if hit.start < at or hit.end > end:
            continue
        if hit.start > at:
            yield Piece(text[at : hit.start])
        yield Piece(text[hit.start : hit.end], found=True)
        at = hit.end
    if at < end:
        yield Piece(text[at:end])
