"""The plan: groups of tasks, who leads and cooperates, reporting periods, unit reports."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.database.base import Base, HasLifecycle
from app.database.types import stored_enum
from app.plan.states import ReportState, TaskState


class Plan(Base):
    """A plan document, as issued."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(400))
    issuer: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    year_from: Mapped[int]
    year_to: Mapped[int]


class PlanBasis(Base):
    """A document the plan refers to, with number and date as the plan gives them."""

    __tablename__ = "plan_basis"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")


class PlanGroup(Base):
    """One numbered group of tasks (II.1 … II.5) with its lead unit."""

    __tablename__ = "plan_group"
    __table_args__ = (UniqueConstraint("plan_id", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    ref: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(400))
    position: Mapped[int]
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    cooperation_text: Mapped[str] = mapped_column(String(600), default="")

    lead_unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class PlanCooperation(Base):
    """A unit that cooperates on a group."""

    __tablename__ = "plan_cooperation"

    group_id: Mapped[int] = mapped_column(ForeignKey("plan_group.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class PlanItem(Base, HasLifecycle):
    """One task. `due_on` is the last day, where there is one; `done_on` the day it was finished."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("group_id", "ref"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on_when_done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("plan_group.id"))
    ref: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    state: Mapped[TaskState] = mapped_column(stored_enum(TaskState), default=TaskState.NOT_STARTED)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    progress_note: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ReportingPeriod(Base):
    """A report that is due. `last_day` is the last day on time; `due_text` is printed verbatim.

    `document_number` and `issued_on` are those of the consolidated report, once the registry
    has issued it.
    """

    __tablename__ = "reporting_period"
    __table_args__ = (UniqueConstraint("plan_id", "year", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(String(120))
    year: Mapped[int]
    covers_from: Mapped[date]
    covers_to: Mapped[date]
    due_text: Mapped[str] = mapped_column(String(120))
    last_day: Mapped[date]
    consolidated: Mapped[bool] = mapped_column(default=False)
    document_number: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]


class UnitReport(Base, HasLifecycle):
    """One unit's report for one period; `no_activity` means "không phát sinh".

    `sent_at` is when it was first sent: a report that was in time and is sent again after a
    return stays in time.
    """

    __tablename__ = "unit_report"
    __table_args__ = (
        UniqueConstraint("period_id", "unit_id"),
        CheckConstraint("state = 'draft' OR sent_at IS NOT NULL", name="sent_at_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_period.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[ReportState] = mapped_column(stored_enum(ReportState), default=ReportState.DRAFT)
    no_activity: Mapped[bool] = mapped_column(default=False)
    achievements: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    proposals: Mapped[str] = mapped_column(Text, default="")
    trained_people: Mapped[int] = mapped_column(default=0)
    events_held: Mapped[int] = mapped_column(default=0)
    ideas_submitted: Mapped[int] = mapped_column(default=0)
    solutions_applied: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class UnitReportItem(Base):
    """What the unit did on one task in the period."""

    __tablename__ = "unit_report_item"
    __table_args__ = (
        UniqueConstraint("report_id", "item_id"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        Index("ix_unit_report_item_item", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("unit_report.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    percent: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
