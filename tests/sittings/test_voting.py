"""Votes in the room: thresholds, quorum, ties, secrecy, undo."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.kernel.refusals import AlreadyDone, Blocked, Denied
from app.sittings import (
    balloting,
    closing,
    planning,
    queries,
    running,
)
from app.sittings.models import BallotCast, SecretSlip
from app.sittings.states import BallotKind, Choice, ItemState
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.sittings.builders import (
    come,
    council_round,
    items,
    nine,
    opened,
    vote,
)

YES, NO, OTHER = Choice.YES, Choice.NO, Choice.OTHER
LATER = NOON + timedelta(minutes=30)


def test_two_thirds_of_all_members_pass_and_one_less_does_not(
    world: World, session: Session
) -> None:
    seats = nine(session, world)
    council_round(session, world, "HDN HDN P1 P1")
    sitting = opened(session, world, seats)
    by_unit = items(session, sitting)
    voters = [world.chair, world.secretary, world.reviewer, world.reviewer2, world.reviewer_p9]

    vote(session, world, sitting, by_unit[2], {one: YES for one in [*voters, world.reviewer3]})
    vote(session, world, sitting, by_unit[3], {one: YES for one in voters}, minute=1)

    assert [(one.passed, one.yes, one.base, one.needed) for one in by_unit[2:]] == [
        (True, 6, 9, 6),
        (False, 5, 9, 6),
    ]


def test_quorum_lost_in_the_middle_stops_the_ballot(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats[:6])
    (item,) = items(session, sitting)
    running.call_item(session, world.secretary, sitting, item, NOON)
    balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.OPEN, NOON)
    session.flush()
    balloting.cast_vote(session, world.chair, sitting, item, YES, NOON)

    gone = [world.chair.user_id or 0]
    running.note_presence(session, world.secretary, sitting, gone, LATER, here=False)
    session.flush()

    with pytest.raises(Blocked, match="Không đủ số thành viên"):
        balloting.close_ballot(session, world.secretary, sitting, item, LATER)
    come(session, world, sitting, [world.chair], LATER)
    balloting.close_ballot(session, world.secretary, sitting, item, LATER)
    assert (item.state, item.yes) == (ItemState.DECIDED, 1)


def test_nobody_votes_twice_nor_after_the_end(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats)
    (item,) = items(session, sitting)
    running.call_item(session, world.secretary, sitting, item, NOON)
    balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.OPEN, NOON)
    session.flush()
    balloting.cast_vote(session, world.chair, sitting, item, NO, NOON)
    session.flush()

    with pytest.raises(AlreadyDone):
        balloting.cast_vote(session, world.chair, sitting, item, YES, NOON)
    with pytest.raises(Denied):
        balloting.cast_vote(session, world.author, sitting, item, YES, NOON)
    balloting.close_ballot(session, world.secretary, sitting, item, NOON)
    session.flush()
    with pytest.raises(AlreadyDone):
        balloting.cast_vote(session, world.reviewer, sitting, item, YES, NOON)
    assert (item.yes, item.passed) == (0, False)


def test_a_tie_goes_with_the_chair_where_the_rule_says_so(world: World, session: Session) -> None:
    seats = nine(session, world)
    sitting = opened(session, world, seats[:8])
    titles = {"procedure": (True, True), "initiative": (False, False)}
    for place, (rule, (passed, tied)) in enumerate(titles.items()):
        item = planning.add_business(session, world.secretary, sitting, f"Việc {rule}", rule, NOON)
        session.flush()
        said = {one: YES if one is world.chair or place_ < 4 else NO
                for place_, one in enumerate(seats[:8])}  # fmt: skip
        vote(session, world, sitting, item, said, minute=place)
        assert (item.yes, item.passed, item.tied) == (4, passed, tied)
    closing.close_sitting(session, world.secretary, sitting, LATER)
    assert json.loads(sitting.minutes)["items"][0]["tied"] is True


@BOTH
def test_a_secret_vote_counts_and_tells_nobody(app: object, world: World) -> None:
    """No column, no order of rows and no entry of the log joins a person to an answer."""
    with transaction() as session:
        seats = nine(session, world)
        council_round(session, world, "P1")
        sitting = opened(session, world, seats)
        (item,) = items(session, sitting)
        running.call_item(session, world.secretary, sitting, item, NOON)
        balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.SECRET, NOON)
        session.flush()
        key, item_key = sitting.id, item.id
    codes = []
    for number, person in enumerate(seats):
        with transaction() as session:
            row, thing = (
                queries.readable(session, person, key),
                session.get_one(type(item), item_key),
            )
            said = YES if number % 3 else NO
            codes.append(balloting.cast_vote(session, person, row, thing, said, NOON))

    with transaction() as session:
        row, thing = (
            queries.readable(session, world.secretary, key),
            session.get_one(type(item), item_key),
        )
        balloting.close_ballot(session, world.secretary, row, thing, LATER)
        assert (thing.yes, thing.passed) == (6, True)
        assert {cast.choice for cast in session.scalars(select(BallotCast))} == {None}
        stored = [code for (code,) in session.execute(text("SELECT code FROM sitting_slip"))]
        assert set(stored) == set(codes)
        assert stored == sorted(codes)
        mine = session.get_one(SecretSlip, codes[0])
        assert mine.choice is NO
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.verb == "sitting_item:cast")
        ).all()
        assert len(told) == 9
        assert not any(
            code in entry.detail or "yes" in entry.detail for entry in told for code in codes
        )


def test_a_vote_is_undone_until_the_next_item_is_called(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1 P1")
    sitting = opened(session, world, seats)
    first, second = items(session, sitting)
    vote(session, world, sitting, first, {one: NO for one in seats[:7]})

    running.undo(session, world.secretary, sitting, first, "Bấm nhầm", LATER)
    session.flush()
    assert (first.state, first.passed) == (ItemState.ON_TABLE, None)
    balloting.open_ballot(session, world.secretary, sitting, first, BallotKind.OPEN, LATER)
    session.flush()
    for one in seats[:7]:
        balloting.cast_vote(session, one, sitting, first, YES, LATER)
    balloting.close_ballot(session, world.secretary, sitting, first, LATER)
    session.flush()
    assert (first.passed, first.yes) == (True, 7)

    vote(session, world, sitting, second, {one: YES for one in seats[:6]}, minute=40)
    with pytest.raises(Blocked, match="chỉ còn đính chính"):
        running.undo(session, world.secretary, sitting, first, "Xin lại", LATER)
    running.correct(session, world.secretary, sitting, first, "Tên đơn vị ghi nhầm", LATER)
    assert (first.passed, first.corrected) == (True, "Tên đơn vị ghi nhầm")
