"""What the numbers say about a round, and what reviewers say about themselves."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, Exact


class CalibrationRun(Base):
    """The last analysis of a round. `input_mark` names the sheets it was made from; `summary` is
    JSON (`analysis.Summary`), with ids and no names.
    """

    __tablename__ = "calibration_run"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    input_mark: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime]
    cut: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)


class IdeaEstimate(Base):
    """Beside the official score: corrected score, its standard error, place by it, 90 % interval
    of the place, chance of standing among the first `CalibrationRun.cut`. Never the decision.
    """

    __tablename__ = "idea_estimate"
    __table_args__ = (Index("ix_idea_estimate_round", "round_id", "place", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    calibrated: Mapped[Decimal] = mapped_column(Exact(4))
    error: Mapped[Decimal] = mapped_column(Exact(4))
    place: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]
    inside: Mapped[Decimal] = mapped_column(Exact(4))


class ReviewExpertise(Base):
    """What a reviewer knows: sectors (codes, by commas) and words, declared by themselves."""

    __tablename__ = "review_expertise"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    sectors: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[str] = mapped_column(String(500), default="")
    updated_at: Mapped[datetime]


class ReviewLoad(Base):
    """How many dossiers one reviewer gets in a round, at least and at most."""

    __tablename__ = "review_load"
    __table_args__ = (CheckConstraint("least >= 0 AND least <= most", name="in_order"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    least: Mapped[int] = mapped_column(default=0)
    most: Mapped[int]


class PersonalTie(Base):
    """Somebody whose dossiers a person must keep away from: a relative, the line manager."""

    __tablename__ = "personal_tie"
    __table_args__ = (UniqueConstraint("account_id", "email", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    declared_at: Mapped[datetime]


class ReleasedLetter(Base):
    """What the authors of a decided dossier are told of its scores: medians, levels, and remarks
    that the secretary chose. Kept as it was released (JSON, `letters.Letter`).
    """

    __tablename__ = "released_letter"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    content: Mapped[str] = mapped_column(Text)
    released_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    released_at: Mapped[datetime]
