"""Bundles sent to another installation, bundles received from one, and the answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.forwarding.states import (
    NAME_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    LineAnswer,
    ReceivedState,
    SentState,
)

LIVE = text("state <> 'withdrawn'")


class Forwarding(Base, HasLifecycle):
    """A locked list as one file for the higher level. `digest`: of its manifest, told by letter.

    `content_hash` is that of the locked version which was sent; one that is not withdrawn stands
    for each of them.
    """

    __tablename__ = "forwarding"
    __table_args__ = (
        Index("uq_forwarding_live", "list_id", "content_hash", unique=True,
              sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("state <> 'withdrawn' OR reason <> ''", name="withdrawn_with_reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[SentState] = mapped_column(stored_enum(SentState), default=SentState.MADE)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ForwardingAnswer(Base):
    """What the higher level answered about one line of a sent list."""

    __tablename__ = "forwarding_answer"
    __table_args__ = (
        UniqueConstraint("forwarding_id", "nomination_id"),
        CheckConstraint("answer = 'agreed' OR reason <> ''", name="answered_with_reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    forwarding_id: Mapped[int] = mapped_column(ForeignKey("forwarding.id"))
    nomination_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    award_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    answer: Mapped[LineAnswer] = mapped_column(stored_enum(LineAnswer))
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    decision_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    decided_on: Mapped[date | None]


class ReceivedBundle(Base, HasLifecycle):
    """A bundle of another authority, verified; the same bundle is there once (`key`)."""

    __tablename__ = "received_bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(NAME_LIMIT))
    title: Mapped[str] = mapped_column(String(NAME_LIMIT))
    movement: Mapped[str] = mapped_column(String(300), default="")
    list_label: Mapped[str] = mapped_column(String(60), default="")
    made_on: Mapped[date]
    state: Mapped[ReceivedState] = mapped_column(
        stored_enum(ReceivedState), default=ReceivedState.WAITING
    )
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ReceivedLine(Base):
    """One nominated of a received list, and what this authority answers."""

    __tablename__ = "received_line"
    __table_args__ = (
        UniqueConstraint("bundle_id", "origin_line"),
        CheckConstraint(
            "answer IS NULL OR answer = 'agreed' OR reason <> ''", name="answered_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("received_bundle.id"))
    origin_line: Mapped[int] = mapped_column(BigId)
    position: Mapped[int]
    individual: Mapped[bool]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    unit_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    award_name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    achievement: Mapped[str] = mapped_column(Text, default="")
    solutions: Mapped[str] = mapped_column(Text, default="")
    codes: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[LineAnswer | None] = mapped_column(stored_enum(LineAnswer))
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    decision_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    decided_on: Mapped[date | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ReceivedFile(Base):
    """A file of a received bundle: the papers of the list, or evidence of one solution."""

    __tablename__ = "received_file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("received_bundle.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    path: Mapped[str] = mapped_column(String(255))
    about: Mapped[str] = mapped_column(String(60), default="")
