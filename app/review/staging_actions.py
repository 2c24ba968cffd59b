"""End a stage and begin the next: sheets are put aside, the round takes on the next's settings.

Reversible until somebody begins to score in the next stage (`take_back`); decision 0029.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import IDEA_LIFECYCLE
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.outbox.actions import let_go_held
from app.outbox.models import OutboxMessage
from app.review import notices, policy, stage_queries, staging
from app.review.figure_models import CalibrationRun, IdeaEstimate
from app.review.models import Mark, Result, Sheet
from app.review.queries import IN_TABLE, chunks
from app.review.results import refresh_results
from app.review.stage_models import StageResult, StageSheet
from app.review.stage_moves import COPIED, drop_sheets, ideas_to_change, letters_about, put_anew
from app.review.staging import Line
from app.review.states import Proposal
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubric_actions import touch
from app.rounds.rubrics import draft_of
from app.rounds.settings_versions import keep_version
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import StageView, stage_text, stages_of
from app.rounds.stages import BY_STAGE, StageDraft, blockers_to_begin, rule_text

FIGURES = ("sheets_done", "mean", "median", "low", "high", "below_floor", "vetoed")


@dataclass(frozen=True, slots=True)
class Crossing:
    """The stage that would end, the one that would begin, and everybody at the line between."""

    now_is: StageView
    following: StageView
    lines: tuple[Line, ...]

    @property
    def mark(self) -> str:
        """A short name of what was shown: another score, another line, another mark."""
        words = [(one.candidate.idea_id, str(one.candidate.mean), str(one.side))
                 for one in self.lines]  # fmt: skip
        return sha256(repr((self.now_is.position, words)).encode()).hexdigest()


def crossing(session: Session, actor: Actor, round_: Round) -> Crossing | None:
    """What stands at the line between the present stage and the next; None in the last."""
    stages = stages_of(session, round_.id)
    if not 1 <= round_.stage < len(stages):
        return None
    now_is = stages[round_.stage - 1]
    lines = staging.shortlist(now_is.draft, stage_queries.candidates(session, actor, round_))
    return Crossing(now_is, stages[round_.stage], tuple(lines))


def blockers_before(
    session: Session, round_: Round, found: Crossing, now: datetime
) -> list[Blocker]:
    """What must be done before the stage can end at all."""
    blockers = blockers_to_begin(found.following.draft, now)
    left = stage_queries.still_scored(session, round_.id)
    if left:
        blockers.append(Blocker("idea", T("Còn %(n)s hồ sơ chưa khóa kết quả chấm của vòng này",
                                          n=left)))  # fmt: skip
    gone = stage_queries.already_brought(session, round_.id)
    if gone:
        blockers.append(Blocker("idea", T("Có %(n)s hồ sơ của vòng này đã trình Hội đồng, không "
                                          "chuyển vòng được nữa", n=gone)))  # fmt: skip
    if not found.lines:
        blockers.append(Blocker("idea", T("Chưa có hồ sơ nào khóa kết quả chấm")))
    return blockers


def advance(
    session: Session, actor: Actor, round_: Round, chosen: Collection[int], reason: str,
    mark: str, now: datetime,
) -> tuple[int, int]:  # fmt: skip
    """End the stage; returns how many dossiers go on and how many stop.

    One act: sheets and results put aside, settings and rubric of the next stage in force, chosen
    dossiers scored anew, the others proposed for decline with the reason; letters are held.
    """
    require(policy.open_scoring(actor, round_.council_id))
    found = crossing(session, actor, round_)
    if found is None:
        raise Blocked([Blocker("", T("Đợt không có vòng sau"))])
    if mark != found.mark:
        raise StaleDataError("the line has changed since it was shown")
    require_ready(blockers_before(session, round_, found, now))
    hidden = {one.candidate.idea_id for one in found.lines if one.candidate.shut and one.ticked}
    seen = {one.candidate.idea_id for one in found.lines if not one.candidate.shut}
    going = {key for key in chosen if key in seen} | hidden
    require_ready(staging.blockers_to_advance(found.now_is.draft, found.lines, going, reason))
    ideas = ideas_to_change(session, [one.candidate.idea_id for one in found.lines])
    sheets = _put_aside(session, round_, found.now_is.stage_id)
    _keep_results(session, found, going, reason)
    _keep_stage(session, round_, found.now_is, now)
    _take_on(session, round_, found.following.draft, now)
    for key in sorted(ideas):
        if key in going:
            move(session, actor, ideas[key], IDEA_LIFECYCLE, "advance", now, reason=reason)
    _clear_results(session, actor, found, going, reason, now)
    refresh_results(session, round_, going, now)
    touch(session, round_)
    record(session, actor, "round:advance", round_, now, stage=found.now_is.name, reason=reason,
           chosen=len(going), stopped=len(ideas) - len(going), sheets=sheets)  # fmt: skip
    keep_version(session, actor, round_, "advance", now)
    for key in sorted(ideas):
        notices.stage_ended(session, ideas[key], found.now_is.name, now)
    return len(going), len(ideas) - len(going)


def _put_aside(session: Session, round_: Round, stage_id: int) -> int:
    """Move the sheets with their marks to the stage that ends; returns how many."""
    rubric = rubric_of(session, round_.id)
    places = {c.criterion_id: c.position for c in rubric.criteria} if rubric else {}
    here = Sheet.round_id == round_.id
    session.flush()
    marks: defaultdict[int, list[tuple[int, str | None, str, bool]]] = defaultdict(list)
    rows = session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.remark, Mark.skipped)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(here)
    )
    for key, criterion_id, points, remark, skipped in rows:
        given = None if points is None else str(points)
        marks[key].append((places.get(criterion_id, 0), given, remark, skipped))
    sheets = list(session.scalars(select(Sheet).where(here).order_by(Sheet.id).with_for_update()))
    values = [
        {**{name: getattr(one, name) for name in COPIED}, "state": str(one.state),
         "stage_id": stage_id, "marks": json.dumps(sorted(marks[one.id]), ensure_ascii=False)}
        for one in sheets
    ]  # fmt: skip
    if values:
        session.execute(insert(StageSheet), values)
    drop_sheets(session, sheets)
    return len(sheets)


def _keep_results(session: Session, found: Crossing, going: Collection[int], reason: str) -> None:
    lines = {one.candidate.idea_id: one for one in found.lines}
    words = str(T("Quy tắc của vòng: %(rule)s.", rule=rule_text(found.now_is.draft)))
    by_hand = staging.against_the_rule(found.lines, going) if reason else []
    decided = {one.candidate.idea_id for one in by_hand}
    for part in chunks(lines):
        for row in session.scalars(select(Result).where(Result.idea_id.in_(part))):
            line = lines[row.idea_id]
            session.add(
                StageResult(
                    stage_id=found.now_is.stage_id, idea_id=row.idea_id, place=line.place,
                    went_on=row.idea_id in going,
                    reason=f"{words} {reason}" if row.idea_id in decided else words,
                    **{name: getattr(row, name) for name in FIGURES},
                )
            )  # fmt: skip
    session.flush()


def _keep_stage(session: Session, round_: Round, stage: StageView, now: datetime) -> None:
    rubric = rubric_of(session, round_.id)
    lived: dict[str, object] = {name: getattr(round_, name) for name in BY_STAGE}
    whole = replace(stage.draft, rubric=draft_of(rubric) if rubric else None, **lived)  # type: ignore[arg-type]
    row = session.get_one(RoundStage, stage.stage_id, with_for_update=True)
    row.kept, row.ended_at = stage_text(whole), now


def _take_on(session: Session, round_: Round, draft: StageDraft, now: datetime) -> None:
    """The settings of a stage become those of the round; its rubric stands fast from now on."""
    for name in BY_STAGE:
        value = getattr(draft, name)
        if value is not None:
            setattr(round_, name, value)
    round_.stage += 1
    if draft.rubric is not None:
        put_anew(session, round_, draft.rubric, now)


def _clear_results(
    session: Session, actor: Actor, found: Crossing, going: Collection[int], reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """The table begins anew; who stops is proposed for decline, with words for the minutes."""
    words = str(T("Không vào vòng “%(next)s”. Quy tắc của vòng “%(stage)s”: %(rule)s.",
                  next=found.following.name, stage=found.now_is.name,
                  rule=rule_text(found.now_is.draft)))  # fmt: skip
    keys = [one.candidate.idea_id for one in found.lines]
    for part in chunks(keys):
        for row in session.scalars(select(Result).where(Result.idea_id.in_(part))):
            stops = row.idea_id not in going
            row.sheets_done = row.sheets_given = row.sheets_wanted = 0
            row.mean = row.median = row.low = row.high = None
            row.below_floor = row.vetoed = ""
            row.proposal = Proposal.DECLINE if stops else Proposal.NONE
            row.proposal_reason = f"{words} {reason}".strip() if stops else ""
            row.proposed_by, row.proposed_at = (actor.user_id, now) if stops else (None, None)
            row.updated_at = now
    session.flush()
    round_id = found_round(session, found.now_is.stage_id)
    session.execute(delete(IdeaEstimate).where(IdeaEstimate.round_id == round_id))
    session.execute(delete(CalibrationRun).where(CalibrationRun.round_id == round_id))


def found_round(session: Session, stage_id: int) -> int:
    """The round a stage belongs to."""
    return session.scalars(select(RoundStage.round_id).where(RoundStage.id == stage_id)).one()


def held_stage_letters(session: Session, round_: Round) -> list[OutboxMessage]:
    """The letters about stages of this round that wait to be let go."""
    here = Idea.round_id == round_.id, Idea.state.in_(IN_TABLE)
    return letters_about(
        session, {idea.id: idea for idea in session.scalars(select(Idea).where(*here))}
    )


def tell_authors(session: Session, actor: Actor, round_: Round, now: datetime) -> int:
    """Let the stage's letters go; from now on authors read the outcome, and nothing is undone."""
    require(policy.open_scoring(actor, round_.council_id))
    letters = held_stage_letters(session, round_)
    require_ready([] if letters else [Blocker("", T("Không còn thư nào chờ gửi"))])
    stages = stages_of(session, round_.id)
    for stage in stages:
        if stage.ended_at is not None and stage.told_at is None:
            session.get_one(RoundStage, stage.stage_id).told_at = now
    count = let_go_held(session, actor, letters, now)
    record(session, actor, "round:stage_told", round_, now, stage=stages[round_.stage - 2].name,
           letters=count)  # fmt: skip
    return count
