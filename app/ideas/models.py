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
from app.problems.models import Problem  # noqa: F401  (a dossier may answer one)
from app.rounds.field_models import RoundField  # noqa: F401  (answers refer to its table)
from app.rounds.models import Category, Round

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000


def _text() -> Mapped[str]:
    """A long text: not loaded by lists."""
    return deferred(mapped_column(Text, default=""), group="text")


class Idea(Base, HasLifecycle):
    """Hồ sơ giải pháp. Long texts are deferred (group "text"): ask for them with undefer_group.

    `section_edits` is JSON: for each section the version it was last saved with, by whom, when.
    `eligibility` is JSON: the answers given before the form, with the questions as they stood.
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
        # The counts beside a search: many hits are counted along it without reading the rows.
        Index("ix_idea_facets", "round_id", "unit_id", "category_id", "sector", "state",
              "endorsed_at", "submitted_at", "owner_id", "id"),
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
    investor: Mapped[str] = mapped_column(String(200), default="")
    applied_stage: Mapped[str] = mapped_column(String(20), default="")
    uses_ai: Mapped[str] = mapped_column(String(20), default="")
    ai_kind: Mapped[str] = mapped_column(String(120), default="")
    ai_product: Mapped[str] = mapped_column(String(160), default="")
    data_location: Mapped[str] = mapped_column(String(80), default="")
    personal_data: Mapped[str] = mapped_column(String(20), default="")
    human_check: Mapped[str] = mapped_column(String(20), default="")
    risk_level: Mapped[str] = mapped_column(String(20), default="")
    state_secret: Mapped[str] = mapped_column(String(20), default="")
    decision_role: Mapped[str] = mapped_column(String(20), default="")
    ai_label: Mapped[str] = mapped_column(String(20), default="")
    risk_line: Mapped[str] = mapped_column(String(200), default="")
    classification_no: Mapped[str] = mapped_column(String(80), default="")
    dpia_no: Mapped[str] = mapped_column(String(80), default="")
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
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)
    on_behalf_of: Mapped[str] = mapped_column(String(200), default="", server_default="")
    behalf_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    handed_over_at: Mapped[datetime | None]
    unit_order: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    section_edits: Mapped[str] = mapped_column(Text, default="{}")
    eligibility: Mapped[str] = mapped_column(Text, default="[]")
    summary: Mapped[str] = _text()
    problem: Mapped[str] = _text()
    solution: Mapped[str] = _text()
    novelty: Mapped[str] = _text()
    conditions: Mapped[str] = _text()
    application: Mapped[str] = _text()
    effect: Mapped[str] = _text()
    effect_by_others: Mapped[str] = _text()
    confidential: Mapped[str] = _text()
    test_results: Mapped[str] = _text()
    stop_plan: Mapped[str] = _text()
    risk_reason: Mapped[str] = _text()

    round: Mapped[Round] = relationship(lazy="raise_on_sql")
    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    authors: Mapped[list["IdeaAuthor"]] = relationship(
        order_by="IdeaAuthor.position", back_populates="idea", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}


class IdeaAuthor(Base):
    """One author with a share in per cent; the shares of a submitted dossier sum to 100.00.

    `born` is a day ("1985-03-12") or, in old lists, only a year ("1985").
    """

    __tablename__ = "idea_author"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 10000", name="share_in_range"),
        Index("ix_idea_author_account", "account_id", "idea_id"),
        Index("ix_idea_author_email", "email", "idea_id"),
        Index("ix_idea_author_name_key", "name_key"),
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
    born: Mapped[str] = mapped_column(String(10), default="")
    qualification: Mapped[str] = mapped_column(String(120), default="")
    share: Mapped[Decimal] = mapped_column(Exact(2))

    idea: Mapped[Idea] = relationship(back_populates="authors", lazy="raise_on_sql")
    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @validates("email")
    def _one_spelling(self, _field: str, email: str) -> str:
        """Conflicts are found by the address: it is stored as it is compared."""
        return email.strip().casefold()


class IdeaParticipant(Base):
    """Somebody who helped to apply the solution for the first time; not an author, no share."""

    __tablename__ = "idea_participant"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int]
    full_name: Mapped[str] = mapped_column(String(200))
    born: Mapped[str] = mapped_column(String(10), default="")
    workplace: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[str] = mapped_column(String(120), default="")
    qualification: Mapped[str] = mapped_column(String(120), default="")
    support: Mapped[str] = mapped_column(String(1000), default="")


class IdeaAnswer(Base):
    """The answer to one question of the round; `value` is its typed value as JSON (`answers`)."""

    __tablename__ = "idea_answer"
    __table_args__ = (UniqueConstraint("idea_id", "field_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("round_field.id"))
    value: Mapped[str] = mapped_column(Text)


class Evidence(Base):
    """A file that supports the dossier. Removing keeps the row: submitted versions refer to it.

    With `field_id` it answers a question of the round, and is as visible as that answer.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("round_field.id"))
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
    """What was asked of the authors, until when, and when it was answered.

    `kind`: "supplement" and "reopen" by the office, "return" by the unit.
    """

    __tablename__ = "supplement_request"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20), default="supplement", server_default="supplement")
    answered_at: Mapped[datetime | None]
