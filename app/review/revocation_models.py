"""What is decided about an initiative after its recognition: wider effect, annulment."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.review.revocation_states import EffectScope, RevocationGround, RevocationState

_LIVE = text("state <> 'dropped'")


class RecognitionRevocation(Base, HasLifecycle):
    """One person notes the decision, another confirms; only then certificates end and rooms follow.

    A recognition has at most one that was not dropped: the database refuses a second.
    """

    __tablename__ = "recognition_revocation"
    __table_args__ = (
        CheckConstraint("decision_number <> '' AND reason <> ''", name="by_a_reasoned_decision"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people"),
        CheckConstraint("state <> 'confirmed' OR (confirmed_by IS NOT NULL AND ended_at IS NOT "
                        "NULL)", name="confirmed_by_somebody"),
        Index("uq_recognition_revocation_live", "recognition_id", unique=True,
              sqlite_where=_LIVE, postgresql_where=_LIVE),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recognition_id: Mapped[int] = mapped_column(ForeignKey("recognition.id"))
    state: Mapped[RevocationState] = mapped_column(
        stored_enum(RevocationState), default=RevocationState.ASKED
    )
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    ground: Mapped[RevocationGround] = mapped_column(stored_enum(RevocationGround))
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class WiderEffect(Base):
    """Hiệu quả áp dụng và khả năng nhân rộng: a decision of the head of the province, or for the
    whole country. Not a second recognition (Luật TĐKT 2022, Điều 21, 22).
    """

    __tablename__ = "wider_effect"
    __table_args__ = (
        UniqueConstraint("recognition_id", "scope"),
        CheckConstraint("decision_number <> '' AND issuer <> ''", name="by_a_decision"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recognition_id: Mapped[int] = mapped_column(ForeignKey("recognition.id"))
    scope: Mapped[EffectScope] = mapped_column(stored_enum(EffectScope))
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
