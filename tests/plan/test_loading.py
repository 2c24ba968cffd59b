"""Kế hoạch 52 comes in word by word."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.actor import SYSTEM
from app.kernel.refusals import AlreadyDone, Blocked, Denied
from app.plan import actions, queries
from app.plan.models import Plan, PlanBasis, PlanCooperation, PlanGroup, PlanItem, ReportingPeriod
from app.plan.rules import Citation
from app.plan.states import TaskState
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.plan.builders import item, make_plan, plan_data


def test_the_plan_is_stored_as_it_was_issued(world: World, session: Session) -> None:
    plan = make_plan(session, world, year=None)

    assert (plan.number, plan.issued_on, plan.year_from, plan.year_to) == (
        "52/KH-UBND-KT", date(2024, 2, 26), 2025, 2030,
    )  # fmt: skip
    groups = [(group.ref, len(group.items)) for group in queries.board(session, plan.id)]
    assert groups == [("II.1", 4), ("II.2", 3), ("II.3", 4), ("II.4", 2), ("II.5", 1)]
    stored = {i.ref: i.text for i in session.scalars(select(PlanItem))}
    assert stored == {i["ref"]: i["text"] for g in plan_data()["tasks"] for i in g["items"]}
    assert {i.state for i in session.scalars(select(PlanItem))} == {TaskState.NOT_STARTED}


def test_by_2030_lasts_until_the_end_of_that_year(world: World, session: Session) -> None:
    make_plan(session, world, year=None)

    assert item(session, "II.3.4").due_on == date(2030, 12, 31)
    assert item(session, "II.3.3").due_on is None


def test_all_wards_cooperate_and_what_names_no_unit_stays_text(
    world: World, session: Session
) -> None:
    make_plan(session, world, year=None)

    group = session.scalars(select(PlanGroup).where(PlanGroup.ref == "II.1")).one()
    linked = set(
        session.scalars(select(PlanCooperation.unit_id).where(PlanCooperation.group_id == group.id))
    )
    assert linked == {world.units[code] for code in ("HDN", "P1", "P9")}
    assert group.lead_unit_id == world.units["PKT"]
    assert group.cooperation_text == (
        "Các cơ quan, đơn vị có liên quan; Hội Doanh nghiệp Quận 3; UBND 12 phường; "
        "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh"
    )


def test_the_slip_in_the_plan_is_shown_not_mended(world: World, session: Session) -> None:
    plan = make_plan(session, world, year=None)

    assert queries.doubts(session, plan.id) == [
        (Citation("6497/KH-UBND", "căn cứ"), Citation("6479/KH-UBND", "II.1.4"))
    ]
    assert session.scalar(select(func.count()).select_from(PlanBasis)) == 6


def test_the_same_plan_does_not_come_in_twice(world: World, session: Session) -> None:
    make_plan(session, world, year=None)

    with pytest.raises(Blocked, match="Kế hoạch số 52/KH-UBND-KT đã được nạp"):
        make_plan(session, world)


def test_a_lead_unit_must_be_known(world: World, session: Session) -> None:
    data = plan_data()
    data["tasks"][1]["lead"] = "ABC"

    with pytest.raises(Blocked) as refusal:
        actions.load_plan(session, SYSTEM, data, NOON)

    assert [str(b.message) for b in refusal.value.blockers] == [
        "Nhóm nhiệm vụ II.2: không có đơn vị mã ABC để chủ trì"
    ]
    assert session.scalar(select(Plan.id)) is None


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "admin"])
def test_others_neither_load_nor_open(world: World, session: Session, who: str) -> None:
    plan = make_plan(session, world, year=None)

    with pytest.raises(Denied):
        actions.load_plan(session, world.actors[who], plan_data(), NOON)
    with pytest.raises(Denied):
        actions.open_periods(session, world.actors[who], plan, 2026, NOON)

    assert session.scalar(select(ReportingPeriod.id)) is None


@BOTH
def test_opening_a_year_twice_opens_it_once(world: World, session: Session) -> None:
    plan = make_plan(session, world, year=2026)

    with pytest.raises(AlreadyDone):
        actions.open_periods(session, world.plan_officer, plan, 2026, NOON, inclusive=True)

    days = session.scalars(select(ReportingPeriod.last_day).order_by(ReportingPeriod.id))
    assert list(days) == [date(2026, 6, 14), date(2026, 11, 14), date(2026, 11, 24)]


def test_a_year_outside_the_plan_is_refused(world: World, session: Session) -> None:
    plan = make_plan(session, world, year=None)

    with pytest.raises(Blocked, match="Năm báo cáo phải từ 2025 đến 2030"):
        actions.open_periods(session, world.plan_officer, plan, 2031, NOON)
