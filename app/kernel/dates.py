"""Days and instants as they are shown in Vietnam, and read from what people type.

Instants are aware and stored in UTC; an end is exclusive. Nothing here reads the clock.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
# "0206" or "2206" for 2026 is a slip of the finger, not a year anybody means.
_YEARS = range(1900, 2200)


def local(instant: datetime) -> datetime:
    """The instant on a clock in Vietnam. ValueError on a datetime without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(LOCAL)


def local_date(instant: datetime) -> date:
    """The day it is in Vietnam at that instant."""
    return local(instant).date()


def start_of_day(day: date) -> datetime:
    """The instant at which the day begins in Vietnam, in UTC."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def end_of_day_exclusive(day: date) -> datetime:
    """The first instant that no longer belongs to the day in Vietnam, in UTC."""
    return start_of_day(day + timedelta(days=1))


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_text(day: date) -> str:
    """The day on screens and in tables: "05/02/2026"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def document_day(day: date) -> str:
    """The day in an administrative document: "ngày 05 tháng 02 năm 2026".

    A zero stands before days below 10 and before the months 1 and 2 only: "tháng 3"
    (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year:04d}"


def instant_text(instant: datetime) -> str:
    """Time and day in Vietnam: "17:00 20/11/2026"."""
    here = local(instant)
    return f"{here.hour:02d}:{here.minute:02d} {day_text(here)}"


def weekday_text(day: date) -> str:
    """The day of the week, as inside a sentence: "thứ Sáu", "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def deadline_text(exclusive_end: datetime) -> str:
    """The last moment people may act: "17:00 thứ Sáu 20/11/2026".

    An end at midnight is shown as 23:59 of the day before, for nobody reads "00:00 thứ Bảy
    21/11" as the end of Friday.
    """
    shown = local(exclusive_end)
    if shown.time() == time():
        shown -= timedelta(minutes=1)
    return f"{shown:%H:%M} {weekday_text(shown)} {day_text(shown)}"


def remaining_text(now: datetime, end: datetime) -> str:
    """How long is left: "còn 6 ngày 4 giờ", "còn 3 giờ 12 phút", "đã hết hạn".

    Rounded down, two units at most, and a second unit of zero is left out.
    """
    if now >= end:
        return "đã hết hạn"
    minutes = (end - now) // timedelta(minutes=1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"còn {days} ngày" + (f" {hours} giờ" if hours else "")
    if hours:
        return f"còn {hours} giờ" + (f" {minutes} phút" if minutes else "")
    return f"còn {minutes} phút" if minutes else "còn dưới 1 phút"


def parse_day(text: str) -> date:
    """The day a person typed: "5/2/2026", "05-02-2026", "05.02.2026" or "2026-02-05".

    Day before month, as in Vietnam, unless the year comes first. ValueError on a day that does
    not exist, a year outside 1900 to 2199, or anything else.
    """
    typed = text.strip()
    if found := _DAY_FIRST.fullmatch(typed):
        day, _, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    else:
        raise ValueError("not a day")
    if int(year) not in _YEARS:
        raise ValueError("not a year of this system")
    return date(int(year), int(month), int(day))
