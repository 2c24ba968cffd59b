"""Read everything a consolidated report adds up."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.units_queries import names_on
from app.kernel.dates import local_date
from app.plan.metrics import GroupLines, ItemLine, Summary, UnitLine, UnitResult
from app.plan.models import PlanGroup, PlanItem, UnitReport, UnitReportItem
from app.plan.report_queries import PeriodLine, ReportingUnit, owing, reporting_units, source_of
from app.plan.rules import mean_percent
from app.plan.states import ReportState
from app.plan.unit_report_queries import Counted, counted


def summary(session: Session, period: PeriodLine) -> Summary:
    """The units that owe the period's reports, and the tasks of the plan with what was sent."""
    source = source_of(session, period)
    return Summary(_units(session, source), _groups(session, source))


def _units(session: Session, source: PeriodLine) -> tuple[UnitLine, ...]:
    reports = {
        report.unit_id: report
        for report in session.scalars(
            select(UnitReport).where(UnitReport.period_id == source.period_id)
        )
    }
    known = counted(session, source)
    return tuple(
        _unit_line(unit, reports.get(unit.unit_id), known.get(unit.unit_id, Counted()), source)
        for unit in owing(reporting_units(session, source.last_day), source.last_day, reports)
    )


def _unit_line(
    unit: ReportingUnit, report: UnitReport | None, known: Counted, source: PeriodLine
) -> UnitLine:
    if report is None or report.state is not ReportState.SENT or report.sent_at is None:
        state = report.state if report else None
        return UnitLine(
            unit.unit_id, unit.name, state,
            counted_ideas=known.ideas, counted_solutions=known.solutions,
        )  # fmt: skip
    sent_on = local_date(report.sent_at)
    return UnitLine(
        unit_id=unit.unit_id,
        unit_name=report.unit_name,
        state=report.state,
        sent_on=sent_on,
        in_time=sent_on <= source.last_day,
        no_activity=report.no_activity,
        trained_people=report.trained_people,
        events_held=report.events_held,
        ideas_submitted=report.ideas_submitted,
        solutions_applied=report.solutions_applied,
        achievements=report.achievements,
        difficulties=report.difficulties,
        proposals=report.proposals,
        counted_ideas=known.ideas,
        counted_solutions=known.solutions,
    )


def _groups(session: Session, source: PeriodLine) -> tuple[GroupLines, ...]:
    heads = session.execute(
        select(PlanGroup.id, PlanGroup.ref, PlanGroup.title, PlanGroup.lead_unit_id)
        .where(PlanGroup.plan_id == source.plan_id)
        .order_by(PlanGroup.position, PlanGroup.id)
    ).all()
    names = names_on(session, [lead for _id, _ref, _title, lead in heads], source.last_day)
    results = _results(session, source)
    items: dict[int, list[ItemLine]] = {}
    for item in session.scalars(
        select(PlanItem)
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .where(PlanGroup.plan_id == source.plan_id)
        .order_by(PlanItem.position, PlanItem.id)
    ):
        items.setdefault(item.group_id, []).append(_item_line(item, results.get(item.id, [])))
    return tuple(
        GroupLines(ref, title, names[lead], tuple(items.get(group_id, [])))
        for group_id, ref, title, lead in heads
    )


def _results(session: Session, source: PeriodLine) -> dict[int, list[UnitResult]]:
    rows = session.execute(
        select(
            UnitReportItem.item_id, UnitReport.unit_id, UnitReport.unit_name,
            UnitReportItem.percent, UnitReportItem.text,
        )
        .join(UnitReport, UnitReport.id == UnitReportItem.report_id)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .where(UnitReport.period_id == source.period_id, UnitReport.state == ReportState.SENT)
        .order_by(Unit.official_order, Unit.id)
    )  # fmt: skip
    found: dict[int, list[UnitResult]] = {}
    for item_id, unit_id, name, percent, text in rows:
        found.setdefault(item_id, []).append(UnitResult(unit_id, name, percent, text))
    return found


def _item_line(item: PlanItem, results: list[UnitResult]) -> ItemLine:
    return ItemLine(
        item_id=item.id,
        ref=item.ref,
        text=item.text,
        state=item.state,
        due_on=item.due_on,
        done_on=item.done_on,
        progress_note=item.progress_note,
        percent=mean_percent(sum(result.percent for result in results), len(results)),
        results=tuple(results),
    )
