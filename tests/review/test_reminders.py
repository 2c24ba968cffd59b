"""Reviewers are told how many sheets wait; nobody learns from it who judges what."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import RoleGrant
from app.database.transaction import transaction
from app.kernel.dates import local_date
from app.outbox.models import OutboxMessage
from app.outbox.reminders import Reminder, remind
from app.outbox.timetable import read_timetable
from app.review.actions import lock_sheet
from app.review.models import Conflict
from app.review.reminders import due
from app.rounds.states import RoundState
from app.switches.actions import Notice, turn_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.review.builders import scored, scoring_idea
from tests.rounds.builders import SCORING, WINDOWS, at, make_round

TABLE = read_timetable(None)
DAY = at(4, 11, 8)  # two days before 6/11
POINTS = ("18", "18", "20", "14")


def ask(session: Session, now: datetime = DAY) -> list[Reminder]:
    session.flush()
    return due(session, TABLE, now)


@BOTH
def test_a_reviewer_reads_a_number_and_no_title(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    ideas = [
        scoring_idea(session, world, round_, "reviewer", title=f"Giải pháp {n}") for n in (1, 2)
    ]

    (one,) = ask(session)

    assert one.to == (world.reviewer.user_id, world.reviewer.name, world.reviewer.email)
    assert str(one.title) == "2 phiếu chấm chưa chốt, hạn 17:00 thứ Sáu 06/11/2026"
    assert one.link == f"http://localhost/cham-diem?dot={round_.id}"
    assert one.discreet
    words = f"{one.title} {one.body} {one.about} {one.key}"
    assert [idea.code for idea in ideas if str(idea.code) in words] == []
    assert "Giải pháp" not in words


def test_only_open_sheets_count(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    first = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    scoring_idea(session, world, round_, "reviewer")
    lock_sheet(session, world.reviewer2, scored(session, round_, first, world.reviewer2, *POINTS),
               SCORING)  # fmt: skip
    assert [(one.to[0], str(one.title)[:2]) for one in ask(session)] == [
        (world.reviewer.user_id, "2 ")
    ]

    lock_sheet(session, world.reviewer, scored(session, round_, first, world.reviewer, *POINTS),
               SCORING)  # fmt: skip
    assert str(ask(session)[0].title)[:2] == "1 "


@pytest.mark.parametrize(("now", "changes"), [
    (at(31, 10, 23), {}),
    (WINDOWS["scoring_closes_at"], {}),
    (DAY, {"state": RoundState.CLOSED}),
    (DAY, {"scoring_opens_at": at(5, 11), "checked_until": at(5, 11)}),
])  # fmt: skip
def test_no_reminder_when_nothing_can_be_scored(
    world: World, session: Session, now: datetime, changes: dict[str, Any]
) -> None:
    round_ = make_round(session, world)
    scoring_idea(session, world, round_, "reviewer")
    for name, value in changes.items():
        setattr(round_, name, value)

    assert ask(session, now) == []


def test_who_left_the_council_or_has_a_conflict_is_not_reminded(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == world.reviewer.user_id)
    ).one()
    grant.valid_to = local_date(NOON)
    session.add(Conflict(idea_id=idea.id, reviewer_id=world.reviewer2.user_id or 0,
                         ground="declared", declared_at=SCORING))  # fmt: skip

    assert [one.to[0] for one in ask(session)] == [world.reviewer3.user_id]


def test_nobody_is_pressed_while_scoring_is_frozen(world: World, session: Session) -> None:
    scoring_idea(session, world, make_round(session, world), "reviewer")
    assert len(ask(session)) == 1
    turn_on(session, world.admin, SwitchName.SCORING_FREEZE, Notice("Sự cố"), SCORING)

    assert ask(session) == []


def test_the_cost_does_not_grow(world: World, session: Session) -> None:
    def cost() -> int:
        session.flush()
        with counted_queries() as counter:
            assert due(session, TABLE, DAY)
        return counter.count

    round_ = make_round(session, world)
    scoring_idea(session, world, round_, "reviewer")
    small = cost()
    for _ in range(8):
        scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")

    assert cost() == small == 2


def test_the_keepers_of_mails_do_not_learn_who_is_reminded(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        scoring_idea(session, world, make_round(session, world), "reviewer")
    assert remind(DAY) == 1
    with transaction() as session:
        key = session.scalars(
            select(OutboxMessage.id).where(OutboxMessage.kind == "review_sheets")
        ).one()
    sign_in(client, world.email("admin"))

    pages = [client.get(path).get_data(as_text=True) for path in ("/thu-di", f"/thu-di/{key}")]

    assert all("phiếu chấm chưa chốt" in page for page in pages)
    assert [page for page in pages if world.reviewer.name in page] == []
    assert [page for page in pages if world.reviewer.email in page] == []
