"""Units that owe a report are reminded before its last day; those that sent it are not."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.outbox.reminders import Reminder
from app.outbox.timetable import read_timetable
from app.plan.actions import return_report
from app.plan.models import ReportingPeriod
from app.plan.reminders import due
from tests.conftest import BOTH
from tests.people import World
from tests.plan.builders import make_plan, make_report, period
from tests.queries import counted_queries
from tests.rounds.builders import at

TABLE = read_timetable(None)
DAY = at(12, 11, 8)  # two days before the last day of the yearly report, 14/11


def ask(session: Session, now: datetime = DAY) -> list[Reminder]:
    session.flush()
    return due(session, TABLE, now)


@BOTH
def test_clerks_of_units_without_a_sent_report_are_reminded(world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world, "P1", sent=False)

    found = ask(session)

    assert {one.to[2] for one in found} == {world.email("clerk"), world.email("other_clerk")}
    mine = next(one for one in found if one.to[2] == world.email("clerk"))
    row, unit = period(session), world.units["P9"]
    assert mine.link == f"http://localhost/ke-hoach/bao-cao/{row.id}/{unit}"
    assert "23:59 thứ Bảy 14/11/2026" in str(mine.title)
    assert "Ủy ban nhân dân Phường 9" in str(mine.body)
    assert row.due_text in str(mine.body)
    assert len({one.key for one in found}) == len(found)


def test_a_sent_report_ends_it_and_a_returned_one_begins_it_again(
    world: World, session: Session
) -> None:
    make_plan(session, world)
    report = make_report(session, world, "P9")
    assert [one.part for one in ask(session)] == [world.units["P1"]]

    return_report(session, world.plan_officer, report, "Thiếu số liệu", at(11, 11, 9))

    assert {one.part for one in ask(session)} == {world.units["P1"], world.units["P9"]}


@pytest.mark.parametrize(("now", "on"), [
    (at(8, 11, 23), None), (at(9, 11), 9), (at(12, 11), 12), (at(14, 11, 23, 59), 13),
    (at(15, 11), None),
])  # fmt: skip
def test_the_days_are_counted_to_the_last_day(
    world: World, session: Session, now: datetime, on: int | None
) -> None:
    make_plan(session, world)

    assert {one.on for one in ask(session, now)} == ({date(2026, 11, on)} if on else set())


def test_consolidated_reports_and_units_that_ended_owe_nothing(
    world: World, session: Session
) -> None:
    make_plan(session, world)
    session.get_one(Unit, world.units["P9"]).valid_to = date(2026, 11, 1)
    assert {one.part for one in ask(session)} == {world.units["P1"]}

    for row in session.scalars(select(ReportingPeriod)):
        row.consolidated = True

    assert ask(session) == []


def test_the_cost_does_not_grow(world: World, session: Session) -> None:
    def cost() -> int:
        session.flush()
        with counted_queries() as counter:
            assert due(session, TABLE, DAY)
        return counter.count

    make_plan(session, world)
    small = cost()
    for number in range(20):
        name = f"Phường {number}"
        session.add(Unit(code=f"X{number}", name=name, short_name=name, kind="ward",
                         official_order=50 + number, valid_from=date(2024, 1, 1)))  # fmt: skip

    assert cost() == small == 4
