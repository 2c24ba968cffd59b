"""One cell of an uploaded list as it was found, before anybody says what it means."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the file says a cell holds."""

    EMPTY = ""
    TEXT = "s"
    NUMBER = "n"
    DAY = "d"
    TRUTH = "b"
    ERROR = "e"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is the value: a number as its digits, a day as 2026-02-05.

    `font` is kept only when its name stands for an old encoding. `shape` is "0000" for numbers
    shown with so many digits, "%" for per cent. `formula`: the value was computed.
    `merged`: the row whose cell covers this one (0: its own).
    """

    kind: Kind = Kind.EMPTY
    text: str = ""
    font: str = ""
    shape: str = ""
    formula: bool = False
    merged: int = 0

    @property
    def shown(self) -> str:
        """The value as a reader of the sheet sees it."""
        if self.kind is Kind.NUMBER and self.shape.startswith("0") and self.text.isdecimal():
            return self.text.zfill(len(self.shape))
        return self.text

    def stored(self) -> list[Any]:
        """The cell as a short JSON list."""
        values = [str(self.kind), self.text, self.font, self.shape, int(self.formula), self.merged]
        while values and not values[-1]:
            values.pop()
        return values


def cell_of(stored: list[Any]) -> Cell:
    """The cell of `Cell.stored`."""
    left_out: list[Any] = ["", "", "", "", 0, 0]
    kind, text, font, shape, formula, merged = [*stored, *left_out[len(stored) :]]
    return Cell(Kind(kind), text, font, shape, bool(formula), merged)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet, its cells by column (0 is A), whether it is hidden."""

    number: int
    cells: dict[int, Cell]
    hidden: bool = False

    def at(self, column: int) -> Cell:
        """The cell of a column."""
        return self.cells.get(column, EMPTY)

    @property
    def filled(self) -> dict[int, Cell]:
        """The cells that say something of their own."""
        return {
            place: cell
            for place, cell in self.cells.items()
            if cell.kind is not Kind.EMPTY and not cell.merged
        }


def letters(column: int) -> str:
    """The name of a column: 0 is A, 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(reference: str) -> int:
    """The column of "AB12"; -1 when it has none."""
    found = 0
    for sign in reference:
        if not "A" <= sign <= "Z":
            break
        found = found * 26 + ord(sign) - 64
    return found - 1
