"""Reads about reporting: the periods, who sent, one unit's report, what the system counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.units_queries import names_on
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.dates import end_of_day_exclusive, local_date, start_of_day
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.models import (
    PlanCooperation,
    PlanGroup,
    PlanItem,
    ReportingPeriod,
    UnitReport,
    UnitReportItem,
)
from app.plan.rules import (
    REPORTING_KINDS,
    SUPERIOR_KIND,
    Mark,
    is_missing,
    owes,
    period_title,
    report_mark,
)
from app.plan.states import ReportState


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A reporting period as pages show it."""

    period_id: int
    plan_id: int
    name: str
    year: int
    covers_from: date
    covers_to: date
    due_text: str
    last_day: date
    consolidated: bool
    document_number: str
    issued_on: date | None

    @property
    def title(self) -> str:
        """With its year."""
        return period_title(self.name, self.year)


def _periods() -> Select[*tuple[Any, ...]]:
    return select(
        ReportingPeriod.id, ReportingPeriod.plan_id, ReportingPeriod.name, ReportingPeriod.year,
        ReportingPeriod.covers_from, ReportingPeriod.covers_to, ReportingPeriod.due_text,
        ReportingPeriod.last_day, ReportingPeriod.consolidated, ReportingPeriod.document_number,
        ReportingPeriod.issued_on,
    )  # fmt: skip


def periods(session: Session, plan_id: int | None = None) -> list[PeriodLine]:
    """Every period, of one plan or of all, by its last day."""
    statement = _periods().order_by(ReportingPeriod.last_day, ReportingPeriod.id)
    if plan_id is not None:
        statement = statement.where(ReportingPeriod.plan_id == plan_id)
    return [PeriodLine(*row) for row in session.execute(statement)]


def period_line(session: Session, period_id: int) -> PeriodLine | None:
    """One period; None when there is no such period."""
    row = session.execute(_periods().where(ReportingPeriod.id == period_id)).one_or_none()
    return None if row is None else PeriodLine(*row)


def source_of(session: Session, period: PeriodLine) -> PeriodLine:
    """The period whose unit reports a summary adds up.

    A consolidated report adds up the last unit reports due before it in its year; any other
    period adds up its own.
    """
    if not period.consolidated:
        return period
    row = session.execute(
        _periods()
        .where(
            ReportingPeriod.plan_id == period.plan_id,
            ReportingPeriod.year == period.year,
            ReportingPeriod.consolidated.is_(False),
        )
        .order_by(ReportingPeriod.last_day.desc(), ReportingPeriod.id.desc())
        .limit(1)
    ).one_or_none()
    return period if row is None else PeriodLine(*row)


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """A unit of a kind that reports, with the days on which it exists."""

    unit_id: int
    name: str
    short_name: str
    kind: str
    valid_from: date
    valid_to: date | None


def reporting_units(session: Session, day: date | None = None) -> list[ReportingUnit]:
    """Every unit that ever had to report, in the official order.

    `day`: the day of which they carry the name, a period's last day say; else today's name.
    """
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.valid_from, Unit.valid_to)
        .where(Unit.kind.in_(REPORTING_KINDS))
        .order_by(Unit.official_order, Unit.id)
    )
    units = [ReportingUnit(*row) for row in rows]
    if day is None:
        return units
    names = names_on(session, [unit.unit_id for unit in units], day)
    return [replace(unit, name=names[unit.unit_id]) for unit in units]


def owing(
    units: Sequence[ReportingUnit], last_day: date, reported: Collection[int] = ()
) -> list[ReportingUnit]:
    """Those who owe a report that is due on `last_day`, and those who `reported` all the same."""
    return [unit for unit in units if owes(unit, last_day) or unit.unit_id in reported]


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """Where one unit stands in one period."""

    unit_id: int
    unit_name: str
    state: ReportState | None
    sent_at: datetime | None
    mark: Mark

    @property
    def is_missing(self) -> bool:
        """Still to come."""
        return is_missing(self.state)


def standings(session: Session, period: PeriodLine, today: date) -> list[UnitStanding]:
    """Each unit that owes a report of this period, in the official order."""
    stored = {
        unit_id: (name, state, sent_at)
        for unit_id, name, state, sent_at in session.execute(
            select(UnitReport.unit_id, UnitReport.unit_name, UnitReport.state, UnitReport.sent_at)
            .where(UnitReport.period_id == period.period_id)
        )
    }  # fmt: skip
    found = []
    for unit in owing(reporting_units(session, period.last_day), period.last_day, stored):
        name, state, sent_at = stored.get(unit.unit_id, (unit.name, None, None))
        sent_on = local_date(sent_at) if sent_at else None
        mark = report_mark(state, sent_on, period.last_day, today)
        found.append(UnitStanding(unit.unit_id, name, state, sent_at, mark))
    return found


def sent_counts(session: Session, plan_id: int) -> dict[int, int]:
    """How many reports were sent in each period of a plan."""
    rows = session.execute(
        select(UnitReport.period_id, func.count())
        .join(ReportingPeriod, ReportingPeriod.id == UnitReport.period_id)
        .where(ReportingPeriod.plan_id == plan_id, UnitReport.state == ReportState.SENT)
        .group_by(UnitReport.period_id)
    )
    return {period_id: count for period_id, count in rows}


def unit_states(
    session: Session, unit_ids: frozenset[int]
) -> dict[tuple[int, int], tuple[ReportState, datetime | None]]:
    """(period, unit) to the state and first sending of the reports of these units."""
    rows = session.execute(
        select(UnitReport.period_id, UnitReport.unit_id, UnitReport.state, UnitReport.sent_at)
        .where(UnitReport.unit_id.in_(unit_ids))
    )  # fmt: skip
    return {(period, unit): (state, sent_at) for period, unit, state, sent_at in rows}


