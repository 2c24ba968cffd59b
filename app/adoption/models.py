"""Where a recognised solution is applied, since when, with what effect and evidence."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.adoption.states import AdoptionState, Extent
from app.database.base import Base, HasLifecycle
from app.database.types import BigId, Exact, stored_enum
from app.files.models import StoredFile
from app.ideas.models import Idea


class Adoption(Base, HasLifecycle):
    """One unit applies one solution. Figures: before and after, with unit of measure and method."""

    __tablename__ = "adoption"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('confirmed', 'stopped') OR confirmed_at IS NOT NULL",
            name="confirmed_by_someone",
        ),
        Index("ix_adoption_idea", "idea_id", "state"),
        Index("ix_adoption_unit", "unit_id", "state"),
        Index("ix_adoption_reporter", "reported_by"),
        # One live record a unit and solution: savings are summed and units counted.
        Index(
            "uq_adoption_live", "idea_id", "unit_id", unique=True,
            sqlite_where=text("state IN ('reported', 'confirmed')"),
            postgresql_where=text("state IN ('reported', 'confirmed')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[AdoptionState] = mapped_column(
        stored_enum(AdoptionState), default=AdoptionState.REPORTED
    )
    extent: Mapped[Extent] = mapped_column(stored_enum(Extent), default=Extent.APPLIED)
    since: Mapped[date]
    stopped_on: Mapped[date | None]
    what: Mapped[str] = mapped_column(Text, default="")
    indicator: Mapped[str] = mapped_column(String(160), default="")
    before_value: Mapped[Decimal | None] = mapped_column(Exact(2))
    after_value: Mapped[Decimal | None] = mapped_column(Exact(2))
    measure: Mapped[str] = mapped_column(String(60), default="")
    method: Mapped[str] = mapped_column(String(300), default="")
    sample_size: Mapped[int | None]
    saved_vnd: Mapped[int | None] = mapped_column(BigId)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reported_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    evidence: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class FollowUp(Base):
    """What the applying unit measured some months after it confirmed; later lines take its place.

    `months` is the review it answers (3, 6, 12 …); `value` is in the record's own `measure`;
    `saved_vnd` is đồng a year. Never changed: a slip is mended by another line.
    """

    __tablename__ = "adoption_follow_up"
    __table_args__ = (
        CheckConstraint("months > 0", name="months"),
        Index("ix_adoption_follow_up_adoption", "adoption_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    months: Mapped[int]
    measured_on: Mapped[date]
    goes_on: Mapped[bool]
    value: Mapped[Decimal | None] = mapped_column(Exact(2))
    sample_size: Mapped[int | None]
    saved_vnd: Mapped[int | None] = mapped_column(BigId)
    effect: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
