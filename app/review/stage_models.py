"""What ended stages leave behind: their sheets and results, as they were, apart from the new ones.

The tables `sheet` and `result` hold the stage that is scored now, and nothing else: no page, count
or export of the present stage can show a score of an earlier one by mistake (decision 0029).
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, Exact


class StageSheet(Base):
    """A sheet of an ended stage, under the number it had. `marks` is JSON (`past_marks`)."""

    __tablename__ = "stage_sheet"
    __table_args__ = (
        UniqueConstraint("stage_id", "idea_id", "reviewer_id"),
        Index("ix_stage_sheet_reviewer", "reviewer_id", "stage_id"),
        Index("ix_stage_sheet_idea", "idea_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    stage_id: Mapped[int] = mapped_column(ForeignKey("round_stage.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    total: Mapped[Decimal | None] = mapped_column(Exact(4))
    remark: Mapped[str] = mapped_column(Text, default="")
    marks: Mapped[str] = mapped_column(Text)
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class StageResult(Base):
    """A dossier's line when a stage ended: score, place, whether it went on, and why or why not."""

    __tablename__ = "stage_result"
    __table_args__ = (Index("ix_stage_result_idea", "idea_id"),)

    stage_id: Mapped[int] = mapped_column(
        ForeignKey("round_stage.id"), primary_key=True, autoincrement=False
    )
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    sheets_done: Mapped[int]
    mean: Mapped[Decimal | None] = mapped_column(Exact(4))
    median: Mapped[Decimal | None] = mapped_column(Exact(4))
    low: Mapped[Decimal | None] = mapped_column(Exact(4))
    high: Mapped[Decimal | None] = mapped_column(Exact(4))
    below_floor: Mapped[str] = mapped_column(String(300), default="")
    vetoed: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[int | None]
    went_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
