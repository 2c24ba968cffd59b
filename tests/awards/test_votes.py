"""A locked list goes before the emulation council, and what it said is kept for each nomination."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.awards.actions import lock_list
from app.awards.agenda import GROUP, KIND, threshold_of
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.states import AwardFamily, ListState, SubjectKind
from app.awards.vote_models import AwardVote
from app.awards.vote_queries import vote_blockers, votes_of_list
from app.awards.vote_rules import ToVote, blockers_without_vote
from app.checks.invariants import SQL_CHECKS
from app.kernel.actor import Actor
from app.sittings import agenda, planning
from app.sittings.states import Choice
from tests.awards.builders import make_list, make_solution, nominate, ready_list
from tests.awards.emulation import close, dict_of, open_with, plan, seat
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round
from tests.sittings.builders import items, vote

YES, NO = Choice.YES, Choice.NO
DAY = date(2026, 10, 1)


@pytest.fixture
def council(world: World, session: Session) -> list[Actor]:
    return seat(session, world)


def locked(session: Session, world: World) -> NominationList:
    """Two people and a unit for Giấy khen, locked."""
    list_ = ready_list(session, world)
    session.flush()
    lock_list(session, world.awards_officer, list_, NOON)
    session.flush()
    return list_


def title_list(session: Session, world: World) -> NominationList:
    """One person for Chiến sĩ thi đua cơ sở, as if locked."""
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world, family=AwardFamily.TITLE)
    nominate(session, world, list_, idea, award="CSTD-CS")
    list_.locked_at, list_.snapshot, list_.state = NOON, "{}", ListState.LOCKED
    session.flush()
    return list_


def test_only_locked_lists_come_and_only_before_the_emulation_council(
    world: World, session: Session, council: list[Actor]
) -> None:
    list_ = ready_list(session, world)
    offers = dict_of(session, world)
    assert {kind: len(found) for kind, found in offers.items()} == {KIND: 0, GROUP: 0}

    lock_list(session, world.awards_officer, list_, NOON)
    session.flush()

    offers = dict_of(session, world)
    assert [len(offers[KIND]), [len(one.parts) for one in offers[GROUP]]] == [3, [2]]
    assert {one.rule for one in offers[KIND]} == {"GK-CN", "GK-TT"}
    list_.state = ListState.VOTING
    session.flush()
    assert len(dict_of(session, world)[KIND]) == 3


def test_what_is_on_an_agenda_in_one_way_is_not_offered_in_the_other(
    world: World, session: Session, council: list[Actor]
) -> None:
    locked(session, world)
    sitting = plan(session, world, (GROUP,))

    offers = dict_of(session, world)

    assert [len(items(session, sitting)), len(offers[KIND]), len(offers[GROUP])] == [1, 1, 0]


def test_the_own_line_is_offered_neither_alone_nor_in_a_group(
    world: World, session: Session, council: list[Actor]
) -> None:
    list_ = locked(session, world)
    mine = session.scalars(
        select(Nomination).where(Nomination.list_id == list_.id,
                                 Nomination.subject_kind == SubjectKind.INDIVIDUAL)
    ).first()  # fmt: skip
    assert mine is not None
    mine.account_id = world.secretary.user_id
    session.flush()

    offers = dict_of(session, world)

    assert [len(offers[KIND]), offers[GROUP]] == [2, []]


def test_nothing_is_put_to_the_vote_twice(
    world: World, session: Session, council: list[Actor]
) -> None:
    """A crafted form ticks a group and each of its parts: what came first stays."""
    locked(session, world)
    offers = dict_of(session, world)
    sitting = plan(session, world, (GROUP,))

    everything = [*offers[KIND], *offers[GROUP], *offers[KIND]]
    planning.add_items(session, world.secretary, sitting, everything, NOON)

    assert len(items(session, sitting)) == 2


def test_who_works_in_a_nominated_collective_or_is_nominated_keeps_away(
    world: World, session: Session, council: list[Actor]
) -> None:
    """Not the whole unit of a nominated person: 80 % of all could never be reached."""
    list_ = locked(session, world)
    member = council[5].user_id
    person = session.query(Nomination).filter_by(list_id=list_.id, account_id=world.author2.user_id)
    person.one().account_id = member
    session.flush()

    sitting = plan(session, world)
    open_with(session, world, sitting, council)
    known = agenda.grounds(session, [one.subject for one in items(session, sitting)],
                           [one.user_id or 0 for one in council])  # fmt: skip

    found = sorted((key, str(text)) for who in known.values() for key, text in who.items())
    assert found == sorted(
        [(council[2].user_id, "thuộc tập thể được đề nghị"), (member, "là người được đề nghị")]
    )


def test_a_vote_is_kept_for_each_nomination_and_a_group_has_one(
    world: World, session: Session, council: list[Actor]
) -> None:
    list_ = locked(session, world)
    sitting = plan(session, world, (GROUP, KIND))
    open_with(session, world, sitting, council)
    for minute, item in enumerate(items(session, sitting)):
        voters = [one for one in council if one not in {council[2]}][: 6 if minute else 4]
        vote(session, world, sitting, item, {one: YES for one in voters}, minute=minute)
    assert votes_of_list(session, list_.id) == {}
    close(session, world, sitting)

    votes = votes_of_list(session, list_.id)

    assert sorted((one.of_group, one.passed, one.yes, one.base, one.needed)
                  for one in votes.values()) == [
        (False, True, 6, 9, 5), (True, False, 4, 9, 5), (True, False, 4, 9, 5),
    ]  # fmt: skip
    blocked = [str(one.message) for one in vote_blockers(session, list_)]
    assert len(blocked) == 2
    assert all("đã biểu quyết không thông qua" in one for one in blocked)


@pytest.mark.parametrize(("agree", "passed"), [(7, False), (8, True)])
def test_a_title_needs_eighty_per_cent_of_all_and_cannot_be_issued_without_a_ballot(
    world: World, session: Session, council: list[Actor], agree: int, passed: bool
) -> None:
    list_ = title_list(session, world)
    (blocker,) = vote_blockers(session, list_)
    assert "Hội đồng chưa bỏ phiếu (NĐ 98/2023/NĐ-CP, Điều 30 khoản 7)" in str(blocker.message)
    assert dict_of(session, world)[GROUP] == []
    sitting = plan(session, world)
    open_with(session, world, sitting, council)
    (item,) = items(session, sitting)
    vote(session, world, sitting, item, {one: YES for one in council[:agree]})
    close(session, world, sitting)

    (found,) = votes_of_list(session, list_.id).values()

    assert (found.passed, found.yes, found.base, found.needed) == (passed, agree, 9, 8)
    assert bool(vote_blockers(session, list_)) is not passed
    (stored,) = session.query(AwardVote)
    stored.yes -= 1
    session.flush()
    _sentence, statement = SQL_CHECKS["votes_on_awards_are_those_of_the_sitting"]
    assert len(session.execute(text(statement)).all()) == 1


def test_a_nomination_taken_off_the_list_leaves_no_vote(
    world: World, session: Session, council: list[Actor]
) -> None:
    list_ = title_list(session, world)
    sitting = plan(session, world)
    open_with(session, world, sitting, council)
    (item,) = items(session, sitting)
    vote(session, world, sitting, item, {one: YES for one in council})
    item.subject = "nomination:987654"
    close(session, world, sitting)

    assert votes_of_list(session, list_.id) == {}


def test_votes_and_offers_are_read_in_as_many_queries_for_few_and_many(
    world: World, session: Session, council: list[Actor]
) -> None:
    list_ = locked(session, world)
    counts = []
    for size in range(2):
        with counted_queries() as found:
            votes_of_list(session, list_.id)
            dict_of(session, world)
        counts.append(found.count)
        first = session.query(Nomination).filter_by(list_id=list_.id).first()
        assert first is not None
        for number in range(20):
            columns = {name: getattr(first, name) for name in (
                "list_id", "award_kind_id", "subject_kind", "name", "name_key", "unit_name",
                "added_at")}  # fmt: skip
            session.add(Nomination(subject_key=f"name:{size}-{number}", **columns))
        session.flush()
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("code", "needed", "ballot"),
    [("GK-CN", 5, False), ("LDTT", 5, False), ("CSTD-CS", 8, True)],
)
def test_the_share_is_that_of_the_award_in_the_catalogue(
    world: World, session: Session, code: str, needed: int, ballot: bool
) -> None:
    """Of nine: more than half are five, 80 % are eight, 90 % are nine."""
    make_list(session, world)
    kinds = session.query(AwardKind).filter_by(valid_to=None).all()
    asked = {one.code: threshold_of(one, DAY).share.needed(9) for one in kinds}

    assert asked[code] == needed
    assert {one.ballot for one in kinds if one.code == code} == {ballot}
    assert {asked[one.code] for one in kinds if one.ballot} == {8, 9}


def test_an_award_without_a_compulsory_ballot_is_issued_without_one() -> None:
    line = ToVote("account:1", "GK-CN", "Trần Ngọc Ánh", "Giấy khen", ballot=False)

    assert blockers_without_vote([line], {}, DAY) == []
    assert blockers_without_vote([line], {("account:1", "GK-CN"): True}, DAY) == []
    assert len(blockers_without_vote([line], {("account:1", "GK-CN"): False}, DAY)) == 1