@dataclass(frozen=True, slots=True)
class ReportHead:
    """A stored report without its words."""

    report_id: int
    unit_id: int
    unit_name: str
    state: ReportState
    updated_at: datetime
    sent_at: datetime | None
    version: int


def report_head(session: Session, period_id: int, unit_id: int) -> ReportHead | None:
    """A unit's report of a period; None when nothing is written yet."""
    row = session.execute(
        select(
            UnitReport.id, UnitReport.unit_id, UnitReport.unit_name, UnitReport.state,
            UnitReport.updated_at, UnitReport.sent_at, UnitReport.version,
        )
        .where(UnitReport.period_id == period_id, UnitReport.unit_id == unit_id)
    ).one_or_none()  # fmt: skip
    return None if row is None else ReportHead(*row)


def report_draft(session: Session, report_id: int) -> ReportDraft:
    """What a stored report says."""
    row = session.execute(
        select(
            UnitReport.no_activity, UnitReport.achievements, UnitReport.difficulties,
            UnitReport.proposals, UnitReport.trained_people, UnitReport.events_held,
            UnitReport.ideas_submitted, UnitReport.solutions_applied,
        ).where(UnitReport.id == report_id)
    ).one()  # fmt: skip
    lines = session.execute(
        select(UnitReportItem.item_id, UnitReportItem.percent, UnitReportItem.text)
        .join(PlanItem, PlanItem.id == UnitReportItem.item_id)
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .where(UnitReportItem.report_id == report_id)
        .order_by(PlanGroup.position, PlanItem.position, PlanItem.id)
    )
    return ReportDraft(*row, lines=tuple(ReportLine(*line) for line in lines))


@dataclass(frozen=True, slots=True)
class Counted:
    """What the dossiers of this system say of one unit in one period."""

    ideas: int = 0
    solutions: int = 0


def counted(
    session: Session, period: PeriodLine, unit_ids: Sequence[int] | None = None
) -> dict[int, Counted]:
    """Per unit: dossiers submitted and not withdrawn, and solutions whose application the unit
    confirmed, within the days the period covers."""
    start, end = start_of_day(period.covers_from), end_of_day_exclusive(period.covers_to)
    ideas = (
        select(Idea.unit_id, func.count())
        .where(
            Idea.submitted_at >= start,
            Idea.submitted_at < end,
            Idea.state != IdeaState.WITHDRAWN,
        )
        .group_by(Idea.unit_id)
    )
    solutions = (
        select(Adoption.unit_id, func.count(Adoption.idea_id.distinct()))
        .where(
            Adoption.confirmed_at >= start,
            Adoption.confirmed_at < end,
            Adoption.state.in_((AdoptionState.CONFIRMED, AdoptionState.STOPPED)),
        )
        .group_by(Adoption.unit_id)
    )
    if unit_ids is not None:
        ideas = ideas.where(Idea.unit_id.in_(unit_ids))
        solutions = solutions.where(Adoption.unit_id.in_(unit_ids))
    submitted = {unit: count for unit, count in session.execute(ideas)}
    applied = {unit: count for unit, count in session.execute(solutions)}
    return {
        unit: Counted(submitted.get(unit, 0), applied.get(unit, 0))
        for unit in submitted.keys() | applied.keys()
    }


def prefill(session: Session, period: PeriodLine, unit_id: int) -> ReportDraft:
    """What a new report begins with: the figures that the system can count."""
    found = counted(session, period, [unit_id]).get(unit_id, Counted())
    return ReportDraft(ideas_submitted=found.ideas, solutions_applied=found.solutions)


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A task as the report form offers it; `concerned`: the unit leads or is named to cooperate."""

    item_id: int
    ref: str
    text: str
    group_ref: str
    group_title: str
    concerned: bool


def tasks_to_report(session: Session, plan_id: int, unit_id: int) -> list[TaskChoice]:
    """Every task of the plan, those that concern the unit marked."""
    named = set(
        session.scalars(select(PlanCooperation.group_id).where(PlanCooperation.unit_id == unit_id))
    )
    rows = session.execute(
        select(
            PlanItem.id, PlanItem.ref, PlanItem.text, PlanGroup.ref, PlanGroup.title, PlanGroup.id,
            PlanGroup.lead_unit_id,
        )
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .where(PlanGroup.plan_id == plan_id)
        .order_by(PlanGroup.position, PlanItem.position, PlanItem.id)
    )  # fmt: skip
    return [
        TaskChoice(item_id, ref, text, group_ref, title, group_id in named or lead_id == unit_id)
        for item_id, ref, text, group_ref, title, group_id, lead_id in rows
    ]


def superior_name(session: Session) -> str | None:
    """The superior body to which the consolidated report goes, as the list of units names it."""
    return session.scalar(
        select(Unit.name)
        .where(Unit.kind == SUPERIOR_KIND)
        .order_by(Unit.official_order, Unit.id)
        .limit(1)
    )


def by_group(tasks: Sequence[TaskChoice]) -> list[tuple[TaskChoice, list[TaskChoice]]]:
    """The tasks under the first task of their group, which names the group."""
    groups: dict[str, list[TaskChoice]] = {}
    for task in tasks:
        groups.setdefault(task.group_ref, []).append(task)
    return [(members[0], members) for members in groups.values()]


def report_key(session: Session, period_id: int, unit_id: int) -> int | None:
    """The id of a unit's report of a period, for `to_change`."""
    return session.scalar(
        select(UnitReport.id).where(
            UnitReport.period_id == period_id, UnitReport.unit_id == unit_id
        )
    )
