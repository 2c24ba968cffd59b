"""What one cell says: its text in Unicode, and everything worth telling about it."""

import unicodedata
from collections.abc import Sequence

from app.imports.cells import Cell, Kind, Row, letters
from app.imports.judged import NO, YES, Judged, Setting
from app.imports.legacy import ENCODING_TITLES, other_readings, read
from app.imports.problems import Code, Doubt, Level, Problem, cell_name
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

CELL_FULL = 32_767


class CellJudge:
    """The rows of one dossier, and what has been found in their cells so far."""

    def __init__(self, rows: Sequence[Row], setting: Setting, section: str) -> None:
        self.rows, self.setting = rows, setting
        self.row = rows[0]
        self.found = Judged(self.row.number, section=section)

    def _tell(self, place: int, doubt: Doubt, key: str = "", number: int = 0) -> None:
        cell = cell_name(self.setting.sheet, letters(place), number or self.row.number)
        ask = doubt.ask
        if doubt.level is Level.ASK and not ask:
            ask = f"{doubt.code}|{self.setting.sheet}|{letters(place)}"[:300]
        if ask and ask not in self.found.options:
            self.found.options[ask] = [(YES, ""), (NO, "")]
        raw = self.row.at(place).text[:300] if not number else ""
        self.found.problems.append(
            Problem(cell, doubt.code, doubt.level, doubt.message, key, ask, doubt.guess, raw)
        )

    def _usable(self, place: int, cell: Cell, key: str, number: int = 0) -> bool:
        """False for a cell without a value; errors and empty formulas are told."""
        if cell.kind is Kind.ERROR:
            self._tell(place, Doubt(Code.CELL_ERROR, Level.ERROR, T(
                "Ô có lỗi %(text)s; sửa trong tệp", text=cell.text[:20])), key, number)  # fmt: skip
            return False
        if cell.formula and cell.kind is Kind.EMPTY:
            self._tell(place, Doubt(Code.FORMULA_EMPTY, Level.ERROR, T(
                "Công thức chưa có kết quả; mở tệp bằng Excel, lưu lại rồi tải lên")), key,
                number)  # fmt: skip
            return False
        if cell.formula:
            self._tell(place, Doubt(Code.FORMULA, Level.NOTE, T(
                "Ô chứa công thức; dùng kết quả đã lưu “%(text)s”", text=cell.text[:80])), key,
                number)  # fmt: skip
        return cell.kind is not Kind.EMPTY and bool(cell.text.strip())

    def text_of(self, place: int, cell: Cell, key: str, number: int = 0) -> str:
        """The cell as text in Unicode, with everything that had to be done to it."""
        if not self._usable(place, cell, key, number):
            return ""
        if cell.kind is not Kind.TEXT:
            return self._no_text(place, cell, key, number)
        reading = read(cell.text, cell.font, self.setting.facts.encoding(place))
        text = reading.text
        if reading.converted:
            title = ENCODING_TITLES[reading.encoding]
            level = Level.NOTE if reading.sure else Level.ASK
            self._tell(place, Doubt(Code.ENCODING, level, T(
                "“%(raw)s” viết bằng bảng mã %(name)s, đọc thành “%(text)s”", raw=cell.text[:80],
                name=title, text=clean_line(text)[:80]), guess=text[:300]), key,
                number)  # fmt: skip
        elif reading.strange:
            self._tell(place, Doubt(Code.STRANGE, Level.ASK, T(
                "“%(text)s” có chữ không phải tiếng Việt thông thường; kiểm tra bảng mã",
                text=text[:80])), key, number)  # fmt: skip
        elif (self.setting.facts.legacy or self.setting.eight_bit or cell.font) and (
            other_readings(text)
        ):
            self._tell(place, Doubt(Code.ENCODING, Level.ASK, T(
                "“%(text)s” có thể viết bằng bảng mã cũ; giữ nguyên nếu đúng", text=text[:80])),
                key, number)  # fmt: skip
        self._tell_signs(place, text, key, number)
        return text

    def _no_text(self, place: int, cell: Cell, key: str, number: int) -> str:
        if cell.kind is Kind.DAY:
            year, month, day = cell.text.split("-")
            text = f"{day}/{month}/{year}"
            self._tell(place, Doubt(Code.DAY, Level.ASK, T(
                "Ô là ngày %(day)s trong khi cột này là chữ; có thể Excel đã tự đổi", day=text)),
                key, number)  # fmt: skip
            return text
        if cell.kind is Kind.TRUTH:
            return "TRUE" if cell.text == "1" else "FALSE"
        self._tell(place, Doubt(Code.NUMBER, Level.NOTE, T(
            "Ô là số, được ghi thành chữ “%(text)s”", text=cell.shown)), key, number)  # fmt: skip
        return cell.shown

    def _tell_signs(self, place: int, text: str, key: str, number: int) -> None:
        if unicodedata.normalize("NFC", text) != text:
            self._tell(place, Doubt(Code.NFD, Level.NOTE, T(
                "Chữ viết bằng Unicode tổ hợp, đã đổi sang dựng sẵn")), key, number)  # fmt: skip
        if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} and sign not in "\n\r\t"
               for sign in text):  # fmt: skip
            self._tell(place, Doubt(Code.CONTROL, Level.NOTE, T(
                "Ô có ký tự không nhìn thấy; đã bỏ")), key, number)  # fmt: skip
        if len(text) >= CELL_FULL:
            self._tell(place, Doubt(Code.LENGTH, Level.ASK, T(
                "Ô dài đúng giới hạn của Excel; phần cuối có thể đã mất")), key,
                number)  # fmt: skip
