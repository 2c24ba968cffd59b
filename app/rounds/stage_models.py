"""The stages of a round (sơ khảo, chung khảo …). A round with one stage has no rows here."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base


class RoundStage(Base):
    """One stage. `content` is what is planned (JSON of `StageDraft`); when it has ended, `kept` is
    the same as it was lived, rubric included: sheets of an ended stage are read by it.
    """

    __tablename__ = "round_stage"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    kept: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the authors' letters about it were let go; until then its outcome is the office's."""


class StageReviewer(Base):
    """A member of a stage's panel. A stage without any: every reviewer of the council."""

    __tablename__ = "stage_reviewer"

    stage_id: Mapped[int] = mapped_column(ForeignKey("round_stage.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
