"""From settled scores to a recorded decision."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.review.actions import bring_to_council, propose, record_decision, settle_round
from app.review.deciding_actions import Lacking
from app.review.models import InitiativeCertificate, Recognition
from app.review.rules import Decision, DecisionLine
from app.review.states import Proposal
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.people import World
from tests.review.builders import locked, result_of, scored, scoring_idea
from tests.rounds.builders import SCORING, SITTING, make_round

PAPER = Decision("215/QĐ-UBND", date(2026, 11, 10), date(2026, 11, 10))


def settled_idea(session: Session, world: World, round_: Round, **changes: object) -> Idea:
    """A dossier with two locked sheets of 70 points, settled."""
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", **changes)
    locked(session, round_, idea, world.reviewer)
    locked(session, round_, idea, world.reviewer2)
    settle_round(session, world.secretary, round_, SCORING)
    return idea


def brought_idea(session: Session, world: World, round_: Round, **changes: object) -> Idea:
    """The same, proposed and before the council."""
    idea = settled_idea(session, world, round_, **changes)
    propose(session, world.chair, round_, [idea.id], Proposal.DECLINE, "Trùng.", SCORING)
    bring_to_council(session, world.chair, round_, [idea.id], SCORING)
    return idea


def messages(refusal: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [str(blocker.message) for blocker in refusal.value.blockers]


@BOTH
def test_settling_takes_those_with_a_quorum_and_lists_the_others(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    ready = scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")
    thin = scoring_idea(session, world, round_, "reviewer")
    locked(session, round_, ready, world.reviewer)
    locked(session, round_, ready, world.reviewer2, "18", "18", "20", "15")
    locked(session, round_, thin, world.reviewer)

    done = settle_round(session, world.secretary, round_, SITTING)

    assert (done.count, done.lacking) == (1, (Lacking(thin.id, thin.code or "", 1, 3),))
    assert (ready.state, thin.state) == (IdeaState.SCORED, IdeaState.SCORING)
    assert result_of(session, ready).mean == Decimal("70.5")


def test_before_the_closing_time_open_sheets_are_waited_for(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")
    locked(session, round_, idea, world.reviewer)
    locked(session, round_, idea, world.reviewer2)
    scored(session, round_, idea, world.reviewer3, "1", None, None, None)

    with pytest.raises(Blocked):
        settle_round(session, world.chair, round_, SCORING)

    assert settle_round(session, world.chair, round_, SITTING).count == 1


@pytest.mark.parametrize("who", ["reviewer", "author", "clerk", "leader", "admin"])
def test_only_the_office_settles_proposes_brings_and_records(
    world: World, session: Session, who: str
) -> None:
    round_ = make_round(session, world)
    idea = brought_idea(session, world, round_)
    actor = getattr(world, who)

    for act in (
        lambda: settle_round(session, actor, round_, SITTING),
        lambda: propose(session, actor, round_, [idea.id], Proposal.NONE, "", SITTING),
        lambda: bring_to_council(session, actor, round_, [idea.id], SITTING),
        lambda: record_decision(session, actor, round_, [DecisionLine(idea.id, True, 9, 9)], PAPER,
                                SITTING),
    ):  # fmt: skip
        with pytest.raises(Denied) as refusal:
            act()
        assert refusal.value.denial.code == "not_office"
    assert idea.state is IdeaState.BEFORE_COUNCIL


def test_a_conflict_beats_the_chair(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = settled_idea(session, world, round_)
    session.add(IdeaAuthor(idea_id=idea.id, position=2, account_id=world.chair.user_id,
                           full_name="Hoàng Anh Đạt", name_key="", share=Decimal(0)))  # fmt: skip
    session.flush()

    with pytest.raises(Denied) as refusal:
        propose(session, world.chair, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)

    assert refusal.value.denial.code == "conflict"
    assert (
        propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "", SCORING) == 1
    )


def test_a_proposal_is_stored_with_its_reason_and_may_be_taken_back(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = settled_idea(session, world, round_)

    propose(session, world.chair, round_, [idea.id], Proposal.DECLINE, "Đã có nơi làm.", SCORING)
    stored = result_of(session, idea)
    assert (stored.proposal, stored.proposal_reason, stored.proposed_by, stored.proposed_at) == (
        Proposal.DECLINE, "Đã có nơi làm.", world.chair.user_id, SCORING,
    )  # fmt: skip
    propose(session, world.chair, round_, [idea.id], Proposal.NONE, "", SCORING)

    assert result_of(session, idea).proposal is Proposal.NONE


def test_a_proposal_is_for_all_or_for_none(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    fine = settled_idea(session, world, round_)
    never_applied = settled_idea(session, world, round_, first_applied_on=None)
    open_one = scoring_idea(session, world, round_)
    keys = [fine.id, never_applied.id, open_one.id]

    with pytest.raises(Blocked) as refusal:
        propose(session, world.chair, round_, keys, Proposal.RECOGNISE, "Tốt.", SCORING)

    assert messages(refusal) == [
        f"Hồ sơ {never_applied.code} chưa có ngày áp dụng lần đầu, chưa thể công nhận là sáng kiến",
        f"Hồ sơ {open_one.code} chưa khóa kết quả chấm hoặc đã trình Hội đồng",
    ]
    assert result_of(session, fine).proposal is Proposal.NONE


def test_a_dossier_of_another_round_is_not_found(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    other = make_round(session, world, code="KHAC")
    foreign = settled_idea(session, world, other)

    with pytest.raises(Denied) as refusal:
        propose(session, world.chair, round_, [foreign.id], Proposal.NONE, "", SCORING)

    assert refusal.value.denial.hidden


def test_the_council_gets_only_what_has_a_proposal(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = settled_idea(session, world, round_)

    with pytest.raises(Blocked) as refusal:
        bring_to_council(session, world.chair, round_, [idea.id], SCORING)
    assert messages(refusal) == [f"Hồ sơ {idea.code} chưa có đề xuất"]
    with pytest.raises(Blocked):
        bring_to_council(session, world.chair, round_, [], SCORING)
    propose(session, world.chair, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)

    assert bring_to_council(session, world.chair, round_, [idea.id], SCORING) == 1
    assert idea.state is IdeaState.BEFORE_COUNCIL
    with pytest.raises(IllegalMove):
        bring_to_council(session, world.chair, round_, [idea.id], SCORING)


@BOTH
def test_a_decision_recognises_declines_certifies_and_tells(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    good = brought_idea(session, world, round_, coauthors=("author2",))
    weak = brought_idea(session, world, round_, author="other_author")
    lines = [
        DecisionLine(good.id, True, 6, 9),
        DecisionLine(weak.id, False, 3, 9, "Trùng với giải pháp đã công nhận."),
    ]

    assert record_decision(session, world.secretary, round_, lines, PAPER, SITTING) == 2

    assert (good.state, weak.state) == (IdeaState.RECOGNISED, IdeaState.DECLINED)
    stored = {row.idea_id: row for row in session.scalars(select(Recognition))}
    kept = stored[good.id]
    assert (kept.recognised, kept.level, kept.decision_number, kept.decided_on, kept.sat_on,
            kept.votes_for, kept.votes_of, kept.unit_name, kept.recorded_by) == (
        True, "cơ sở", "215/QĐ-UBND", date(2026, 11, 10), date(2026, 11, 10), 6, 9,
        "Ủy ban nhân dân Phường 9", world.secretary.user_id)  # fmt: skip
    assert (stored[weak.id].recognised, stored[weak.id].reason) == (
        False, "Trùng với giải pháp đã công nhận.",
    )  # fmt: skip
    issued = session.scalars(select(InitiativeCertificate).order_by(InitiativeCertificate.id)).all()
    assert [(c.recognition_id, c.number) for c in issued] == [
        (kept.id, "001/GCNSK-DX-2026"), (kept.id, "002/GCNSK-DX-2026"),
    ]  # fmt: skip
    assert len({c.key for c in issued}) == 2
    mails = session.execute(
        select(OutboxMessage.address, OutboxMessage.body).where(
            OutboxMessage.kind == "review_decided"
        )
    ).all()
    assert sorted(address for address, _ in mails) == sorted(
        [world.author.email, world.author2.email, world.other_author.email]
    )
    assert not any("công nhận" in body for _, body in mails)


def test_certificate_numbers_go_on_through_the_round(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    for _ in range(2):
        idea = brought_idea(session, world, round_)
        record_decision(session, world.secretary, round_, [DecisionLine(idea.id, True, 9, 9)],
                        PAPER, SITTING)  # fmt: skip

    numbers = session.scalars(
        select(InitiativeCertificate.number).order_by(InitiativeCertificate.id)
    )
    assert list(numbers) == ["001/GCNSK-DX-2026", "002/GCNSK-DX-2026"]


def test_nothing_is_recorded_when_one_line_is_wrong(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    fine = brought_idea(session, world, round_)
    few = brought_idea(session, world, round_)
    silent = brought_idea(session, world, round_)
    never = brought_idea(session, world, round_, first_applied_on=None)
    lines = [
        DecisionLine(fine.id, True, 9, 9), DecisionLine(few.id, True, 5, 9),
        DecisionLine(silent.id, False, 1, 9), DecisionLine(never.id, True, 9, 9),
    ]  # fmt: skip

    with pytest.raises(Blocked) as refusal:
        record_decision(session, world.secretary, round_, lines, PAPER, SITTING)

    assert messages(refusal) == [
        f"Hồ sơ {few.code}: 5/9 phiếu đồng ý, chưa đủ 2/3 để công nhận",
        f"Hồ sơ {silent.code}: ghi lý do không công nhận",
        f"Hồ sơ {never.code} chưa có ngày áp dụng lần đầu, chưa thể công nhận là sáng kiến",
    ]
    assert session.scalars(select(Recognition)).all() == []
    assert fine.state is IdeaState.BEFORE_COUNCIL


def test_the_state_changes_only_from_the_council(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = settled_idea(session, world, round_)

    with pytest.raises(IllegalMove):
        record_decision(session, world.secretary, round_, [DecisionLine(idea.id, True, 9, 9)],
                        PAPER, SITTING)  # fmt: skip


def test_a_decision_is_recorded_once(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = brought_idea(session, world, round_)
    lines = [DecisionLine(idea.id, True, 9, 9)]
    record_decision(session, world.secretary, round_, lines, PAPER, SITTING)

    with pytest.raises(IllegalMove):
        record_decision(session, world.secretary, round_, lines, PAPER, SITTING)
    with pytest.raises(Blocked):
        record_decision(session, world.secretary, round_, lines * 2, PAPER, SITTING)

    assert len(session.scalars(select(Recognition)).all()) == 1
