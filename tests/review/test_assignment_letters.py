"""Reviewers' letters wait for the office, say the newest number, and leave all at once."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import assignment_letters
from app.review.actions import Change, apply_assignment
from app.review.models import Sheet
from app.review.standin_actions import replace_reviewer
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.review.builders import scoring_idea, scoring_round
from tests.rounds.builders import SCORING


def key(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def give(session: Session, world: World, round_: Round, *pairs: tuple[int, Actor]) -> None:
    change = Change(add=tuple((idea, key(who)) for idea, who in pairs))
    apply_assignment(session, world.secretary, round_, change, SCORING)
    session.flush()


def take(session: Session, world: World, round_: Round, *pairs: tuple[int, Actor]) -> None:
    change = Change(remove=tuple((idea, key(who)) for idea, who in pairs))
    apply_assignment(session, world.secretary, round_, change, SCORING)
    session.flush()


def mails(session: Session) -> list[tuple[str, str, str]]:
    """Address, state and the sentence of each letter that was not replaced."""
    session.flush()
    rows = session.execute(
        select(OutboxMessage.address, OutboxMessage.state, OutboxMessage.body)
        .where(OutboxMessage.kind == assignment_letters.ASSIGNED,
               OutboxMessage.state != MessageState.CANCELLED)
        .order_by(OutboxMessage.id)
    )  # fmt: skip
    return [(address, state, body.split("\n")[2]) for address, state, body in rows]


@BOTH
def test_letters_wait_and_a_later_change_replaces_them(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    first, second = (scoring_idea(session, world, round_).id for _ in range(2))
    given = "Đến nay Ông/Bà được phân công chấm %s hồ sơ của " + f"{round_.title}."

    give(session, world, round_, (first, world.reviewer), (first, world.reviewer2))
    give(session, world, round_, (second, world.reviewer))

    one, two = world.reviewer.email, world.reviewer2.email
    assert mails(session) == [(two, "held", given % 1), (one, "held", given % 2)]
    assert assignment_letters.number_held(session, round_) == 2
    assert assignment_letters.let_go(session, world.secretary, round_, SCORING) == 2
    assert [state for _address, state, _text in mails(session)] == ["waiting", "waiting"]
    with pytest.raises(Blocked):
        assignment_letters.let_go(session, world.secretary, round_, SCORING)


def test_who_lost_everything_is_told_only_after_having_been_told_of_it(
    world: World, session: Session
) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_).id
    give(session, world, round_, (idea, world.reviewer), (idea, world.reviewer2))
    take(session, world, round_, (idea, world.reviewer2))
    assert [address for address, _state, _text in mails(session)] == [world.reviewer.email]

    assignment_letters.let_go(session, world.secretary, round_, SCORING)
    take(session, world, round_, (idea, world.reviewer))

    assert mails(session)[1:] == [
        (world.reviewer.email, "held", f"Ông/Bà không còn hồ sơ phải chấm ở {round_.title}.")
    ]


def test_a_stand_in_is_told_at_once(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    assignment_letters.let_go(session, world.secretary, round_, SCORING)
    sheet = session.scalars(select(Sheet).where(Sheet.idea_id == idea.id)).one()

    replace_reviewer(session, world.secretary, sheet, key(world.reviewer2), "đi vắng", SCORING)

    told = {address: state for address, state, _text in mails(session)}
    assert told[world.reviewer2.email] == "waiting"


def test_only_the_office_of_that_council_lets_letters_go(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    scoring_idea(session, world, round_, "reviewer")
    for actor in (world.reviewer, world.author, world.admin, world.clerk):
        with pytest.raises(Denied):
            assignment_letters.let_go(session, actor, round_, SCORING)
    assert [state for _address, state, _text in mails(session)] == ["held"]


def test_the_office_reads_the_letters_and_lets_them_go(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        scoring_idea(session, world, round_, "reviewer", "reviewer2")
        round_id = round_.id
    sign_in(client, world.email("secretary"))

    board = client.get(f"/phan-cong/{round_id}").text
    page = client.get(f"/phan-cong/{round_id}/thu").text
    sent = client.post(f"/phan-cong/{round_id}/thu")
    after = client.get(f"/phan-cong/{round_id}/thu").text
    again = client.post(f"/phan-cong/{round_id}/thu")

    assert "2 thư báo phân công đang giữ" in board
    assert world.reviewer.name in page
    assert "được phân công chấm 1 hồ sơ" in page
    assert (sent.status_code, again.status_code) == (303, 422)
    assert "Không có thư nào đang giữ" in after
