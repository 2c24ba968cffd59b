"""What is said about a dossier while it is judged: a thread of its reviewers, questions to authors.

Neither is ever seen by an author under a name; `policy` says when a reviewer reads the thread.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId


class DiscussionNote(Base):
    """One note in the thread of a dossier; it is kept as it was written."""

    __tablename__ = "discussion_note"
    __table_args__ = (Index("ix_discussion_note_idea", "idea_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class AuthorQuestion(Base):
    """A reviewer's question to the authors: the secretary words what is sent, or says why not."""

    __tablename__ = "author_question"
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR sent_text <> ''", name="sent_in_words"),
        CheckConstraint("answered_at IS NULL OR sent_at IS NOT NULL", name="answered_when_sent"),
        Index("ix_author_question_idea", "idea_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_text: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """From when the dossier's reviewers read both; the secretary has read them first."""
