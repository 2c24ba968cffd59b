"""What a round asks beside the statutory form, and the kept versions of its settings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.rounds.fields import KEY_LIMIT, QUESTION_LIMIT


class RoundField(Base):
    """One question of a round; `spec` is its definition as JSON (`field_specs`).

    A removed question keeps its row: answers that were given stay readable as "câu hỏi cũ", and a
    question that comes back with the same key and kind finds its answers again.
    """

    __tablename__ = "round_field"
    __table_args__ = (UniqueConstraint("round_id", "key", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    key: Mapped[str] = mapped_column(String(KEY_LIMIT))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    spec: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[datetime | None]


class EligibilityQuestion(Base):
    """A yes/no question before the long form. Removed ones stay: answers name them."""

    __tablename__ = "eligibility_question"
    __table_args__ = (Index("ix_eligibility_question_round", "round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    wanted: Mapped[bool]
    explanation: Mapped[str] = mapped_column(Text, default="")
    blocks: Mapped[bool] = mapped_column(default=True)
    removed_at: Mapped[datetime | None]


class RoundVersion(Base):
    """The whole settings of a round after a change, as the settings file writes them."""

    __tablename__ = "round_version"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str] = mapped_column(String(60))
