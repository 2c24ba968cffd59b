"""Legal acts with their validity, in versions, and which documents cite them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.citations.states import (
    AWARDS,
    ISSUER_LIMIT,
    KIND_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    SUBJECT_LIMIT,
    Certainty,
)
from app.database.base import Base
from app.database.types import stored_enum


class LegalBasis(Base):
    """An act that documents cite, in force from a day to a day (exclusive).

    Never changed: a correction is a new version of its `line` with a reason, so that a document
    keeps what it cited; the `newest` alone is offered. `replaced_by`: the successor's number.
    """

    __tablename__ = "legal_basis"
    __table_args__ = (
        UniqueConstraint("line", "edition"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index("ix_legal_basis_number", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LIMIT))
    number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    issuer: Mapped[str] = mapped_column(String(ISSUER_LIMIT), default="")
    issued_on: Mapped[date | None]
    subject: Mapped[str] = mapped_column(String(SUBJECT_LIMIT))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    used_for: Mapped[str] = mapped_column(String(40), default=AWARDS)
    position: Mapped[int] = mapped_column(default=0)
    replaced_by: Mapped[str] = mapped_column(String(200), default="")
    certainty: Mapped[Certainty] = mapped_column(stored_enum(Certainty), default=Certainty.UNSURE)
    note: Mapped[str] = mapped_column(Text, default="")
    line: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int] = mapped_column(default=1)
    newest: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime | None]
    searched: Mapped[str] = mapped_column(Text, default="")


class LegalCitation(Base):
    """A document cites an act: `thing` is the document's name in the log ("nomination_list:4")."""

    __tablename__ = "legal_citation"
    __table_args__ = (UniqueConstraint("thing", "basis_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    basis_id: Mapped[int] = mapped_column(ForeignKey("legal_basis.id"), index=True)
    thing: Mapped[str] = mapped_column(String(60))
    cited_on: Mapped[date]
