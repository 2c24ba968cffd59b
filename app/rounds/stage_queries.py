"""Reads and rows of a round's stages."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.rounds.draft_values import read_draft, read_rubric, values_of
from app.rounds.models import Round
from app.rounds.reading import Reader
from app.rounds.stage_models import RoundStage, StageReviewer
from app.rounds.stages import StageDraft


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage: the plan, and how it was lived once it has ended (rubric and all)."""

    stage_id: int
    position: int
    draft: StageDraft
    lived: StageDraft | None
    ended_at: datetime | None
    told_at: datetime | None
    panel: frozenset[int]

    @property
    def name(self) -> str:
        """What the stage is called."""
        return self.draft.name


def read_stage(reader: Reader) -> StageDraft:
    """A stage out of a file or a stored text."""
    inner = reader.inner("rubric") if reader.values.get("rubric") else None
    read: StageDraft = read_draft(StageDraft, reader, rubric=read_rubric(inner) if inner else None)
    return read


def stage_text(draft: StageDraft) -> str:
    """The text that is stored."""
    return json.dumps(values_of(draft), ensure_ascii=False, sort_keys=True)


def draft_from(text: str) -> StageDraft:
    """The stage that a stored text says."""
    values: dict[str, Any] = json.loads(text)
    return read_stage(Reader(values))


def stages_of(session: Session, round_id: int) -> list[StageView]:
    """The stages of a round in their order; none for a round with one stage. Two queries."""
    rows = session.execute(
        select(RoundStage.id, RoundStage.position, RoundStage.content, RoundStage.kept,
               RoundStage.ended_at, RoundStage.told_at)
        .where(RoundStage.round_id == round_id)
        .order_by(RoundStage.position)
    ).all()  # fmt: skip
    if not rows:
        return []
    panels: defaultdict[int, set[int]] = defaultdict(set)
    keys = [row.id for row in rows]
    members = select(StageReviewer.stage_id, StageReviewer.account_id)
    for key, person in session.execute(members.where(StageReviewer.stage_id.in_(keys))):
        panels[key].add(person)
    return [
        StageView(row.id, row.position, draft_from(row.content),
                  draft_from(row.kept) if row.kept else None, row.ended_at, row.told_at,
                  frozenset(panels[row.id]))
        for row in rows
    ]  # fmt: skip


def panel_ids(session: Session, found: Round) -> frozenset[int]:
    """Who scores in the stage that is scored now; nobody named: every reviewer."""
    rows = session.scalars(
        select(StageReviewer.account_id)
        .join(RoundStage, RoundStage.id == StageReviewer.stage_id)
        .where(RoundStage.round_id == found.id, RoundStage.position == found.stage)
    )
    return frozenset(rows)


def put_stages(session: Session, found: Round, drafts: Sequence[StageDraft]) -> None:
    """Write the stages that have not ended; panels stay with the places they were named for."""
    rows = {row.position: row for row in session.scalars(
        select(RoundStage).where(RoundStage.round_id == found.id).with_for_update())}  # fmt: skip
    for position, draft in enumerate(drafts, start=1):
        row = rows.pop(position, None) or RoundStage(round_id=found.id, position=position)
        if row.ended_at is None:
            row.name, row.content = draft.name, stage_text(draft)
            session.add(row)
    gone = [row.id for row in rows.values()]
    session.execute(delete(StageReviewer).where(StageReviewer.stage_id.in_(gone)))
    for row in rows.values():
        session.delete(row)
    session.flush()
