"""Where a list begins and ends inside a sheet: title rows, one or two rows of headings, totals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.imports.cells import Kind, Row
from app.imports.columns import AUTHORS, IGNORED, guess
from app.imports.legacy import Encoding, read
from app.kernel.vietnamese import clean, search_text

HEAD_WITHIN = 40
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[A-HIVX]{1,4})\)?")
_TOTALS = ("tong cong", "tong so", "tong", "cong", "cong tong", "tong cong so", "total")
_LAST_WORDS = ("nguoi lap bieu", "nguoi lap", "thu truong don vi", "thu truong co quan",
               "xac nhan cua", "noi nhan", "nguoi tong hop", "chu tich", "truong phong",
               "ky ten", "nguoi ky", "kt chu tich", "tm uy ban", "tm ubnd")  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The headings: their rows, and the text over each column (two rows joined by a line end)."""

    first: int = 0
    last: int = 0
    headings: Mapping[int, str] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether there are any."""
        return bool(self.headings)


def _texts(row: Row, around: Encoding) -> dict[int, str]:
    return {
        place: clean(read(cell.text, cell.font, around).text)
        for place, cell in row.filled.items()
        if cell.kind is Kind.TEXT
    }


def find_head(rows: Sequence[Row], around: Encoding = Encoding.UNICODE) -> Head:
    """The row with most known headings among the first ones, with the row below it if it belongs.

    A head names at least two columns, the title or the authors among them. `around`: the old
    encoding that the sheet is written in, if any.
    """
    best: tuple[int, int] = (0, -1)
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        exact = [guess(text) for text in _texts(row, around).values() if len(text) < 200]
        known = {one.key for one in exact if one.exact and one.key != IGNORED}
        named = sum(1 for one in exact if one.exact)
        if known & {"title", AUTHORS} and named > 1 and named > best[0]:
            best = (named, place)
    if best[1] < 0:
        return Head()
    return _with_neighbours(rows, best[1], around)


def _with_neighbours(rows: Sequence[Row], place: int, around: Encoding) -> Head:
    upper, first, last = _texts(rows[place], around), place, place
    above = _texts(rows[place - 1], around) if place else {}
    if place and _is_group_row(above, rows[place - 1], rows[place]):
        headings, first = _joined(above, upper), place - 1
    else:
        headings = dict(upper)
        below = rows[place + 1] if place + 1 < len(rows) else None
        if below is not None and _is_second(below, upper, around):
            headings, last = _joined(upper, _texts(below, around)), place + 1
    while last + 1 < len(rows) and is_numbering(rows[last + 1]):
        last += 1
    return Head(rows[first].number, rows[last].number, headings)


def _is_second(below: Row, upper: Mapping[int, str], around: Encoding) -> bool:
    """The second row of headings: short words, under merged headings of the first."""
    texts = _texts(below, around)
    if not texts or is_numbering(below) or len(texts) != len(below.filled):
        return False
    known = sum(1 for text in texts.values() if guess(text).exact)
    spans = any(cell.merged for cell in below.cells.values())
    left_open = any(place not in upper for place in texts)
    return (known > 0 or spans) and (spans or left_open) and max(map(len, texts.values())) < 80


def _is_group_row(above: Mapping[int, str], above_row: Row, row: Row) -> bool:
    """Headings reach down into this row from the one above: as merged cells, or where the merges
    were lost (CSV, copied cells) as two known headings over columns that are blank here."""
    covered = any(cell.merged == above_row.number for cell in row.cells.values())
    known = [place for place, text in above.items() if guess(text).exact]
    over_blanks = [place for place in known if place not in row.filled]
    return bool(known) and (covered or len(over_blanks) > 1)


def _joined(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Each column's heading: its own, or the group's over its lower line."""
    found = dict(upper)
    group = ""
    for place in range(max([*upper, *lower], default=-1) + 1):
        group = upper.get(place, group)
        if place in lower:
            found[place] = f"{group}\n{lower[place]}" if group else lower[place]
    return found


def is_numbering(row: Row) -> bool:
    """A row "(1) (2) (3)" or "A B 1 2" under the headings."""
    texts = [cell.text.strip() for cell in row.filled.values()]
    return len(texts) > 2 and all(_NUMBERING.fullmatch(text) for text in texts)


def is_total(row: Row, around: Encoding = Encoding.UNICODE) -> bool:
    """A row of sums: its first words say so."""
    texts = [search_text(read(cell.text, cell.font, around).text) for cell in row.filled.values()
             if cell.kind is Kind.TEXT]  # fmt: skip
    first = texts[0] if texts else ""
    return (
        any(first == word or first.startswith(f"{word} ") for word in _TOTALS) and len(first) < 60
    )


def is_closing(row: Row, around: Encoding = Encoding.UNICODE) -> bool:
    """A line below the list: place and date, who signs, who receives."""
    texts = [search_text(read(cell.text, cell.font, around).text) for cell in row.filled.values()
             if cell.kind is Kind.TEXT]  # fmt: skip
    if not texts or len(texts) > 3:
        return False
    joined = " ".join(texts)
    day = re.search(r"\bngay\b.*\bthang\b.*\bnam\b", joined)
    return bool(day) or any(text.startswith(_LAST_WORDS) for text in texts)


def section_text(row: Row, around: Encoding = Encoding.UNICODE) -> str:
    """The one text of a row that only names a group ("II. Phòng Nội vụ"), without its numeral."""
    filled = [cell for cell in row.filled.values() if cell.text.strip()]
    if not filled or len(filled) > 2 or any(cell.kind is not Kind.TEXT for cell in filled[1:]):
        return ""
    if len(filled) == 2 and not _NUMBERING.fullmatch(filled[0].text.strip(" .")):
        return ""
    text = clean(read(filled[-1].text, filled[-1].font, around).text)
    return re.sub(r"^(?:[IVXLC]+|[A-Z0-9]{1,2})[.)]\s*", "", text)


def grouped(
    rows: Sequence[tuple[int, Row]], titles: Mapping[int, int], heads: Mapping[int, int]
) -> list[list[int]]:
    """The places of rows that are one dossier: those that share a merged title cell.

    `rows` are (sheet, row) in order; `titles` the column of the title, `heads` the last heading
    row of each sheet.
    """
    groups: list[list[int]] = []
    for place, (sheet, row) in enumerate(rows):
        title = titles.get(sheet)
        merged = row.at(title).merged if title is not None else 0
        if groups and merged > heads.get(sheet, 0):
            first_sheet, first = rows[groups[-1][0]]
            if first_sheet == sheet and first.number == merged:
                groups[-1].append(place)
                continue
        groups.append([place])
    return groups
