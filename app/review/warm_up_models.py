"""Sample dossiers to warm up on: in tables of their own, so that nothing else ever counts them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.review.warm_up_rules import TITLE_LIMIT


class WarmUpSample(Base):
    """One invented dossier with reference scores that are explained.

    `reference` is JSON: for each criterion by its id the points and why. `required`: scored by
    every reviewer before the first real sheet.
    """

    __tablename__ = "warm_up_sample"
    __table_args__ = (CheckConstraint("position >= 1 AND position <= 3", name="few"),
                      UniqueConstraint("round_id", "position"))  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    content: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class WarmUpSheet(Base):
    """What one reviewer gave a sample, once; `points` is JSON by the criterion's id."""

    __tablename__ = "warm_up_sheet"
    __table_args__ = (UniqueConstraint("sample_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("warm_up_sample.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    points: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
