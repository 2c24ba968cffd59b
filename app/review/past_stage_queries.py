"""Stages that have ended, as the office, their reviewers and the authors read them."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.queries import written_by
from app.kernel.actor import Actor
from app.review.detail_queries import SheetDetail
from app.review.queries import shut_for
from app.review.rules import MarkDraft
from app.review.stage_models import StageResult, StageSheet
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.rubrics import BandView, CriterionView, RubricDraft, RubricView
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import StageView


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
    rows = rows_of(session, _my_past_rounds(), {"me": actor.user_id})
    return [(key, title) for key, title in rows]


@cache
def _my_past_rounds() -> Select[int, str]:
    mine = (
        select(RoundStage.round_id)
        .join(StageSheet, StageSheet.stage_id == RoundStage.id)
        .where(StageSheet.reviewer_id == bindparam("me"))
    )
    return select(Round.id, Round.title).where(Round.id.in_(mine)).order_by(Round.id.desc())


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
