"""Assignments, sheets and marks, conflicts, results, recognition."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, Exact, stored_enum
from app.ideas.models import Idea
from app.review.states import Ended, Proposal, SheetState


class Sheet(Base, HasLifecycle):
    """One reviewer's sheet for one dossier; it exists from the assignment on.

    `total` is computed by the server from the marks whenever they are saved; None: not complete.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("idea_id", "reviewer_id"),
        CheckConstraint("state <> 'locked' OR (total IS NOT NULL AND locked_at IS NOT NULL)",
                        name="total_once_locked"),
        Index("ix_sheet_reviewer", "reviewer_id", "round_id", "state"),
        Index("ix_sheet_round_state", "round_id", "state"),
        Index("ix_sheet_idea_state", "idea_id", "state"),
        # Sheets of ended stages leave this table: their numbers are never given again.
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[SheetState] = mapped_column(
        stored_enum(SheetState), default=SheetState.NOT_STARTED
    )
    position: Mapped[int] = mapped_column(default=0)
    total: Mapped[Decimal | None] = mapped_column(Exact(4))
    remark: Mapped[str] = mapped_column(Text, default="")
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who typed a sheet that was filled on paper; None: the reviewer scored here."""
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who took the dossier from a silent reviewer; what was typed stays, and counts for nothing."""
    version: Mapped[int] = mapped_column()

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    marks: Mapped[list["Mark"]] = relationship(back_populates="sheet", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Mark(Base):
    """Points of one criterion on one sheet, in the chosen band, with a remark."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    band_id: Mapped[int | None] = mapped_column(ForeignKey("band.id"))
    points: Mapped[Decimal | None] = mapped_column(Exact(2))
    remark: Mapped[str] = mapped_column(Text, default="")
    skipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    """ "Không áp dụng": the total is taken over the other criteria."""

    sheet: Mapped[Sheet] = relationship(back_populates="marks", lazy="raise_on_sql")


class Conflict(Base):
    """A declared conflict of interest: this person is shut out of this dossier."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("idea_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    ground: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(500), default="")
    declared_at: Mapped[datetime]


class Result(Base):
    """One dossier's line in the decision table: what its locked sheets say, kept up to date with
    every lock. It begins when scoring is opened and stays: a dossier has one exactly while it
    stands in the table (`IN_TABLE`), so the table is read off these rows alone.

    `mean` is the official score (plain mean, rounded half up to the round's digits); None until
    the quorum of sheets is reached. `sheets_given`: those not declined.
    """

    __tablename__ = "result"
    __table_args__ = (
        Index("ix_result_rank", "round_id", "mean", "idea_id"),
        # Holds all that the counters over the table ask: they never read the rows.
        Index("ix_result_counts", "round_id", "proposal", "mean", "low", "high", "below_floor",
              "vetoed", "sheets_done", "sheets_given"),
    )  # fmt: skip

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    sheets_done: Mapped[int] = mapped_column(default=0)
    sheets_given: Mapped[int] = mapped_column(default=0)
    sheets_wanted: Mapped[int] = mapped_column(default=0)
    mean: Mapped[Decimal | None] = mapped_column(Exact(4))
    median: Mapped[Decimal | None] = mapped_column(Exact(4))
    low: Mapped[Decimal | None] = mapped_column(Exact(4))
    high: Mapped[Decimal | None] = mapped_column(Exact(4))
    below_floor: Mapped[str] = mapped_column(String(300), default="")
    vetoed: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Criteria (by position) in which enough sheets lie under the veto line: "không đạt"."""
    community: Mapped[Decimal | None] = mapped_column(Exact(4))
    """Points of the community's vote, once the secretary has noted them; part of `mean` only
    where the round says so."""
    proposal: Mapped[Proposal] = mapped_column(stored_enum(Proposal), default=Proposal.NONE)
    proposal_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class Recognition(Base):
    """The head's decision on one dossier after the council's vote; one per dossier.

    `revoked_on`: the day of the decision that annulled it. `recognised` stays what was decided
    then; whether it counts is asked by `standing()`.
    """

    __tablename__ = "recognition"
    __table_args__ = (
        CheckConstraint("votes_for >= 0 AND votes_for <= votes_of", name="votes_in_range"),
        CheckConstraint("decision_number <> ''", name="numbered"),
        CheckConstraint("revoked_on IS NULL OR recognised", name="revoked_once_recognised"),
        Index("ix_recognition_decided", "decided_on", "idea_id", "recognised"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    recognised: Mapped[bool]
    level: Mapped[str] = mapped_column(String(40), default="cơ sở")
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    sat_on: Mapped[date]
    votes_for: Mapped[int]
    votes_of: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    unit_name: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    revoked_on: Mapped[date | None]

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")

    @staticmethod
    def standing() -> ColumnElement[bool]:
        """Recognised, and not annulled since: what awards, gallery and figures count."""
        return and_(Recognition.recognised, Recognition.revoked_on.is_(None))


class InitiativeCertificate(Base):
    """Giấy chứng nhận sáng kiến: one per author, checked by the public through its key."""

    __tablename__ = "initiative_certificate"
    __table_args__ = (UniqueConstraint("recognition_id", "author_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recognition_id: Mapped[int] = mapped_column(ForeignKey("recognition.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("idea_author.id"))
    number: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(43), unique=True)
    issued_at: Mapped[datetime]
    printed_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """The name as corrected for the paper; "" where the dossier's is printed."""


class CertificateEnd(Base):
    """A code that counts no more: its paper was replaced by another, or revoked by a decision.

    A code ends once, so that two people who act at the same time cannot both.
    """

    __tablename__ = "certificate_end"
    __table_args__ = (
        CheckConstraint("kind <> 'revoked' OR (decision_number <> '' AND decided_on IS NOT NULL)",
                        name="revoked_by_a_decision"),
        CheckConstraint("reason <> ''", name="with_a_reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("initiative_certificate.id"), index=True)
    kind: Mapped[Ended] = mapped_column(stored_enum(Ended))
    key: Mapped[str] = mapped_column(String(43), unique=True)
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
