"""A round of the contest: windows, categories, blind mode, rubric."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.base import Base, HasLifecycle
from app.database.types import Exact, stored_enum
from app.rounds.states import BlindMode, QualifyRule, RoundState


class Round(Base, HasLifecycle):
    """Đợt xét. All ends are exclusive instants; `sits_on` and `publishes_on` are days."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("endorse_until >= closes_at", name="endorsed_after_closing"),
        CheckConstraint("scoring_closes_at > scoring_opens_at", name="scoring_ends_after_start"),
        CheckConstraint("reviews_wanted >= 1 AND quorum >= 1", name="positive_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    summary: Mapped[str] = mapped_column(Text, default="")
    who_may_enter: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RoundState] = mapped_column(stored_enum(RoundState), default=RoundState.DRAFT)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    endorse_until: Mapped[datetime]
    checked_until: Mapped[datetime]
    scoring_opens_at: Mapped[datetime]
    scoring_closes_at: Mapped[datetime]
    sits_on: Mapped[date]
    publishes_on: Mapped[date]
    supplement_days: Mapped[int] = mapped_column(default=5)
    supplement_in_working_days: Mapped[bool] = mapped_column(default=True)
    return_days: Mapped[int | None]
    max_as_author: Mapped[int | None]
    max_as_main: Mapped[int | None]
    max_per_unit: Mapped[int | None]
    coauthors_must_confirm: Mapped[bool] = mapped_column(default=False, server_default=false())
    qualifiers: Mapped[int | None]
    """How many people say of each dossier whether it is eligible; None: the secretary alone."""
    qualify_rule: Mapped[QualifyRule] = mapped_column(
        stored_enum(QualifyRule), default=QualifyRule.ALL, server_default=QualifyRule.ALL
    )
    blind: Mapped[BlindMode] = mapped_column(stored_enum(BlindMode), default=BlindMode.BLIND)
    files_judged: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Blind reviewers receive only files in which the secretary, page by page, saw no name."""
    coauthor_years: Mapped[int | None]
    """How many years back a co-author of an author may not judge; None: any year, 0: never."""
    reviews_wanted: Mapped[int] = mapped_column(default=3)
    quorum: Mapped[int] = mapped_column(default=2)
    rounding_digits: Mapped[int] = mapped_column(default=2)
    vote_numerator: Mapped[int] = mapped_column(default=2)
    vote_denominator: Mapped[int] = mapped_column(default=3)
    last_serial: Mapped[int] = mapped_column(default=0)
    stage: Mapped[int] = mapped_column(default=1, server_default="1")
    """The stage that is scored now: blind mode, counts, window and rubric are those of it."""
    shows_earlier: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether reviewers of a later stage read the earlier stages' scores."""
    version: Mapped[int] = mapped_column()

    categories: Mapped[list["Category"]] = relationship(
        order_by="Category.position", back_populates="round", lazy="raise_on_sql"
    )
    rubric: Mapped["Rubric | None"] = relationship(back_populates="round", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Category(Base):
    """A track or field of a round."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("round_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]

    round: Mapped[Round] = relationship(back_populates="categories", lazy="raise_on_sql")


class Rubric(Base):
    """How a round scores. Frozen when scoring opens. `note` says whether the council issued it."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="mẫu, chờ Hội đồng ban hành")
    pass_mark: Mapped[Decimal] = mapped_column(Exact(2))
    veto_reviewers: Mapped[int] = mapped_column(default=1, server_default="1")
    """How many sheets under a criterion's veto line make a dossier "không đạt"."""
    frozen_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    """Goes up with every change after scoring was opened; the texts are kept as `RoundVersion`."""
    revised_at: Mapped[datetime | None]
    revision_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    round: Mapped[Round] = relationship(back_populates="rubric", lazy="raise_on_sql")
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", back_populates="rubric", lazy="raise_on_sql"
    )


class Criterion(Base):
    """One criterion. A sheet's total is the sum of points × weight."""

    __tablename__ = "criterion"
    __table_args__ = (
        CheckConstraint("maximum > 0 AND weight > 0 AND step > 0", name="positive"),
        CheckConstraint(
            "floor IS NULL OR (floor >= 0 AND floor <= maximum)", name="floor_in_range"
        ),
        CheckConstraint("veto IS NULL OR (veto > 0 AND veto <= maximum)", name="veto_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    guidance: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[Decimal] = mapped_column(Exact(2), default=Decimal(1))
    maximum: Mapped[Decimal] = mapped_column(Exact(2))
    step: Mapped[Decimal] = mapped_column(Exact(2), default=Decimal("0.5"))
    floor: Mapped[Decimal | None] = mapped_column(Exact(2))
    veto: Mapped[Decimal | None] = mapped_column(Exact(2))
    """Điểm liệt: a sheet with fewer points here counts against the dossier as a whole."""
    skippable: Mapped[bool] = mapped_column(default=False, server_default=false())

    rubric: Mapped[Rubric] = relationship(back_populates="criteria", lazy="raise_on_sql")
    bands: Mapped[list["Band"]] = relationship(
        order_by="Band.position", back_populates="criterion", lazy="raise_on_sql"
    )


class Band(Base):
    """A level of a criterion, with its anchor: what a dossier at this level looks like."""

    __tablename__ = "band"
    __table_args__ = (CheckConstraint("low >= 0 AND high >= low", name="ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(120))
    anchor: Mapped[str] = mapped_column(String(300), default="")
    low: Mapped[Decimal] = mapped_column(Exact(2))
    high: Mapped[Decimal] = mapped_column(Exact(2))
    remark_wanted: Mapped[bool] = mapped_column(default=False)

    criterion: Mapped[Criterion] = relationship(back_populates="bands", lazy="raise_on_sql")
