"""Authors and clerks are reminded of what only they can do, and of nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.database.transaction import transaction
from app.extensions import db
from app.ideas import actions, consent_actions
from app.ideas.models import SupplementRequest
from app.ideas.people_models import ConsentAnswer
from app.ideas.reminders import due
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.outbox.models import OutboxMessage
from app.outbox.reminders import Reminder, remind
from app.outbox.timetable import read_timetable
from app.rounds.states import RoundState
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, add_person
from tests.queries import counted_queries
from tests.rounds.builders import WINDOWS, at, make_round

TABLE = read_timetable(None)
DRAFT_DAY, ENDORSE_DAY = at(13, 10, 8), at(20, 10, 8)
MINUTE = timedelta(minutes=1)


def ask(session: Session, now: datetime) -> list[Reminder]:
    session.flush()
    return due(session, TABLE, now)


def receivers(found: list[Reminder]) -> list[str]:
    return [one.to[2] for one in found]


def end_role(session: Session, actor: Actor) -> None:
    grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == actor.user_id)).one()
    grant.valid_to = local_date(NOON)


@BOTH
def test_each_author_of_a_draft_is_reminded_before_the_round_closes(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, IdeaState.DRAFT, coauthors=("author2",))

    first, second = ask(session, DRAFT_DAY)

    assert receivers([first, second]) == [world.email("author"), world.email("author2")]
    assert str(first.title) == "Bản nháp chưa nộp, hạn nộp 17:00 thứ Ba 20/10/2026"
    assert idea.title in str(first.body)
    assert round_.title in str(first.body)
    assert first.link == f"http://localhost/ho-so/{idea.id}"
    assert first.key != second.key


@pytest.mark.parametrize("state", [s for s in IdeaState if s is not IdeaState.DRAFT])
def test_only_drafts_are_unfinished(world: World, session: Session, state: IdeaState) -> None:
    make_idea(session, world, make_round(session, world), state)

    assert [one for one in ask(session, DRAFT_DAY) if one.kind == "idea_draft"] == []


@pytest.mark.parametrize(("now", "changes"), [
    (at(12, 10, 23), {}),
    (WINDOWS["closes_at"], {}),
    (DRAFT_DAY, {"state": RoundState.DRAFT}),
    (DRAFT_DAY, {"state": RoundState.CLOSED}),
    (DRAFT_DAY, {"opens_at": at(14, 10)}),
])  # fmt: skip
def test_no_reminder_when_nothing_can_be_submitted_yet_or_any_more(
    world: World, session: Session, now: datetime, changes: dict[str, Any]
) -> None:
    make_idea(session, world, make_round(session, world, **changes), IdeaState.DRAFT)

    assert ask(session, now) == []


def test_a_longer_window_moves_the_days(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    make_idea(session, world, round_, IdeaState.DRAFT)
    round_.closes_at = round_.endorse_until = at(22, 10, 17)

    assert ask(session, at(14, 10, 23)) == []
    assert [one.on.day for one in ask(session, at(15, 10))] == [15]


def test_who_left_gets_no_mail(world: World, session: Session) -> None:
    make_idea(session, world, make_round(session, world), IdeaState.DRAFT, coauthors=("author2",))
    session.get_one(Account, world.author2.user_id).active = False

    assert receivers(ask(session, DRAFT_DAY)) == [world.email("author")]


def test_a_draft_without_a_title_is_still_named(world: World, session: Session) -> None:
    make_idea(session, world, make_round(session, world), IdeaState.DRAFT, title="")

    assert "“Hồ sơ chưa đặt tên”" in str(ask(session, DRAFT_DAY)[0].body)


@BOTH
def test_clerks_are_told_how_many_dossiers_wait(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    for number in (1, 2, 3):
        make_idea(session, world, round_, IdeaState.AWAITING_UNIT, title=f"Giải pháp {number}")
    make_idea(session, world, round_, IdeaState.SUBMITTED)
    # A second, overlapping grant must not double the number.
    session.add(RoleGrant(account_id=world.clerk.user_id, role=Role.UNIT_CLERK,
                          unit_id=world.units["P9"], valid_from=local_date(NOON)))  # fmt: skip

    (one,) = ask(session, ENDORSE_DAY)

    assert one.to == (world.clerk.user_id, world.clerk.name, world.clerk.email)
    assert str(one.title) == "3 hồ sơ chờ đơn vị xác nhận trước 17:00 thứ Sáu 23/10/2026"
    assert "Giải pháp" not in str(one.body)
    assert one.link == "http://localhost/don-vi/ho-so?trang-thai=awaiting_unit"


def test_a_clerk_is_not_asked_to_confirm_an_own_dossier(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    make_idea(session, world, round_, IdeaState.AWAITING_UNIT, coauthors=("clerk",))
    make_idea(session, world, round_, IdeaState.AWAITING_UNIT, author="clerk")
    make_idea(session, world, round_, IdeaState.AWAITING_UNIT).owner_id = world.clerk.user_id or 0
    add_person(session, world, "clerk2", "Lý Văn Bền", "P9", Role.UNIT_CLERK)

    (one,) = ask(session, ENDORSE_DAY)

    assert (one.to[1], str(one.title)[:1]) == ("Lý Văn Bền", "3")


def test_a_clerk_whose_role_ended_is_not_reminded(world: World, session: Session) -> None:
    make_idea(session, world, make_round(session, world), IdeaState.AWAITING_UNIT)
    end_role(session, world.clerk)

    assert ask(session, ENDORSE_DAY) == []


@pytest.mark.parametrize(("now", "days"), [
    (at(5, 11, 23), []), (at(6, 11), [6]), (at(7, 11), [7]), (at(8, 11, 23, 59), [7]),
    (at(9, 11), []),
])  # fmt: skip
def test_a_supplement_is_asked_for_until_its_last_day_is_over(
    world: World, session: Session, now: datetime, days: list[int]
) -> None:
    round_ = make_round(session, world, checked_until=at(12, 11), scoring_opens_at=at(12, 11),
                        scoring_closes_at=at(20, 11))  # fmt: skip
    asked_at = at(1, 11, 9)  # the builder gives seven days: until 8/11
    idea = make_idea(session, world, round_, IdeaState.SUPPLEMENT_ASKED, now=asked_at)

    found = ask(session, now)

    assert [one.on.day for one in found] == days
    if found:
        assert str(idea.code) in str(found[0].title)
        assert "23:59 Chủ nhật 08/11/2026" in str(found[0].title)


def test_an_answered_request_is_not_reminded_of(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.SUPPLEMENT_ASKED)
    request = session.scalars(
        select(SupplementRequest).where(SupplementRequest.idea_id == idea.id)
    ).one()
    assert len(ask(session, at(7, 10))) == 1
    request.answered_at = NOON

    assert ask(session, at(7, 10)) == []


def _cost(session: Session) -> int:
    session.flush()
    with counted_queries() as counter:
        found = due(session, TABLE, DRAFT_DAY)
    assert found
    return counter.count


def test_the_cost_does_not_grow(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    make_idea(session, world, round_, IdeaState.DRAFT)
    small = _cost(session)
    for _ in range(15):
        make_idea(session, world, round_, IdeaState.DRAFT, coauthors=("author2",))
        make_idea(session, world, round_, IdeaState.AWAITING_UNIT)

    assert len(due(session, TABLE, DRAFT_DAY)) == 31
    assert _cost(session) == small == 5


@BOTH
def test_from_the_room_to_the_outbox_once(world: World) -> None:
    with transaction() as session:
        make_idea(session, world, make_round(session, world), IdeaState.DRAFT)

    assert [remind(DRAFT_DAY), remind(DRAFT_DAY + MINUTE), remind(at(14, 10, 9))] == [1, 0, 0]
    assert remind(at(17, 10, 9)) == 1
    kinds = db.session().scalars(
        select(OutboxMessage.kind).where(OutboxMessage.dedupe_key.is_not(None))
    )
    assert list(kinds) == ["idea_draft", "idea_draft"]


def test_a_returned_dossier_and_an_open_share_are_reminded_of(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, return_days=5, supplement_in_working_days=False)
    back = make_idea(session, world, round_, IdeaState.AWAITING_UNIT, now=at(12, 10, 9))
    actions.return_idea(session, world.clerk, back, "Thiếu số liệu", at(12, 10, 9))
    idea = make_idea(session, world, round_, IdeaState.DRAFT, coauthors=("author2",))

    returned = [one for one in ask(session, at(17, 10, 8)) if one.kind == "idea_return"]
    shares = [one for one in ask(session, at(17, 10, 8)) if one.kind == "idea_share"]

    assert receivers(returned) == [world.email("author")]
    assert "23:59 thứ Hai 19/10/2026" in str(returned[0].title)
    assert receivers(shares) == [world.email("author2")]
    assert "tỷ lệ đóng góp 50%" in str(shares[0].body)
    consent_actions.answer_for_share(
        session, world.author2, idea, "50", ConsentAnswer.CONFIRMED, "", NOON
    )
    assert [one for one in ask(session, at(17, 10, 8)) if one.kind == "idea_share"] == []
