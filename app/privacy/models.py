"""Requests about one's data, consent and its texts, how long records are kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.privacy.states import Purpose, RequestKind, RequestState


class DataRequest(Base, HasLifecycle):
    """One request of a person about their own data, with the day by which it is answered."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_once_closed"),
        Index("ix_data_request_state", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(stored_enum(RequestKind))
    state: Mapped[RequestState] = mapped_column(
        stored_enum(RequestState), default=RequestState.OPEN
    )
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ConsentText(Base):
    """A wording that people are asked to agree to; a change is a new version."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(stored_enum(Purpose))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Consent(Base):
    """What a person agreed to, in which words, from when to when. Never deleted."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="ends_after"),
        Index(
            "uq_consent_one_at_a_time", "account_id", "purpose", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[Purpose] = mapped_column(stored_enum(Purpose))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RetentionPeriod(Base):
    """How many months a kind of record is kept here, where the authority decided otherwise."""

    __tablename__ = "retention_period"
    __table_args__ = (CheckConstraint("months > 0", name="some_months"),)

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    months: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Anonymised(Base):
    """A person whose account no longer says who they are."""

    __tablename__ = "anonymised"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)


class Disposed(Base):
    """A record whose period was over and whose contents are gone; the row itself still counts.

    `kind` is that of the periods; `record_id` is the row's number in its table.
    """

    __tablename__ = "disposed"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)
