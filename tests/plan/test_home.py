"""What waits for whom, and the deadlines of the year on their axis."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.dates import end_of_day_exclusive
from app.plan import actions, report_queries
from app.plan.home import horizon, waiting
from tests.people import NOON, World
from tests.plan.builders import LATE, make_plan, make_report, period
from tests.rounds.builders import at

IN_OCTOBER = at(20, 10, 12)


def works(app: Flask, session: Session, actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """Title and time left of what waits."""
    with app.test_request_context():
        return [(work.title, str(work.due_text)) for work in waiting(session, actor, now)]


def test_a_clerk_is_asked_thirty_days_before(app: Flask, world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world, "P9", name="Báo cáo 6 tháng")

    assert works(app, session, world.clerk, NOON) == []
    assert works(app, session, world.clerk, IN_OCTOBER) == [("Gửi Báo cáo năm 2026", "còn 25 ngày")]
    with app.test_request_context():
        [work] = waiting(session, world.clerk, IN_OCTOBER)
    assert work.due_at == end_of_day_exclusive(date(2026, 11, 14))
    assert work.url == f"/ke-hoach/bao-cao/{period(session).id}/{world.units['P9']}"


def test_what_was_returned_waits_again(app: Flask, world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world, "P9", name="Báo cáo 6 tháng")
    report = make_report(session, world, "P9")
    assert works(app, session, world.clerk, LATE) == []

    actions.return_report(session, world.plan_officer, report, "Thiếu.", LATE)
    session.flush()

    assert works(app, session, world.clerk, LATE) == [
        ("Bổ sung và gửi lại Báo cáo năm 2026", "quá hạn 4 ngày")
    ]


def test_the_officer_urges_and_writes_the_consolidated_report(
    app: Flask, world: World, session: Session
) -> None:
    make_plan(session, world)
    for unit in world.units:
        make_report(session, world, unit, name="Báo cáo 6 tháng")
    make_report(session, world, "P9")

    assert works(app, session, world.plan_officer, LATE) == [
        ("Đôn đốc 4 đơn vị chưa gửi Báo cáo năm 2026", "quá hạn 4 ngày"),
        ("Lập Báo cáo tổng hợp năm 2026", "còn 6 ngày"),
    ]
    row = period(session, "Báo cáo tổng hợp")
    actions.note_issued(session, world.plan_officer, row, "125/BC-UBND", date(2026, 11, 17), LATE)
    session.flush()
    assert [title for title, _left in works(app, session, world.plan_officer, LATE)] == [
        "Đôn đốc 4 đơn vị chưa gửi Báo cáo năm 2026"
    ]


@pytest.mark.parametrize("who", ["author", "leader", "secretary", "admin"])
def test_nothing_waits_for_others(app: Flask, world: World, session: Session, who: str) -> None:
    make_plan(session, world)

    assert works(app, session, world.actors[who], LATE) == []


def test_the_axis_shows_who_has_sent_and_what_is_late(
    app: Flask, world: World, session: Session
) -> None:
    plan = make_plan(session, world)
    make_report(session, world, "P9")
    periods = report_queries.periods(session, plan.id)
    units = report_queries.reporting_units(session)
    sent = report_queries.sent_counts(session, plan.id)

    with app.test_request_context():
        found = horizon(periods, units, sent, date(2026, 11, 18))
        over = horizon(periods, units, sent, date(2027, 1, 1))

    assert found is not None
    assert [(mark.text, mark.fill) for mark in found.marks] == [
        ("Báo cáo 6 tháng: 0/5 đơn vị đã gửi", "fill-bad"),
        ("Báo cáo năm: 1/5 đơn vị đã gửi", "fill-bad"), ("Báo cáo tổng hợp", "fill-seal"),
    ]  # fmt: skip
    assert found.marks[2].due_text == "trước ngày 25 tháng 11"
    assert [mark.x for mark in found.marks] == sorted(mark.x for mark in found.marks)
    assert 10 < (found.today_x or 0) < 1190
    assert over is None
