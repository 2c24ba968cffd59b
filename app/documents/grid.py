"""A table turned into printed rows: how wide its columns must be, and which rows may split."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.documents import phrases
from app.documents.model import Align, GroupRow, Row, Table, TotalRow
from app.documents.widths import bold_width, fitted

# Points between the margins, on an upright and on a turned sheet.
TEXT_WIDTH = 165 / 25.4 * 72
TURNED_WIDTH = 252 / 25.4 * 72
TABLE_SIZE = 12
CELL_PADDING = 4
# A word of more characters is no number or syllable; the writers let it break anywhere.
LONGEST_WORD = 24
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
# Rows of more lines than this may be taller than a page, and must be allowed to split.
SPLIT_LINES = 25


@dataclass(frozen=True, slots=True)
class GridRow:
    """One printed table row; a `group` row has a single cell. `splits`: too tall for one page."""

    cells: tuple[str, ...]
    group: bool = False
    bold: bool = False
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on paper: widths add up to 1."""

    head: tuple[str, ...]
    widths: tuple[float, ...]
    aligns: tuple[Align, ...]
    rows: tuple[GridRow, ...]


def grid(table: Table, room: float) -> Grid:
    """The table as it is printed in `room` points of width."""
    head = tuple(phrases.printable(column.title) for column in table.columns)
    rows = tuple(_grid_row(row) for row in table.rows)
    columns = zip(head, *(row.cells for row in rows if not row.group), strict=True)
    needed = tuple(_longest_word(texts) / room for texts in columns)
    widths = fitted(tuple(column.width for column in table.columns), needed)
    points = tuple(width * room for width in widths)
    return Grid(
        head=head,
        widths=widths,
        aligns=tuple(column.align for column in table.columns),
        rows=tuple(
            replace(row, splits=is_tall(row.cells, (room,) if row.group else points))
            for row in rows
        ),
    )


def _grid_row(row: Row | GroupRow | TotalRow) -> GridRow:
    if isinstance(row, GroupRow):
        return GridRow((phrases.printable(row.text),), group=True, bold=True)
    cells = tuple(phrases.printable(cell) for cell in row.cells)
    return GridRow(cells, bold=isinstance(row, TotalRow))


def _longest_word(texts: tuple[str, ...]) -> float:
    """The width in points that a column needs so that no word in it has to break."""
    words = {word for text in texts for word in text.split() if len(word) <= LONGEST_WORD}
    widest = max((bold_width(word, TABLE_SIZE) for word in words), default=0.0)
    return widest + 2 * CELL_PADDING + 1


def is_tall(cells: Sequence[str], widths: Sequence[float]) -> bool:
    """Whether a row of cells this wide, in points, may be taller than a page."""
    lines = (
        bold_width(cell, TABLE_SIZE) / width + cell.count("\n")
        for cell, width in zip(cells, widths, strict=True)
    )
    return max(lines, default=0) > SPLIT_LINES
