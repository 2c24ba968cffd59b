"""Reads about reporting: the periods, who owes a report, who sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.units_queries import names_on
from app.database.reading import rows_of
from app.kernel.dates import local_date
from app.plan.models import ReportingPeriod, UnitReport
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
    statement = _ordered_periods(one_plan=plan_id is not None)
    return [PeriodLine(*row) for row in rows_of(session, statement, {"of_plan": plan_id})]


@cache
def _ordered_periods(*, one_plan: bool) -> Select[*tuple[Any, ...]]:
    statement = _periods().order_by(ReportingPeriod.last_day, ReportingPeriod.id)
    wanted = ReportingPeriod.plan_id == bindparam("of_plan")
    return statement.where(wanted) if one_plan else statement


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
    units = [ReportingUnit(*row) for row in rows_of(session, _reporting_units())]
    if day is None:
        return units
    names = names_on(session, [unit.unit_id for unit in units], day)
    return [replace(unit, name=names[unit.unit_id]) for unit in units]


@cache
def _reporting_units() -> Select[*tuple[Any, ...]]:
    return (
        select(Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.valid_from, Unit.valid_to)
        .where(Unit.kind.in_(REPORTING_KINDS))
        .order_by(Unit.official_order, Unit.id)
    )


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
    rows = rows_of(session, _sent(), {"of_plan": plan_id})
    return {period_id: count for period_id, count in rows}


@cache
def _sent() -> Select[int, int]:
    return (
        select(UnitReport.period_id, func.count())
        .join(ReportingPeriod, ReportingPeriod.id == UnitReport.period_id)
        .where(
            ReportingPeriod.plan_id == bindparam("of_plan"), UnitReport.state == ReportState.SENT
        )
        .group_by(UnitReport.period_id)
    )


def unit_states(
    session: Session, unit_ids: frozenset[int]
) -> dict[tuple[int, int], tuple[ReportState, datetime | None]]:
    """(period, unit) to the state and first sending of the reports of these units."""
    rows = session.execute(
        select(UnitReport.period_id, UnitReport.unit_id, UnitReport.state, UnitReport.sent_at)
        .where(UnitReport.unit_id.in_(unit_ids))
    )  # fmt: skip
    return {(period, unit): (state, sent_at) for period, unit, state, sent_at in rows}


def superior_name(session: Session) -> str | None:
    """The superior body to which the consolidated report goes, as the list of units names it."""
    return session.scalar(
        select(Unit.name)
        .where(Unit.kind == SUPERIOR_KIND)
        .order_by(Unit.official_order, Unit.id)
        .limit(1)
    )
