"""The plan and its reports for tests, made through the actions.

Instants around the deadlines of 2026: `NOON` (1/10) is before the yearly report, `LATE` (18/11)
three and a half days after its last day, 14/11.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actor import Actor, Grant, Role
from app.kernel.shipped import read_shipped
from app.plan import actions
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.models import Plan, PlanItem, ReportingPeriod, UnitReport
from tests.people import NOON, World
from tests.rounds.builders import at

PLAN_52 = Path(__file__).parents[2] / "app" / "demo" / "data" / "plan_52.yaml"
LATE = at(18, 11, 12)


def plan_data() -> dict[str, Any]:
    """Kế hoạch 52 as data, fresh each time."""
    data: dict[str, Any] = read_shipped(PLAN_52)
    return data


def make_plan(session: Session, world: World, *, year: int | None = 2026) -> Plan:
    """Kế hoạch 52 with the periods of one year (`None`: no periods)."""
    plan = actions.load_plan(session, world.plan_officer, plan_data(), NOON)
    if year is not None:
        actions.open_periods(session, world.plan_officer, plan, year, NOON)
    return plan


def period(session: Session, name: str = "Báo cáo năm") -> ReportingPeriod:
    """One of the periods of the test's plan."""
    return session.scalars(select(ReportingPeriod).where(ReportingPeriod.name == name)).one()


def item(session: Session, ref: str = "II.3.2") -> PlanItem:
    """One of the tasks, by its number."""
    return session.scalars(select(PlanItem).where(PlanItem.ref == ref)).one()


def clerk_of(world: World, unit: str) -> Actor:
    """A clerk of this unit (the secretary's account lends the name)."""
    grants = (Grant(Role.UNIT_CLERK, world.units[unit]),)
    return replace(world.secretary, unit_id=world.units[unit], grants=grants)


def make_draft(session: Session, **changes: Any) -> ReportDraft:
    """A report with a text, figures and one task."""
    plain = ReportDraft(
        achievements="Đưa trợ lý tra cứu thủ tục vào dùng tại quầy.",
        difficulties="Thiếu máy tính.",
        proposals="Đề nghị tập huấn thêm.",
        trained_people=40,
        events_held=2,
        ideas_submitted=3,
        solutions_applied=1,
        lines=(ReportLine(item(session).id, 60, "Đã có chương trình ứng dụng."),),
    )
    return replace(plain, **changes)


def make_report(
    session: Session, world: World, unit: str = "P9", *, sent: bool = True, now: datetime = NOON,
    name: str = "Báo cáo năm", **changes: Any,
) -> UnitReport:  # fmt: skip
    """A unit's report, sent unless told otherwise; `changes` are fields of the draft."""
    clerk = clerk_of(world, unit)
    draft, row = make_draft(session, **changes), period(session, name)
    report = actions.save_report(session, clerk, row, world.units[unit], draft, now)
    if sent:
        actions.send_report(session, clerk, report, now)
    session.flush()
    return report
