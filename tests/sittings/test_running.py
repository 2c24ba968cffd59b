"""A sitting run through its actions: who may, who is asked out, what the minutes freeze."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.docx_writer import to_docx
from app.kernel.dates import local
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.sittings import (
    agenda,
    agenda_queries,
    ballot_queries,
    balloting,
    closing,
    papers,
    planning,
    queries,
    running,
    screen_showing,
    seat_showing,
    showing,
)
from app.sittings.models import Recusal
from app.sittings.states import BallotKind, Choice, ItemState, SittingState
from tests.documents.reading import word_text
from tests.people import NOON, World
from tests.sittings.builders import (
    come,
    council_round,
    items,
    nine,
    opened,
    planned,
    vote,
)

YES, NO, OTHER = Choice.YES, Choice.NO, Choice.OTHER
LATER = NOON + timedelta(minutes=30)


def test_members_are_taken_down_when_it_opens(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world)

    sitting = opened(session, world, seats)

    shown = showing.desk(session, world.secretary, sitting)
    assert (shown.people.appointed, shown.people.present, shown.quorum_needed) == (9, 9, 6)
    assert [one.title for one in shown.members[:2]] == ["Chủ tịch Hội đồng", "Thư ký Hội đồng"]


def test_who_must_keep_away_is_asked_out_and_called_back(world: World, session: Session) -> None:
    """The reviewer of P9 leaves for the two dossiers of P9 and comes back for the others."""
    seats = nine(session, world)
    council_round(session, world)
    sitting = opened(session, world, seats)
    first = items(session, sitting)[0]

    running.call_item(session, world.secretary, sitting, first, NOON)
    session.flush()

    away = seat_showing.seat(session, world.reviewer_p9, sitting)
    other = seat_showing.seat(session, world.reviewer, sitting)
    assert (away.away, away.title, away.code) == ("cùng đơn vị", "", "")
    assert (other.away, other.title) == ("", first.title)

    balloting.open_ballot(session, world.secretary, sitting, first, BallotKind.OPEN, NOON)
    session.flush()
    with pytest.raises(Denied):
        balloting.cast_vote(session, world.reviewer_p9, sitting, first, YES, NOON)
    balloting.close_ballot(session, world.secretary, sitting, first, LATER)
    session.flush()

    (row,) = session.scalars(select(Recusal).where(Recusal.item_id == first.id))
    assert (row.out_at, row.back_at) == (NOON, LATER)


def test_one_item_at_a_time(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1 P1")
    sitting = opened(session, world, seats)
    first, second = items(session, sitting)
    running.call_item(session, world.secretary, sitting, first, NOON)
    session.flush()

    with pytest.raises(Blocked, match="Đang xét"):
        running.call_item(session, world.secretary, sitting, second, NOON)
    with pytest.raises(Blocked, match="Đang xét"):
        closing.close_sitting(session, world.secretary, sitting, NOON)
    with pytest.raises(IllegalMove):
        balloting.open_ballot(session, world.secretary, sitting, second, BallotKind.OPEN, NOON)

    running.put_off(session, world.secretary, sitting, first, "Chờ tác giả giải trình", NOON)
    running.call_item(session, world.secretary, sitting, second, NOON)
    assert (first.state, second.state) == (ItemState.PUT_OFF, ItemState.ON_TABLE)


def test_a_runner_in_conflict_neither_runs_nor_sees_the_result(
    world: World, session: Session
) -> None:
    """The secretary is of the Phòng Kinh tế: the chair runs that item."""
    seats = nine(session, world)
    council_round(session, world, "PKT P1")
    sitting = planned(session, world)
    for _source, found in agenda.offered(session, world.chair, world.council_id):
        planning.add_items(session, world.chair, sitting, [
            one for one in found if one.subject not in
            agenda_queries.subjects_on_agendas(session, [c.subject for c in found])
        ], NOON)  # fmt: skip
    running.open_sitting(session, world.chair, sitting, NOON)
    come(session, world, sitting, seats, NOON)
    own = next(one for one in items(session, sitting) if one.unit_name == "Phòng Kinh tế")

    with pytest.raises(Denied):
        running.call_item(session, world.secretary, sitting, own, NOON)
    running.call_item(session, world.chair, sitting, own, NOON)
    balloting.open_ballot(session, world.chair, sitting, own, BallotKind.OPEN, NOON)
    session.flush()
    for one in (world.chair, world.reviewer2, world.reviewer3, world.reviewer_p9):
        balloting.cast_vote(session, one, sitting, own, YES, NOON)
    with pytest.raises(Denied):
        balloting.close_ballot(session, world.secretary, sitting, own, NOON)
    balloting.close_ballot(session, world.chair, sitting, own, NOON)
    session.flush()

    seen = {line.title: line for line in showing.desk(session, world.secretary, sitting).items}
    assert (seen[own.title].mine, seen[own.title].result) == (True, None)
    screen = screen_showing.screen(session, world.secretary, sitting)
    assert (screen.item, screen.result) == ("", None)


def test_only_runners_run(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats)
    (item,) = items(session, sitting)

    for stranger in (world.reviewer, world.author, world.admin, world.inspector):
        with pytest.raises(Denied):
            running.call_item(session, stranger, sitting, item, NOON)
        with pytest.raises(Denied):
            closing.close_sitting(session, stranger, sitting, NOON)
    for stranger in (world.author, world.admin, world.inspector):
        with pytest.raises(Denied):
            queries.readable(session, stranger, sitting.id)


def test_a_dossier_waits_on_one_agenda_only(world: World, session: Session) -> None:
    nine(session, world)
    council_round(session, world, "P1 HDN")
    first, second = planned(session, world), planned(session, world)

    assert [len(items(session, one)) for one in (first, second)] == [2, 0]
    planning.cancel_sitting(session, world.secretary, first, "Dời lịch", NOON)
    session.flush()
    third = planned(session, world)
    assert (first.state, len(items(session, third))) == (SittingState.CANCELLED, 2)


def test_the_minutes_freeze_what_happened(world: World, session: Session) -> None:
    seats = nine(session, world)
    council_round(session, world, "P9 P1")
    sitting = opened(session, world, seats[:8])
    first, second = items(session, sitting)
    vote(session, world, sitting, first, {one: YES for one in seats[:4]}, BallotKind.SECRET)
    vote(session, world, sitting, second, {one: YES for one in seats[:7]}, minute=5)

    closing.close_sitting(session, world.secretary, sitting, LATER)
    session.flush()

    content = json.loads(sitting.minutes)
    assert [(item["passed"], item["yes"], item["base"]) for item in content["items"]] == [
        (False, 4, 9),
        (True, 7, 9),
    ]
    assert [one["name"] for one in content["items"][0]["recused"]] == [world.reviewer_p9.name]
    assert len(content["items"][0]["ballots"][0]["slips"]) == 4
    assert content["items"][0]["ballots"][0]["answers"] == []
    assert content["quorum"] == [2, 3, 6]
    with pytest.raises(Blocked, match="đang họp"):
        running.call_item(session, world.secretary, sitting, first, LATER)
    found = ballot_queries.voted_on(session, [first.subject, second.subject])
    assert [(one.passed, one.yes, one.base, one.sat_on) for one in found.values()] == [
        (False, 4, 9, NOON.date()),
        (True, 7, 9, NOON.date()),
    ]


def test_the_minutes_tell_each_stretch_in_which_somebody_was_there(
    world: World, session: Session
) -> None:
    seats = nine(session, world)
    council_round(session, world, "P1")
    sitting = opened(session, world, seats)
    who = [world.reviewer.user_id or 0]
    running.note_presence(session, world.secretary, sitting, who, LATER, here=False)
    session.flush()
    back = LATER + timedelta(minutes=12)
    come(session, world, sitting, [world.reviewer], back)
    content = closing.content_of(session, sitting) | {"closed_at": back.isoformat()}

    text = word_text(to_docx(papers.minutes(content)))

    def clock(moment: datetime) -> str:
        return f"{local(moment):%H giờ %M}"

    assert (f"Lê Minh Khuê, Ủy viên, Phòng Kinh tế: từ {clock(NOON)} đến {clock(LATER)}; "
            f"từ {clock(back)} đến khi bế mạc") in text  # fmt: skip
