"""Reads about stages: candidates for the next one, and what ended stages left behind."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.ideas.models import Idea
from app.ideas.queries import written_by
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor
from app.review.detail_queries import SheetDetail
from app.review.models import Result, Sheet
from app.review.queries import Reviewer, chunks, reviewers_of, shut_for
from app.review.rules import MarkDraft
from app.review.stage_models import StageResult, StageSheet
from app.review.staging import Candidate, Part
from app.review.states import SheetState
from app.rounds.models import Category, Round
from app.rounds.rubrics import BandView, CriterionView, RubricDraft, RubricView, maximum_total
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import StageView, panel_ids, stages_of


def judges_of(session: Session, round_: Round, day: date) -> list[Reviewer]:
    """Who scores in the round's present stage: its panel, or every reviewer of the council."""
    members, panel = reviewers_of(session, round_.council_id, day), panel_ids(session, round_)
    return [one for one in members if not panel or one.account_id in panel]


def candidates(session: Session, actor: Actor, round_: Round) -> list[Candidate]:
    """The settled dossiers that were scored in the present stage; two queries."""
    shut = set(session.scalars(
        select(Idea.id).where(Idea.round_id == round_.id, shut_for(session, actor))))  # fmt: skip
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.unit_name, Category.name, Result.mean,
               Result.vetoed)
        .join(Result, Result.idea_id == Idea.id)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.round_id == round_.id, Idea.state == IdeaState.SCORED,
               Idea.id.not_in(_stopped(round_.id)))
        .order_by(Idea.code, Idea.id)
    )  # fmt: skip
    return [
        Candidate(key, code or "", title, unit, category or "", mean, bool(lost), key in shut)
        for key, code, title, unit, category, mean, lost in rows
    ]


def _stopped(round_id: int) -> Select[int]:
    """Dossiers that did not go on from an earlier stage."""
    return (
        select(StageResult.idea_id)
        .join(RoundStage, RoundStage.id == StageResult.stage_id)
        .where(RoundStage.round_id == round_id, ~StageResult.went_on)
    )


def still_running(session: Session, round_: Round, idea_ids: Collection[int]) -> list[str]:
    """The codes, among these dossiers, of those that may still go on to a later stage."""
    later = select(RoundStage.id).where(
        RoundStage.round_id == round_.id, RoundStage.position > round_.stage
    )
    if session.scalar(later.limit(1)) is None:
        return []
    found: list[str] = []
    for part in chunks(idea_ids):
        here = Idea.id.in_(part), Idea.id.not_in(_stopped(round_.id))
        codes = session.scalars(select(Idea.code).where(*here).order_by(Idea.code))
        found += [code or "?" for code in codes]
    return found


def begun_sheets(session: Session, round_id: int) -> int:
    """How many sheets of the present stage somebody has touched."""
    touched = Sheet.round_id == round_id, Sheet.state != SheetState.NOT_STARTED
    return session.scalar(select(func.count(Sheet.id)).where(*touched)) or 0


def already_brought(session: Session, round_id: int) -> int:
    """Dossiers scored in the present stage that are before the council already, or decided."""
    late = IdeaState.BEFORE_COUNCIL, *DECIDED
    scored = select(Sheet.idea_id).where(Sheet.round_id == round_id)
    counted = select(func.count(Idea.id)).where(Idea.id.in_(scored), Idea.state.in_(late))
    return session.scalar(counted) or 0


def still_scored(session: Session, round_id: int) -> int:
    """Dossiers whose score of this stage is not fixed yet."""
    waiting = Idea.state.in_((IdeaState.ELIGIBLE, IdeaState.SCORING))
    return (
        session.scalar(select(func.count(Idea.id)).where(Idea.round_id == round_id, waiting)) or 0
    )


def earlier_parts(
    session: Session, stages: Sequence[StageView], idea_ids: Collection[int]
) -> dict[int, list[Part]]:
    """What the ended stages put into the official score of these dossiers."""
    lived = {s.stage_id: s for s in stages if s.lived and s.lived.rubric and s.draft.share}
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for part in chunks(idea_ids):
        rows = session.execute(
            select(StageResult.idea_id, StageResult.stage_id, StageResult.mean)
            .where(StageResult.stage_id.in_(lived), StageResult.idea_id.in_(part))
            .order_by(StageResult.stage_id)
        )
        for key, stage_id, mean in rows:
            stage = lived[stage_id]
            if mean is not None and stage.lived and stage.lived.rubric:
                scale = maximum_total(stage.lived.rubric.criteria)
                found[key].append(Part(mean, scale, stage.draft.share or Decimal()))
    return found


