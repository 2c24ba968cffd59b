"""Periods, marks and what keeps a report from being sent: values in, values out."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.plan import rules
from app.plan.drafts import ItemChange, ReportDraft, ReportLine
from app.plan.rules import Citation, Mark, PeriodDraft
from app.plan.states import ReportState, TaskState

LAST = date(2026, 11, 14)


def said(mark: Mark) -> tuple[str, str]:
    """Shape and words."""
    return mark.shape, str(mark.text)


def test_before_a_day_means_until_the_day_before() -> None:
    assert rules.periods_of(2026, 2025, inclusive=False) == (
        PeriodDraft("Báo cáo 6 tháng", date(2025, 11, 15), date(2026, 6, 14),
                    "trước ngày 15 tháng 6", date(2026, 6, 14), consolidated=False),
        PeriodDraft("Báo cáo năm", date(2025, 11, 15), LAST,
                    "trước ngày 15 tháng 11", LAST, consolidated=False),
        PeriodDraft("Báo cáo tổng hợp", date(2025, 11, 15), LAST,
                    "trước ngày 25 tháng 11", date(2026, 11, 24), consolidated=True),
    )  # fmt: skip


def test_offices_that_count_the_named_day_have_one_day_more() -> None:
    periods = rules.periods_of(2026, 2025, inclusive=True)

    assert [p.last_day for p in periods] == [
        date(2026, 6, 15), date(2026, 11, 15), date(2026, 11, 25),
    ]  # fmt: skip
    assert {p.covers_from for p in periods} == {date(2025, 11, 16)}
    assert [p.due_text for p in periods] == [
        "trước ngày 15 tháng 6", "trước ngày 15 tháng 11", "trước ngày 25 tháng 11",
    ]  # fmt: skip


def test_the_first_period_of_a_plan_begins_with_its_first_year() -> None:
    assert rules.periods_of(2025, 2025, inclusive=False)[0].covers_from == date(2025, 1, 1)


@pytest.mark.parametrize(("year", "refused"), [(2024, True), (2025, False), (2030, False),
                                               (2031, True)])  # fmt: skip
def test_periods_are_opened_in_the_years_of_the_plan(year: int, refused: bool) -> None:
    assert bool(rules.blockers_to_open(year, 2025, 2030)) is refused


@dataclass(frozen=True)
class Unit:
    """A unit in time."""

    kind: str = "ward"
    valid_from: date = date(2024, 1, 1)
    valid_to: date | None = None


@pytest.mark.parametrize(
    ("unit", "owed"),
    [
        (Unit(), True),
        (Unit("department"), True),
        (Unit("superior"), False),
        (Unit(valid_to=LAST), False),
        (Unit(valid_to=date(2026, 11, 15)), True),
        (Unit(valid_from=date(2026, 11, 15)), False),
    ],
)
def test_units_that_exist_on_the_last_day_owe_a_report(unit: Unit, owed: bool) -> None:
    assert rules.owes(unit, LAST) is owed


@pytest.mark.parametrize(
    ("state", "sent_on", "today", "expected"),
    [
        (None, None, LAST, ("none", "Chưa gửi")),
        (None, None, date(2026, 11, 15), ("late", "Chưa gửi, quá hạn 1 ngày")),
        (ReportState.DRAFT, None, LAST, ("doing", "Đang soạn")),
        (ReportState.DRAFT, None, date(2026, 11, 17), ("late", "Đang soạn, quá hạn 3 ngày")),
        (ReportState.SENT, LAST, date(2026, 12, 1), ("done", "Đã gửi đúng hạn")),
        (ReportState.SENT, date(2026, 11, 16), date(2026, 12, 1), ("done", "Đã gửi, chậm 2 ngày")),
        (ReportState.RETURNED, LAST, date(2026, 12, 1), ("bad", "Đã trả lại để bổ sung")),
    ],
)
def test_how_a_report_stands(
    state: ReportState | None, sent_on: date | None, today: date, expected: tuple[str, str]
) -> None:
    assert said(rules.report_mark(state, sent_on, LAST, today)) == expected


@pytest.mark.parametrize(
    ("today", "text"),
    [(date(2026, 11, 11), "còn 3 ngày"), (LAST, "hôm nay là ngày cuối"),
     (date(2026, 11, 16), "quá hạn 2 ngày")],
)  # fmt: skip
def test_how_long_is_left(today: date, text: str) -> None:
    assert str(rules.remaining_days_text(LAST, today)) == text


@dataclass(frozen=True)
class Task:
    """A task as its mark sees it."""

    state: TaskState = TaskState.UNDER_WAY
    due_on: date | None = LAST
    done_on: date | None = None


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (Task(due_on=None), ("doing", "Đang thực hiện")),
        (Task(), ("late", "Quá hạn 4 ngày")),
        (Task(TaskState.NOT_STARTED), ("late", "Quá hạn 4 ngày")),
        (Task(TaskState.PAUSED), ("grey", "Tạm dừng")),
        (Task(TaskState.DONE, LAST, LAST), ("done", "Hoàn thành đúng hạn")),
        (Task(TaskState.DONE, LAST, date(2026, 11, 15)), ("done", "Hoàn thành quá hạn")),
        (Task(TaskState.DONE, None, LAST), ("done", "Hoàn thành")),
    ],
)
def test_how_a_task_stands(task: Task, expected: tuple[str, str]) -> None:
    assert said(rules.task_mark(task, date(2026, 11, 18))) == expected


FULL = ReportDraft(
    achievements="Đã tập huấn.", trained_people=10, lines=(ReportLine(1, 50, "Có."),)
)


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (FULL, []),
        (replace(FULL, achievements=""), []),
        (replace(FULL, lines=()), []),
        (ReportDraft(), ["achievements"]),
        (ReportDraft(trained_people=10, difficulties="Thiếu máy."), ["achievements"]),
        (ReportDraft(no_activity=True), []),
        (ReportDraft(no_activity=True, difficulties="Thiếu máy.", proposals="Thêm máy."), []),
        (replace(FULL, no_activity=True), ["no_activity"]),
        (ReportDraft(no_activity=True, ideas_submitted=1), ["no_activity"]),
    ],
)
def test_a_report_says_something_or_that_there_was_nothing(
    draft: ReportDraft, fields: list[str]
) -> None:
    assert [blocker.field for blocker in rules.blockers_to_send(draft)] == fields


def test_limits_are_named_box_by_box() -> None:
    draft = ReportDraft(
        achievements="x" * 5001,
        events_held=1_000_001,
        trained_people=-1,
        lines=(ReportLine(7, 101, "Có."), ReportLine(8, 100, "y" * 2001)),
    )

    assert [(b.field, str(b.message)) for b in rules.blockers_in_report(draft)] == [
        ("achievements", "Kết quả nổi bật không được quá 5.000 ký tự (hiện có 5.001 ký tự)"),
        ("trained_people", "Lượt người được tập huấn, bồi dưỡng phải từ 0 đến 1.000.000"),
        ("events_held", "Sự kiện, hội thảo đã tổ chức phải từ 0 đến 1.000.000"),
        ("item-7-percent", "Tỷ lệ hoàn thành phải từ 0 đến 100"),
        ("item-8-text", "Kết quả thực hiện không được quá 2.000 ký tự (hiện có 2.001 ký tự)"),
    ]


@pytest.mark.parametrize(
    ("change", "state", "fields"),
    [
        (ItemChange("finish"), TaskState.UNDER_WAY, []),
        (ItemChange("pause"), TaskState.UNDER_WAY, ["note"]),
        (ItemChange("pause", "Chờ hướng dẫn."), TaskState.UNDER_WAY, []),
        (ItemChange("start"), TaskState.DONE, ["note"]),
        (ItemChange("start"), TaskState.PAUSED, []),
        (ItemChange("", "x" * 5001), TaskState.PAUSED, ["note"]),
    ],
)
def test_a_pause_and_a_reopening_need_a_word(
    change: ItemChange, state: TaskState, fields: list[str]
) -> None:
    assert [blocker.field for blocker in rules.blockers_in_change(change, state)] == fields


@pytest.mark.parametrize(
    ("number", "day", "fields"),
    [
        ("125/BC-UBND", LAST, []),
        ("", None, ["number", "issued_on"]),
        ("125/BC-UBND", date(2026, 11, 15), ["issued_on"]),
        ("1" * 61, LAST, ["number"]),
    ],
)
def test_an_issued_report_has_a_number_and_a_day_that_has_come(
    number: str, day: date | None, fields: list[str]
) -> None:
    assert [b.field for b in rules.blockers_to_issue(number, day, LAST)] == fields


def test_numbers_that_differ_by_the_order_of_digits_are_shown() -> None:
    texts = [("căn cứ", "6497/KH-UBND"), ("II.1.4", "theo 552/KH-UBND và 6479/KH-UBND"),
             ("II.2", "6497/KH-UBND"), ("II.3", "503/QĐ-UBND và 305/KH-UBND")]  # fmt: skip

    assert rules.doubtful_citations(texts) == [
        (Citation("6497/KH-UBND", "căn cứ"), Citation("6479/KH-UBND", "II.1.4"))
    ]


@pytest.mark.parametrize(("total", "count", "mean"), [(0, 0, None), (5, 2, 3), (100, 3, 33),
                                                      (0, 4, 0)])  # fmt: skip
def test_means_are_rounded_half_up(total: int, count: int, mean: int | None) -> None:
    assert rules.mean_percent(total, count) == mean
