"""What units are reminded of: a report of the plan that is not sent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.queries import in_force
from app.kernel.actor import Role
from app.kernel.dates import deadline_text, end_of_day_exclusive, local_date
from app.kernel.text import T, Text
from app.outbox.reminders import Reminder, link_to
from app.outbox.timetable import Timetable
from app.plan.models import UnitReport
from app.plan.report_queries import PeriodLine, ReportingUnit, owing, periods, reporting_units
from app.plan.rules import is_missing

KIND = "plan_report"
Person = tuple[int, str, str]


def due(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """To each clerk of a unit that owes a report and has not sent it; four queries at most."""
    soon = [
        (period, on)
        for period in periods(session)
        if not period.consolidated
        and (on := table.before(KIND, end_of_day_exclusive(period.last_day), now))
    ]
    if not soon:
        return []
    units, clerks = reporting_units(session), _clerks(session, now)
    states = {
        (period, unit): state
        for period, unit, state in session.execute(
            select(UnitReport.period_id, UnitReport.unit_id, UnitReport.state)
            .where(UnitReport.period_id.in_([period.period_id for period, _on in soon]))
        )
    }  # fmt: skip
    return [
        Reminder(KIND, f"reporting_period:{period.period_id}", on, person,
                 *_letter(period, unit), part=unit.unit_id)
        for period, on in soon
        for unit in owing(units, period.last_day)
        if is_missing(states.get((period.period_id, unit.unit_id)))
        for person in clerks.get(unit.unit_id, ())
    ]  # fmt: skip


def _clerks(session: Session, now: datetime) -> dict[int, list[Person]]:
    """The clerks of every unit today."""
    rows = session.execute(
        select(Unit.id, Account.id, Account.full_name, Account.email)
        .join(RoleGrant, RoleGrant.unit_id == Unit.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(*in_force(Role.UNIT_CLERK, local_date(now)), Account.active)
        .order_by(Unit.id, Account.id)
        .distinct()
    )  # fmt: skip
    found: dict[int, list[Person]] = {}
    for unit_id, key, name, address in rows:
        found.setdefault(unit_id, []).append((key, name, address))
    return found


def _letter(period: PeriodLine, unit: ReportingUnit) -> tuple[Text, Text, str]:
    """Title, words and address for one unit."""
    end = deadline_text(end_of_day_exclusive(period.last_day))
    return (
        T("Đề nghị gửi %(title)s, hạn %(end)s", title=period.title, end=end),
        T("Hệ thống chưa nhận được %(title)s của %(unit)s.\nHạn gửi: %(end)s (%(due)s).\nNếu không "
          "có hoạt động nào, chọn “Không phát sinh” rồi gửi.",
          title=period.title, unit=unit.name, end=end, due=period.due_text),
        link_to("plan.report", period_id=period.period_id, unit_id=unit.unit_id),
    )  # fmt: skip
