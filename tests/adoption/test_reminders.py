"""The applying unit is reminded to confirm, and later to look at its figures again."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.adoption.actions import change_adoption, reject_adoption, stop_adoption
from app.adoption.models import Adoption
from app.adoption.reminders import due
from app.database.transaction import transaction
from app.kernel.actor import Role
from app.outbox.reminders import Reminder
from app.outbox.timetable import read_timetable
from tests.adoption.builders import make_adoption, make_draft, make_solution
from tests.conftest import BOTH
from tests.people import World, add_person
from tests.queries import counted_queries
from tests.rounds.builders import at

TABLE = read_timetable(None)


def ask(session: Session, now: datetime) -> list[Reminder]:
    session.flush()
    return due(session, TABLE, now)


@BOTH
def test_a_unit_that_does_not_answer_is_reminded_twice(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    adoption = make_adoption(session, world, idea, confirmed=False)  # reported on 1/10

    assert ask(session, at(7, 10, 23)) == []
    (one,) = ask(session, at(8, 10, 8))
    assert one.to == (world.other_clerk.user_id, world.other_clerk.name, world.other_clerk.email)
    assert str(one.title) == f"Áp dụng giải pháp {idea.code} chờ đơn vị xác nhận"
    assert "từ ngày 01/10/2026" in str(one.body)
    assert one.link == f"http://localhost/ap-dung/{adoption.id}"
    assert [again.on for again in ask(session, at(15, 10, 8))] == [date(2026, 10, 15)]
    assert ask(session, at(23, 10, 8)) == []


def test_once_sent_back_and_forth_the_days_begin_anew(world: World) -> None:
    with transaction() as session:
        adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)
        reject_adoption(session, world.other_clerk, adoption, "Sai số liệu", at(3, 10, 9))
    with transaction() as session:
        adoption = session.scalars(select(Adoption)).one()
        assert ask(session, at(8, 10, 8)) == []
        change_adoption(session, world.author, adoption, make_draft(world, sample_size=9),
                        adoption.version, at(20, 10, 9))  # fmt: skip

    with transaction() as session:
        assert ask(session, at(26, 10, 8)) == []
        (one,) = ask(session, at(27, 10, 8))
    assert one.on == date(2026, 10, 27)
    assert "từ ngày 20/10/2026" in str(one.body)


def test_authors_and_reporters_are_not_asked_to_confirm(world: World, session: Session) -> None:
    clerk = add_person(session, world, "clerk1", "Lý Văn Bền", "P1", Role.UNIT_CLERK)
    world.actors["clerk1"] = world.other_clerk
    idea = make_solution(session, world, coauthors=("other_clerk",))
    adoption = make_adoption(session, world, idea, confirmed=False)
    assert [one.to[0] for one in ask(session, at(8, 10, 8))] == [clerk.id]

    adoption.reported_by = clerk.id

    assert ask(session, at(8, 10, 8)) == []


@pytest.mark.parametrize(("now", "on"), [
    (at(31, 12, 23), None),
    (at(1, 1, 8, year=2027), date(2027, 1, 1)),
    (at(8, 1, 8, year=2027), date(2027, 1, 1)),
    (at(9, 1, 8, year=2027), None),
    (at(1, 4, 8, year=2027), date(2027, 4, 1)),
    (at(1, 10, 8, year=2027), date(2027, 10, 1)),
    (at(1, 1, 8, year=2028), None),
])  # fmt: skip
def test_a_confirmed_application_is_followed_up(
    world: World, session: Session, now: datetime, on: date | None
) -> None:
    idea = make_solution(session, world)
    adoption = make_adoption(session, world, idea)

    found = ask(session, now)

    assert [one.on for one in found] == ([on] if on else [])
    if found:
        assert found[0].to[0] == world.other_clerk.user_id
        assert found[0].link == f"http://localhost/ap-dung/{adoption.id}/ra-soat"
        assert "Đề nghị đo lại và ghi kết quả" in str(found[0].body)


def test_what_stopped_is_not_followed_up(world: World, session: Session) -> None:
    day = at(1, 1, 8, year=2027)
    stopped = make_adoption(session, world, make_solution(session, world))
    other = make_solution(session, world)
    make_adoption(session, world, other)
    assert len(ask(session, day)) == 2

    stop_adoption(session, world.other_clerk, stopped, date(2026, 10, 2), "Thay hệ thống",
                  at(2, 10, 9))  # fmt: skip

    assert [one.about for one in ask(session, day)] != [f"adoption:{stopped.id}"]
    assert len(ask(session, day)) == 1


def test_who_left_is_not_asked(world: World, session: Session) -> None:
    make_adoption(session, world, make_solution(session, world))
    session.get_one(Account, world.other_clerk.user_id).active = False

    assert ask(session, at(1, 1, 8, year=2027)) == []


def test_the_cost_does_not_grow(world: World, session: Session) -> None:
    def cost() -> int:
        session.flush()
        with counted_queries() as counter:
            assert due(session, TABLE, at(8, 10, 8))
        return counter.count

    make_adoption(session, world, make_solution(session, world), confirmed=False)
    small = cost()
    for _ in range(8):
        make_adoption(session, world, make_solution(session, world), confirmed=False)

    assert cost() == small == 2
