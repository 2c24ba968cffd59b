"""Days, money, shares and codes as lists have them; every guess is told.

Pure: a cell and what is known of its column in, a value and doubts out.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.imports.cells import Cell, Kind
from app.imports.problems import Code, Doubt, Level
from app.imports.workbook_reading import day_of_serial
from app.kernel.dates import day_text, parse_day
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.text import T
from app.kernel.vietnamese import search_text

MOST_MONEY = 10**15
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_SPOKEN = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"-?\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")
_UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "nghin": 10**3, "ngan": 10**3, "dong": 1,
          "d": 1, "vnd": 1, "": 1, "ty dong": 10**9, "ti dong": 10**9, "trieu dong": 10**6,
          "nghin dong": 10**3, "ngan dong": 10**3}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What the other cells of the column tell (`facts`)."""

    month_first: bool = False  # a text like 03/25/2026 stands in it
    swapped: bool = False  # real days never above the 12th beside texts that always are
    width: int = 0  # its codes are so many digits and begin with 0
    scale: int = 1  # "triệu đồng" in the heading


def day_value(cell: Cell, column: Column) -> tuple[date | None, list[Doubt]]:
    """The day of a cell; None with an error when it names none."""
    text = cell.text.strip()
    if cell.kind is Kind.DAY:
        return _real_day(text, column)
    if cell.kind is Kind.NUMBER or (text.isdecimal() and len(text) == len("45992")):
        return _serial(text)
    found = _DAY.fullmatch(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
        return _day_month(text, day, month, year, column)
    spoken = _SPOKEN.fullmatch(search_text(text))
    if spoken:
        day, month, year = (int(part) for part in spoken.groups())
        return _checked(year, month, day, text)
    iso = _ISO.fullmatch(text)
    if iso:
        return _checked(int(iso[1]), int(iso[2]), int(iso[3]), text)
    short = _SHORT_YEAR.fullmatch(text)
    if short:
        day, month, year = (int(part) for part in short.groups())
        value, doubts = _day_month(text, day, month, 2000 + year, column)
        if value:
            doubts.append(_ask(Code.DAY, T("“%(text)s” được hiểu là ngày %(day)s", text=text,
                                           day=day_text(value)), day_text(value)))  # fmt: skip
        return value, doubts
    return None, [_no_day(text)]


def _real_day(text: str, column: Column) -> tuple[date | None, list[Doubt]]:
    try:
        value = parse_day(text)
    except ValueError:
        return None, [_no_day(text)]
    if column.swapped and value.day <= 12 and value.day != value.month:
        other = date(value.year, value.day, value.month)
        return value, [_ask(Code.DAY_ORDER, T(
            "Ô là ngày %(day)s nhưng cột này có dấu hiệu Excel đã đảo ngày và tháng; có thể là "
            "%(other)s", day=day_text(value), other=day_text(other)), day_text(value))]  # fmt: skip
    return value, []


def _serial(text: str) -> tuple[date | None, list[Doubt]]:
    iso = day_of_serial(text) if text.isdecimal() else ""
    if not iso or not "1990" < iso < "2100":
        return None, [_no_day(text)]
    value = date.fromisoformat(iso)
    message = T("Số %(n)s được hiểu là ngày %(day)s (cách Excel lưu ngày)", n=text,
                day=day_text(value))  # fmt: skip
    return value, [_ask(Code.SERIAL, message, day_text(value))]


def _day_month(
    text: str, day: int, month: int, year: int, column: Column
) -> tuple[date | None, list[Doubt]]:
    if month > 12 >= day:
        value, doubts = _checked(year, day, month, text)
        if value:
            doubts = [_ask(Code.DAY_ORDER, T("“%(text)s” được hiểu là ngày %(day)s (tháng viết "
                           "trước)", text=text, day=day_text(value)), day_text(value))]  # fmt: skip
        return value, doubts
    value, doubts = _checked(year, month, day, text)
    if value and column.month_first and day <= 12 and day != month:
        doubts.append(_ask(Code.DAY_ORDER, T(
            "Cột này có ô viết tháng trước ngày; “%(text)s” được hiểu là ngày %(day)s", text=text,
            day=day_text(value)), day_text(value)))  # fmt: skip
    return value, doubts


def _checked(year: int, month: int, day: int, text: str) -> tuple[date | None, list[Doubt]]:
    try:
        value = date(year, month, day)
    except ValueError:
        return None, [_no_day(text)]
    if not 1990 <= year < 2100:
        return None, [_no_day(text)]
    return value, []


def _no_day(text: str) -> Doubt:
    return Doubt(Code.DAY, Level.ERROR, T("“%(text)s” không phải là một ngày đầy đủ có thật; ghi "
                                          "theo dạng 05/02/2026", text=text[:80]))  # fmt: skip


def _ask(code: Code, message: object, guess: str) -> Doubt:
    return Doubt(code, Level.ASK, message, guess=guess)  # type: ignore[arg-type]


def money_value(cell: Cell, column: Column) -> tuple[int | None, list[Doubt]]:
    """Whole đồng; "120 triệu", "1,2 tỷ" and a heading "(triệu đồng)" are asked about."""
    text = cell.text.strip()
    if cell.kind is Kind.NUMBER:
        return _amount(Decimal(text), column.scale, text, sure=column.scale == 1)
    folded = " ".join(text.lower().split())
    found = re.match(r"-?[\d.,\s]*\d", folded)
    if not found:
        return None, [_no_number(text)]
    number = found[0].strip()
    unit = search_text(folded[found.end() :])
    scale = _UNITS.get(unit)
    if scale is None:
        return None, [_no_number(text)]
    amount, sure = _typed(number)
    if amount is None:
        return None, [_no_number(text)]
    factor = scale if unit else column.scale
    return _amount(amount, factor, text, sure=sure and factor == 1)


def _typed(number: str) -> tuple[Decimal | None, bool]:
    """A number with separators; whether it can be read in one way only."""
    if number.isdecimal():
        return Decimal(number), True
    grouped = _GROUPS.fullmatch(number)
    if grouped:
        sign = grouped[1]
        plain = Decimal(re.sub(r"[.,\s]", "", number))
        return plain, sign != ","
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", number) or re.fullmatch(r"\d+,\d+", number):
        return Decimal(number.replace(".", "").replace(",", ".")), True
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", number):
        return Decimal(number.replace(",", "")), False
    if re.fullmatch(r"\d+\.\d+", number):
        return Decimal(number), False
    return None, False


def _amount(
    amount: Decimal, scale: int, text: str, *, sure: bool
) -> tuple[int | None, list[Doubt]]:
    value = amount * scale
    if value != value.to_integral_value() or not 0 <= value <= MOST_MONEY:
        return None, [_no_number(text)]
    whole = int(value)
    if sure:
        return whole, []
    message = T("“%(text)s” được hiểu là %(amount)s đồng", text=text[:60],
                amount=integer_text(whole))  # fmt: skip
    return whole, [_ask(Code.SCALE if scale > 1 else Code.NUMBER, message, integer_text(whole))]


def _no_number(text: str) -> Doubt:
    return Doubt(Code.NUMBER, Level.ERROR, T("“%(text)s” không phải là một số tiền; ghi số đồng, "
                                             "ví dụ 120.000.000", text=text[:80]))  # fmt: skip


def share_value(cell: Cell) -> tuple[Decimal | None, list[Doubt]]:
    """Per cent: "60%", "60", a cell formatted as per cent; 0,6 alone is asked about."""
    text = cell.text.strip()
    if cell.kind is Kind.NUMBER:
        number = Decimal(text)
        if cell.shape == "%":
            return _share(number * 100, text)
        if Decimal() < number <= 1:
            value, doubts = _share(number * 100, text)
            message = T("“%(text)s” được hiểu là %(share)s%%", text=text,
                        share=decimal_text(number * 100))  # fmt: skip
            return value, [*doubts, _ask(Code.SHARES, message, decimal_text(number * 100))]
        return _share(number, text)
    plain = text.rstrip("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", plain):
        return None, [_no_share(text)]
    if Decimal() < Decimal(plain) <= 1 and not text.endswith("%"):
        return share_value(Cell(Kind.NUMBER, plain))
    return _share(Decimal(plain), text)


def _share(value: Decimal, text: str) -> tuple[Decimal | None, list[Doubt]]:
    rounded = value.quantize(Decimal("0.01"))
    if rounded != value or not 0 <= value <= 100:
        return None, [_no_share(text)]
    return rounded, []


def _no_share(text: str) -> Doubt:
    return Doubt(Code.SHARES, Level.ERROR, T("“%(text)s” không phải là tỷ lệ từ 0 đến 100",
                                             text=text[:60]))  # fmt: skip


def code_value(cell: Cell, column: Column) -> tuple[str, list[Doubt]]:
    """A code; digits that lost their zeros get them back, and a person is asked."""
    text = cell.shown.strip()
    if cell.kind is Kind.NUMBER and not cell.shape and text.isdecimal():
        if column.width > len(text):
            full = text.zfill(column.width)
            message = T("Mã “%(text)s” được hiểu là “%(full)s” (Excel bỏ số 0 ở đầu)", text=text,
                        full=full)  # fmt: skip
            return full, [_ask(Code.ZEROS, message, full)]
        if not column.width:
            message = T("Mã “%(text)s” lưu dưới dạng số; nếu có số 0 ở đầu thì số đó đã mất",
                        text=text)  # fmt: skip
            return text, [Doubt(Code.ZEROS, Level.ASK, message, guess=text)]
    return text, []
