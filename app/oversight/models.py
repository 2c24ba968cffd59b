"""Inquiries: an inspector may read who judged what, for a while, of one round or dossier."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base


class JudgingInquiry(Base):
    """One opening of the judging in the log, to the person who asked for it, until `ends_at`.

    `idea_id` None: the whole round. Never deleted; ending early moves `ends_at`.
    """

    __tablename__ = "judging_inquiry"
    __table_args__ = (
        CheckConstraint("ends_at > opened_at", name="ends_later"),
        Index("ix_judging_inquiry_opened_by", "opened_by", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
