"""Voices of the absent and slips of paper: letters, alternates, tellers."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actor_of
from app.documents.model import Row, Table
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocked, Denied
from app.sittings import (
    balloting,
    beside,
    letters,
    queries,
    running,
    seat_showing,
    seating,
    showing,
)
from app.sittings.closing import close_sitting, frozen_minutes
from app.sittings.models import Ballot
from app.sittings.papers import count_record
from app.sittings.rules import Tally
from app.sittings.states import BallotKind, Choice
from tests.people import NOON, World, add_person
from tests.sittings.builders import (
    come,
    council_round,
    items,
    make_alternate,
    nine,
    opened,
    vote,
)

YES, NO, OTHER = Choice.YES, Choice.NO, Choice.OTHER
LATER = NOON + timedelta(minutes=30)


def test_an_absent_member_answers_in_writing_once(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats[:8])
    absent = seats[8].user_id or 0
    (item,) = items(session, sitting)
    asked = [absent, world.chair.user_id or 0]
    letters.send_letters(session, world.secretary, sitting, asked, LATER, NOON)
    running.call_item(session, world.secretary, sitting, item, NOON)
    balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.OPEN, NOON)
    session.flush()

    def enter(account_id: int) -> None:
        balloting.enter_written(session, world.secretary, sitting, item, account_id, YES, NOON)
        session.flush()

    enter(absent)
    with pytest.raises(Blocked, match="đã có ý kiến"):
        enter(absent)
    with pytest.raises(Blocked, match="đang có mặt"):
        enter(world.chair.user_id or 0)
    for person in seats[:5]:
        balloting.cast_vote(session, person, sitting, item, YES, NOON)
    balloting.close_ballot(session, world.secretary, sitting, item, NOON)
    session.flush()

    ballot = session.scalars(select(Ballot)).one()
    assert (item.passed, ballot.yes, ballot.written, ballot.entitled) == (True, 6, 1, 9)


def test_slips_of_paper_are_counted_by_two_tellers_apart(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats[:8])
    (item,) = items(session, sitting)
    running.call_item(session, world.secretary, sitting, item, NOON)
    with pytest.raises(Blocked, match="ít nhất hai thành viên"):
        balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.PAPER, NOON)
    tellers = [world.reviewer2, world.reviewer3]
    keys = [one.user_id or 0 for one in tellers]
    seating.name_tellers(session, world.secretary, sitting, keys, NOON)
    letters.send_letters(session, world.secretary, sitting, [seats[8].user_id or 0], LATER, NOON)
    balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.PAPER, NOON)
    session.flush()

    def count(who: Actor, tally: Tally, written: int = 0) -> None:
        balloting.enter_count(session, who, sitting, item, tally, written, NOON)
        session.flush()

    def close() -> None:
        balloting.close_ballot(session, world.secretary, sitting, item, NOON)

    with pytest.raises(Blocked, match="nhiều hơn số phiếu phát ra 8"):
        count(world.reviewer2, Tally(7, 1, 0, 1))
    with pytest.raises(Blocked, match="0 thành viên vắng mặt gửi phiếu về"):
        count(world.reviewer2, Tally(7, 1, 0, 1), 1)
    letters.receive_letter(session, world.secretary, sitting, seats[8].user_id or 0, {}, NOON)
    with pytest.raises(Denied):
        count(world.reviewer, Tally(7, 1, 0, 1), 1)
    count(world.reviewer2, Tally(7, 1, 0, 1), 1)
    with pytest.raises(Blocked, match="mới có 1"):
        close()
    assert seat_showing.seat(session, world.reviewer3, sitting).counted is None
    shown = showing.desk(session, world.secretary, sitting)
    assert [(one.entered, one.counts) for one in beside.beside(session, sitting, shown).sheets] == [
        (True, None),
        (False, None),
    ]
    count(world.reviewer3, Tally(6, 2, 0, 1), 1)
    with pytest.raises(Blocked, match="nhập số khác nhau"):
        close()
    with pytest.raises(Blocked, match="nhiều hơn số phiếu phát ra 9"):
        count(world.reviewer3, Tally(7, 1, 0, 1, blank=1), 1)
    count(world.reviewer3, Tally(7, 1, 0, 0, blank=1), 1)
    with pytest.raises(Blocked, match="nhập số khác nhau"):
        close()
    for who in tellers:
        count(who, Tally(7, 1, 0, 0, blank=1), 1)
    close()
    assert (item.passed, item.yes, item.base) == (True, 7, 9)
    ballot = session.scalars(select(Ballot)).one()
    assert (ballot.blank, ballot.void) == (1, 0)
    close_sitting(session, world.secretary, sitting, NOON)
    paper = count_record(frozen_minutes(sitting))
    table = next(block for block in paper.body if isinstance(block, Table))
    assert [column.title for column in table.columns][-4:-2] == ["Phiếu trắng", "Không hợp lệ"]
    row = table.rows[0]
    assert isinstance(row, Row)
    assert row.cells[-4:-2] == ("1", "0")


def test_an_alternate_takes_an_absent_seat_and_counts_once(world: World, session: Session) -> None:
    """Nine are appointed; the alternate votes on the ninth seat, whose owner then cannot."""
    seats = nine(session, world)
    account = add_person(session, world, "spare", "Ủy Viên Dự Khuyết", "HDN", Role.REVIEWER)
    world.actors["spare"] = actor_of(session, account, NOON.date())
    make_alternate(session, world, account.id)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats[:8])
    (item,) = items(session, sitting)
    owner, spare = seats[8].user_id or 0, account.id
    assert showing.desk(session, world.secretary, sitting).people.appointed == 9

    def stand(member: int, other: int) -> None:
        seating.stand_in(session, world.secretary, sitting, member, other, NOON)
        session.flush()

    with pytest.raises(Blocked, match="đã có mặt"):
        stand(world.chair.user_id or 0, spare)
    with pytest.raises(Denied):
        stand(owner, world.author.user_id or 0)
    stand(owner, spare)
    stand(spare, owner)
    assert queries.member_of(session, sitting.id, owner).title == "Ủy viên"
    stand(owner, spare)
    come(session, world, sitting, [world.spare], NOON)
    vote(session, world, sitting, item, {one: YES for one in [*seats[:5], world.spare]})

    with pytest.raises(Blocked, match="đã có mặt"):
        stand(spare, owner)
    with pytest.raises(Denied):
        come(session, world, sitting, [seats[8]], NOON)
    close_sitting(session, world.secretary, sitting, LATER)
    content = json.loads(sitting.minutes)
    line = next(one for one in content["members"] if one["stands_for"])
    assert (line["name"], line["stands_for"]) == ("Ủy Viên Dự Khuyết", seats[8].name)
    assert (item.yes, item.base, item.passed) == (6, 9, True)


def test_letters_are_cast_when_the_vote_opens_and_only_for_the_absent(
    world: World, session: Session
) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1 P1")
    sitting = opened(session, world, seats[:7])
    first, second = items(session, sitting)
    here, away = seats[7].user_id or 0, seats[8].user_id or 0
    send = [here, away]
    with pytest.raises(Blocked, match="Hạn trả lời phải sau"):
        letters.send_letters(session, world.secretary, sitting, send, NOON, NOON)
    assert letters.send_letters(session, world.secretary, sitting, send, LATER, NOON) == 2
    answers = {first.id: YES, second.id: NO}
    for key in send:
        letters.receive_letter(session, world.secretary, sitting, key, answers, NOON)
    come(session, world, sitting, [seats[7]], NOON)
    with pytest.raises(Blocked, match="tự biểu quyết"):
        letters.receive_letter(session, world.secretary, sitting, here, answers, NOON)

    vote(session, world, sitting, first, {one: YES for one in seats[:5]})
    vote(session, world, sitting, second, {one: YES for one in seats[:5]}, BallotKind.SECRET, 1)

    assert [(one.yes, one.passed) for one in (first, second)] == [(6, True), (5, False)]
    ballot = session.scalars(select(Ballot).where(Ballot.item_id == first.id)).one()
    assert (ballot.written, ballot.entitled) == (1, 9)


def test_a_letter_that_comes_too_late_does_not_count(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats[:8])
    (item,) = items(session, sitting)
    away = seats[8].user_id or 0
    letters.send_letters(session, world.secretary, sitting, [away], LATER, NOON)

    late = LATER + timedelta(seconds=1)
    with pytest.raises(Blocked, match="quá hạn trả lời"):
        letters.receive_letter(session, world.secretary, sitting, away, {item.id: YES}, late)
    with pytest.raises(Blocked, match="Chưa gửi phiếu"):
        letters.receive_letter(
            session, world.secretary, sitting, world.chair.user_id or 0, {}, NOON
        )
