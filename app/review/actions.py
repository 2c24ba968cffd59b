"""Score: save, lock, reopen a sheet, step back from it.

Assignment is in `assigning_actions`, settling and deciding in `deciding_actions`; callers find
all of them here.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import move, record
from app.database.transaction import to_change
from app.ideas.models import Idea
from app.ideas.states import IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.numbers import decimal_text
from app.kernel.refusals import (
    AlreadyDone,
    Blocked,
    Blocker,
    Difference,
    IllegalMove,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.review import notices, policy, queries, rules
from app.review.assigning_actions import Change, apply_assignment, open_scoring
from app.review.conflicts import DeclaredGround
from app.review.deciding_actions import (
    bring_to_council,
    propose,
    record_decision,
    settle_round,
)
from app.review.models import Conflict, Mark, Result, Sheet
from app.review.results import refresh_results
from app.review.rules import SheetDraft
from app.review.states import OPEN_SHEETS, SHEET_LIFECYCLE, Proposal, SheetState
from app.review.warm_up_actions import require_warmed_up
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView

__all__ = [
    "Change", "SavedSheet", "apply_assignment", "bring_to_council", "decline_conflict",
    "lock_sheet", "open_scoring", "propose", "record_decision", "reopen_sheet", "save_sheet",
    "settle_round",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What a save gave: the official total (None: not complete), the sum so far, the version."""

    total: Decimal | None
    running: Decimal
    done: int
    of: int
    saved_at: datetime
    version: int
    state: SheetState


def save_sheet(
    session: Session, actor: Actor, sheet: Sheet, draft: SheetDraft, now: datetime, version: int
) -> SavedSheet:
    """Store what the reviewer gave so far; the server computes the total.

    Raises Blocked for wrong points (nothing is stored then), StaleEdit with both texts when the
    sheet was saved elsewhere since `version`. Drafts are not written to the audit chain: the
    lock records the whole sheet.
    """
    require(policy.score(actor, queries.standing_of_sheet(session, actor, sheet), now))
    if sheet.state not in OPEN_SHEETS:
        raise IllegalMove("save", sheet.state, SHEET_LIFECYCLE.open_from(sheet.state))
    rubric = rubric_of_sheet(session, sheet)
    if version != sheet.version:
        stale = _stale(session, actor, sheet, draft, rubric)
        # What was sent twice because its answer was lost is no conflict: it is stored as sent.
        if stale.differences:
            raise stale
    if sheet.state is SheetState.NOT_STARTED:
        require_warmed_up(session, actor, rubric)
    require_ready(rules.blockers_to_save(draft, rubric.criteria))
    if sheet.state is SheetState.NOT_STARTED:
        move(session, actor, sheet, SHEET_LIFECYCLE, "begin", now)
    write_marks(session, sheet, draft, rubric)
    sheet.total = rules.sheet_total(draft, rubric.criteria)
    sheet.remark, sheet.saved_at = draft.remark, now
    # Marks are rows of their own: the sheet's version must count their changes too.
    flag_modified(sheet, "saved_at")
    session.flush()
    running, done = rules.running_total(draft, rubric.criteria)
    return SavedSheet(sheet.total, running, done, len(rubric.criteria), now, sheet.version,
                      sheet.state)  # fmt: skip


def rubric_of_sheet(session: Session, sheet: Sheet) -> RubricView:
    """The rubric that this sheet is scored by."""
    rubric = rubric_of(session, sheet.round_id)
    if rubric is None:
        raise Blocked([Blocker("rubric", T("Đợt xét chưa có thang điểm"))])
    return rubric


def write_marks(session: Session, sheet: Sheet, draft: SheetDraft, rubric: RubricView) -> None:
    """One row per criterion of the rubric; marks of any other criterion are not taken."""
    stored = {
        mark.criterion_id: mark
        for mark in session.scalars(select(Mark).where(Mark.sheet_id == sheet.id))
    }
    for criterion in rubric.criteria:
        typed = draft.mark_of(criterion.criterion_id)
        mark = stored.get(criterion.criterion_id)
        if mark is None:
            mark = Mark(sheet_id=sheet.id, criterion_id=criterion.criterion_id)
            session.add(mark)
        band = None if typed.points is None else criterion.band_of(typed.points)
        known = {band.band_id for band in criterion.bands} & {typed.band_id}
        mark.band_id = band.band_id if band else next(iter(known), None)
        mark.points, mark.remark, mark.skipped = typed.points, typed.remark, typed.skipped


