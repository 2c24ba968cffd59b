"""What other rooms are told of applications, and which lists people see."""

from datetime import date

from sqlalchemy.orm import Session

from app.adoption.actions import reject_adoption, stop_adoption
from app.adoption.queries import AppliedFact, applied_facts
from app.kernel.dates import local_date
from tests.adoption.builders import clerk_of, make_adoption, make_solution
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.queries import counted_queries


@BOTH
def test_facts_count_units_and_sum_money_of_confirmed_records(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world)
    make_adoption(session, world, idea, "P1", since=date(2026, 5, 1), saved_vnd=10_000_000)
    make_adoption(session, world, idea, "P9", since=date(2026, 3, 1), saved_vnd=None)
    make_adoption(session, world, idea, "PKT", confirmed=False, saved_vnd=7)
    stopped = make_adoption(session, world, idea, "PNV", since=date(2026, 1, 1), saved_vnd=9)
    stop_adoption(session, clerk_of(world, "PNV"), stopped, local_date(NOON), "Thôi.", NOON)
    rejected = make_adoption(session, world, idea, "HDN", confirmed=False)
    reject_adoption(session, clerk_of(world, "HDN"), rejected, "Không có.", NOON)
    session.flush()

    assert applied_facts(session, [idea.id, idea.id + 1]) == {
        idea.id: AppliedFact(
            ("Ủy ban nhân dân Phường 9", "Ủy ban nhân dân Phường 1"),
            date(2026, 3, 1),
            2,
            10_000_000,
        )
    }


def test_facts_of_many_solutions_are_one_query(world: World, session: Session) -> None:
    ideas = [make_solution(session, world) for _ in range(4)]
    for idea in ideas:
        make_adoption(session, world, idea)

    with counted_queries() as counter:
        facts = applied_facts(session, [idea.id for idea in ideas])

    assert counter.count == 1
    assert sorted(facts) == [idea.id for idea in ideas]


def test_no_solutions_need_no_query(world: World, session: Session) -> None:
    with counted_queries() as counter:
        assert applied_facts(session, []) == {}

    assert counter.count == 0
