"""Long jobs as rows: asked for in one transaction, done step by step by the worker."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.jobs.states import JobState


class Job(HasLifecycle, Base):
    """One long job of one person.

    `cursor` is where the next step begins: it is stored together with what the last step made,
    so a worker that dies loses no more than the step it was in.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    args: Mapped[str] = mapped_column(Text, default="{}")
    state: Mapped[JobState] = mapped_column(stored_enum(JobState), default=JobState.WAITING)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[str] = mapped_column(Text, default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=0)
    result_name: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str] = mapped_column(String(500), default="")
    ended_at: Mapped[datetime | None]


class JobPart(Base):
    """A piece of a job's result, in order; forgotten some days after the job ended."""

    __tablename__ = "job_part"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("job.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DailyRun(Base):
    """A daily duty that was done on this day; the row is written with what it did."""

    __tablename__ = "daily_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
