"""A sitting played through its actions: who may, what is counted, what is kept apart."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.queries import actor_of
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.kernel.actor import Actor, Role
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from app.sittings import (
    agenda,
    balloting,
    beside,
    closing,
    letters,
    planning,
    queries,
    running,
    seating,
    showing,
)
from app.sittings.models import Ballot, BallotCast, Recusal, SecretSlip
from app.sittings.rules import Tally
from app.sittings.states import BallotKind, Choice, ItemState, SittingState
from tests.conftest import BOTH
from tests.people import NOON, World, add_person
from tests.sittings.builders import (
    come,
    council_round,
    items,
    make_alternate,
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

    away = showing.seat(session, world.reviewer_p9, sitting)
    other = showing.seat(session, world.reviewer, sitting)
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
    assert showing.seat(session, world.reviewer3, sitting).counted is None
    shown = showing.desk(session, world.secretary, sitting)
    assert [(one.entered, one.counts) for one in beside.beside(session, sitting, shown).sheets] == [
        (True, None),
        (False, None),
    ]
    count(world.reviewer3, Tally(6, 2, 0, 1), 1)
    with pytest.raises(Blocked, match="nhập số khác nhau"):
        close()
    count(world.reviewer3, Tally(7, 1, 0, 1), 1)
    close()
    assert (item.passed, item.yes, item.base) == (True, 7, 9)


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
    closing.close_sitting(session, world.secretary, sitting, LATER)
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
            queries.subjects_on_agendas(session, [c.subject for c in found])
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
    screen = showing.screen(session, world.secretary, sitting)
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
    found = queries.voted_on(session, [first.subject, second.subject])
    assert [(one.passed, one.yes, one.base, one.sat_on) for one in found.values()] == [
        (False, 4, 9, NOON.date()),
        (True, 7, 9, NOON.date()),
    ]
