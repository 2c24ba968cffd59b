"""Tables as XLSX: real numbers in Vietnamese formats, a head that stays, ready to print.

Text is always text: a name that begins with "=" is shown, never run, and an address is no link.
"""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.phrases import printable

CELL_LIMIT = 32_767
LINE_HEIGHT, MOST_LINES = 16.5, 24  # points; a row may be at most 409 high
_NAME_LIMIT = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# The format wants a time of making; the same rows must give the same bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_A4 = 9
_FONT = "Times New Roman"

Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds, and so how it is shown."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


# "," and "." stand for the separators of the reader's own settings: 1.234,5 on a Vietnamese system.
_FORMATS = {
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.00",
    Kind.MONEY: '#,##0 "đồng"',
    Kind.PERCENT: '0.0"%"',
    Kind.DATE: "dd/mm/yyyy",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column; `width` in characters. A percentage is given as 30.5 for 30,5%."""

    title: str
    width: float = 15
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title line, the head, the rows. An empty title leaves its line out."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of at least one sheet. ValueError for a row that does not fit the columns."""
    if not sheets:
        msg = "a workbook needs a sheet"
        raise ValueError(msg)
    written = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, {**safe, "strings_to_numbers": False})
    book.set_properties({"created": _MADE.replace(tzinfo=None)})
    book.formats[0].set_font_name(_FONT)
    formats = _formats(book)
    for sheet, name in zip(sheets, sheet_names([sheet.name for sheet in sheets]), strict=True):
        _write(book.add_worksheet(name), sheet, formats)
    book.close()
    return written.getvalue()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names that Excel takes: at most 31 characters, none of []:*?/\\, no two alike."""
    taken: Counter[str] = Counter()
    result = []
    for name in names:
        base = _FORBIDDEN.sub(" ", printable(name)).strip(" '")[:_NAME_LIMIT] or "Trang"
        shown = base
        while taken[shown.casefold()]:
            taken[base.casefold()] += 1
            mark = f" ({taken[base.casefold()]})"
            shown = base[: _NAME_LIMIT - len(mark)] + mark
        taken[shown.casefold()] += 1
        result.append(shown)
    return result


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"font_name": _FONT, "font_size": 12, "border": 1, "valign": "vcenter"}
    made = {kind: book.add_format({**cell, "num_format": _FORMATS[kind]}) for kind in _FORMATS}
    made[Kind.TEXT] = book.add_format({**cell, "text_wrap": True, "num_format": "@"})
    head = {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"}
    title = {"font_name": _FONT, "font_size": 14, "bold": True}
    return {
        **{str(kind): form for kind, form in made.items()},
        "head": book.add_format({**cell, **head}),
        "title": book.add_format(title),
    }


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    head = 0
    if sheet.title:
        page.write_string(0, 0, _cell_text(sheet.title), formats["title"])
        head = 2
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(head, place, _cell_text(column.title), formats["head"])
    for number, row in enumerate(sheet.rows, start=head + 1):
        page.set_row(number, LINE_HEIGHT * _lines(sheet, row))
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, (number, place), value, formats[column.kind])
    _prepare_print(page, sheet, head)


def _lines(sheet: Sheet, row: Sequence[Cell]) -> int:
    """How many lines the longest wrapped text of a row needs; programs do not grow rows alike."""
    needed = [
        sum(-(-max(1, len(line)) // max(1, int(column.width))) for line in value.split("\n"))
        for column, value in zip(sheet.columns, row, strict=True)
        if isinstance(value, str)
    ]
    return min(max(needed, default=1), MOST_LINES)


def _write_cell(page: Worksheet, at: tuple[int, int], value: Cell, form: Format) -> None:
    if value is None:
        page.write_blank(*at, None, form)
    elif isinstance(value, str):
        page.write_string(*at, _cell_text(value), form)
    elif isinstance(value, date):
        page.write_datetime(*at, value, form)
    else:
        page.write_number(*at, value, form)


def _cell_text(text: str) -> str:
    """Clean text, cut where a cell ends; the cut is shown by an ellipsis."""
    shown = printable(text)
    return shown if len(shown) <= CELL_LIMIT else shown[: CELL_LIMIT - 1] + "…"


def _prepare_print(page: Worksheet, sheet: Sheet, head: int) -> None:
    page.freeze_panes(head + 1, 0)
    if sheet.rows:
        page.autofilter(head, 0, head + len(sheet.rows), len(sheet.columns) - 1)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.set_header("&C&P", {"margin": 0.4})
