"""Reads about the plan: its board, one task, its reporting periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.units_queries import names_on, unit_name_on
from app.database.reading import rows_of
from app.kernel.dates import local_date
from app.plan.models import (
    Plan,
    PlanBasis,
    PlanCooperation,
    PlanGroup,
    PlanItem,
    ReportingPeriod,
    UnitReport,
    UnitReportItem,
)
from app.plan.rules import Citation, doubtful_citations, mean_percent, period_title
from app.plan.states import ReportState, TaskState


@dataclass(frozen=True, slots=True)
class PlanHead:
    """The plan document."""

    plan_id: int
    number: str
    title: str
    issuer: str
    issued_on: date
    year_from: int
    year_to: int


def current_plan(session: Session) -> PlanHead | None:
    """The plan issued last; None when none has been loaded."""
    found = rows_of(session, _newest_plan())
    return PlanHead(*found[0]) if found else None


@cache
def _newest_plan() -> Select[int, str, str, str, date, int, int]:
    """Put together once, as are the others of the board."""
    return _plans().order_by(Plan.issued_on.desc(), Plan.id.desc()).limit(1)


def plan_head(session: Session, plan_id: int) -> PlanHead:
    """One plan."""
    return PlanHead(*session.execute(_plans().where(Plan.id == plan_id)).one())


def _plans() -> Select[int, str, str, str, date, int, int]:
    return select(
        Plan.id, Plan.number, Plan.title, Plan.issuer, Plan.issued_on, Plan.year_from, Plan.year_to
    )


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to; None and "" leave everything."""

    group: str = ""
    unit_id: int | None = None
    state: TaskState | None = None


@dataclass(frozen=True, slots=True)
class LastReport:
    """The latest period in which units sent something on a task."""

    period_name: str
    year: int
    units: int
    percent: int
    sent_on: date

    @property
    def title(self) -> str:
        """The period with its year."""
        return period_title(self.period_name, self.year)


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One task on the board."""

    item_id: int
    ref: str
    text: str
    state: TaskState
    due_on: date | None
    done_on: date | None
    last_report: LastReport | None


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One task as the plan has it, and what decides whether it is finished or late."""

    group_id: int
    item_id: int
    ref: str
    text: str
    state: TaskState
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """One group of tasks with who leads and who cooperates."""

    group_id: int
    ref: str
    title: str
    lead_unit_id: int
    lead_name: str
    cooperation_text: str
    items: tuple[BoardItem, ...]


def board(
    session: Session, plan_id: int, filters: BoardFilter | None = None,
    *, tasks: Sequence[PlanTask] | None = None,
) -> list[BoardGroup]:  # fmt: skip
    """The tasks by group, in the order of the plan; groups without a fitting task are left out.

    A lead carries the name it had when the plan was issued. `tasks`: all of the plan, when they
    were read before.
    """
    filters = filters or BoardFilter()
    wanted = _group_wanted(filters)
    groups = rows_of(
        session, _groups().where(*wanted) if wanted else _groups(), {"of_plan": plan_id}
    )
    reports = _last_reports(session, plan_id)
    items: dict[int, list[BoardItem]] = {}
    for one in tasks_of(session, plan_id) if tasks is None else tasks:
        if filters.state is None or one.state is filters.state:
            items.setdefault(one.group_id, []).append(
                BoardItem(one.item_id, one.ref, one.text, one.state, one.due_on, one.done_on,
                          reports.get(one.item_id))
            )  # fmt: skip
    leads = [row.lead_unit_id for row in groups]
    names = names_on(session, leads, groups[0].issued_on) if groups else {}
    return [
        BoardGroup(key, ref, title, lead, names[lead], cooperation, tuple(items[key]))
        for key, ref, title, lead, cooperation, _issued_on in groups
        if key in items
    ]


@cache
def _groups() -> Select[int, str, str, int, str, date]:
    return (
        select(
            PlanGroup.id, PlanGroup.ref, PlanGroup.title, PlanGroup.lead_unit_id,
            PlanGroup.cooperation_text, Plan.issued_on,
        )
        .join(Plan, Plan.id == PlanGroup.plan_id)
        .where(PlanGroup.plan_id == bindparam("of_plan"))
        .order_by(PlanGroup.position, PlanGroup.id)
    )  # fmt: skip


def tasks_of(session: Session, plan_id: int) -> list[PlanTask]:
    """Every task of the plan in its order, whatever the board is narrowed to; one query."""
    return [PlanTask(*row) for row in rows_of(session, _tasks(), {"of_plan": plan_id})]


def _issued_on(session: Session, plan_id: int) -> date:
    return session.scalars(select(Plan.issued_on).where(Plan.id == plan_id)).one()


