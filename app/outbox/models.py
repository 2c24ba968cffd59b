"""Mails as rows: written with the act they tell of, sent later by the worker."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, stored_enum
from app.outbox.states import MessageState


class OutboxMessage(Base):
    """One mail to one address. `dedupe_key` lets a reminder be queued once only.

    `claim` names the worker that may write the outcome; `tries_from` is when the 48 hours of
    trying began; a `secret` mail carries a one-time link: nobody reads it here, and its text is
    forgotten once it left; of a `discreet` one nobody reads here to whom it goes. The first texts
    of an edited mail are kept beside the new ones.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "due_at"),
        Index("ix_outbox_message_queued_at", "queued_at"),
        Index("ix_outbox_message_about", "about", "kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(80), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    first_title: Mapped[str | None] = mapped_column(String(300))
    first_body: Mapped[str | None] = mapped_column(Text)
    secret: Mapped[bool] = mapped_column(default=False, server_default="0")
    discreet: Mapped[bool] = mapped_column(default=False, server_default="0")
    state: Mapped[MessageState] = mapped_column(
        stored_enum(MessageState), default=MessageState.WAITING
    )
    queued_at: Mapped[datetime]
    tries_from: Mapped[datetime | None]
    due_at: Mapped[datetime]
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(500), default="")
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