def _stale(
    session: Session, actor: Actor, sheet: Sheet, draft: SheetDraft, rubric: RubricView
) -> StaleEdit:
    stored = queries.draft_of(session, sheet)
    found: list[Difference] = []
    for criterion in rubric.criteria:
        key, name = criterion.criterion_id, criterion.name
        mine, theirs = draft.mark_of(key), stored.mark_of(key)
        if mine.points != theirs.points:
            found.append(Difference(f"points_{key}", T("Điểm, %(name)s", name=name),
                                    _points(mine.points), _points(theirs.points)))  # fmt: skip
        if mine.skipped != theirs.skipped:
            found.append(Difference(f"skipped_{key}", T("Không áp dụng, %(name)s", name=name),
                                    "y" if mine.skipped else "",
                                    "y" if theirs.skipped else ""))  # fmt: skip
        if mine.remark != theirs.remark:
            found.append(Difference(f"remark_{key}", T("Nhận xét, %(name)s", name=name),
                                    mine.remark, theirs.remark))  # fmt: skip
    if draft.remark != stored.remark:
        found.append(Difference("remark", T("Nhận xét chung"), draft.remark, stored.remark))
    when = instant_text(sheet.saved_at) if sheet.saved_at else ""
    return StaleEdit(actor.name, when, found, sheet.version)


def _points(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def lock_sheet(
    session: Session, actor: Actor, sheet: Sheet, now: datetime, version: int | None = None
) -> None:
    """Lock a complete sheet; the dossier's result follows in the same transaction.

    Raises AlreadyDone when it is locked, Blocked with every gap, StaleDataError when what was
    checked (`version`) is no longer what is stored.
    """
    require(policy.score(actor, queries.standing_of_sheet(session, actor, sheet), now))
    if sheet.state is SheetState.LOCKED and sheet.locked_at is not None:
        raise AlreadyDone(T("Phiếu này đã được chốt lúc %(when)s",
                            when=instant_text(sheet.locked_at)), "review.sheet",
                          sheet_id=sheet.id)  # fmt: skip
    rubric, draft = rubric_of_sheet(session, sheet), queries.draft_of(session, sheet)
    if version is not None and version != sheet.version:
        raise StaleDataError("the sheet has changed since it was checked")
    require_ready(rules.blockers_to_lock(draft, rubric.criteria))
    # Locks of one dossier wait for each other, and for the settling of the round.
    idea = to_change(session, Idea, sheet.idea_id)
    IDEA_LIFECYCLE.after(idea.state, "settle")
    sheet.total = rules.sheet_total(draft, rubric.criteria)
    sheet.locked_at = now
    points = {str(m.criterion_id): "–" if m.skipped else str(m.points) for m in draft.marks}
    move(session, actor, sheet, SHEET_LIFECYCLE, "lock", now, total=str(sheet.total),
         points=points)  # fmt: skip
    refresh_results(session, session.get_one(Round, sheet.round_id), [sheet.idea_id], now)


def reopen_sheet(session: Session, actor: Actor, sheet: Sheet, reason: str, now: datetime) -> None:
    """Let the reviewer mend a locked sheet, for a reason that is kept and sent.

    A dossier whose result was settled goes back to scoring, and its proposal falls: it was made
    on another score. Refused once the dossier is before the council.
    """
    round_ = session.get_one(Round, sheet.round_id)
    shut = queries.shut_codes(session, actor, [sheet.idea_id])
    require(policy.work_on(actor, round_.council_id, shut))
    require_ready([] if reason else [Blocker("reason", T("Ghi lý do mở lại phiếu"))])
    idea = to_change(session, Idea, sheet.idea_id)
    if idea.state is not IdeaState.SCORING:
        move(session, actor, idea, IDEA_LIFECYCLE, "reopen_scoring", now, reason=reason)
        _drop_proposal(session, idea.id)
    move(session, actor, sheet, SHEET_LIFECYCLE, "reopen", now, reason=reason)
    sheet.locked_at = None
    refresh_results(session, round_, [idea.id], now)
    notices.reopened(session, sheet.reviewer_id, idea, reason, now)


def _drop_proposal(session: Session, idea_id: int) -> None:
    result = session.get(Result, idea_id, with_for_update=True)
    if result is not None:
        result.proposal, result.proposal_reason = Proposal.NONE, ""
        result.proposed_by = result.proposed_at = None


def decline_conflict(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    ground: DeclaredGround,
    note: str,
    now: datetime,
) -> None:
    """Step back from a dossier: the sheet is declined, its author shut out, the secretary told.

    What was typed stays on the declined sheet and counts for nothing.
    """
    require(policy.decline(actor, sheet.reviewer_id))
    require_ready(_blockers_to_decline(ground, note))
    idea = to_change(session, Idea, sheet.idea_id)
    move(session, actor, sheet, SHEET_LIFECYCLE, "decline", now, reason=note, ground=str(ground))
    shut = select(Conflict.id).where(
        Conflict.idea_id == idea.id, Conflict.reviewer_id == sheet.reviewer_id
    )
    if session.scalar(shut) is None:
        conflict = Conflict(idea_id=idea.id, reviewer_id=sheet.reviewer_id, ground=str(ground),
                            note=note, declared_at=now)  # fmt: skip
        session.add(conflict)
        record(session, actor, "conflict:declare", idea, now, ground=str(ground))
    round_ = session.get_one(Round, sheet.round_id)
    refresh_results(session, round_, [idea.id], now)
    notices.declined(session, round_, idea, now)


def _blockers_to_decline(ground: DeclaredGround, note: str) -> list[Blocker]:
    if ground is DeclaredGround.OTHER and not note:
        return [Blocker("note", T("Ghi rõ lý do"))]
    return []
