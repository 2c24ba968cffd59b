"""The dossier: what it says, who wrote it, its evidence, its frozen versions."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship, validates

from app.accounts.models import Account, Unit
from app.database.base import Base, HasLifecycle
from app.database.types import BigId, Exact, stored_enum
from app.files.models import StoredFile
from app.ideas.states import IdeaState
from app.rounds.models import Category, Round

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000


def _text() -> Mapped[str]:
    """A long text: not loaded by lists."""
    return deferred(mapped_column(Text, default=""), group="text")


class Idea(Base, HasLifecycle):
    """Hồ sơ giải pháp. Long texts are deferred (group "text"): ask for them with undefer_group.

    `section_edits` is JSON: for each section the version it was last saved with, by whom, when.
    Two people who write different sections at the same time do not disturb each other.
    """

    __tablename__ = "idea"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND code IS NOT NULL)",
            name="code_once_submitted",
        ),
        CheckConstraint("saved_vnd IS NULL OR saved_vnd >= 0", name="saving_not_negative"),
        # Also answers the counts and choices over the office's list without reading the rows.
        Index("ix_idea_round_state", "round_id", "state", "endorsed_at", "unit_id", "category_id"),
        Index("ix_idea_unit_state", "unit_id", "state", "id"),
        Index("ix_idea_owner", "owner_id", "id"),
        # The office's list is walked along this one, every filter answered on the way.
        Index("ix_idea_submitted", "submitted_at", "id", "state", "endorsed_at", "round_id",
              "unit_id", "category_id"),
        Index("ix_idea_round_code", "round_id", "code", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str | None] = mapped_column(String(30), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[IdeaState] = mapped_column(stored_enum(IdeaState), default=IdeaState.DRAFT)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT), default="")
    sector: Mapped[str] = mapped_column(String(80), default="")
    first_applied_on: Mapped[date | None]
    saved_vnd: Mapped[int | None] = mapped_column(BigId)
    ai_kind: Mapped[str] = mapped_column(String(120), default="")
    ai_product: Mapped[str] = mapped_column(String(160), default="")
    data_location: Mapped[str] = mapped_column(String(80), default="")
    personal_data: Mapped[str] = mapped_column(String(20), default="")
    human_check: Mapped[str] = mapped_column(String(20), default="")
    risk_level: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime | None]
    endorsed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    receipt_key: Mapped[str | None] = mapped_column(String(43), unique=True)
    demo: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column()
    section_edits: Mapped[str] = mapped_column(Text, default="{}")
    summary: Mapped[str] = _text()
    problem: Mapped[str] = _text()
    solution: Mapped[str] = _text()
    novelty: Mapped[str] = _text()
    conditions: Mapped[str] = _text()
    application: Mapped[str] = _text()
    effect: Mapped[str] = _text()
    confidential: Mapped[str] = _text()
    risk_reason: Mapped[str] = _text()

    round: Mapped[Round] = relationship(lazy="raise_on_sql")
    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    authors: Mapped[list["IdeaAuthor"]] = relationship(
        order_by="IdeaAuthor.position", back_populates="idea", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}


class IdeaAuthor(Base):
    """One author with a share in per cent; the shares of a submitted dossier sum to 100.00."""

    __tablename__ = "idea_author"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 10000", name="share_in_range"),
        Index("ix_idea_author_account", "account_id", "idea_id"),
        Index("ix_idea_author_email", "email", "idea_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    full_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(600))
    workplace: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    share: Mapped[Decimal] = mapped_column(Exact(2))

    idea: Mapped[Idea] = relationship(back_populates="authors", lazy="raise_on_sql")
    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @validates("email")
    def _one_spelling(self, _field: str, email: str) -> str:
        """Conflicts are found by the address: it is stored as it is compared."""
        return email.strip().casefold()


class Evidence(Base):
    """A file that supports the dossier. Removing keeps the row: submitted versions refer to it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class IdeaVersion(Base):
    """What was submitted, frozen: the content as canonical JSON and its SHA-256."""

    __tablename__ = "idea_version"
    __table_args__ = (UniqueConstraint("idea_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SupplementRequest(Base):
    """What the secretary asked to be added, until when, and when it was answered."""

    __tablename__ = "supplement_request"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
