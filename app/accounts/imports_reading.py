"""Read an uploaded workbook into rows of texts. Nothing of it is run, followed or trusted."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.files.packages import package_problem
from app.kernel.dates import day_text
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line, search_text

MOST_BYTES = 3 << 20
MOST_ROWS, MOST_COLUMNS, HEAD_WITHIN = 2000, 30, 10
CELL_LIMIT = 1000
FORMULA = "\u0000formula"
"""Stands for a cell that holds a formula; no cleaned text holds this sign."""

UNITS, PEOPLE = "units", "people"
TITLES = {UNITS: T("Đơn vị"), PEOPLE: T("Người dùng")}
COLUMNS: dict[str, dict[str, Text]] = {
    UNITS: {
        "code": T("Mã đơn vị"),
        "name": T("Tên đơn vị"),
        "short_name": T("Tên gọi tắt"),
        "kind": T("Loại đơn vị"),
        "official_order": T("Thứ tự"),
        "valid_from": T("Hoạt động từ ngày"),
        "address": T("Địa chỉ"),
        "aliases": T("Tên khác"),
    },
    PEOPLE: {
        "full_name": T("Họ và tên"),
        "email": T("Địa chỉ thư"),
        "unit": T("Đơn vị"),
        "position": T("Chức vụ"),
        "roles": T("Vai trò"),
    },
}
NEEDED = {UNITS: ("code", "name"), PEOPLE: ("full_name", "email", "unit")}


@dataclass(frozen=True, slots=True)
class Read:
    """One row: its number in the sheet and the text of each known column."""

    sheet: str
    number: int
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def formulas(self) -> list[str]:
        """The columns whose cells hold formulas."""
        return [name for name, text in self.cells.items() if text == FORMULA]

    @property
    def texts(self) -> dict[str, str]:
        """The cells, formulas left out."""
        return {name: "" if text == FORMULA else text for name, text in self.cells.items()}


def read_workbook(content: bytes) -> list[Read]:
    """The rows of both sheets; raises `Blocked` with what is wrong with the file."""
    if not content:
        raise _bad(T("Chọn tệp .xlsx để nhập"))
    if len(content) > MOST_BYTES:
        raise _bad(T("Tệp lớn hơn %(n)s MB", n=MOST_BYTES >> 20))
    problem = package_problem(BytesIO(content), ".xlsx")
    if problem is not None:
        raise _bad(problem)
    rows = _rows(content)
    if not rows:
        raise _bad(T("Tệp không có dòng dữ liệu nào dưới tiêu đề cột"))
    return rows


def _bad(text: Text) -> Blocked:
    return Blocked([Blocker("file", text)])


def _rows(content: bytes) -> list[Read]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, needed only here

    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        with closing(book):
            return [
                row
                for key, title in TITLES.items()
                for name in book.sheetnames
                if search_text(name) == search_text(str(title))
                for row in _sheet_rows(book[name], key)
            ]
    except Blocked:
        raise
    except Exception:
        raise _bad(
            T("Không đọc được tệp. Lưu lại tệp bằng Excel ở dạng .xlsx rồi thử lại")
        ) from None


def _sheet_rows(sheet: Any, key: str) -> list[Read]:
    """The rows under the headings; a stated size is not believed, only counted."""
    sheet.reset_dimensions()
    places: dict[str, int] | None = None
    found: list[Read] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS + HEAD_WITHIN:
            raise _bad(T("Trang “%(sheet)s” có quá %(n)s dòng. Chia thành nhiều tệp",
                         sheet=TITLES[key], n=MOST_ROWS))  # fmt: skip
        texts = [_text(cell) for cell in cells]
        if places is None:
            places = _head(texts, key)
            if places is None and number == HEAD_WITHIN:
                break
        elif any(texts):
            found.append(Read(key, number, {
                name: texts[place] for name, place in places.items() if place < len(texts)
            }))  # fmt: skip
    if places is None:
        names = ", ".join(f"“{COLUMNS[key][name]}”" for name in NEEDED[key])
        raise _bad(T("Trang “%(sheet)s” thiếu dòng tiêu đề có các cột %(names)s",
                     sheet=TITLES[key], names=names))  # fmt: skip
    return found


def _head(texts: list[str], key: str) -> dict[str, int] | None:
    """Where each column stands, when this is the row of headings."""
    known = {search_text(str(title)): name for name, title in COLUMNS[key].items()}
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        name = known.get(search_text(text))
        if name is not None:
            places.setdefault(name, place)
    return places if all(name in places for name in NEEDED[key]) else None


def _text(cell: Any) -> str:
    """A cell as the text a person sees; a formula is only marked."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, datetime):
        return day_text(value.date())
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_line(str(value)[: CELL_LIMIT + 1])[:CELL_LIMIT]
