"""The numbers of a consolidated report, each summed from rows that can be shown. Values only.

A number on a page, in a list and in the document comes from `Summary.value`; the rows behind it
from `Summary.unit_rows` and `Summary.item_rows`. So they cannot differ.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.text import T, Text
from app.plan.states import ReportState, TaskState


class Metric(StrEnum):
    """One number of the report; the value is its address."""

    DUE = "don-vi-phai-bao-cao"
    SENT = "don-vi-da-gui"
    ON_TIME = "gui-dung-han"
    SENT_LATE = "gui-cham"
    MISSING = "chua-gui"
    NO_ACTIVITY = "khong-phat-sinh"
    TRAINED = "luot-nguoi-tap-huan"
    EVENTS = "su-kien"
    IDEAS = "giai-phap-da-nop"
    SOLUTIONS = "giai-phap-ap-dung"
    TASKS = "nhiem-vu"
    TASKS_DONE = "nhiem-vu-hoan-thanh"
    TASKS_UNDER_WAY = "nhiem-vu-dang-thuc-hien"
    TASKS_NOT_STARTED = "nhiem-vu-chua-thuc-hien"
    TASKS_PAUSED = "nhiem-vu-tam-dung"


METRIC_TITLES: dict[Metric, Text] = {
    Metric.DUE: T("Đơn vị phải báo cáo"),
    Metric.SENT: T("Đơn vị đã gửi báo cáo"),
    Metric.ON_TIME: T("Báo cáo gửi đúng hạn"),
    Metric.SENT_LATE: T("Báo cáo gửi chậm"),
    Metric.MISSING: T("Đơn vị chưa gửi báo cáo"),
    Metric.NO_ACTIVITY: T("Báo cáo không phát sinh"),
    Metric.TRAINED: T("Lượt người được tập huấn, bồi dưỡng"),
    Metric.EVENTS: T("Sự kiện, hội thảo đã tổ chức"),
    Metric.IDEAS: T("Giải pháp ứng dụng TTNT đã nộp"),
    Metric.SOLUTIONS: T("Giải pháp được đưa vào áp dụng"),
    Metric.TASKS: T("Nhiệm vụ của kế hoạch"),
    Metric.TASKS_DONE: T("Nhiệm vụ hoàn thành"),
    Metric.TASKS_UNDER_WAY: T("Nhiệm vụ đang thực hiện"),
    Metric.TASKS_NOT_STARTED: T("Nhiệm vụ chưa thực hiện"),
    Metric.TASKS_PAUSED: T("Nhiệm vụ tạm dừng"),
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit reported; figures are 0 and texts empty until its report is sent.

    `counted_ideas` and `counted_solutions` are what the dossiers of this system say.
    """

    unit_id: int
    unit_name: str
    state: ReportState | None = None
    sent_on: date | None = None
    in_time: bool = False
    no_activity: bool = False
    trained_people: int = 0
    events_held: int = 0
    ideas_submitted: int = 0
    solutions_applied: int = 0
    achievements: str = ""
    difficulties: str = ""
    proposals: str = ""
    counted_ideas: int = 0
    counted_solutions: int = 0

    @property
    def is_sent(self) -> bool:
        """Only what was sent counts."""
        return self.state is ReportState.SENT


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What one unit sent on one task."""

    unit_id: int
    unit_name: str
    percent: int
    text: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A task with what units sent on it; `percent` is their mean, None when nobody did."""

    item_id: int
    ref: str
    text: str
    state: TaskState
    due_on: date | None
    done_on: date | None
    progress_note: str
    percent: int | None
    results: tuple[UnitResult, ...]


@dataclass(frozen=True, slots=True)
class GroupLines:
    """One of the groups of tasks, with its lead unit."""

    ref: str
    title: str
    lead_name: str
    items: tuple[ItemLine, ...]


UNIT_VALUES: dict[Metric, Callable[[UnitLine], int]] = {
    Metric.DUE: lambda unit: 1,
    Metric.SENT: lambda unit: int(unit.is_sent),
    Metric.ON_TIME: lambda unit: int(unit.is_sent and unit.in_time),
    Metric.SENT_LATE: lambda unit: int(unit.is_sent and not unit.in_time),
    Metric.MISSING: lambda unit: int(not unit.is_sent),
    Metric.NO_ACTIVITY: lambda unit: int(unit.is_sent and unit.no_activity),
    Metric.TRAINED: lambda unit: unit.trained_people,
    Metric.EVENTS: lambda unit: unit.events_held,
    Metric.IDEAS: lambda unit: unit.ideas_submitted,
    Metric.SOLUTIONS: lambda unit: unit.solutions_applied,
}
ITEM_STATES: dict[Metric, frozenset[TaskState]] = {
    Metric.TASKS: frozenset(TaskState),
    Metric.TASKS_DONE: frozenset({TaskState.DONE}),
    Metric.TASKS_UNDER_WAY: frozenset({TaskState.UNDER_WAY}),
    Metric.TASKS_NOT_STARTED: frozenset({TaskState.NOT_STARTED}),
    Metric.TASKS_PAUSED: frozenset({TaskState.PAUSED}),
}
SUMMED = (Metric.TRAINED, Metric.EVENTS, Metric.IDEAS, Metric.SOLUTIONS)
"""These add up what units reported; the others count units or tasks."""
COUNTED: dict[Metric, Callable[[UnitLine], int]] = {
    Metric.IDEAS: lambda unit: unit.counted_ideas,
    Metric.SOLUTIONS: lambda unit: unit.counted_solutions,
}
"""What this system knows of a number that units report."""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """What one unit adds to a number; `counted` is what this system knows of it, if anything."""

    unit: UnitLine
    value: int
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a consolidated report says about one period."""

    units: tuple[UnitLine, ...]
    groups: tuple[GroupLines, ...]

    def unit_rows(self, metric: Metric) -> list[UnitValue]:
        """The units behind a number, in the official order; none for a number of tasks.

        A unit that reports nothing is among them when the system knows better.
        """
        value, counted = UNIT_VALUES.get(metric), COUNTED.get(metric)
        if value is None:
            return []
        rows = [
            UnitValue(unit, value(unit), counted(unit) if counted else None) for unit in self.units
        ]
        return [row for row in rows if row.value or row.counted]

    def item_rows(self, metric: Metric) -> list[ItemLine]:
        """The tasks behind a number; none for a number of units."""
        states = ITEM_STATES.get(metric, frozenset())
        return [item for item in self.items() if item.state in states]

    def value(self, metric: Metric) -> int:
        """The number: the sum of its rows."""
        if metric in ITEM_STATES:
            return len(self.item_rows(metric))
        return sum(row.value for row in self.unit_rows(metric))

    def items(self) -> Iterator[ItemLine]:
        """All tasks, group by group."""
        return (item for group in self.groups for item in group.items)

    def texts(self, name: str) -> list[tuple[str, str]]:
        """(unit, text) of every sent report that says something under this heading."""
        return [(unit.unit_name, getattr(unit, name)) for unit in self.units if getattr(unit, name)]
