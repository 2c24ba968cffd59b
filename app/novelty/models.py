"""The index of submitted dossiers, the table of words by version, statements and links."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, stored_enum
from app.novelty.states import LinkKind

STATEMENT_LIMIT = 300
REASON_LIMIT = 1000


class Entry(Base):
    """One submitted dossier as it was read for comparing: its newest frozen version.

    `reading` is JSON (words and weights, no running text); `first_on` the day that novelty is
    judged by; `best_id` and `best_score` the most alike one among those that came before.
    """

    __tablename__ = "novelty_entry"
    __table_args__ = (
        Index("ix_novelty_entry_words", "words_number"),
        Index("ix_novelty_entry_version", "version_id"),
        Index("ix_novelty_entry_best", "best_score", "idea_id"),
    )

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("idea_version.id"))
    words_number: Mapped[int]
    first_on: Mapped[date]
    reading: Mapped[str] = mapped_column(Text)
    best_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    best_score: Mapped[float] = mapped_column(Float, default=0.0)
    indexed_at: Mapped[datetime]


class Block(Base):
    """Which dossiers hold a word, for 512 dossiers: their numbers and weights, packed.

    See `app.novelty.postings`; the word is a number.
    """

    __tablename__ = "novelty_block"

    term: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    items: Mapped[bytes] = mapped_column(LargeBinary)


class Words(Base):
    """A version of the table of words; the newest is in use. None: the one that is shipped."""

    __tablename__ = "novelty_words"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class Statement(Base):
    """What an author says is different from the alike solutions that were shown."""

    __tablename__ = "novelty_statement"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(String(STATEMENT_LIMIT))
    said_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    said_at: Mapped[datetime]


class Link(Base):
    """The secretary's finding about two dossiers. Ending it keeps the row: it can be undone."""

    __tablename__ = "novelty_link"
    __table_args__ = (
        CheckConstraint("idea_id <> other_id", name="not_itself"),
        Index("ix_novelty_link_other", "other_id"),
        Index("uq_novelty_link_open", "idea_id", "other_id", unique=True,
              sqlite_where=sql("ended_at IS NULL"),
              postgresql_where=sql("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    kind: Mapped[LinkKind] = mapped_column(stored_enum(LinkKind))
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")
