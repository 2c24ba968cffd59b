"""Numbers of awards that the office set."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.database.base import Base
from app.database.types import stored_enum


class AwardQuota(Base):
    """The most of one award, from a day to a day (exclusive). Never rewritten: it is ended, and
    another begun. `hundredths`: a count, or a per cent of the lao động tiên tiến, times a hundred.
    """

    __tablename__ = "award_quota"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        CheckConstraint("hundredths >= 0", name="not_negative"),
        CheckConstraint("measure <> 'share' OR hundredths <= 10000", name="share_is_a_part"),
        CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)", name="unit_named"),
        CheckConstraint("clause <> ''", name="with_its_clause"),
        Index("ix_award_quota_days", "valid_from", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_code: Mapped[str] = mapped_column(String(30))
    scope: Mapped[QuotaScope] = mapped_column(stored_enum(QuotaScope))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    measure: Mapped[QuotaMeasure] = mapped_column(stored_enum(QuotaMeasure))
    hundredths: Mapped[int]
    refuse: Mapped[bool]
    clause: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]
