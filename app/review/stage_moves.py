"""What crossing into a stage and coming back both do: sheets, dossiers, rubric, held letters."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review.models import Mark, Sheet
from app.review.queries import chunks
from app.rounds.models import Round, Rubric
from app.rounds.rubric_actions import put_rubric
from app.rounds.rubrics import RubricDraft

COPIED = ("id", "idea_id", "reviewer_id", "position", "total", "remark", "assigned_at",
          "assigned_by", "saved_at", "locked_at", "entered_by", "replaced_by")  # fmt: skip


def ideas_to_change(session: Session, keys: Sequence[int]) -> dict[int, Idea]:
    found: dict[int, Idea] = {}
    for part in chunks(keys):
        rows = select(Idea).where(Idea.id.in_(part)).order_by(Idea.id).with_for_update()
        found.update({idea.id: idea for idea in session.scalars(rows)})
    return found


def drop_sheets(session: Session, sheets: Sequence[Sheet]) -> None:
    for thing in [t for t in session.identity_map.values() if isinstance(t, Mark)]:
        session.expunge(thing)
    for part in chunks(sheet.id for sheet in sheets):
        quiet = {"synchronize_session": False}
        session.execute(delete(Mark).where(Mark.sheet_id.in_(part)), execution_options=quiet)
        session.execute(delete(Sheet).where(Sheet.id.in_(part)), execution_options=quiet)
    for sheet in sheets:
        session.expunge(sheet)


def put_anew(session: Session, round_: Round, draft: RubricDraft, now: datetime) -> None:
    put_rubric(session, round_, draft)
    session.execute(
        update(Rubric).where(Rubric.round_id == round_.id)
        .values(frozen_at=now, edition=1, revised_at=None, revision_reason=""),
        execution_options={"synchronize_session": "fetch"},
    )  # fmt: skip
    session.info.pop("frozen_rubrics", None)


def letters_about(session: Session, ideas: Mapping[int, Idea]) -> list[OutboxMessage]:
    abouts = {idea.subject for idea in ideas.values()}
    held = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "review_stage", OutboxMessage.state == MessageState.HELD)
        .order_by(OutboxMessage.id)
    )
    return [message for message in held if message.about in abouts]