@dataclass(frozen=True, slots=True)
class PastRow:
    """One dossier's line of an ended stage."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    place: int | None
    mean: Decimal | None
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None
    sheets_done: int
    below_floor: str
    vetoed: str
    went_on: bool
    reason: str


def _past(session: Session, actor: Actor, stage: StageView) -> Select[Any]:
    return (
        select(StageResult.idea_id)
        .join(Idea, Idea.id == StageResult.idea_id)
        .where(StageResult.stage_id == stage.stage_id, ~shut_for(session, actor))
    )


def past_rows(
    session: Session, actor: Actor, stage: StageView, *, limit: int | None = None, offset: int = 0
) -> list[PastRow]:
    """The table of an ended stage by place, without what the actor must keep away from."""
    rows = session.execute(
        _past(session, actor, stage)
        .with_only_columns(
            Idea.id, Idea.code, Idea.title, Idea.unit_name, StageResult.place, StageResult.mean,
            StageResult.median, StageResult.low, StageResult.high, StageResult.sheets_done,
            StageResult.below_floor, StageResult.vetoed, StageResult.went_on, StageResult.reason,
        )
        .order_by(StageResult.place.is_(None), StageResult.place, Idea.code, Idea.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [PastRow(key, code or "", *rest) for key, code, *rest in rows]


def outcome_of(session: Session, stage: StageView, idea_id: int) -> StageResult | None:
    """A dossier's line of an ended stage; ask the policy before showing it."""
    return session.get(StageResult, (stage.stage_id, idea_id))


def past_count(session: Session, actor: Actor, stage: StageView) -> int:
    """How many lines `past_rows` has."""
    found = _past(session, actor, stage).with_only_columns(func.count())
    return session.scalar(found) or 0


@dataclass(frozen=True, slots=True)
class PastLoad:
    """What one reviewer did in an ended stage."""

    name: str
    given: int
    locked: int


def past_loads(session: Session, stage: StageView) -> list[PastLoad]:
    """The panel of an ended stage with its sheets, by name."""
    locked = func.count().filter(StageSheet.state == SheetState.LOCKED)
    rows = session.execute(
        select(Account.full_name, func.count(), locked)
        .join(StageSheet, StageSheet.reviewer_id == Account.id)
        .where(StageSheet.stage_id == stage.stage_id, StageSheet.state != SheetState.DECLINED)
        .group_by(Account.id)
        .order_by(Account.name_key, Account.id)
    )
    return [PastLoad(*row) for row in rows]


def rubric_as_lived(stage: StageView, round_id: int) -> RubricView | None:
    """The rubric of an ended stage; its criteria are named by their position."""
    draft: RubricDraft | None = stage.lived.rubric if stage.lived else None
    if draft is None:
        return None
    criteria = tuple(
        CriterionView(n, n, c.name, c.guidance, c.weight, c.maximum, c.step, c.floor,
                      tuple(BandView(n * 100 + m, m, b.label, b.anchor, b.low, b.high,
                                     b.remark_wanted) for m, b in enumerate(c.bands, start=1)),
                      c.skippable, c.veto)
        for n, c in enumerate(draft.criteria, start=1)
    )  # fmt: skip
    return RubricView(0, round_id, draft.name, draft.note, draft.pass_mark, stage.ended_at,
                      criteria, draft.veto_reviewers)  # fmt: skip


def past_marks(text: str) -> dict[int, MarkDraft]:
    """The marks of a kept sheet, by the position of their criteria."""
    return {
        position: MarkDraft(position, None if points is None else Decimal(points), None, remark,
                            skipped)
        for position, points, remark, skipped in json.loads(text)
    }  # fmt: skip


def marks_without_remarks(text: str) -> str:
    """The kept marks with their points and without what was written."""
    return json.dumps([[place, points, "", skipped]
                       for place, points, _remark, skipped in json.loads(text)])  # fmt: skip


