"""The sheets of an ended stage in the very workbook of the present one, and what both must say."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.review.past_stage_queries import past_marks, past_rows, rubric_as_lived
from app.review.queries import shut_for
from app.review.sheet_export import ScoreLine, SheetLine, Terms, labels_of
from app.review.stage_models import StageSheet
from app.review.stage_queries import shares_in_force
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.rubrics import RubricView
from app.rounds.stage_queries import StageView


def past_sheet_lines(session: Session, actor: Actor, stage: StageView) -> list[SheetLine]:
    """Sheets that were locked when the stage ended; criteria are named by their position."""
    rows = session.execute(
        select(Idea.code, StageSheet.reviewer_id, StageSheet.total, StageSheet.marks)
        .join(Idea, Idea.id == StageSheet.idea_id)
        .where(StageSheet.stage_id == stage.stage_id, StageSheet.state == SheetState.LOCKED,
               ~shut_for(session, actor))
        .order_by(Idea.code, StageSheet.reviewer_id)
    ).all()  # fmt: skip
    labels = labels_of(row.reviewer_id for row in rows)
    return [
        SheetLine(
            code or "", labels[person],
            {key: None if mark.skipped else mark.points for key, mark in past_marks(marks).items()},
            total or Decimal(),
        )
        for code, person, total, marks in rows
    ]  # fmt: skip


def past_score_lines(session: Session, actor: Actor, stage: StageView) -> list[ScoreLine]:
    """The official scores of the ended stage, by code."""
    rows = past_rows(session, actor, stage)
    return [ScoreLine(row.code, row.sheets_done, row.mean)
            for row in sorted(rows, key=lambda row: (row.code, row.idea_id))]  # fmt: skip


def past_terms(round_: Round, stage: StageView) -> Terms:
    """As the stage was lived: its quorum, and the round's digits."""
    lived = stage.lived.quorum if stage.lived else None
    quorum = round_.quorum if lived is None else lived
    return Terms(f"{round_.title}. Vòng {stage.name}", quorum, round_.rounding_digits)


def terms_of(session: Session, round_: Round, rubric: RubricView) -> Terms:
    """Of the present stage; with the shares of every stage where they are in force."""
    share, stages = shares_in_force(session, round_)
    shares: list[tuple[str, Decimal, Decimal]] = []
    for stage in stages if share is not None else []:
        lived = rubric_as_lived(stage, round_.id) or rubric
        shares.append((stage.name, stage.draft.share or Decimal(), lived.maximum))
    return Terms(round_.title, round_.quorum, round_.rounding_digits, tuple(shares))
