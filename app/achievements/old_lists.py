"""Read a workbook of earlier years' awards: where its columns stand, what its titles say.

Cells, old fonts, totals and signature lines are read by the parts of `app.imports`; only the
columns are other ones.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from app.files.packages import package_problem
from app.imports.cells import EMPTY, Cell, Row, cell_of, letters
from app.imports.facts import Facts
from app.imports.legacy import read
from app.imports.opening import OpenFile
from app.imports.problems import cell_name
from app.imports.structure import is_closing, is_numbering, is_total, section_text
from app.imports.workbook_reading import Damaged
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, search_text

MOST_BYTES, MOST_ROWS, HEAD_WITHIN = 5 << 20, 5000, 30
_SYNONYMS: Mapping[str, str] = {
    "kind": "doi tuong|loai doi tuong|ca nhan tap the|ca nhan hay tap the",
    "name": "ho va ten|ho ten|ten ca nhan|ten tap the|ho va ten ten tap the|ten ca nhan tap the|"
            "ho va ten ca nhan|ca nhan|ten tap the ca nhan|ho ten ten tap the|tap the|hoten|"
            "ho va ten ten don vi|ho va ten nguoi duoc khen|nguoi duoc khen thuong|ten doi tuong",
    "unit": "don vi|don vi cong tac|noi cong tac|co quan|co quan don vi|phong ban|phong ban don vi|"
            "ten don vi|phuong xa|noi lam viec",
    "award": "danh hieu|hinh thuc|danh hieu hinh thuc|danh hieu thi dua|hinh thuc khen thuong|"
             "danh hieu hinh thuc khen thuong|hinh thuc danh hieu|ten danh hieu|khen thuong|"
             "danh hieu duoc khen|ket qua khen thuong|danh hieu khen thuong|danh hieu dat duoc|"
             "hinh thuc danh hieu khen thuong",
    "year": "nam|nam khen thuong|nam thanh tich|nam dat|nam cua thanh tich|nam xet|nam cong tac",
    "number": "so quyet dinh|so qd|quyet dinh|quyet dinh so|so quyet dinh khen thuong|so van ban|"
              "quyet dinh khen thuong|so qd khen thuong",
    "day": "ngay quyet dinh|ngay qd|ngay ky|ngay ban hanh|ngay thang nam quyet dinh|ngay khen",
    "issuer": "co quan quyet dinh|cap khen thuong|co quan ban hanh|noi ban hanh|nguoi ky|"
              "cap quyet dinh|co quan ky|co quan khen thuong",
    "uses": "sang kien|ten sang kien|sang kien giai phap|ten sang kien giai phap|giai phap|"
            "sang kien de tai|ten de tai sang kien|sang kien lam can cu",
    "share": "ty le|ty le dong gop|ti le|ti le dong gop",
    "born": "ngay sinh|nam sinh|ngay thang nam sinh|sinh ngay|ngay thang sinh",
    "ground": "loai hinh|loai hinh khen thuong|ly do khen thuong|loai khen thuong",
    "rating": "xep loai|muc xep loai|xep loai chat luong|xep loai nam|ket qua xep loai|"
              "muc do hoan thanh nhiem vu|ket qua danh gia|danh gia xep loai|"
              "muc xep loai chat luong|ket qua xep loai chat luong",
    "members": "so thanh vien|tong so thanh vien|so nguoi|tong so nguoi|quan so|tong so can bo",
    "progressive": "so ldtt|so lao dong tien tien",
    "fighters": "so cstdcs|so cstd cs|so chien si thi dua co so",
    "completed": "so hoan thanh nhiem vu|so nguoi hoan thanh nhiem vu",
    "disciplined": "so bi ky luat|so nguoi bi ky luat",
    "what": "loai viec|vu viec|noi dung theo doi|viec theo doi",
    "measure": "hinh thuc ky luat|bien phap xu ly|hinh thuc xu ly",
    "from": "tu ngay|ngay bat dau|hieu luc tu ngay|co hieu luc tu ngay",
    "to": "den ngay|den het ngay|ngay ket thuc|ngay het hieu luc|het hieu luc",
    "family": "loai",
    "level": "cap|cap danh hieu|cap do",
    "": "stt|tt|so tt|so thu tu|ghi chu|chuc vu|chuc danh|gioi tinh|tien thuong|so tien|"
        "thanh tich|da huy|he so",
}  # fmt: skip
HEADINGS = {search_text(word): key for key, words in _SYNONYMS.items() for word in words.split("|")}
_SHORT: Mapping[str, str] = {
    "kt": "khen thuong", "dh": "danh hieu", "ht": "hinh thuc", "dhtd": "danh hieu thi dua",
    "htkt": "hinh thuc khen thuong", "qd": "quyet dinh", "td": "thi dua", "ct": "cong tac",
    "dv": "don vi", "hvt": "ho va ten", "sk": "sang kien", "cq": "co quan",
}  # fmt: skip
_JOINTS = frozenset({"va", "hoac", "hay", "cac", "duoc", "cua"})
_BAGS = {
    frozenset(words) - _JOINTS: key
    for heading, key in HEADINGS.items()
    if len(words := heading.split()) > 1
}
"""Headings of several words by their words alone: people write them in any order."""
TITLES: Mapping[str, Text] = {
    "kind": T("Đối tượng"), "name": T("Họ và tên, tên tập thể"), "unit": T("Đơn vị"),
    "award": T("Danh hiệu, hình thức"), "year": T("Năm"), "number": T("Số quyết định"),
    "day": T("Ngày quyết định"), "issuer": T("Cơ quan quyết định"), "uses": T("Sáng kiến"),
    "share": T("Tỷ lệ"), "born": T("Ngày sinh"), "ground": T("Loại hình"), "family": T("Loại"),
    "level": T("Cấp"), "rating": T("Xếp loại"), "members": T("Số thành viên"),
    "progressive": T("Số lao động tiên tiến"), "fighters": T("Số CSTĐ cơ sở"),
    "completed": T("Số hoàn thành nhiệm vụ"), "disciplined": T("Số bị kỷ luật"),
    "what": T("Loại việc"), "measure": T("Hình thức kỷ luật"), "from": T("Từ ngày"),
    "to": T("Đến ngày"),
}  # fmt: skip
_YEAR = re.compile(r"\bnam (?:hoc )?(\d{4})\b")
_DECISION = re.compile(
    r"[Qq]uyết định(?: số)?\s*:?\s*([0-9]{1,6}\s*/\s*[^\s,;)]+)"
    r"(?:\s*,?\s*ngày\s*(\d{1,2})\s*(?:tháng|/|-|\.)\s*(\d{1,2})\s*(?:năm|/|-|\.)\s*(\d{4}))?"
)


@dataclass(frozen=True)
class OldSheet:
    """One sheet: its columns, what its title rows say, its rows as (number, cells by key)."""

    name: str
    columns: Mapping[str, int]
    headings: Mapping[str, str] = field(default_factory=dict)
    year: str = ""
    decision: str = ""
    day: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    """Headings that are none of ours, by their cell: what stands below them is not taken."""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "columns": dict(self.columns), "headings": dict(self.headings),
                "year": self.year, "decision": self.decision, "day": self.day,
                "facts": dict(self.facts), "rows": list(self.rows),
                "unread": dict(self.unread)}  # fmt: skip


def read_old_lists(content: bytes, name: str) -> list[OldSheet]:
    """The sheets that hold a list. Raises `Blocked` with what is wrong with the file."""
    if not content:
        raise _bad(T("Chọn tệp .xlsx để nhập"))
    if len(content) > MOST_BYTES:
        raise _bad(T("Tệp lớn hơn %(n)s MB", n=MOST_BYTES >> 20))
    problem = package_problem(BytesIO(content), ".xlsx")
    if problem is not None:
        raise _bad(problem)
    try:
        file = OpenFile(BytesIO(content), name)
        try:
            rows = file.following(MOST_ROWS + 1)
        finally:
            file.close()
    except Damaged:
        raise _bad(T("Không đọc được tệp. Mở tệp bằng Excel, lưu lại ở dạng .xlsx rồi tải lên lại")
                   ) from None  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise _bad(T("Tệp có hơn %(n)s dòng; chia thành nhiều tệp", n=MOST_ROWS))
    found = [
        sheet
        for number, one in enumerate(file.sheets)
        if not one.hidden
        for sheet in [_sheet(one.name, [row for place, row in rows if place == number])]
        if sheet is not None
    ]
    if not found:
        raise _bad(T("Không thấy dòng tiêu đề có cột họ tên (hoặc tên tập thể) và cột danh hiệu, "
                     "hình thức khen thưởng"))  # fmt: skip
    return found


def _bad(text: Text) -> Blocked:
    return Blocked([Blocker("file", text)])


def heading_key(text: str) -> str | None:
    """What a column under this heading holds; None for a heading that is not known."""
    for reading in (text, text.split("(")[0], text.split("\n")[-1]):
        words = search_text(reading)
        spelled = " ".join(_SHORT.get(word, word) for word in words.split())
        for heading in (words, spelled):
            if heading in HEADINGS:
                return HEADINGS[heading]
        if (key := _BAGS.get(frozenset(spelled.split()) - _JOINTS)) is not None:
            return key
    return None


def _sheet(name: str, rows: Sequence[Row]) -> OldSheet | None:
    facts = Facts()
    for row in rows:
        for place, cell in row.cells.items():
            facts.see(place, cell)
    around = facts.encoding(-1)

    def text_of(cell: Cell) -> str:
        return clean(read(cell.text, cell.font, around).text)

    head, columns, headings = _head(rows, text_of)
    if head is None:
        return None
    unread = {
        cell_name(name, letters(place), rows[head].number): " ".join(text_of(cell).split())
        for place, cell in rows[head].filled.items()
        if (key := heading_key(text_of(cell))) is None or (key and columns[key] != place)
    }
    above = [name, *(text_of(cell) for row in rows[:head] for cell in row.filled.values())]
    year, decision, day = _titles(above)
    below = []
    for row in rows[head + 1 :]:
        if is_numbering(row) or is_total(row, around) or row.hidden:
            continue
        if is_closing(row, around) and not row.at(columns.get("award", -1)).text.strip():
            break
        below.append(_row(row, columns, section_text(row, around)))
    return OldSheet(name, columns, headings, year, decision, day, facts.stored(), below,
                    unread)  # fmt: skip


def _head(rows: Sequence[Row], text_of: Any) -> tuple[int | None, dict[str, int], dict[str, str]]:
    """The first row that names at least the subject and one other column of ours."""
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        headings: dict[str, str] = {}
        for column, cell in row.filled.items():
            key = heading_key(text_of(cell))
            if key and key not in columns:
                columns[key], headings[key] = column, " ".join(text_of(cell).split())
        if "name" in columns and len(columns) > 1:
            return place, columns, headings
    return None, {}, {}


def _titles(texts: Sequence[str]) -> tuple[str, str, str]:
    """The year, the decision and its day that the lines above the list name."""
    joined = " ".join(texts)
    folded = search_text(joined)
    found = _YEAR.search(folded) or re.search(r"\b((?:19|20)\d{2})\b", search_text(texts[0]))
    decision = _DECISION.search(joined)
    day = ""
    if decision and decision[2]:
        day = f"{int(decision[2]):02d}/{int(decision[3]):02d}/{decision[4]}"
    # "tháng 01 năm 2025" of a decision's own day is no year of the achievement.
    year = found[1] if found else ""
    if decision and decision[4] and year == decision[4]:
        plain = search_text(joined.replace(decision[0], " "))
        other = _YEAR.search(plain)
        year = other[1] if other else ""
    number = re.sub(r"\s*/\s*", "/", decision[1]).rstrip(".") if decision else ""
    return year, number, day


def _row(row: Row, columns: Mapping[str, int], section: str) -> dict[str, Any]:
    cells = {key: row.at(place).stored() for key, place in columns.items()
             if row.at(place) is not EMPTY}  # fmt: skip
    return {"number": row.number, "cells": cells, "section": section}


def sheet_of(stored: Mapping[str, Any]) -> OldSheet:
    """The sheet of `OldSheet.stored`."""
    return OldSheet(**stored)


def cell_in(row: Mapping[str, Any], key: str) -> Cell:
    """The cell of one column."""
    stored = row["cells"].get(key)
    return EMPTY if stored is None else cell_of(stored)
