"""Periods and their last days, how tasks and reports stand, and what is not ready yet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.kernel.dates import day_text
from app.kernel.numbers import integer_text
from app.kernel.periods import DueState, due_state, strictly_before
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.plan.drafts import (
    DOCUMENT_NUMBER_LIMIT,
    LINE_LIMIT,
    NUMBER_LIMIT,
    NUMBERS,
    PROSE_LIMIT,
    TEXTS,
    ItemChange,
    ReportDraft,
    line_field,
)
from app.plan.states import TASK_LIFECYCLE, TASK_SHAPES, ReportState, TaskState

REPORTING_KINDS = ("department", "ward", "political_social", "association")
"""Kinds of units that report: "các cơ quan, đơn vị và UBND phường" of the plan."""
SUPERIOR_KIND = "superior"
WAITS_BEFORE = timedelta(days=30)
"""How long before its last day a report shows up as waiting work."""

_NUMBER = re.compile(r"\b([0-9]{3,6})/([A-ZĐ]+(?:-[A-ZĐ]+)*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in a shape and words."""

    shape: str
    text: Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """A report that the plan asks for each year: "trước ngày `day`/`month`"."""

    name: str
    day: int
    month: int
    consolidated: bool = False

    @property
    def due_text(self) -> str:
        """As it is printed: "trước ngày 15 tháng 6"."""
        return f"trước ngày {self.day} tháng {self.month}"

    def last_day(self, year: int, *, inclusive: bool) -> date:
        """The last day on time in that year."""
        return strictly_before(self.day, self.month, year, inclusive=inclusive)


HALF_YEAR = Deadline("Báo cáo 6 tháng", 15, 6)
WHOLE_YEAR = Deadline("Báo cáo năm", 15, 11)
CONSOLIDATED = Deadline("Báo cáo tổng hợp", 25, 11, consolidated=True)


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """A reporting period before it is stored; both days of `covers` belong to it."""

    name: str
    covers_from: date
    covers_to: date
    due_text: str
    last_day: date
    consolidated: bool


def period_title(name: str, year: int) -> str:
    """A period with its year: "Báo cáo năm 2026", "Báo cáo 6 tháng năm 2026"."""
    return f"{name} {year}" if name.endswith("năm") else f"{name} năm {year}"


def periods_of(year: int, first_year: int, *, inclusive: bool) -> tuple[PeriodDraft, ...]:
    """The three periods of a year.

    A period begins on the day after the last yearly report was due, so that what is done between
    November and New Year is reported too; in the plan's first year it begins with the year.
    """
    begins = WHOLE_YEAR.last_day(year - 1, inclusive=inclusive) + timedelta(days=1)
    begins = max(begins, date(first_year, 1, 1))
    ends = {
        deadline: deadline.last_day(year, inclusive=inclusive)
        for deadline in (HALF_YEAR, WHOLE_YEAR, CONSOLIDATED)
    }
    return tuple(
        PeriodDraft(
            name=deadline.name,
            covers_from=begins,
            covers_to=ends[WHOLE_YEAR] if deadline.consolidated else last_day,
            due_text=deadline.due_text,
            last_day=last_day,
            consolidated=deadline.consolidated,
        )
        for deadline, last_day in ends.items()
    )


def blockers_to_open(year: int, year_from: int, year_to: int) -> list[Blocker]:
    """A plan has reporting periods in its own years only."""
    if year_from <= year <= year_to:
        return []
    message = T("Năm báo cáo phải từ %(first)s đến %(last)s", first=year_from, last=year_to)
    return [Blocker("year", message)]


class Existing(Protocol):
    """A unit, as far as it matters on which days it exists."""

    @property
    def kind(self) -> str:
        """Department, ward, …"""

    @property
    def valid_from(self) -> date:
        """Its first day."""

    @property
    def valid_to(self) -> date | None:
        """The first day on which it no longer exists."""


