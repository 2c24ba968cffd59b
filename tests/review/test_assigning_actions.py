"""Opening scoring and assigning reviewers."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import UnitSuccession
from app.ideas.models import IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.review.actions import Change, apply_assignment, open_scoring
from app.review.assigning import shuffled
from app.review.models import Result, Sheet
from app.rounds.models import Rubric
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import EARLY, NOON, World
from tests.review.builders import result_of, scored, scoring_idea
from tests.rounds.builders import SCORING, SITTING, make_round


def pairs_of(session: Session) -> list[tuple[int, int]]:
    session.flush()
    rows = session.execute(select(Sheet.idea_id, Sheet.reviewer_id).order_by(Sheet.id))
    return sorted((idea, reviewer) for idea, reviewer in rows)


def keys(world: World, *names: str) -> list[int]:
    return [getattr(world, name).user_id for name in names]


def refused(blocked: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [str(blocker.message) for blocker in blocked.value.blockers]


@BOTH
def test_opening_takes_every_eligible_dossier_and_freezes_the_rubric(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    ready = [make_idea(session, world, round_, IdeaState.ELIGIBLE) for _ in range(3)]
    other = make_idea(session, world, round_, IdeaState.SUBMITTED)

    opened = open_scoring(session, world.secretary, round_, SCORING)

    assert opened == 3
    assert [idea.state for idea in (*ready, other)] == [IdeaState.SCORING] * 3 + [
        IdeaState.SUBMITTED
    ]
    assert session.scalar(select(Rubric.frozen_at)) == SCORING
    results = session.execute(select(Result.sheets_done, Result.sheets_wanted, Result.mean)).all()
    assert [tuple(row) for row in results] == [(0, 3, None)] * 3


def test_opening_again_takes_only_those_that_came_later(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    make_idea(session, world, round_, IdeaState.ELIGIBLE)
    open_scoring(session, world.secretary, round_, SCORING)
    late = make_idea(session, world, round_, IdeaState.ELIGIBLE)

    assert open_scoring(session, world.secretary, round_, SCORING) == 1
    assert late.state is IdeaState.SCORING
    with pytest.raises(Blocked) as refusal:
        open_scoring(session, world.secretary, round_, SCORING)
    assert refused(refusal) == ["Không có hồ sơ đủ điều kiện nào chờ chấm"]


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (NOON, "Chưa đến thời gian chấm điểm của đợt xét"),
        (SITTING, "Đã hết hạn chấm điểm lúc 17:00 thứ Sáu 06/11/2026"),
    ],
)
def test_scoring_opens_in_its_time(
    world: World, session: Session, now: object, message: str
) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, IdeaState.ELIGIBLE)

    with pytest.raises(Blocked) as refusal:
        open_scoring(session, world.secretary, round_, now)  # type: ignore[arg-type]

    assert refused(refusal) == [message]
    assert idea.state is IdeaState.ELIGIBLE


@pytest.mark.parametrize("who", ["chair", "reviewer", "author", "clerk", "leader", "admin"])
def test_only_the_secretary_opens(world: World, session: Session, who: str) -> None:
    round_ = make_round(session, world)
    make_idea(session, world, round_, IdeaState.ELIGIBLE)

    with pytest.raises(Denied):
        open_scoring(session, getattr(world, who), round_, SCORING)


@BOTH
def test_assigning_makes_sheets_and_one_mail_per_reviewer(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    first, second = (scoring_idea(session, world, round_) for _ in range(2))
    one, two = keys(world, "reviewer", "reviewer2")
    change = Change(add=((first.id, one), (second.id, one), (second.id, two)))

    done = apply_assignment(session, world.secretary, round_, change, SCORING, round_.version)

    assert done == (3, 0)
    assert pairs_of(session) == sorted(change.add)
    sheet = session.scalars(select(Sheet).where(Sheet.idea_id == first.id)).one()
    assert (sheet.position, sheet.assigned_at, sheet.assigned_by) == (
        shuffled(one, first.id), SCORING, world.secretary.user_id,
    )  # fmt: skip
    mails = session.execute(
        select(OutboxMessage.address, OutboxMessage.body).order_by(OutboxMessage.id)
    ).all()
    assert [address for address, _ in mails] == [world.reviewer.email, world.reviewer2.email]
    assert "chấm 2 hồ sơ" in mails[0].body
    assert "Hạn chốt phiếu: 17:00 thứ Sáu 06/11/2026" in mails[0].body
    assert not any(idea.title in body for idea in (first, second) for _, body in mails)


def test_removing_and_adding_are_one_act(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    one, two, three = keys(world, "reviewer", "reviewer2", "reviewer3")

    done = apply_assignment(
        session,
        world.secretary,
        round_,
        Change(add=((idea.id, three),), remove=((idea.id, one),)),
        SCORING,
    )

    assert done == (1, 1)
    assert pairs_of(session) == [(idea.id, two), (idea.id, three)]


def test_adding_what_stands_changes_nothing(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    again = Change(add=((idea.id, world.reviewer.user_id or 0),) * 2)

    assert apply_assignment(session, world.secretary, round_, again, SCORING) == (0, 0)
    assert pairs_of(session) == [(idea.id, world.reviewer.user_id)]


def test_more_than_wanted_raises_what_is_wanted(world: World, session: Session) -> None:
    round_ = make_round(session, world, reviews_wanted=1)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")

    assert result_of(session, idea).sheets_wanted == 2


def test_a_started_sheet_is_not_removed_and_the_whole_act_is_refused(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    scored(session, round_, idea, world.reviewer, "10", None, None, None)
    one, two = keys(world, "reviewer", "reviewer2")

    with pytest.raises(Blocked) as refusal:
        apply_assignment(
            session,
            world.secretary,
            round_,
            Change(add=((idea.id, two),), remove=((idea.id, one),)),
            SCORING,
        )

    assert refused(refusal) == ["Có phiếu đã bắt đầu chấm hoặc đã từ chối, không gỡ được"]
    assert pairs_of(session) == [(idea.id, one)]


def test_conflicts_are_refused_with_their_ground(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, coauthors=("reviewer2",))
    session.add(
        UnitSuccession(from_unit_id=world.units["P9"], to_unit_id=world.units["HDN"],
                       effective_on=EARLY)
    )  # fmt: skip
    session.flush()
    people = keys(world, "reviewer_p9", "reviewer2", "reviewer3")

    with pytest.raises(Blocked) as refusal:
        apply_assignment(session, world.secretary, round_,
                         Change(add=tuple((idea.id, key) for key in people)), SCORING)  # fmt: skip

    assert sorted(refused(refusal)) == sorted([
        f"Không phân công được Ngô Thị Yến chấm hồ sơ {idea.code}: cùng đơn vị",
        f"Không phân công được Bùi Thị Ngọc chấm hồ sơ {idea.code}: là tác giả",
        f"Không phân công được Đỗ Hữu Ước chấm hồ sơ {idea.code}: đơn vị kế thừa",
    ])  # fmt: skip
    assert pairs_of(session) == []


def test_the_same_address_in_the_list_of_authors_is_a_conflict(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_)
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
    author.account_id, author.email = None, " Reviewer@Quan3.example "

    with pytest.raises(Blocked) as refusal:
        apply_assignment(
            session,
            world.secretary,
            round_,
            Change(add=((idea.id, world.reviewer.user_id or 0),)),
            SCORING,
        )

    assert refused(refusal) == [
        f"Không phân công được Lê Minh Khuê chấm hồ sơ {idea.code}: là tác giả"
    ]


def test_only_members_and_dossiers_of_this_round_are_assigned(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    elsewhere = make_round(session, world, code="KHAC")
    draft = make_idea(session, world, round_, IdeaState.DRAFT)
    foreign = scoring_idea(session, world, elsewhere)
    idea = scoring_idea(session, world, round_)
    reviewer, author = keys(world, "reviewer", "other_author")
    change = Change(
        add=((draft.id, reviewer), (foreign.id, reviewer), (idea.id, author)),
        remove=((foreign.id, reviewer),),
    )

    with pytest.raises(Blocked) as refusal:
        apply_assignment(session, world.secretary, round_, change, SCORING)

    assert sorted(refused(refusal)) == [
        "Có hồ sơ không còn ở giai đoạn phân công",
        "Có hồ sơ không còn ở giai đoạn phân công",
        "Có người không còn là ủy viên của Hội đồng",
        "Có phân công không còn tồn tại",
    ]


def test_a_board_that_has_changed_since_is_not_applied(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_)
    seen = round_.version
    first, second = keys(world, "reviewer", "reviewer2")
    apply_assignment(
        session, world.secretary, round_, Change(add=((idea.id, first),)), SCORING, seen
    )
    session.flush()

    with pytest.raises(StaleDataError):
        apply_assignment(
            session, world.chair, round_, Change(add=((idea.id, second),)), SCORING, seen
        )

    assert pairs_of(session) == [(idea.id, first)]


def test_an_empty_change_says_so(world: World, session: Session) -> None:
    round_ = make_round(session, world)

    with pytest.raises(Blocked) as refusal:
        apply_assignment(session, world.secretary, round_, Change(), SCORING)

    assert refused(refusal) == ["Chưa có thay đổi nào để áp dụng"]


@pytest.mark.parametrize("who", ["reviewer", "author", "clerk", "leader", "inspector", "admin"])
def test_only_the_office_assigns(world: World, session: Session, who: str) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_)

    with pytest.raises(Denied) as refusal:
        apply_assignment(
            session,
            getattr(world, who),
            round_,
            Change(add=((idea.id, world.reviewer.user_id or 0),)),
            SCORING,
        )

    assert refusal.value.denial.code == "not_office"
    assert pairs_of(session) == []


def test_a_secretary_does_not_assign_the_own_units_dossier_but_the_chair_may(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, author="plan_officer")
    change = Change(add=((idea.id, world.reviewer3.user_id or 0),))

    with pytest.raises(Denied) as refusal:
        apply_assignment(session, world.secretary, round_, change, SCORING)
    assert refusal.value.denial.code == "conflict"
    assert idea.code is not None
    assert idea.code in str(refusal.value.denial.reason)

    assert apply_assignment(session, world.chair, round_, change, SCORING) == (1, 0)
