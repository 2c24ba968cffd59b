"""When a dossier has to be there: working days, days, or a fixed day of the year."""

from datetime import date

from app.awards.rule_states import DeadlineUnit
from app.kernel.text import T, Text


def last_day_of(unit: DeadlineUnit, day: str, year: int) -> date | None:
    """The fixed last day "MM-DD" in that year; None where the deadline is not a fixed day."""
    if unit is not DeadlineUnit.DAY:
        return None
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, number)


def deadline_text(unit: DeadlineUnit, count: int | None, day: str, note: str) -> Text:
    """ "20 ngày làm việc, từ khi đủ hồ sơ"; "" when there is none."""
    if unit is DeadlineUnit.NONE:
        return T("%(note)s", note=note) if note else T("Không quy định")
    tail = f", {note}" if note else ""
    if unit is DeadlineUnit.DAY:
        month, number = day.split("-")
        return T("đến hết ngày %(day)s/%(month)s%(tail)s", day=number, month=month, tail=tail)
    if unit is DeadlineUnit.WORKING:
        return T("%(n)s ngày làm việc%(tail)s", n=count, tail=tail)
    return T("%(n)s ngày%(tail)s", n=count, tail=tail)