def owes(unit: Existing, last_day: date) -> bool:
    """Whether a unit has to report: it is of a reporting kind and exists on the last day."""
    begun = unit.valid_from <= last_day
    going = unit.valid_to is None or unit.valid_to > last_day
    return unit.kind in REPORTING_KINDS and begun and going


def report_mark(
    state: ReportState | None, sent_on: date | None, last_day: date, today: date
) -> Mark:
    """How a unit's report of a period stands today; `state` None when nothing is written yet."""
    if state is ReportState.RETURNED:
        return Mark("bad", T("Đã trả lại để bổ sung"))
    due = due_state(today, last_day, sent_on if state is ReportState.SENT else None)
    writing = state is ReportState.DRAFT
    if due is DueState.ON_TIME:
        return Mark("done", T("Đã gửi đúng hạn"))
    if due is DueState.LATE_DONE and sent_on is not None:
        return Mark("done", T("Đã gửi, chậm %(days)s ngày", days=(sent_on - last_day).days))
    if due is DueState.LATE:
        days = (today - last_day).days
        if writing:
            return Mark("late", T("Đang soạn, quá hạn %(days)s ngày", days=days))
        return Mark("late", T("Chưa gửi, quá hạn %(days)s ngày", days=days))
    return Mark("doing", T("Đang soạn")) if writing else Mark("none", T("Chưa gửi"))


def is_missing(state: ReportState | None) -> bool:
    """Whether a report is still to come: not written, not sent, or returned."""
    return state is not ReportState.SENT


def remaining_days_text(last_day: date, today: date) -> Text:
    """How long until the last day is over: "còn 3 ngày", "hôm nay là ngày cuối", "quá hạn …"."""
    days = (last_day - today).days
    if days < 0:
        return T("quá hạn %(days)s ngày", days=-days)
    return T("còn %(days)s ngày", days=days) if days else T("hôm nay là ngày cuối")


class Task(Protocol):
    """A task of the plan, as far as its mark goes."""

    @property
    def state(self) -> TaskState:
        """Progress as the officer judges it."""

    @property
    def due_on(self) -> date | None:
        """The last day, where there is one."""

    @property
    def done_on(self) -> date | None:
        """The day it was finished."""


def is_late(task: Task, today: date) -> bool:
    """Whether a task is not finished although its last day is over; a paused one is not late."""
    open_ = task.state in {TaskState.NOT_STARTED, TaskState.UNDER_WAY}
    return open_ and task.due_on is not None and today > task.due_on


def task_mark(task: Task, today: date) -> Mark:
    """A task's state; where there is a last day, whether it was kept."""
    if is_late(task, today) and task.due_on is not None:
        days = integer_text((today - task.due_on).days)
        return Mark("late", T("Quá hạn %(days)s ngày", days=days))
    title = TASK_LIFECYCLE.titles[task.state]
    if task.state is TaskState.DONE and task.due_on and task.done_on:
        in_time = task.done_on <= task.due_on
        title = T("Hoàn thành đúng hạn") if in_time else T("Hoàn thành quá hạn")
    return Mark(TASK_SHAPES[task.state], title)


def blockers_in_change(change: ItemChange, state: TaskState) -> list[Blocker]:
    """A pause and a reopening of what was finished need a word of reason in the note."""
    found: list[Blocker] = []
    if len(change.note) > PROSE_LIMIT:
        found.append(_too_long("note", T("Ghi chú tiến độ"), PROSE_LIMIT, len(change.note)))
    reopened = change.move == "start" and state is TaskState.DONE
    if (change.move == "pause" or reopened) and not change.note:
        found.append(Blocker("note", T("Ghi lý do thay đổi trạng thái vào ghi chú tiến độ")))
    return found


