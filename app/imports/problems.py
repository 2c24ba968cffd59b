"""What the reader of a list has to tell about a cell: an error, a question, or only a note."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.text import T, Text


class Level(StrEnum):
    """ERROR: the row cannot be taken. ASK: a guess that a person must confirm. NOTE: handled."""

    ERROR = "error"
    ASK = "ask"
    NOTE = "note"


class Code(StrEnum):
    """The kinds of problems; the value stands in addresses."""

    ENCODING = "bang-ma"
    STRANGE = "ky-tu-la"
    NFD = "unicode-to-hop"
    FORMULA = "cong-thuc"
    FORMULA_EMPTY = "cong-thuc-trong"
    CELL_ERROR = "loi-excel"
    DAY = "ngay"
    DAY_ORDER = "ngay-thang"
    SERIAL = "so-ngay"
    NUMBER = "so"
    SCALE = "don-vi-tien"
    ZEROS = "so-0-o-dau"
    AUTHORS = "tac-gia"
    SHARES = "ty-le"
    UNIT = "don-vi"
    UNIT_NEAR = "don-vi-gan-dung"
    CHOICE = "lua-chon"
    LENGTH = "qua-dai"
    MISSING = "thieu"
    HIDDEN = "dong-an"
    MERGED = "o-gop"
    TWICE = "trung-trong-tep"
    STORED = "da-co"
    CHANGED = "khac-ho-so"
    SECTION = "dong-nhom"
    TOTAL = "dong-tong"
    CLOSING = "dong-ky"
    BLANK = "dong-trong"
    LIMIT = "gioi-han"
    CONTROL = "ky-tu-an"


CODE_TITLES = {
    Code.ENCODING: T("Bảng mã cũ (TCVN3, VNI)"),
    Code.STRANGE: T("Ký tự lạ"),
    Code.NFD: T("Unicode tổ hợp"),
    Code.FORMULA: T("Công thức"),
    Code.FORMULA_EMPTY: T("Công thức chưa có kết quả"),
    Code.CELL_ERROR: T("Ô báo lỗi của Excel"),
    Code.DAY: T("Ngày không đọc được"),
    Code.DAY_ORDER: T("Thứ tự ngày, tháng"),
    Code.SERIAL: T("Ngày ghi dưới dạng số"),
    Code.NUMBER: T("Số"),
    Code.SCALE: T("Đơn vị tính tiền"),
    Code.ZEROS: T("Mất số 0 ở đầu"),
    Code.AUTHORS: T("Tác giả"),
    Code.SHARES: T("Tỷ lệ đóng góp"),
    Code.UNIT: T("Đơn vị không nhận ra"),
    Code.UNIT_NEAR: T("Tên đơn vị gần đúng"),
    Code.CHOICE: T("Không có trong danh sách chọn"),
    Code.LENGTH: T("Quá dài"),
    Code.MISSING: T("Thiếu nội dung"),
    Code.HIDDEN: T("Dòng bị ẩn"),
    Code.MERGED: T("Ô gộp"),
    Code.TWICE: T("Trùng trong tệp"),
    Code.STORED: T("Đã có hồ sơ"),
    Code.CHANGED: T("Khác hồ sơ đang có"),
    Code.SECTION: T("Dòng tên nhóm"),
    Code.TOTAL: T("Dòng tổng"),
    Code.CLOSING: T("Dòng ký, nơi nhận"),
    Code.BLANK: T("Dòng không có tên giải pháp"),
    Code.LIMIT: T("Vượt giới hạn"),
    Code.CONTROL: T("Ký tự không nhìn thấy"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark. `cell` is "Danh sách!C5"; `key` the field; `ask` names the question, if any."""

    cell: str
    code: Code
    level: Level
    message: Text
    key: str = ""
    ask: str = ""
    guess: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A remark about a value, before it is known where the value stands."""

    code: Code
    level: Level
    message: Text
    ask: str = ""
    guess: str = ""


def cell_name(sheet: str, letters: str, number: int) -> str:
    """ "Danh sách!C5", as Excel names a cell; quotes as Excel sets them."""
    plain = sheet.replace("_", "").isalnum() and sheet.isascii()
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{letters}{number}"
