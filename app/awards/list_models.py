"""What hangs on a nomination list: locked versions, publication, complaints, notes, revocations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.awards.complaint_states import ComplaintState
from app.awards.proposal_states import ProposalState
from app.awards.states import Ending, Gender, PositionKind
from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum

_STANDING = text("ending = 'standing'")


class ListVersion(Base):
    """One locked version of a list, kept as it was. One of a list stands, the database sees to it.

    `content` is the snapshot; `content_hash` its SHA-256, which the audit entry names too.
    """

    __tablename__ = "list_version"
    __table_args__ = (
        UniqueConstraint("list_id", "number"),
        Index("uq_list_version_standing", "list_id", unique=True,
              sqlite_where=_STANDING, postgresql_where=_STANDING),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    locked_at: Mapped[datetime]
    ending: Mapped[Ending] = mapped_column(stored_enum(Ending), default=Ending.STANDING)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class ReopenRequest(Base):
    """One person asks to open a locked list; another confirms, or the request is dropped."""

    __tablename__ = "reopen_request"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class ListPublication(Base):
    """A list shown for comment, as it was on the day: name, unit, award, achievement only.

    `last_day` counts whole; the shown `content` is a JSON list of lines by nomination id.
    """

    __tablename__ = "list_publication"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    to_everyone: Mapped[bool] = mapped_column(default=False)
    days: Mapped[int]
    working_days: Mapped[bool] = mapped_column(default=True)
    answer_days: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Complaint(Base, HasLifecycle):
    """A kiến nghị about one line. It holds back that line alone.

    `withheld`: only who works on it sees who filed it. `filer_name` is of somebody who came with a
    letter; `filed_by` of a person who filed it here.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer <> ''", name="answered_with_reason"
        ),
        CheckConstraint("state <> 'assigned' OR assigned_to IS NOT NULL", name="assigned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    about: Mapped[str] = mapped_column(String(400))
    state: Mapped[ComplaintState] = mapped_column(
        stored_enum(ComplaintState), default=ComplaintState.FILED
    )
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    filer_name: Mapped[str] = mapped_column(String(200), default="")
    withheld: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime]
    due_on: Mapped[date]
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ListNote(Base):
    """An internal remark of who compiles, on a list or on one of its lines."""

    __tablename__ = "list_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class AwardRevocation(Base):
    """Thu hồi of one issued award by a decision, with what was got back."""

    __tablename__ = "award_revocation"
    __table_args__ = (
        CheckConstraint("reason <> '' AND decision_number <> ''", name="reasoned"),
        CheckConstraint("money_recovered >= 0 AND money_recovered <= money", name="money_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    money: Mapped[int] = mapped_column(BigId)
    money_recovered: Mapped[int] = mapped_column(BigId, default=0)
    recovered_on: Mapped[date | None]
    certificate_back: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ListVerdicts(Base):
    """What the rules said of each line of a draft, and the digest of all they looked at then.

    `content` is JSON: for each nomination its verdict, and whether a conclusion waits. It counts
    only while the digest is the same (`verdicts.kept_verdicts`).
    """

    __tablename__ = "list_verdicts"

    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)


class AwardReview(Base):
    """Somebody looked at an award under which a recognition was annulled, and kept it."""

    __tablename__ = "award_review"
    __table_args__ = (
        UniqueConstraint("nomination_id", "revocation_id"),
        CheckConstraint("reason <> ''", name="reasoned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    revocation_id: Mapped[int] = mapped_column(ForeignKey("recognition_revocation.id"))
    reason: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime]


class UnitProposal(Base, HasLifecycle):
    """What a unit proposes itself: one subject, one award, why, and its own meeting's minutes."""

    __tablename__ = "unit_proposal"
    __table_args__ = (
        CheckConstraint("state <> 'returned' OR return_reason <> ''", name="returned_with_reason"),
        CheckConstraint(
            "(months_worked IS NULL OR months_worked BETWEEN 0 AND 12) AND "
            "(maternity_months IS NULL OR maternity_months BETWEEN 0 AND 12)",
            name="months_of_a_year",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[ProposalState] = mapped_column(
        stored_enum(ProposalState), default=ProposalState.SENT
    )
    subject_kind: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    gender: Mapped[Gender] = mapped_column(stored_enum(Gender), default=Gender.UNKNOWN)
    position_kind: Mapped[PositionKind] = mapped_column(
        stored_enum(PositionKind), default=PositionKind.UNKNOWN
    )
    months_worked: Mapped[int | None]
    maternity_months: Mapped[int | None]
    award_code: Mapped[str] = mapped_column(String(30))
    idea_codes: Mapped[str] = mapped_column(String(200), default="")
    achievement: Mapped[str] = mapped_column(Text)
    meeting_on: Mapped[date]
    votes_for: Mapped[int]
    votes_of: Mapped[int]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime]
    return_reason: Mapped[str] = mapped_column(Text, default="")
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    handled_at: Mapped[datetime | None]
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