def blockers_in_report(draft: ReportDraft) -> list[Blocker]:
    """What cannot even be stored: texts and numbers over their limits."""
    found = [
        _too_long(name, label, PROSE_LIMIT, len(getattr(draft, name)))
        for name, label in TEXTS.items()
        if len(getattr(draft, name)) > PROSE_LIMIT
    ]
    for name, label in NUMBERS.items():
        if not 0 <= getattr(draft, name) <= NUMBER_LIMIT:
            most = integer_text(NUMBER_LIMIT)
            found.append(Blocker(name, T("%(what)s phải từ 0 đến %(most)s", what=label, most=most)))
    for line in draft.lines:
        if not 0 <= line.percent <= 100:
            name = line_field(line.item_id, "percent")
            found.append(Blocker(name, T("Tỷ lệ hoàn thành phải từ 0 đến 100")))
        if len(line.text) > LINE_LIMIT:
            name = line_field(line.item_id, "text")
            found.append(_too_long(name, T("Kết quả thực hiện"), LINE_LIMIT, len(line.text)))
    return found


def blockers_to_send(draft: ReportDraft) -> list[Blocker]:
    """A report says what was done, or "không phát sinh"; never both, never neither."""
    done = bool(draft.achievements or draft.lines)
    counted = any(getattr(draft, name) for name in NUMBERS)
    if draft.no_activity and (done or counted):
        message = T(
            "Báo cáo ghi “Không phát sinh” nhưng có kết quả hoặc số liệu; "
            "bỏ chọn “Không phát sinh” hoặc xóa các nội dung đó"
        )
        return [Blocker("no_activity", message)]
    if not draft.no_activity and not done:
        message = T(
            "Ghi kết quả nổi bật hoặc kết quả của ít nhất một nhiệm vụ; "
            "nếu không có hoạt động nào, chọn “Không phát sinh”"
        )
        return [Blocker("achievements", message)]
    return []


def blockers_to_issue(number: str, issued_on: date | None, today: date) -> list[Blocker]:
    """The registry's number and a day that is not in the future."""
    found: list[Blocker] = []
    if not number:
        found.append(Blocker("number", T("Nhập số văn bản do văn thư cấp, ví dụ 125/BC-UBND")))
    elif len(number) > DOCUMENT_NUMBER_LIMIT:
        what = T("Số, ký hiệu văn bản")
        found.append(_too_long("number", what, DOCUMENT_NUMBER_LIMIT, len(number)))
    if issued_on is None:
        found.append(Blocker("issued_on", T("Nhập ngày ban hành, ví dụ 24/11/2026")))
    elif issued_on > today:
        message = T("Ngày ban hành không được sau hôm nay, %(day)s", day=day_text(today))
        found.append(Blocker("issued_on", message))
    return found


@dataclass(frozen=True, slots=True)
class Citation:
    """A document number and where it stands: "Căn cứ", "II.1.4"."""

    number: str
    where: str


def doubtful_citations(texts: Iterable[tuple[str, str]]) -> list[tuple[Citation, Citation]]:
    """Pairs of numbers of the same kind with the same digits in another order: a slip of the pen?

    Kế hoạch 52 names both 6497/KH-UBND and 6479/KH-UBND. Nothing is corrected: a person looks.
    `texts` are (where, text); a number is taken where it stands first.
    """
    first: dict[tuple[str, str], str] = {}
    for where, text in texts:
        for digits, symbol in _NUMBER.findall(text):
            first.setdefault((digits, symbol), where)
    known = list(first.items())
    return [
        (Citation("/".join(one), where), Citation("/".join(other), elsewhere))
        for place, (one, where) in enumerate(known)
        for other, elsewhere in known[place + 1 :]
        if one[1] == other[1] and sorted(one[0]) == sorted(other[0])
    ]


def mean_percent(total: int, count: int) -> int | None:
    """The mean of what units report on a task, rounded half up; None when nobody reported."""
    return (2 * total + count) // (2 * count) if count else None


def _too_long(field: str, what: Text, most: int, length: int) -> Blocker:
    return Blocker(
        field,
        T("%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)", what=what,
          most=integer_text(most), length=integer_text(length)),
    )  # fmt: skip
