"""Who stands behind a dossier: invitations, confirmed shares; and the office's own notes."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, Exact, stored_enum


class ConsentAnswer(StrEnum):
    """What is known of an author's consent to the share."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    ON_PAPER = "on_paper"


class AuthorInvitation(Base):
    """A mailed link for one author's line; only its digest is kept. Used once, for one account."""

    __tablename__ = "author_invitation"
    __table_args__ = (Index("ix_author_invitation_idea_id", "idea_id", "email"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    email: Mapped[str] = mapped_column(String(254))
    full_name: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class AuthorConsent(Base):
    """One answer about one share; the newest counts, and only while the share is the same.

    `author_key` is the address on the line, or "ten:" and the name's key when it has none.
    """

    __tablename__ = "author_consent"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 10000", name="share_in_range"),
        CheckConstraint(
            "answer = 'confirmed' OR length(reason) > 0", name="reason_unless_confirmed"
        ),
        Index("ix_author_consent_idea_id", "idea_id", "author_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    author_key: Mapped[str] = mapped_column(String(620))
    full_name: Mapped[str] = mapped_column(String(200))
    share: Mapped[Decimal] = mapped_column(Exact(2))
    answer: Mapped[ConsentAnswer] = mapped_column(stored_enum(ConsentAnswer))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime]


class OfficeNote(Base):
    """A remark of the office about a dossier, for the office alone."""

    __tablename__ = "office_note"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
