"""What this room hangs on other pages, and lines of its own pages that need an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.queries import AuditLine
from app.kernel.actor import Actor, Role
from app.kernel.dates import end_of_day_exclusive, instant_text, local_date
from app.kernel.text import T, Text
from app.plan import report_queries, rules
from app.plan.report_queries import PeriodLine, ReportingUnit, owing
from app.plan.states import REPORT_LIFECYCLE, TASK_LIFECYCLE, ReportState
from app.web.registry import Work

AXIS_START, AXIS_END = 10.0, 1190.0


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """A clerk's reports that are due; a plan officer's late units and consolidated report."""
    if not actor.has(Role.UNIT_CLERK, Role.PLAN_OFFICER):
        return []
    today = local_date(now)
    due = [p for p in report_queries.periods(session) if p.last_day - rules.WAITS_BEFORE <= today]
    works = _clerks_work(session, actor, due, today) if actor.has(Role.UNIT_CLERK) else []
    if actor.has(Role.PLAN_OFFICER):
        works += _officers_work(session, due, today)
    return works


def _clerks_work(
    session: Session, actor: Actor, due: Sequence[PeriodLine], today: date
) -> list[Work]:
    mine = actor.units_as(Role.UNIT_CLERK)
    units = [unit for unit in report_queries.reporting_units(session) if unit.unit_id in mine]
    states = report_queries.unit_states(session, mine)
    works = []
    for period in due:
        for unit in [] if period.consolidated else owing(units, period.last_day):
            state, _sent_at = states.get((period.period_id, unit.unit_id), (None, None))
            if rules.is_missing(state):
                works.append(_report_work(period, unit, state, today))
    return works


def _report_work(
    period: PeriodLine, unit: ReportingUnit, state: ReportState | None, today: date
) -> Work:
    if state is ReportState.RETURNED:
        title = _("Bổ sung và gửi lại %(title)s", title=period.title)
    else:
        title = _("Gửi %(title)s", title=period.title)
    url = url_for("plan.report", period_id=period.period_id, unit_id=unit.unit_id)
    hint = T("%(unit)s, %(due)s", unit=unit.name, due=period.due_text)
    return _work(period, title, url, T("Lập báo cáo"), hint, today)


def _officers_work(session: Session, due: Sequence[PeriodLine], today: date) -> list[Work]:
    units = report_queries.reporting_units(session)
    sent = {
        key: value
        for plan_id in {period.plan_id for period in due}
        for key, value in report_queries.sent_counts(session, plan_id).items()
    }
    works = []
    for period in due:
        if period.consolidated:
            if not period.document_number:
                works.append(_consolidated_work(period, today))
            continue
        late = len(owing(units, period.last_day)) - sent.get(period.period_id, 0)
        if late > 0 and today > period.last_day:
            url = url_for("plan.reports", ky=period.period_id)
            title = _("Đôn đốc %(n)s đơn vị chưa gửi %(title)s", n=late, title=period.title)
            works.append(_work(period, title, url, T("Đôn đốc"), period.due_text, today))
    return works


def _consolidated_work(period: PeriodLine, today: date) -> Work:
    url = url_for("plan.consolidated", period_id=period.period_id)
    title = _("Lập %(title)s", title=period.title)
    return _work(period, title, url, T("Mở báo cáo"), period.due_text, today)


def _work(
    period: PeriodLine, title: str, url: str, act: Text, hint: Text | str, today: date
) -> Work:
    return Work(
        code="KH",
        title=title,
        url=url,
        action_text=act,
        hint=hint,
        due_at=end_of_day_exclusive(period.last_day),
        due_text=rules.remaining_days_text(period.last_day, today),
        due_shape="late" if today > period.last_day else "",
    )


@dataclass(frozen=True, slots=True)
class HorizonMark:
    """One deadline on the axis of the year; `x` of 1200. Its words stand in the list below."""

    x: float
    text: str
    due_text: str
    fill: str
    tall: bool


@dataclass(frozen=True, slots=True)
class Horizon:
    """The deadlines of one year on an axis of twelve months."""

    year: int
    months: tuple[tuple[float, str], ...]
    marks: tuple[HorizonMark, ...]
    today_x: float | None

    @property
    def words(self) -> str:
        """The picture in one sentence."""
        return "; ".join(f"{mark.text}, {mark.due_text}" for mark in self.marks)


def horizon(
    periods: Sequence[PeriodLine], units: Sequence[ReportingUnit], sent: Mapping[int, int],
    today: date,
) -> Horizon | None:  # fmt: skip
    """The deadlines of this year, else of the next year that has any; None when there is none."""
    years = sorted({period.year for period in periods if period.year >= today.year})
    if not years:
        return None
    year = years[0]
    marks = tuple(
        _horizon_mark(period, len(owing(units, period.last_day)), sent, today)
        for period in periods
        if period.year == year
    )
    months = tuple((_x(date(year, month, 1)), f"{month:02d}") for month in range(1, 13))
    return Horizon(year, months, marks, _x(today) if today.year == year else None)


def _horizon_mark(
    period: PeriodLine, owed: int, sent: Mapping[int, int], today: date
) -> HorizonMark:
    x = _x(period.last_day)
    if period.consolidated:
        return HorizonMark(x, period.name, period.due_text, "fill-seal", tall=True)
    arrived = sent.get(period.period_id, 0)
    text = _("%(name)s: %(sent)s/%(owed)s đơn vị đã gửi", name=period.name, sent=arrived, owed=owed)
    missing = arrived < owed and today > period.last_day
    fill = "fill-bad" if missing else "fill-ink"
    return HorizonMark(x, text, period.due_text, fill, tall=False)


def _x(day: date) -> float:
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    share = (day - first).days / (last - first).days
    return round(AXIS_START + share * (AXIS_END - AXIS_START), 1)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act in a timeline."""

    when: str
    text: Text
    who: str
    note: str
    datetime: str


_ITEM_VERBS = {f"plan_item:{move.name}": move.title for move in TASK_LIFECYCLE.moves}
_REPORT_VERBS = {f"unit_report:{move.name}": move.title for move in REPORT_LIFECYCLE.moves}


def item_history(lines: Sequence[AuditLine]) -> list[HistoryLine]:
    """What happened to a task, latest first; the note as it was written then."""
    return [
        _history_line(line, _ITEM_VERBS.get(line.verb, T("Cập nhật ghi chú")),
                      line.detail.get("note", ""))
        for line in reversed(lines)
    ]  # fmt: skip


def report_history(lines: Sequence[AuditLine]) -> list[HistoryLine]:
    """When a report was sent and given back, latest first, with the reason."""
    return [
        _history_line(line, _REPORT_VERBS[line.verb], line.reason)
        for line in reversed(lines)
        if line.verb in _REPORT_VERBS
    ]


def _history_line(line: AuditLine, text: Text, note: str) -> HistoryLine:
    return HistoryLine(instant_text(line.at), text, line.actor_name, note, line.at.isoformat())
