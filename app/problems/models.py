"""Bài toán đặt hàng: what a unit wants solved, how big it is, which data there is."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import stored_enum
from app.problems.states import ProblemState

TITLE_LIMIT = 200


class Problem(Base, HasLifecycle):
    """One posted problem. `searched` is its own words folded; `closes_on` the last day."""

    __tablename__ = "problem"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_once_open"),
        Index("ix_problem_state_closes_on", "state", "closes_on", "id"),
        Index("ix_problem_unit_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    contact_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    contact: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ProblemState] = mapped_column(
        stored_enum(ProblemState), default=ProblemState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    sector: Mapped[str] = mapped_column(String(80), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[str] = mapped_column(Text, default="")
    data_available: Mapped[str] = mapped_column(Text, default="")
    wished_result: Mapped[str] = mapped_column(Text, default="")
    closes_on: Mapped[date]
    searched: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
