"""Reads about one unit's report of a period: what it says, what the system counted, the tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.dates import end_of_day_exclusive, start_of_day
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.models import PlanCooperation, PlanGroup, PlanItem, UnitReport, UnitReportItem
from app.plan.report_queries import PeriodLine
from app.plan.states import ReportState


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
