"""XLSX, row by row: nothing is run, followed or held whole in memory.

openpyxl's streaming reader knows neither hidden rows nor merged cells, calamine no fonts and no
formulas; a list from a unit needs all of them to be shown.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from lxml import etree

from app.imports.cells import Cell, Kind, Row, column_of
from app.imports.legacy import Encoding, font_encoding
from app.imports.spool import Spool
from app.kernel.keys import key_in

MOST_COLUMNS, MOST_MERGES, MOST_SHEETS = 200, 300_000, 60
BLOCK = 1 << 18
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}):"
                    rb"([A-Z]{1,3}[0-9]{1,7})[\"']")  # fmt: skip
_DATE_FORMAT = re.compile(r"(?<![a-z])(?:d{1,4}|m{1,5}|y{2,4})(?![a-z])", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE_IDS = frozenset({*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
_PERCENT_IDS = frozenset({9, 10})
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a calendar


class Damaged(Exception):
    """The file cannot be read as a workbook."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name and whether it, or which of its columns, are hidden."""

    name: str
    part: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """What the look of a cell tells about its value."""

    font: str = ""
    shape: str = ""
    is_day: bool = False


@dataclass
class Workbook:
    """An opened file; close it. Rows stream: see `rows`."""

    package: zipfile.ZipFile
    pages: list[Page] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    from_1904: bool = False
    texts: Spool = field(default_factory=Spool)

    def close(self) -> None:
        """Let everything go."""
        self.texts.close()
        self.package.close()

    def rows(self, page: Page) -> Iterator[Row]:
        """The rows of one sheet in order, cells under a merge filled from its first row."""
        try:
            yield from _Rows(self, page).rows()
        except (etree.XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile) as fault:
            raise Damaged from fault

    def hidden_columns(self, page: Page) -> frozenset[int]:
        """The columns that a reader of the sheet does not see."""
        found: set[int] = set()
        with self.package.open(page.part) as stream:
            for event, element in _events(stream, ("col", "sheetData"), start=True):
                if event == "start" and _name(element) == "sheetData":
                    break
                if _name(element) == "col" and _true(element.get("hidden")):
                    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                    found.update(range(first - 1, min(last, MOST_COLUMNS)))
        return frozenset(found)


def open_workbook(stream: BinaryIO) -> Workbook:
    """Open a package that `app.files.packages` has found acceptable. Raises `Damaged`."""
    try:
        book = Workbook(zipfile.ZipFile(stream))
        _read_pages(book)
        _read_styles(book)
        _read_texts(book)
    except (etree.XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile, OSError) as fault:
        raise Damaged from fault
    if not book.pages or len(book.pages) > MOST_SHEETS:
        raise Damaged
    return book


