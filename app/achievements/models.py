"""The ledger of achievements, yearly ratings, what stands against an award, uploaded lists.

A row of the first three is never changed: a correction is a new version with a reason, and only
the newest of a `line` is `newest`.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.achievements.states import (
    AWARD_LIMIT,
    ISSUER_LIMIT,
    MEASURE_LIMIT,
    NAME_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
    UNIT_LIMIT,
    Family,
    Ground,
    ImportState,
    Level,
    RatingLevel,
    Source,
    StandingKind,
    Subject,
)
from app.database.base import Base, HasLifecycle
from app.database.types import BigId, Exact, stored_enum

NEWEST = text("newest")


class _AboutSomebody:
    """Whom a row is about: an account, a unit, or a name with what tells namesakes apart.

    `subject_key` is the same for every row about one subject (`rules.subject_key`).
    """

    subject_kind: Mapped[Subject] = mapped_column(stored_enum(Subject))
    subject_key: Mapped[str] = mapped_column(String(120), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    name_key: Mapped[str] = mapped_column(String(600))
    unit_name: Mapped[str] = mapped_column(String(UNIT_LIMIT), default="")
    born: Mapped[date | None]
    searched: Mapped[str] = mapped_column(Text, default="")


class _Versioned:
    """One version of a line; `reason` says why it replaced the one before."""

    line: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(default=1)
    newest: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Achievement(_AboutSomebody, _Versioned, Base):
    """One award that somebody was given, by which decision, for what.

    `award_code` is that of the catalogue, "" for an award that is not in it. `source_ref` names
    what the row came from ("nomination:12", "import:3"). `fingerprint` finds the same award again.
    """

    __tablename__ = "achievement"
    __table_args__ = (
        UniqueConstraint("line", "number"),
        CheckConstraint("revoked_on IS NULL OR revoked_reason <> ''", name="revoked_with_reason"),
        Index("ix_achievement_fingerprint", "fingerprint"),
        Index("ix_achievement_shown", "newest", "name_key", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    award_code: Mapped[str] = mapped_column(String(30), default="")
    award_name: Mapped[str] = mapped_column(String(AWARD_LIMIT))
    family: Mapped[Family] = mapped_column(stored_enum(Family))
    level: Mapped[Level] = mapped_column(stored_enum(Level))
    ground: Mapped[Ground] = mapped_column(stored_enum(Ground))
    year: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    decided_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(ISSUER_LIMIT), default="")
    source: Mapped[Source] = mapped_column(stored_enum(Source))
    source_ref: Mapped[str] = mapped_column(String(60), default="", index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    revoked_on: Mapped[date | None]
    revoked_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    revoked_reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")

    uses: Mapped[list["AchievementUse"]] = relationship(
        back_populates="achievement", lazy="raise_on_sql", order_by="AchievementUse.id"
    )


class AchievementUse(Base):
    """An initiative that this award rests on, by dossier or by title, with the subject's share."""

    __tablename__ = "achievement_use"
    __table_args__ = (
        CheckConstraint("idea_id IS NOT NULL OR title <> ''", name="names_an_initiative"),
        CheckConstraint("share IS NULL OR (share >= 0 AND share <= 10000)", name="share_is_a_part"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT), default="")
    share: Mapped[Decimal | None] = mapped_column(Exact(2))

    achievement: Mapped[Achievement] = relationship(back_populates="uses", lazy="raise_on_sql")


class YearlyRating(_AboutSomebody, _Versioned, Base):
    """The quality rating of a year; of a collective also its figures of that year."""

    __tablename__ = "yearly_rating"
    __table_args__ = (
        UniqueConstraint("line", "number"),
        Index("uq_yearly_rating_one_a_year", "subject_key", "year", unique=True,
              sqlite_where=NEWEST, postgresql_where=NEWEST),
        CheckConstraint("members IS NULL OR members > 0", name="has_members"),
        CheckConstraint(
            "(progressive IS NULL OR progressive BETWEEN 0 AND members) AND "
            "(fighters IS NULL OR fighters BETWEEN 0 AND members) AND "
            "(completed IS NULL OR completed BETWEEN 0 AND members) AND "
            "(disciplined IS NULL OR disciplined BETWEEN 0 AND members)",
            name="parts_of_the_members",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year: Mapped[int]
    rating: Mapped[RatingLevel] = mapped_column(stored_enum(RatingLevel))
    decision_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    members: Mapped[int | None]
    progressive: Mapped[int | None]
    fighters: Mapped[int | None]
    completed: Mapped[int | None]
    disciplined: Mapped[int | None]
    source_ref: Mapped[str] = mapped_column(String(60), default="", index=True)


class Standing(_AboutSomebody, _Versioned, Base):
    """Discipline, inspection or complaint from a day to a day (exclusive; open when None)."""

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("line", "number"),
        CheckConstraint("to_on IS NULL OR to_on > from_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[StandingKind] = mapped_column(stored_enum(StandingKind))
    measure: Mapped[str] = mapped_column(String(MEASURE_LIMIT), default="")
    document_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    source_ref: Mapped[str] = mapped_column(String(60), default="", index=True)


class AchievementImport(Base, HasLifecycle):
    """A list of earlier awards as it was uploaded; `content` are its rows as read, as JSON.

    The rows are personal data: they go when the list is stored, dropped or undone.
    """

    __tablename__ = "achievement_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(stored_enum(ImportState))
    content: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(String(300), default="")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