def past_sheets(session: Session, stage: StageView, idea_id: int) -> list[SheetDetail]:
    """The sheets of a dossier in an ended stage, marks of locked ones only."""
    rows = session.execute(
        select(StageSheet, Account.full_name)
        .join(Account, Account.id == StageSheet.reviewer_id)
        .where(StageSheet.stage_id == stage.stage_id, StageSheet.idea_id == idea_id)
        .order_by(Account.name_key, StageSheet.id)
    )
    found = []
    for sheet, name in rows:
        state, locked = SheetState(sheet.state), sheet.state == SheetState.LOCKED
        found.append(
            SheetDetail(
                sheet.id, name, state, sheet.total if locked else None,
                sheet.remark if locked else "", sheet.locked_at, sheet.entered_by is not None,
                past_marks(sheet.marks) if locked else {},
            )
        )  # fmt: skip
    return found


def stage_of_result(session: Session, round_: Round, idea_id: int) -> StageView | None:
    """The ended stage in which this dossier stopped; None while it is still in the running."""
    stopped = session.scalar(
        select(StageResult.stage_id).where(StageResult.idea_id == idea_id, ~StageResult.went_on)
    )
    if stopped is None:
        return None
    return next((s for s in stages_of(session, round_.id) if s.stage_id == stopped), None)


@dataclass(frozen=True, slots=True)
class MyPastSheet:
    """A sheet of mine in an ended stage, to read again."""

    stage_name: str
    code: str
    title: str
    state: SheetState
    total: Decimal | None
    locked_at: datetime | None


def my_past_rounds(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Rounds of which I have sheets in ended stages: id and title, the newest first."""
    mine = (
        select(RoundStage.round_id)
        .join(StageSheet, StageSheet.stage_id == RoundStage.id)
        .where(StageSheet.reviewer_id == actor.user_id)
    )
    rows = session.execute(
        select(Round.id, Round.title).where(Round.id.in_(mine)).order_by(Round.id.desc())
    )
    return [(key, title) for key, title in rows]


def my_past_sheets(session: Session, actor: Actor, round_id: int) -> list[MyPastSheet]:
    """My own sheets of the round's ended stages, in their order."""
    rows = session.execute(
        select(RoundStage.name, Idea.code, Idea.title, StageSheet.state, StageSheet.total,
               StageSheet.locked_at)
        .join(RoundStage, RoundStage.id == StageSheet.stage_id)
        .join(Idea, Idea.id == StageSheet.idea_id)
        .where(StageSheet.reviewer_id == actor.user_id, RoundStage.round_id == round_id,
               StageSheet.state != SheetState.DECLINED)
        .order_by(RoundStage.position, StageSheet.position, StageSheet.id)
    )  # fmt: skip
    return [MyPastSheet(name, code or "", title, SheetState(state), total, at)
            for name, code, title, state, total, at in rows]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What an author reads of a stage, once its letters were let go. No score, no place."""

    idea_id: int
    code: str
    title: str
    stage_name: str
    went_on: bool
    reason: str
    told_at: datetime


def told_to(session: Session, actor: Actor) -> list[Told]:
    """The outcomes of stages of the actor's own dossiers, the newest first."""
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, RoundStage.name, StageResult.went_on,
               StageResult.reason, RoundStage.told_at)
        .join(StageResult, StageResult.idea_id == Idea.id)
        .join(RoundStage, RoundStage.id == StageResult.stage_id)
        .where(RoundStage.told_at.is_not(None), written_by(actor))
        .order_by(RoundStage.told_at.desc(), Idea.code, Idea.id)
        .limit(50)
    )  # fmt: skip
    return [Told(key, code or "", title, stage, went_on, reason, at)
            for key, code, title, stage, went_on, reason, at in rows if at]  # fmt: skip


def earlier_scores(
    session: Session, round_: Round, idea_id: int
) -> list[tuple[str, Decimal | None]]:
    """The dossier's official scores of ended stages, where the round lets reviewers read them."""
    if round_.stage == 1 or not round_.shows_earlier:
        return []
    rows = session.execute(
        select(RoundStage.name, StageResult.mean)
        .join(StageResult, StageResult.stage_id == RoundStage.id)
        .where(RoundStage.round_id == round_.id, StageResult.idea_id == idea_id)
        .order_by(RoundStage.position)
    )
    return [(name, mean) for name, mean in rows]


def shares_in_force(session: Session, round_: Round) -> tuple[Decimal | None, list[StageView]]:
    """The present stage's share and the ended stages; nothing in a round with one stage."""
    if round_.stage == 1:
        return None, []
    stages = stages_of(session, round_.id)
    share = stages[round_.stage - 1].draft.share if round_.stage <= len(stages) else None
    last = round_.stage == len(stages)
    return (share if last else None), stages
