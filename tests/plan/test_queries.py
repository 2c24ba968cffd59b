"""The board, who sent, what the system counts, and the sums of the consolidated report."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.adoption import actions as adoption_actions
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.dates import end_of_day_exclusive, start_of_day
from app.plan import actions, queries, report_queries, unit_report_queries
from app.plan.drafts import ItemChange, ReportDraft, ReportLine
from app.plan.metrics import ITEM_STATES, UNIT_VALUES, Metric
from app.plan.report_queries import PeriodLine
from app.plan.states import TaskState
from app.plan.summaries import summary
from app.plan.unit_report_queries import Counted
from tests.adoption.builders import clerk_of, make_adoption, make_solution
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, rename_unit
from tests.plan.builders import LATE, item, make_draft, make_plan, make_report, period
from tests.queries import counted_queries
from tests.rounds.builders import make_round

TODAY = date(2026, 11, 18)


def line(session: Session, name: str = "Báo cáo năm") -> PeriodLine:
    """A period as pages read it."""
    found = report_queries.period_line(session, period(session, name).id)
    assert found is not None
    return found


@BOTH
def test_the_board_shows_the_latest_report_of_each_task(world: World, session: Session) -> None:
    plan = make_plan(session, world)
    make_report(session, world, "P9", name="Báo cáo 6 tháng")
    make_report(session, world, "P9")
    lines = (ReportLine(item(session).id, 31, "Đang làm."),)
    make_report(session, world, "P1", lines=lines, now=LATE)
    make_report(session, world, "HDN", sent=False)

    shown = {i.ref: i for group in queries.board(session, plan.id) for i in group.items}

    assert shown["II.3.2"].last_report == queries.LastReport("Báo cáo năm", 2026, 2, 46, TODAY)
    assert shown["II.3.1"].last_report is None


@pytest.mark.parametrize(
    ("filters", "refs"),
    [
        (queries.BoardFilter(group="II.4"), ["II.4.1", "II.4.2"]),
        (queries.BoardFilter(group="II.9"), []),
        (queries.BoardFilter(state=TaskState.UNDER_WAY), ["II.3.2"]),
    ],
)
def test_the_board_is_narrowed(
    world: World, session: Session, filters: queries.BoardFilter, refs: list[str]
) -> None:
    plan = make_plan(session, world)
    actions.change_item(session, world.plan_officer, item(session), ItemChange("start"), NOON, 1)
    session.flush()

    found = [i.ref for group in queries.board(session, plan.id, filters) for i in group.items]

    assert found == refs


def test_a_unit_finds_the_groups_it_leads_or_helps_with(world: World, session: Session) -> None:
    plan = make_plan(session, world)

    def groups(unit: str) -> list[str]:
        wanted = queries.BoardFilter(unit_id=world.units[unit])
        return [group.ref for group in queries.board(session, plan.id, wanted)]

    assert groups("P9") == ["II.1", "II.2", "II.3", "II.5"]
    assert groups("PNV") == ["II.4"]
    assert groups("PKT") == ["II.1", "II.2", "II.3", "II.4", "II.5"]


def test_each_unit_stands_where_it_stands(world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world, "P9")
    make_report(session, world, "P1", now=LATE)
    make_report(session, world, "HDN", sent=False)

    found = report_queries.standings(session, line(session), TODAY)

    assert [(s.unit_name, str(s.mark.text), s.is_missing) for s in found] == [
        ("Phòng Kinh tế", "Chưa gửi, quá hạn 4 ngày", True),
        ("Phòng Nội vụ", "Chưa gửi, quá hạn 4 ngày", True),
        ("Ủy ban nhân dân Phường 1", "Đã gửi, chậm 4 ngày", False),
        ("Ủy ban nhân dân Phường 9", "Đã gửi đúng hạn", False),
        ("Hội Doanh nghiệp Quận 3", "Đang soạn, quá hạn 4 ngày", True),
    ]


@BOTH
def test_ideas_and_applications_of_the_period_are_counted(world: World, session: Session) -> None:
    make_plan(session, world)
    round_ = make_round(session, world)
    found = line(session)
    first, after = start_of_day(found.covers_from), end_of_day_exclusive(found.covers_to)
    for instant in (first - timedelta(seconds=1), first, after - timedelta(seconds=1), after):
        make_idea(session, world, round_, IdeaState.SUBMITTED, now=instant)
    make_idea(session, world, round_, IdeaState.DRAFT, now=first)
    withdrawn = make_idea(session, world, round_, IdeaState.SUBMITTED, now=first)
    _withdraw(session, withdrawn)
    solution = make_solution(session, world, now=first - timedelta(days=1))
    stopped = make_adoption(session, world, solution, "P9", now=NOON)
    clerk = clerk_of(world, "P9")
    adoption_actions.stop_adoption(session, clerk, stopped, NOON.date(), "Đổi cách làm.", NOON)
    make_adoption(session, world, solution, "P1", confirmed=False)
    session.flush()

    assert unit_report_queries.counted(session, found, [world.units["P9"]]) == {
        world.units["P9"]: Counted(ideas=2, solutions=1)
    }
    assert world.units["P1"] not in unit_report_queries.counted(session, found)
    assert unit_report_queries.prefill(session, found, world.units["P9"]) == ReportDraft(
        ideas_submitted=2, solutions_applied=1
    )


def _withdraw(session: Session, idea: object) -> None:
    from app.audit.actions import move  # noqa: PLC0415 - only here
    from app.ideas.states import IDEA_LIFECYCLE  # noqa: PLC0415 - only here

    move(session, SYSTEM, idea, IDEA_LIFECYCLE, "withdraw", NOON)  # type: ignore[arg-type]


def _three_reports(session: Session, world: World) -> None:
    make_plan(session, world)
    make_report(session, world, "P9")
    make_report(session, world, "P1", now=LATE, trained_people=7, events_held=0, difficulties="")
    make_report(session, world, "HDN", no_activity=True, achievements="", lines=(),
                trained_people=0, events_held=0, ideas_submitted=0, solutions_applied=0,
                difficulties="", proposals="")  # fmt: skip
    make_report(session, world, "PNV", sent=False, trained_people=500)
    actions.change_item(session, world.plan_officer, item(session), ItemChange("start"), NOON, 1)
    session.flush()


EXPECTED = {
    Metric.DUE: 5, Metric.SENT: 3, Metric.ON_TIME: 2, Metric.SENT_LATE: 1, Metric.MISSING: 2,
    Metric.NO_ACTIVITY: 1, Metric.TRAINED: 47, Metric.EVENTS: 2, Metric.IDEAS: 6,
    Metric.SOLUTIONS: 2, Metric.TASKS: 14, Metric.TASKS_DONE: 0, Metric.TASKS_UNDER_WAY: 1,
    Metric.TASKS_NOT_STARTED: 13, Metric.TASKS_PAUSED: 0,
}  # fmt: skip


@BOTH
def test_the_consolidated_report_adds_up_what_was_sent(world: World, session: Session) -> None:
    _three_reports(session, world)

    found = summary(session, line(session, "Báo cáo tổng hợp"))

    assert {metric: found.value(metric) for metric in Metric} == EXPECTED
    assert found.texts("difficulties") == [("Ủy ban nhân dân Phường 9", "Thiếu máy tính.")]
    shown = {i.ref: (i.percent, len(i.results)) for i in found.items()}
    assert (shown["II.3.2"], shown["II.1.1"]) == ((60, 2), (None, 0))


def test_every_number_is_the_sum_of_its_rows(world: World, session: Session) -> None:
    _three_reports(session, world)
    found = summary(session, line(session))

    assert set(UNIT_VALUES) | set(ITEM_STATES) == set(Metric)
    for metric in Metric:
        units = sum(row.value for row in found.unit_rows(metric))
        assert found.value(metric) == units + len(found.item_rows(metric)), metric
    trained = [(row.unit.unit_name, row.value) for row in found.unit_rows(Metric.TRAINED)]
    assert trained == [("Ủy ban nhân dân Phường 1", 7), ("Ủy ban nhân dân Phường 9", 40)]


def test_a_unit_that_reports_less_than_the_system_knows_is_shown(
    world: World, session: Session
) -> None:
    make_plan(session, world)
    make_idea(session, world, make_round(session, world), IdeaState.SUBMITTED)

    rows = summary(session, line(session)).unit_rows(Metric.IDEAS)

    assert [(r.unit.unit_name, r.value, r.counted) for r in rows] == [
        ("Ủy ban nhân dân Phường 9", 0, 1)
    ]
    assert summary(session, line(session)).value(Metric.IDEAS) == 0


def test_a_consolidated_period_adds_up_the_yearly_reports(world: World, session: Session) -> None:
    make_plan(session, world)
    sources = {
        name: report_queries.source_of(session, line(session, name)).name
        for name in ("Báo cáo 6 tháng", "Báo cáo năm", "Báo cáo tổng hợp")
    }

    assert sources == {
        "Báo cáo 6 tháng": "Báo cáo 6 tháng", "Báo cáo năm": "Báo cáo năm",
        "Báo cáo tổng hợp": "Báo cáo năm",
    }  # fmt: skip


def test_reading_costs_the_same_however_many_reports(world: World, session: Session) -> None:
    plan = make_plan(session, world)
    found = line(session)

    def cost() -> int:
        session.expire_all()
        with counted_queries() as counter:
            queries.board(session, plan.id)
            report_queries.standings(session, found, TODAY)
            summary(session, found)
        return counter.count

    make_report(session, world, "P9")
    small = cost()
    for unit in ("P1", "HDN", "PNV", "PKT"):
        make_report(session, world, unit, lines=make_draft(session).lines)

    assert cost() == small


@BOTH
def test_units_carry_the_name_of_the_day_of_the_act(world: World, session: Session) -> None:
    plan = make_plan(session, world)
    head = queries.board(session, plan.id)[0]
    found = line(session)
    code = next(code for code, key in world.units.items() if key == head.lead_unit_id)
    rename_unit(session, world, code, "Phòng mới", found.last_day + timedelta(days=1))

    assert queries.board(session, plan.id)[0].lead_name == head.lead_name
    detail = queries.item_detail(session, head.items[0].item_id)
    assert detail
    assert detail.lead_name == head.lead_name
    told = summary(session, found)
    assert told.groups[0].lead_name == head.lead_name
    assert "Phòng mới" not in {unit.unit_name for unit in told.units}
    standing = report_queries.standings(session, found, TODAY)
    assert "Phòng mới" not in {unit.unit_name for unit in standing}
    assert "Phòng mới" in {unit.name for unit in report_queries.reporting_units(session)}


@BOTH
def test_a_report_due_after_the_change_names_the_unit_anew(world: World, session: Session) -> None:
    plan = make_plan(session, world)
    found = line(session)
    head = queries.board(session, plan.id)[0]
    code = next(code for code, key in world.units.items() if key == head.lead_unit_id)
    rename_unit(session, world, code, "Phòng mới", found.last_day)

    assert queries.board(session, plan.id)[0].lead_name == head.lead_name
    told = summary(session, found)
    assert told.groups[0].lead_name == "Phòng mới"
    assert "Phòng mới" in {unit.unit_name for unit in told.units}
    standing = report_queries.standings(session, found, TODAY)
    assert "Phòng mới" in {unit.unit_name for unit in standing}
