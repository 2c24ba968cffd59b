"""Undo the last crossing: what was put aside is in force again (decision 0029)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import DECIDED, IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.outbox.actions import cancel_held
from app.review import past_stage_queries, policy, stage_queries
from app.review.models import Mark, Result, Sheet
from app.review.queries import chunks
from app.review.results import refresh_results
from app.review.stage_models import StageResult, StageSheet
from app.review.stage_moves import COPIED, drop_sheets, ideas_to_change, letters_about, put_anew
from app.review.states import Proposal, SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubric_actions import touch
from app.rounds.rubrics import draft_of
from app.rounds.settings_versions import keep_version
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import StageView, stages_of
from app.rounds.stages import BY_STAGE


def take_back(session: Session, actor: Actor, round_: Round, reason: str, now: datetime) -> int:
    """Undo the last crossing, while nobody has begun to score and no letter has gone.

    Everything stands again as it was before: sheets under their numbers, results, rubric, dates.
    """
    require(policy.open_scoring(actor, round_.council_id))
    stages = stages_of(session, round_.id)
    ended = stages[round_.stage - 2] if 2 <= round_.stage <= len(stages) else None
    require_ready(_blockers_to_take_back(session, round_, ended, reason))
    if ended is None or ended.lived is None:
        raise Blocked([Blocker("", T("Đợt đang ở vòng đầu"))])
    drop_sheets(session, list(session.scalars(select(Sheet).where(Sheet.round_id == round_.id))))
    ideas = ideas_to_change(session, _keys_of(session, ended.stage_id))
    _take_up(session, round_, ended, now)
    _bring_sheets(session, round_, ended.stage_id)
    back = 0
    for row in session.scalars(select(StageResult).where(StageResult.stage_id == ended.stage_id)):
        if row.went_on:
            idea = ideas[row.idea_id]
            move(session, actor, idea, IDEA_LIFECYCLE, "step_back", now, reason=reason)
            back += 1
    _drop_proposals(session, ideas)
    session.execute(delete(StageResult).where(StageResult.stage_id == ended.stage_id))
    refresh_results(session, round_, ideas, now)
    cancel_held(session, actor, letters_about(session, ideas), reason, now)
    touch(session, round_)
    record(session, actor, "round:step_back", round_, now, stage=ended.name, reason=reason)
    keep_version(session, actor, round_, "step_back", now)
    return back


def _blockers_to_take_back(
    session: Session, round_: Round, ended: StageView | None, reason: str
) -> list[Blocker]:
    found = []
    if not reason:
        found.append(Blocker("reason", T("Ghi lý do hoàn tác")))
    begun = stage_queries.begun_sheets(session, round_.id)
    if begun:
        found.append(Blocker("", T("Đã có %(n)s phiếu của vòng sau bắt đầu chấm, không hoàn tác "
                                   "được nữa", n=begun)))  # fmt: skip
    if ended is not None and ended.told_at is not None:
        found.append(Blocker("", T("Thư báo kết quả vòng đã gửi, không hoàn tác được nữa")))
    late = Idea.round_id == round_.id, Idea.state.in_(
        (IdeaState.BEFORE_COUNCIL, *DECIDED))  # fmt: skip
    if session.scalar(select(Idea.id).where(*late).limit(1)) is not None:
        found.append(Blocker("", T("Đã có hồ sơ trình Hội đồng, không hoàn tác được nữa")))
    return found


def _keys_of(session: Session, stage_id: int) -> list[int]:
    keys = select(StageResult.idea_id).where(StageResult.stage_id == stage_id)
    return list(session.scalars(keys))


def _take_up(session: Session, round_: Round, ended: StageView, now: datetime) -> None:
    lived = ended.lived
    if lived is None:
        return
    for name in BY_STAGE:
        setattr(round_, name, getattr(lived, name))
    round_.stage -= 1
    rubric = rubric_of(session, round_.id)
    if lived.rubric is not None and (rubric is None or draft_of(rubric) != lived.rubric):
        put_anew(session, round_, lived.rubric, now)
    row = session.get_one(RoundStage, ended.stage_id, with_for_update=True)
    row.kept, row.ended_at = "", None


def _bring_sheets(session: Session, round_: Round, stage_id: int) -> None:
    """The put-aside sheets are in force again, under their old numbers."""
    rubric = rubric_of(session, round_.id)
    criteria = {c.position: c for c in rubric.criteria} if rubric else {}
    kept = list(session.scalars(select(StageSheet).where(StageSheet.stage_id == stage_id)))
    if not kept:
        return
    session.execute(
        insert(Sheet),
        [{**{name: getattr(one, name) for name in COPIED}, "round_id": round_.id, "version": 1,
          "state": SheetState(one.state)} for one in kept],
    )  # fmt: skip
    marks = []
    for one in kept:
        for position, mark in past_stage_queries.past_marks(one.marks).items():
            criterion = criteria.get(position)
            if criterion is not None:
                band = None if mark.points is None else criterion.band_of(mark.points)
                marks.append({
                    "sheet_id": one.id, "criterion_id": criterion.criterion_id,
                    "band_id": band.band_id if band else None, "points": mark.points,
                    "remark": mark.remark, "skipped": mark.skipped,
                })  # fmt: skip
    if marks:
        session.execute(insert(Mark), marks)
    session.execute(delete(StageSheet).where(StageSheet.stage_id == stage_id))


def _drop_proposals(session: Session, ideas: Mapping[int, Idea]) -> None:
    for part in chunks(ideas):
        session.execute(
            update(Result).where(Result.idea_id.in_(part))
            .values(proposal=Proposal.NONE, proposal_reason="", proposed_by=None, proposed_at=None)
        )  # fmt: skip
