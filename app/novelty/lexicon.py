"""The table of words: what means the same, what says nothing, what tells two things apart.

A table is CSV (`kind,head,phrases`, phrases separated by "|"). Kinds, as they are typed:
`dong-nghia` one meaning in several spellings and abbreviations; `bo-qua` phrases that say nothing
about a solution ("ứng dụng", "nâng cao hiệu quả"); `nhe` meanings so common in this field that
they count little; `vua` meanings that name a channel or a setting ("mã QR", "một cửa") and count by
half; `doi-lap` meanings of which a solution has one or another (Toán, Ngữ văn).
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, search_tokens

SAME, STOP, LIGHT, MIDDLE, OPPOSITE = "dong-nghia", "bo-qua", "nhe", "vua", "doi-lap"
KINDS = (SAME, STOP, LIGHT, MIDDLE, OPPOSITE)
HEADER = ["kind", "head", "phrases"]
MOST_ROWS = 5_000
MOST_PHRASES = 60_000
MOST_SIGNS = 2_000_000
SHIPPED = Path(__file__).parent / "data" / "words.csv"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    kind: str
    head: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The table ready for use. `meanings` maps folded phrases to "=head", stop phrases to ""."""

    meanings: dict[Phrase, str]
    longest: dict[str, int]
    light: frozenset[str]
    middle: frozenset[str]
    opposites: dict[str, str]
    joined: dict[str, Phrase]
    neighbours: dict[str, frozenset[str]] = field(default_factory=dict)


def parse(text: str) -> tuple[list[Row], list[Blocker]]:
    """The rows of a typed or uploaded table and everything that is wrong with it, by line."""
    if len(text) > MOST_SIGNS:
        return [], [Blocker("content", T("Bảng từ dài quá %(n)s ký tự", n=MOST_SIGNS))]
    rows: list[Row] = []
    problems: list[Blocker] = []
    try:
        reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
        if [cell.strip() for cell in next(reader, [])] != HEADER:
            return [], [Blocker("content", T("Dòng đầu phải là: kind,head,phrases"))]
        for cells in reader:
            _parse_row(cells, reader.line_num, rows, problems)
    except csv.Error as fault:
        problems.append(Blocker("content", T("Bảng từ không phải CSV hợp lệ: %(why)s", why=fault)))
    return rows, problems + _problems_of_whole(rows)


def _parse_row(cells: list[str], line: int, rows: list[Row], problems: list[Blocker]) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) != len(HEADER):
        problems.append(Blocker("content", T("Dòng %(n)s phải có đúng 3 cột", n=line)))
        return
    kind, head = cells[0].strip(), clean_line(cells[1])
    phrases = tuple(filter(None, (clean_line(one) for one in cells[2].split("|"))))
    if kind not in KINDS:
        problems.append(
            Blocker("content", T("Dòng %(n)s: loại phải là một trong %(kinds)s", n=line,
                                 kinds=", ".join(KINDS)))
        )  # fmt: skip
    elif not search_tokens(head) or not all(search_tokens(one) for one in phrases):
        problems.append(Blocker("content", T("Dòng %(n)s có từ trống", n=line)))
    else:
        rows.append(Row(kind, head, phrases))


def _problems_of_whole(rows: Sequence[Row]) -> list[Blocker]:
    count = sum(len(row.phrases) for row in rows)
    if len(rows) > MOST_ROWS or count > MOST_PHRASES:
        return [Blocker("content", T("Bảng từ quá lớn: nhiều nhất %(rows)s dòng, %(n)s cách viết",
                                     rows=MOST_ROWS, n=MOST_PHRASES))]  # fmt: skip
    heads = {row.head for row in rows if row.kind == SAME}
    return [
        Blocker("content", T("“%(what)s” thuộc loại %(kind)s nhưng không có dòng dong-nghia nào "
                             "mang tên ấy", what=name, kind=row.kind))
        for row in rows if row.kind in {LIGHT, MIDDLE, OPPOSITE}
        for name in _named(row) if name not in heads
    ]  # fmt: skip


def _named(row: Row) -> tuple[str, ...]:
    """Meanings that a row of light or opposite ones names; an opposite row's head is its title."""
    return row.phrases if row.kind == OPPOSITE else (row.head, *row.phrases)


def write(rows: Sequence[Row]) -> str:
    """The table as CSV, the same for the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([row.kind, row.head, "|".join(row.phrases)] for row in rows)
    return out.getvalue()


def build(rows: Sequence[Row]) -> Lexicon:
    """The table for use. A phrase in two rows keeps its first meaning; saying nothing wins."""
    meanings: dict[Phrase, str] = {}
    light: set[str] = set()
    middle: set[str] = set()
    opposites: dict[str, str] = {}
    for row in rows:
        if row.kind == LIGHT:
            light.update(_key(name) for name in _named(row))
        elif row.kind == MIDDLE:
            middle.update(_key(name) for name in _named(row))
        elif row.kind == OPPOSITE:
            opposites.update({_key(name): row.head for name in row.phrases})
    for row in sorted(rows, key=lambda row: row.kind != STOP):
        if row.kind in {SAME, STOP}:
            for phrase in (row.head, *row.phrases):
                meaning = "" if row.kind == STOP else _key(row.head)
                meanings.setdefault(tuple(search_tokens(phrase)), meaning)
    longest: dict[str, int] = {}
    for known in meanings:
        longest[known[0]] = max(longest.get(known[0], 0), len(known))
    joined = {"".join(known): known for known in meanings if len(known) > 1}
    return Lexicon(meanings, longest, frozenset(light), frozenset(middle), opposites, joined,
                   _followers(meanings))  # fmt: skip


def _key(head: str) -> str:
    return "=" + " ".join(search_tokens(head))


def _followers(meanings: dict[Phrase, str]) -> dict[str, frozenset[str]]:
    """Words that stand right after ("x>") or right before ("<x") a word in some phrase."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for phrase in meanings:
        for first, second in _pairs(phrase):
            found[f"{first}>"].add(second)
            found[f"<{second}"].add(first)
    return {key: frozenset(words) for key, words in found.items()}


def _pairs(phrase: Phrase) -> Iterator[tuple[str, str]]:
    return pairwise(phrase)


@cache
def shipped_text() -> str:
    """The table that comes with the software."""
    return SHIPPED.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def lexicon_of(text: str) -> Lexicon:
    """The table of this CSV; kept, because a version never changes."""
    rows, _problems = parse(text)
    return build(rows)