def _events(stream: Any, names: tuple[str, ...], *, start: bool = False) -> Any:
    tags = [f"{{*}}{name}" for name in names]
    return etree.iterparse(
        stream, events=("start", "end") if start else ("end",), tag=tags, resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _tree(book: Workbook, part: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with book.package.open(part) as stream:
        return etree.parse(stream, parser).getroot()


def _read_pages(book: Workbook) -> None:
    targets = {
        one.get("Id"): str(one.get("Target", ""))
        for one in _tree(book, "xl/_rels/workbook.xml.rels")
    }
    root = _tree(book, "xl/workbook.xml")
    for element in root.iter("{*}workbookPr"):
        book.from_1904 = _true(element.get("date1904"))
    for element in root.iter("{*}sheet"):
        target = targets.get(element.get(_REL), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in book.package.namelist() and "worksheets/" in part:
            hidden = element.get("state", "visible") != "visible"
            book.pages.append(Page(str(element.get("name", "")), part, hidden))


def _read_styles(book: Workbook) -> None:
    if "xl/styles.xml" not in book.package.namelist():
        return
    root = _tree(book, "xl/styles.xml")
    codes = {one.get("numFmtId"): str(one.get("formatCode", "")) for one in root.iter("{*}numFmt")}
    fonts = [
        next((str(name.get("val", "")) for name in font.iter("{*}name")), "")
        for font in root.iterfind("{*}fonts/{*}font")
    ]
    for one in root.iterfind("{*}cellXfs/{*}xf"):
        number = int(one.get("fontId", "0"))
        font = fonts[number] if number < len(fonts) else ""
        book.styles.append(_style(font, one.get("numFmtId", "0"), codes))


def _style(font: str, number: str, codes: dict[str, str]) -> Style:
    code = _QUOTED.sub("", codes.get(number, ""))
    known = key_in(number) or 0
    is_day = known in _DATE_IDS or bool(_DATE_FORMAT.search(code))
    shape = "%" if "%" in code or known in _PERCENT_IDS else ""
    if re.fullmatch("0{2,20}", code):
        shape = code
    kept = font if font_encoding(font) is not Encoding.UNICODE else ""
    return Style(kept, shape, is_day)


def _read_texts(book: Workbook) -> None:
    if "xl/sharedStrings.xml" not in book.package.namelist():
        return
    with book.package.open("xl/sharedStrings.xml") as stream:
        for _event, element in _events(stream, ("si",)):
            book.texts.add("\x00".join(_rich(element)))
            _forget(element)


def _rich(element: Any) -> tuple[str, str]:
    """The font of an old encoding, if any part has one, and the text without reading aids."""
    parts: list[str] = []
    font = ""
    for text in element.iter("{*}t"):
        parent = text.getparent()
        if _name(parent) == "rPh":
            continue
        parts.append(text.text or "")
        for name in parent.iterfind("{*}rPr/{*}rFont"):
            value = str(name.get("val", ""))
            font = value if font_encoding(value) is not Encoding.UNICODE else font
    return font, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


class _Rows:
    """Streams one sheet."""

    def __init__(self, book: Workbook, page: Page) -> None:
        self._book, self._page = book, page
        self._starts: dict[int, list[tuple[int, int, int]]] = {}
        self._open: list[tuple[int, int, int, Cell]] = []
        self._find_merges()

    def _find_merges(self) -> None:
        """Merges stand behind the rows in the file, and are wanted before."""
        left, number = b"", 0
        with self._book.package.open(self._page.part) as stream:
            while block := stream.read(BLOCK):
                block = left + block
                end = 0
                for found in _MERGE.finditer(block):
                    self._add_merge(found[1].decode(), found[2].decode())
                    end, number = found.end(), number + 1
                    if number > MOST_MERGES:
                        raise Damaged
                left = block[max(end, len(block) - 200) :]

    def _add_merge(self, first: str, last: str) -> None:
        column = column_of(first)
        top, bottom = (int(re.sub("[A-Z]", "", one)) for one in (first, last))
        if bottom > top and column < MOST_COLUMNS:
            self._starts.setdefault(top, []).append((column, column_of(last), bottom))

    def rows(self) -> Iterator[Row]:
        number = 0
        with self._book.package.open(self._page.part) as stream:
            for _event, element in _events(stream, ("row",)):
                stated = int(element.get("r") or number + 1)
                if stated <= number:
                    raise ValueError("rows out of order")
                for missing in range(number + 1, min(stated, number + 1 + self._reach(number))):
                    yield Row(missing, self._covered(missing, {}))
                number = stated
                cells = self._covered(number, dict(self._cells(element)))
                yield Row(number, cells, _true(element.get("hidden")))
                _forget(element)

    def _reach(self, number: int) -> int:
        """How many rows that the file leaves out lie under a merge."""
        return max((bottom - number for _one, _two, bottom, _cell in self._open), default=0)

    def _covered(self, number: int, cells: dict[int, Cell]) -> dict[int, Cell]:
        self._open = [one for one in self._open if one[2] >= number]
        for first, top, _bottom, anchor in self._open:
            if cells.get(first, Cell()).kind is Kind.EMPTY:
                cells[first] = Cell(anchor.kind, anchor.text, anchor.font, anchor.shape,
                                    anchor.formula, top)  # fmt: skip
        for first, _last, bottom in self._starts.pop(number, ()):
            self._open.append((first, number, bottom, cells.get(first, Cell())))
        return cells

    def _cells(self, row: Any) -> Iterator[tuple[int, Cell]]:
        place = -1
        for element in row.iterfind("{*}c"):
            reference = element.get("r")
            place = column_of(reference) if reference else place + 1
            if not 0 <= place < MOST_COLUMNS:
                continue
            cell = self._cell(element)
            if cell.kind is not Kind.EMPTY or cell.formula:
                yield place, cell

    def _cell(self, element: Any) -> Cell:
        number = int(element.get("s") or 0)
        style = self._book.styles[number] if number < len(self._book.styles) else Style()
        formula = element.find("{*}f") is not None
        kind = element.get("t", "n")
        if kind == "inlineStr":
            font, text = _rich(element)
            return Cell(Kind.TEXT if text else Kind.EMPTY, text, font or style.font, "", formula)
        value = element.findtext("{*}v")
        if value is None or value == "":
            return Cell(formula=formula)
        if kind == "s":
            font, _, text = self._book.texts[int(value)].partition("\x00")
            return Cell(Kind.TEXT if text else Kind.EMPTY, text, font or style.font, "", formula)
        if kind == "str":
            text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
            return Cell(Kind.TEXT, text, style.font, "", formula)
        if kind in {"b", "e"}:
            return Cell(Kind(kind), value, "", "", formula)
        if kind == "d":
            return Cell(Kind.DAY, value[:10], "", "", formula)
        return self._number(value, style, formula=formula)

    def _number(self, value: str, style: Style, *, formula: bool) -> Cell:
        digits = plain_digits(value)
        if style.is_day:
            day = day_of_serial(digits, from_1904=self._book.from_1904)
            if day:
                return Cell(Kind.DAY, day, "", "", formula)
        return Cell(Kind.NUMBER, digits, "", style.shape, formula)


def plain_digits(value: str) -> str:
    """The number without exponent and without the dust of binary fractions (15 digits)."""
    try:
        exact = Decimal(f"{float(value):.15g}")
    except (ValueError, InvalidOperation) as fault:
        raise ValueError(value) from fault
    if not exact.is_finite() or abs(exact.adjusted()) > 60:
        raise ValueError(value)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_of_serial(digits: str, *, from_1904: bool = False) -> str:
    """2026-02-05 for the number under which Excel keeps that day; "" when it is no day."""
    number = float(digits)
    if not 61 <= number < 110_000:
        return ""
    return (_EPOCHS[from_1904] + timedelta(days=int(number))).date().isoformat()
