"""One row of a list of earlier years as it is judged: cells as text, remarks, questions."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.accounts.unit_names import Candidate
from app.achievements.old_lists import OldSheet, cell_in
from app.imports.cells import Cell, Kind, letters
from app.imports.facts import Facts
from app.imports.legacy import ENCODING_TITLES, read
from app.imports.problems import Level as Weight
from app.imports.problems import cell_name
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean


@dataclass(frozen=True, slots=True)
class Remark:
    """One problem at one cell."""

    cell: str
    weight: Weight
    message: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A unit's name that is only near: which units it may be."""

    text: str
    candidates: tuple[Candidate, ...]
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """What rows are judged against."""

    units: Mapping[str, Sequence[int]]
    unit_names: Mapping[int, str]
    accounts: Mapping[str, Sequence[tuple[int, int]]]
    codes: Mapping[str, int]
    today: date
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Here:
    """The row being judged."""

    sheet: OldSheet
    row: Mapping[str, Any]
    ground: Against
    facts: Facts
    remarks: list[Remark] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)

    def tell(self, key: str, weight: Weight, message: Text) -> None:
        """A remark at the cell of a column; at the row when the list has no such column."""
        column = letters(self.sheet.columns.get(key, self.sheet.columns["name"]))
        self.remarks.append(Remark(cell_name(self.sheet.name, column, self.row["number"]), weight,
                                   message))  # fmt: skip

    def cell(self, key: str) -> Cell:
        """The cell as it is in the file."""
        return cell_in(self.row, key)

    def text(self, key: str) -> str:
        """The cell as text in Unicode, with what had to be done to it told."""
        cell = self.cell(key)
        if cell.kind is Kind.ERROR or (cell.formula and cell.kind is Kind.EMPTY):
            self.tell(key, Weight.ERROR, T("Ô có lỗi hoặc công thức chưa có kết quả; mở tệp bằng "
                                           "Excel, sửa và lưu lại"))  # fmt: skip
            return ""
        place = self.sheet.columns.get(key, -1)
        reading = read(cell.shown, cell.font, self.facts.encoding(place))
        if reading.converted:
            self.tell(key, Weight.NOTE, T("Viết bằng bảng mã %(name)s, đọc thành “%(text)s”",
                      name=ENCODING_TITLES[reading.encoding], text=reading.text[:80]))  # fmt: skip
        elif unicodedata.normalize("NFC", cell.text) != cell.text:
            self.tell(key, Weight.NOTE, T("Chữ viết bằng Unicode tổ hợp, đã đổi sang dựng sẵn"))
        return clean(reading.text)