def _group_wanted(filters: BoardFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.group:
        wanted.append(PlanGroup.ref == filters.group)
    if filters.unit_id is not None:
        helps = select(PlanCooperation.group_id).where(PlanCooperation.unit_id == filters.unit_id)
        wanted.append(or_(PlanGroup.lead_unit_id == filters.unit_id, PlanGroup.id.in_(helps)))
    return wanted


@cache
def _tasks() -> Select[int, int, str, str, TaskState, date | None, date | None]:
    return (
        select(
            PlanItem.group_id, PlanItem.id, PlanItem.ref, PlanItem.text, PlanItem.state,
            PlanItem.due_on, PlanItem.done_on,
        )
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .where(PlanGroup.plan_id == bindparam("of_plan"))
        .order_by(PlanGroup.position, PlanItem.position, PlanItem.id)
    )  # fmt: skip


def _last_reports(session: Session, plan_id: int) -> dict[int, LastReport]:
    rows = rows_of(session, _reported(), {"of_plan": plan_id})
    return {
        item_id: LastReport(name, year, units, mean_percent(percent, units) or 0,
                            local_date(sent_at))
        for item_id, name, year, units, percent, sent_at in rows
    }  # fmt: skip


@cache
def _reported() -> Select[*tuple[Any, ...]]:
    return (
        select(
            UnitReportItem.item_id, ReportingPeriod.name, ReportingPeriod.year,
            func.count(UnitReportItem.id), func.sum(UnitReportItem.percent),
            func.max(func.coalesce(UnitReport.sent_at, UnitReport.updated_at)),
        )
        .join(UnitReport, UnitReport.id == UnitReportItem.report_id)
        .join(ReportingPeriod, ReportingPeriod.id == UnitReport.period_id)
        .where(
            ReportingPeriod.plan_id == bindparam("of_plan"), UnitReport.state == ReportState.SENT
        )
        .group_by(UnitReportItem.item_id, ReportingPeriod.id)
        .order_by(ReportingPeriod.last_day, ReportingPeriod.id)
    )  # fmt: skip


def group_titles(session: Session, plan_id: int) -> list[tuple[str, str]]:
    """(number, title) of every group of the plan, for the filter."""
    rows = rows_of(session, _groups(), {"of_plan": plan_id})
    return [(row.ref, row.title) for row in rows]


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One task with its group."""

    item_id: int
    ref: str
    text: str
    state: TaskState
    due_on: date | None
    done_on: date | None
    progress_note: str
    version: int
    plan_id: int
    group_ref: str
    group_title: str
    lead_unit_id: int
    lead_name: str
    cooperation_text: str


def item_detail(session: Session, item_id: int) -> ItemDetail | None:
    """One task; None when there is none. The lead is named as it was when the plan was issued."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            PlanItem.id, PlanItem.ref, PlanItem.text, PlanItem.state, PlanItem.due_on,
            PlanItem.done_on, PlanItem.progress_note, PlanItem.version, PlanGroup.plan_id,
            PlanGroup.ref, PlanGroup.title, PlanGroup.lead_unit_id,
            PlanGroup.cooperation_text,
        )
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .where(PlanItem.id == item_id)
    )  # fmt: skip
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    values: list[Any] = [*row]
    day = _issued_on(session, row.plan_id)
    values.insert(-1, unit_name_on(session, row.lead_unit_id, day))
    return ItemDetail(*values)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one unit sent on a task in one period."""

    period_id: int
    period_name: str
    year: int
    unit_id: int
    unit_name: str
    percent: int
    text: str
    sent_at: datetime | None

    @property
    def title(self) -> str:
        """The period with its year."""
        return period_title(self.period_name, self.year)


def item_results(
    session: Session, item_id: int, unit_ids: frozenset[int] | None = None
) -> list[ItemResult]:
    """What units sent on a task, latest period first; `unit_ids` keeps to those units."""
    statement = (
        select(
            ReportingPeriod.id, ReportingPeriod.name, ReportingPeriod.year, UnitReport.unit_id,
            UnitReport.unit_name, UnitReportItem.percent, UnitReportItem.text, UnitReport.sent_at,
        )
        .join(UnitReport, UnitReport.id == UnitReportItem.report_id)
        .join(ReportingPeriod, ReportingPeriod.id == UnitReport.period_id)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .where(UnitReportItem.item_id == item_id, UnitReport.state == ReportState.SENT)
        .order_by(ReportingPeriod.last_day.desc(), Unit.official_order, Unit.id)
    )  # fmt: skip
    if unit_ids is not None:
        statement = statement.where(UnitReport.unit_id.in_(unit_ids))
    return [ItemResult(*row) for row in session.execute(statement)]


def doubts(
    session: Session, plan_id: int, *, tasks: Sequence[PlanTask] | None = None
) -> list[tuple[Citation, Citation]]:
    """Numbers of documents in the plan that look like slips of the pen (`doubtful_citations`).

    `tasks` as for `board`.
    """
    bases = rows_of(session, _bases(), {"of_plan": plan_id})
    items = tasks_of(session, plan_id) if tasks is None else tasks
    return doubtful_citations(
        [*(("căn cứ", number) for (number,) in bases), *((one.ref, one.text) for one in items)]
    )


@cache
def _bases() -> Select[str]:
    return (
        select(PlanBasis.number)
        .where(PlanBasis.plan_id == bindparam("of_plan"))
        .order_by(PlanBasis.position, PlanBasis.id)
    )
