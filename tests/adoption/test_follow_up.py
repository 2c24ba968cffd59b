"""The applying unit says some months on how the application goes."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adoption.actions import stop_adoption
from app.adoption.models import Adoption, FollowUp
from app.adoption.queries import applied_facts
from app.adoption.reminders import due
from app.adoption.review_queries import follow_ups, waiting_reviews
from app.adoption.review_rules import (
    FollowUpDraft,
    Review,
    blockers_to_follow_up,
    due_review,
    next_review,
    open_review,
)
from app.adoption.reviewing import follow_up
from app.adoption.states import AdoptionState
from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now as clock
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from app.outbox.timetable import read_timetable
from tests.adoption.builders import make_adoption, make_solution
from tests.conftest import BOTH
from tests.ideas.builders import PDF
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import at

TABLE = read_timetable(None)
MONTHS = (3, 6, 12)
THREE = at(1, 1, 8, year=2027)  # three months after NOON
GOES_ON = FollowUpDraft(date(2026, 12, 30), True, Decimal("5.5"), 900, 150_000_000, "Vẫn dùng.")


@pytest.mark.parametrize(("today", "opened", "due_now", "coming"), [
    (date(2026, 12, 1), None, None, 3),
    (date(2026, 12, 2), 3, None, 6),
    (date(2027, 1, 1), 3, 3, 6),
    (date(2027, 3, 2), 6, 3, 12),
    (date(2027, 4, 1), 6, 6, 12),
    (date(2029, 1, 1), 12, 12, None),
])  # fmt: skip
def test_which_review_is_open_and_which_is_due(
    today: date, opened: int | None, due_now: int | None, coming: int | None
) -> None:
    start = date(2026, 10, 1)

    def months(review: Review | None) -> int | None:
        return review.months if review else None

    assert months(open_review(start, today, MONTHS)) == opened
    assert months(due_review(start, today, MONTHS, 0)) == due_now
    assert months(next_review(start, today, MONTHS)) == coming
    assert due_review(start, today, MONTHS, 12) is None


@pytest.mark.parametrize(("changes", "fields"), [
    ({}, []),
    ({"measured_on": date(2026, 3, 2)}, ["measured_on"]),
    ({"measured_on": date(2027, 1, 2)}, ["measured_on"]),
    ({"value": None}, ["value"]),
    ({"value": Decimal("-1")}, ["value"]),
    ({"value": Decimal("1.005")}, ["value"]),
    ({"sample_size": 0}, ["sample_size"]),
    ({"saved_vnd": 10**16}, ["saved_vnd"]),
    ({"effect": "x" * 4001}, ["effect"]),
    ({"goes_on": False}, ["stopped_on", "reason"]),
    ({"goes_on": False, "value": None, "stopped_on": date(2026, 11, 1), "reason": "Đổi"}, []),
    ({"goes_on": False, "stopped_on": date(2027, 1, 2), "reason": "Đổi"}, ["stopped_on"]),
])  # fmt: skip
def test_what_stands_in_the_way(changes: dict[str, Any], fields: list[str]) -> None:
    draft = replace(GOES_ON, **changes)
    found = blockers_to_follow_up(draft, date(2026, 3, 3), date(2027, 1, 1), has_figure=True)
    assert [one.field for one in found] == fields


def test_without_a_figure_it_is_said_in_words() -> None:
    draft = replace(GOES_ON, value=None, effect="")
    found = blockers_to_follow_up(draft, date(2026, 3, 3), date(2027, 1, 1), has_figure=False)
    assert [one.field for one in found] == ["effect"]


@BOTH
def test_the_last_line_counts_and_every_line_stays(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    adoption = make_adoption(session, world, idea)

    follow_up(session, world.other_clerk, adoption, GOES_ON, THREE)
    slip = replace(GOES_ON, saved_vnd=90_000_000, value=Decimal("7"))
    follow_up(session, world.other_clerk, adoption, slip, THREE + timedelta(hours=1))
    unstated = replace(GOES_ON, measured_on=date(2027, 3, 20), saved_vnd=None)
    follow_up(session, world.other_clerk, adoption, unstated, at(25, 3, 9, year=2027))
    session.flush()

    lines = follow_ups(session, adoption.id)
    assert [(one.months, one.value) for one in lines] == [
        (6, Decimal("5.5")), (3, Decimal(7)), (3, Decimal("5.5")),
    ]  # fmt: skip
    assert lines[0].who == world.other_clerk.name
    assert applied_facts(session, [idea.id])[idea.id].saved_vnd == 90_000_000
    assert adoption.after_value == Decimal("6.2")  # what was confirmed is never edited


@BOTH
def test_an_application_that_ended_stops_counting(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    adoption = make_adoption(session, world, idea)
    ended = replace(GOES_ON, goes_on=False, value=None, stopped_on=date(2026, 12, 20),
                    reason="Đã thay phần mềm")  # fmt: skip

    follow_up(session, world.other_clerk, adoption, ended, THREE)
    session.flush()

    assert (adoption.state, adoption.stopped_on) == (AdoptionState.STOPPED, date(2026, 12, 20))
    assert applied_facts(session, [idea.id]) == {}
    assert [line.goes_on for line in follow_ups(session, adoption.id)] == [False]
    with pytest.raises(IllegalMove):
        follow_up(session, world.other_clerk, adoption, GOES_ON, THREE)


@pytest.mark.parametrize("who", ["author", "clerk", "reviewer", "secretary", "awards_officer"])
def test_only_the_unit_that_confirmed_may_say_it(world: World, session: Session, who: str) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))
    with pytest.raises(Denied):
        follow_up(session, world.actors[who], adoption, GOES_ON, THREE)
    assert session.scalar(select(func.count(FollowUp.id))) == 0


def test_who_reported_it_does_not_follow_it_up(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))
    adoption.reported_by = world.other_clerk.user_id
    with pytest.raises(Denied):
        follow_up(session, world.other_clerk, adoption, GOES_ON, THREE)


def test_before_the_first_review_and_twice_by_one_key(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))
    early = replace(GOES_ON, measured_on=date(2026, 10, 2))
    with pytest.raises(Blocked, match="01/01/2027"):
        follow_up(session, world.other_clerk, adoption, early, at(5, 10, 9))
    follow_up(session, world.other_clerk, adoption, GOES_ON, THREE, once_key="k")
    session.flush()
    with pytest.raises(AlreadyDone):
        follow_up(session, world.other_clerk, adoption, GOES_ON, THREE, once_key="k")


def test_reminders_and_the_desk_fall_silent_once_answered(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))

    def said(now: datetime) -> tuple[int, int]:
        session.flush()
        return len(due(session, TABLE, now)), len(waiting_reviews(session, world.other_clerk, now))

    assert said(at(31, 12, 8)) == (0, 0)
    assert said(THREE) == (1, 1)
    assert said(at(20, 3, 8, year=2027)) == (0, 1)  # the mail is late, the desk still says it
    follow_up(session, world.other_clerk, adoption, GOES_ON, THREE)
    assert said(THREE) == (0, 0)
    assert said(at(1, 4, 8, year=2027)) == (1, 1)
    follow_up(session, world.other_clerk, adoption, GOES_ON, at(20, 3, 8, year=2027))
    assert said(at(1, 4, 8, year=2027)) == (0, 0)


def test_the_desk_costs_one_query_whatever_there_is(world: World, session: Session) -> None:
    def cost() -> int:
        session.flush()
        with counted_queries() as counter:
            assert waiting_reviews(session, world.other_clerk, THREE)
        return counter.count

    make_adoption(session, world, make_solution(session, world))
    small = cost()
    for _ in range(6):
        make_adoption(session, world, make_solution(session, world))
    assert cost() == small == 1


# Pages


def confirmed(world: World, days_ago: int = 100) -> int:
    with transaction() as session:
        adoption = make_adoption(session, world, make_solution(session, world))
        adoption.confirmed_at = clock() - timedelta(days=days_ago)
        return adoption.id


def typed(**changes: Any) -> dict[str, Any]:
    return {"measured_on": day_text(local_date(clock())), "goes_on": "yes", "value": "5,5",
            "sample_size": "900", "saved_vnd": "150.000.000", "effect": "Vẫn dùng.",
            "once_key": "ra-soat-1", **changes}  # fmt: skip


def lines() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count(FollowUp.id))) or 0


def test_from_the_desk_to_the_history(client: FlaskClient, world: World) -> None:
    place = f"/ap-dung/{confirmed(world)}"
    sign_in(client, world.email("other_clerk"))
    assert f"{place}/ra-soat" in client.get("/viec-cho-toi").get_data(as_text=True)
    form = client.get(f"{place}/ra-soat").get_data(as_text=True)
    assert "Rà soát sau 3 tháng áp dụng" in form

    sent = typed(evidence=(io.BytesIO(PDF), "do-lai.pdf"))
    assert client.post(f"{place}/ra-soat", data=sent).status_code == 303
    again = client.post(f"{place}/ra-soat", data=typed())  # the same key

    page = client.get(place).get_data(as_text=True)
    assert lines() == 1
    assert again.status_code == 303
    for shown in ("Kỳ 3 tháng", "5,5", "do-lai.pdf", "150.000.000", world.other_clerk.name):
        assert shown in page
    assert f"{place}/ra-soat" not in client.get("/viec-cho-toi").get_data(as_text=True)
    with transaction() as session:
        entry = session.scalars(select(AuditEntry).where(
            AuditEntry.verb == "adoption:follow_up")).one()  # fmt: skip
        assert '"months": 3' in entry.detail


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: FlaskClient, world: World) -> None:
    place = f"/ap-dung/{confirmed(world)}/ra-soat"
    sign_in(client, world.email("other_clerk"))

    answer = client.post(place, data=typed(measured_on="31/02/2026", effect="GIỮ LẠI"))
    assert answer.status_code == 422
    assert "GIỮ LẠI" in answer.get_data(as_text=True)
    answer = client.post(place, data=typed(goes_on="no", effect="GIỮ LẠI"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nhập ngày cuối cùng áp dụng" in page
    assert "GIỮ LẠI" in page
    bad = typed(evidence=(io.BytesIO(b"MZ\x90"), "phan-mem.exe"))
    assert client.post(place, data=bad).status_code == 422
    assert lines() == 0


def test_strangers_find_nothing_and_early_birds_are_told(client: FlaskClient, world: World) -> None:
    fresh, old = confirmed(world, 5), confirmed(world)
    sign_in(client, world.email("reviewer"))
    assert client.get(f"/ap-dung/{old}/ra-soat").status_code == 404
    assert client.post(f"/ap-dung/{old}/ra-soat", data=typed()).status_code == 404
    client.post("/dang-xuat")
    sign_in(client, world.email("author"))
    assert client.post(f"/ap-dung/{old}/ra-soat", data=typed()).status_code == 403
    client.post("/dang-xuat")
    sign_in(client, world.email("other_clerk"))
    assert client.get(f"/ap-dung/{fresh}/ra-soat").status_code == 303
    assert "Kỳ rà soát tiếp theo" in client.get(f"/ap-dung/{fresh}").get_data(as_text=True)
    assert lines() == 0


@BOTH
def test_what_stopped_a_moment_ago_takes_no_figures(world: World) -> None:
    key, today = confirmed(world), local_date(clock())
    with transaction() as session:
        adoption = to_change(session, Adoption, key)
        stop_adoption(session, world.other_clerk, adoption, today, "Thay", clock())
    with pytest.raises(IllegalMove), transaction() as session:
        follow_up(session, world.other_clerk, to_change(session, Adoption, key),
                  replace(GOES_ON, measured_on=today), clock())  # fmt: skip
    assert lines() == 0
