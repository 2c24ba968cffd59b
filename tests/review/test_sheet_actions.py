"""Saving, locking, reopening and declining a sheet."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.queries import history_of
from app.database.transaction import transaction
from app.ideas.states import IdeaState
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove, StaleEdit
from app.outbox.models import OutboxMessage
from app.review.actions import (
    decline_conflict,
    lock_sheet,
    reopen_sheet,
    save_sheet,
    settle_round,
)
from app.review.conflicts import DeclaredGround
from app.review.models import Conflict, Mark
from app.review.rules import MarkDraft, SheetDraft
from app.review.states import SheetState
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.review.builders import draft, locked, result_of, scored, scoring_idea, sheet_of
from tests.rounds.builders import SCORING, SITTING, make_round

D = Decimal


def mails(session: Session, kind: str) -> list[tuple[str, str]]:
    rows = session.execute(
        select(OutboxMessage.address, OutboxMessage.title)
        .where(OutboxMessage.kind == kind)
        .order_by(OutboxMessage.id)
    )
    return [(address, title) for address, title in rows]


@BOTH
def test_saving_keeps_the_marks_and_the_server_adds_them_up(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)

    half = draft(session, round_, "18.5", None, "21.5", None)
    whole = draft(session, round_, "18.5", "17", "21.5", "12", general="Nên nhân rộng.")

    first = save_sheet(session, world.reviewer, sheet, half, SCORING, sheet.version)
    second = save_sheet(session, world.reviewer, sheet, whole, SCORING, first.version)

    assert (first.total, first.running, first.done, first.of) == (None, D("40.0"), 2, 4)
    assert (second.total, second.running, second.done) == (D("69.0"), D("69.0"), 4)
    assert second.version > first.version
    assert (sheet.state, sheet.total, sheet.remark) == (SheetState.DRAFT, D("69"), "Nên nhân rộng.")
    stored = session.execute(select(Mark.points, Mark.remark).order_by(Mark.criterion_id)).all()
    assert [tuple(row) for row in stored] == [
        (D("18.50"), "Đủ căn cứ."), (D("17.00"), "Đủ căn cứ."), (D("21.50"), "Đủ căn cứ."),
        (D("12.00"), "Đủ căn cứ."),
    ]  # fmt: skip


def test_points_out_of_range_are_refused_and_nothing_is_stored(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)
    typed = draft(session, round_, "25.5", "17.25", "20", "12")

    with pytest.raises(Blocked) as refusal:
        save_sheet(session, world.reviewer, sheet, typed, SCORING, sheet.version)

    assert [str(b.message) for b in refusal.value.blockers] == [
        "Điểm của tiêu chí “Tính mới, tính sáng tạo” phải từ 0 đến 25",
        "Điểm của tiêu chí “Khả năng áp dụng và nhân rộng” phải là bội số của 0,5",
    ]
    assert (sheet.state, session.scalars(select(Mark)).all()) == (SheetState.NOT_STARTED, [])


def test_marks_of_foreign_criteria_are_not_taken(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)
    typed = draft(session, round_, "10", "10", "10", "10")
    foreign = SheetDraft((*typed.marks, MarkDraft(9999, D(1000))))

    save_sheet(session, world.reviewer, sheet, foreign, SCORING, sheet.version)

    assert sheet.total == D(40)
    assert len(session.scalars(select(Mark)).all()) == 4


def test_the_second_of_two_windows_sees_both_texts(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)
    opened = sheet.version
    save_sheet(session, world.reviewer, sheet, draft(session, round_, "10", "10", "10", "10"),
               SCORING, opened)  # fmt: skip
    second = draft(session, round_, "12.5", "10", "10", "10", general="Tốt.")

    with pytest.raises(StaleEdit) as refusal:
        save_sheet(session, world.reviewer, sheet, second, SCORING, opened)

    assert refusal.value.version == sheet.version
    assert [(str(d.label), d.mine, d.theirs) for d in refusal.value.differences] == [
        ("Điểm, Tính mới, tính sáng tạo", "12,5", "10"),
        ("Nhận xét chung", "Tốt.", ""),
    ]
    assert sheet.total == D(40)


@pytest.mark.parametrize("who", ["reviewer2", "secretary", "chair", "author", "admin"])
def test_only_the_reviewer_scores_and_to_others_the_sheet_does_not_exist(
    world: World, session: Session, who: str
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)
    typed = draft(session, round_, "10", "10", "10", "10")

    with pytest.raises(Denied) as refusal:
        save_sheet(session, getattr(world, who), sheet, typed, SCORING, sheet.version)

    assert refusal.value.denial.hidden
    assert sheet.state is SheetState.NOT_STARTED


@pytest.mark.parametrize(("now", "code"), [(NOON, "early"), (SITTING, "late")])
def test_scoring_has_its_time(world: World, session: Session, now: object, code: str) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)

    with pytest.raises(Denied) as refusal:
        save_sheet(session, world.reviewer, sheet, draft(session, round_, None, None, None, None),
                   now, sheet.version)  # type: ignore[arg-type] # fmt: skip

    assert refusal.value.denial.code == code


@BOTH
def test_a_locked_sheet_counts_at_once_and_its_lock_is_recorded(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")

    locked(session, round_, idea, world.reviewer, "9", "20", "25", "15")
    one = result_of(session, idea)
    assert (one.sheets_done, one.sheets_wanted, one.mean, one.below_floor) == (1, 3, None, "")
    sheet = locked(session, round_, idea, world.reviewer2, "10.5", "20.5", "25", "16")

    result = result_of(session, idea)
    assert (result.sheets_done, result.mean, result.median, result.low, result.high) == (
        2, D("70.5"), D("70.5"), D("69"), D("72"),
    )  # fmt: skip
    assert result.below_floor == "1"
    assert (sheet.state, sheet.locked_at) == (SheetState.LOCKED, SCORING)
    session.flush()


def test_the_lock_lies_in_the_chain_with_its_points(world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer")
        sheet = locked(session, round_, idea, world.reviewer, "10", "10", "10", "10")
        subject, keys = (
            sheet.subject,
            [mark.criterion_id for mark in draft(session, round_, *"1234").marks],
        )

    with transaction() as session:
        begun, lock = history_of(session, subject)

    assert (begun.verb, begun.before, begun.after) == ("sheet:begin", "not_started", "draft")
    assert (lock.verb, lock.before, lock.after) == ("sheet:lock", "draft", "locked")
    assert lock.detail == {"total": "40.0000", "points": {str(key): "10.00" for key in keys}}


def test_an_incomplete_sheet_is_not_locked(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = scored(session, round_, idea, world.reviewer, "18", None, "20", "14")

    with pytest.raises(Blocked) as refusal:
        lock_sheet(session, world.reviewer, sheet, SCORING)

    assert [str(b.message) for b in refusal.value.blockers] == [
        "Chấm điểm tiêu chí “Khả năng áp dụng và nhân rộng”"
    ]
    assert (sheet.state, result_of(session, idea).sheets_done) == (SheetState.DRAFT, 0)


def test_locking_twice_says_when_it_was_locked(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = locked(session, round_, idea, world.reviewer)

    with pytest.raises(AlreadyDone) as refusal:
        lock_sheet(session, world.reviewer, sheet, SCORING)

    assert str(refusal.value.message) == "Phiếu này đã được chốt lúc 12:00 02/11/2026"


def test_a_locked_sheet_is_not_saved_over(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = locked(session, round_, idea, world.reviewer)

    with pytest.raises(IllegalMove):
        scored(session, round_, idea, world.reviewer, "1", "1", "1", "1")

    assert sheet.total == D(70)


def test_what_was_checked_is_what_is_locked(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = scored(session, round_, idea, world.reviewer, "18", "18", "20", "14")

    with pytest.raises(StaleDataError):
        lock_sheet(session, world.reviewer, sheet, SCORING, version=sheet.version - 1)

    assert sheet.state is SheetState.DRAFT


def test_the_secretary_reopens_with_a_reason_and_the_result_follows(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    sheet = locked(session, round_, idea, world.reviewer)
    locked(session, round_, idea, world.reviewer2)
    settle_round(session, world.secretary, round_, SCORING)

    reopen_sheet(session, world.secretary, sheet, "Nhầm tiêu chí 2.", SITTING)

    assert (sheet.state, sheet.locked_at, idea.state) == (
        SheetState.REOPENED, None, IdeaState.SCORING,
    )  # fmt: skip
    assert (result_of(session, idea).sheets_done, result_of(session, idea).mean) == (1, None)
    assert mails(session, "review_reopened") == [
        (world.reviewer.email, f"[Sáng kiến AI] Phiếu chấm hồ sơ {idea.code} được mở lại")
    ]


def test_a_reopened_sheet_may_be_mended_after_the_closing_time(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = locked(session, round_, idea, world.reviewer)
    reopen_sheet(session, world.secretary, sheet, "Nhầm.", SITTING)

    scored(session, round_, idea, world.reviewer, "20", "20", "20", "20", now=SITTING)
    lock_sheet(session, world.reviewer, sheet, SITTING)

    assert (sheet.state, sheet.total) == (SheetState.LOCKED, D(80))


@pytest.mark.parametrize("who", ["reviewer", "reviewer2", "author", "admin", "leader"])
def test_nobody_else_reopens(world: World, session: Session, who: str) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = locked(session, round_, idea, world.reviewer)

    with pytest.raises(Denied):
        reopen_sheet(session, getattr(world, who), sheet, "Vì sao không.", SCORING)

    assert sheet.state is SheetState.LOCKED


def test_reopening_wants_a_reason_and_a_locked_sheet(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = scored(session, round_, idea, world.reviewer, "18", "18", "20", "14")

    with pytest.raises(Blocked):
        reopen_sheet(session, world.secretary, sheet, "", SCORING)
    with pytest.raises(IllegalMove):
        reopen_sheet(session, world.secretary, sheet, "Nhầm.", SCORING)


def test_declining_shuts_out_keeps_the_draft_and_tells_the_secretary(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    sheet = scored(session, round_, idea, world.reviewer, "18", None, None, None)

    decline_conflict(session, world.reviewer, sheet, DeclaredGround.RELATIVE, "", SCORING)

    assert sheet.state is SheetState.DECLINED
    kept = session.scalars(select(Mark.points).where(Mark.sheet_id == sheet.id)).all()
    assert D(18) in kept
    conflict = session.scalars(select(Conflict)).one()
    assert (conflict.idea_id, conflict.reviewer_id, conflict.ground) == (
        idea.id, world.reviewer.user_id, "relative",
    )  # fmt: skip
    assert mails(session, "review_declined") == [
        (world.secretary.email, f"[Sáng kiến AI] Một ủy viên xin không chấm hồ sơ {idea.code}")
    ]
    with pytest.raises(Denied) as refusal:
        scored(session, round_, idea, world.reviewer, "1", "1", "1", "1")
    assert refusal.value.denial.code == "conflict"


def test_another_reason_must_be_written_and_a_locked_sheet_stays(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)

    with pytest.raises(Blocked):
        decline_conflict(session, world.reviewer, sheet, DeclaredGround.OTHER, "", SCORING)
    locked(session, round_, idea, world.reviewer)
    with pytest.raises(IllegalMove):
        decline_conflict(session, world.reviewer, sheet, DeclaredGround.MENTOR, "", SCORING)

    assert session.scalars(select(Conflict)).all() == []


def test_nobody_declines_for_somebody_else(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    sheet = sheet_of(session, idea, world.reviewer)

    with pytest.raises(Denied) as refusal:
        decline_conflict(session, world.secretary, sheet, DeclaredGround.MENTOR, "", SCORING)

    assert refusal.value.denial.hidden
