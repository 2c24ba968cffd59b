"""What people do with the plan and its reports. Every act asks the policy first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.queries import holders
from app.audit.actions import move, record
from app.kernel.actor import Actor, Role
from app.kernel.dates import instant_text, local_date
from app.kernel.refusals import (
    NOT_FOUND,
    AlreadyDone,
    Blocker,
    Denied,
    IllegalMove,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.plan import policy, rules
from app.plan.drafts import REASON_LIMIT, ItemChange, ReportDraft, ReportLine
from app.plan.edits import stale_item, stale_report, write_report
from app.plan.loading import load_plan, open_periods
from app.plan.models import PlanGroup, PlanItem, ReportingPeriod, UnitReport
from app.plan.notices import tell_returned, urge_unit
from app.plan.report_queries import owing, reporting_units
from app.plan.states import REPORT_LIFECYCLE, TASK_LIFECYCLE, ReportState, TaskState
from app.plan.unit_report_queries import report_draft, tasks_to_report

__all__ = [
    "Urged", "change_item", "load_plan", "note_issued", "open_periods", "return_report",
    "save_report", "send_report", "urge",
]  # fmt: skip


def change_item(
    session: Session, actor: Actor, item: PlanItem, change: ItemChange, now: datetime, version: int
) -> None:
    """Note how a task stands: a move of its life cycle, the progress note, the last day.

    The lead unit's plan officer. `StaleEdit` when somebody changed its texts since `version`.
    Nothing new: nothing happens.
    """
    group = session.get_one(PlanGroup, item.group_id)
    require(policy.change_item(actor, group.lead_unit_id))
    change = ItemChange(change.move, clean(change.note), change.due_on)
    if not change.move and (change.note, change.due_on) == (item.progress_note, item.due_on):
        return
    stale = stale_item(session, item, change) if version != item.version else None
    if stale is not None:
        raise stale
    require_ready(rules.blockers_in_change(change, item.state))
    due = str(change.due_on or "")
    if change.move:
        move(session, actor, item, TASK_LIFECYCLE, change.move, now, note=change.note, due_on=due)
        item.done_on = local_date(now) if item.state is TaskState.DONE else None
    else:
        record(session, actor, "plan_item:note", item, now, note=change.note, due_on=due)
    item.progress_note, item.due_on = change.note, change.due_on


def save_report(
    session: Session, actor: Actor, period: ReportingPeriod, unit_id: int, draft: ReportDraft,
    now: datetime, version: int = 0,
) -> UnitReport:  # fmt: skip
    """Keep a unit's report as a draft, made on first use; `version` 0 means "not yet stored".

    The unit's clerk, and only for a period in which the unit owes a report. What is stored
    already changes nothing; `StaleEdit` when somebody else saved since `version`; `IllegalMove`
    once the report is sent. Drafts are not in the audit chain: sending one is.
    """
    require(policy.write_report(actor, unit_id))
    unit = session.get(Unit, unit_id)
    if unit is None or period.consolidated or not rules.owes(unit, period.last_day):
        raise Denied(NOT_FOUND)
    refs = {t.item_id: t.ref for t in tasks_to_report(session, period.plan_id, unit_id)}
    draft = _cleaned(draft, refs)
    report = _stored(session, period, unit_id)
    if report is not None:
        if report.state is ReportState.SENT:
            raise IllegalMove("save", report.state, REPORT_LIFECYCLE.open_from(report.state))
        stored = report_draft(session, report.id)
        if stored == draft:
            return report
        if version != report.version:
            raise stale_report(session, report, draft, stored, refs)
    require_ready(rules.blockers_in_report(draft))
    if report is None:
        report = UnitReport(
            period_id=period.id, unit_id=unit_id, unit_name=unit.name, state=ReportState.DRAFT
        )
        session.add(report)
    write_report(session, actor, report, draft, now)
    return report


def _stored(session: Session, period: ReportingPeriod, unit_id: int) -> UnitReport | None:
    """The report, locked. The period is locked by the caller, so two first saves cannot meet."""
    return session.scalar(
        select(UnitReport)
        .where(UnitReport.period_id == period.id, UnitReport.unit_id == unit_id)
        .with_for_update()
    )


def _cleaned(draft: ReportDraft, refs: Collection[int]) -> ReportDraft:
    """Texts as they are stored; only tasks of this plan, in its order, without empty lines."""
    cleaned = (ReportLine(line.item_id, line.percent, clean(line.text)) for line in draft.lines)
    lines = {line.item_id: line for line in cleaned if not line.is_empty}
    return ReportDraft(
        no_activity=draft.no_activity,
        achievements=clean(draft.achievements),
        difficulties=clean(draft.difficulties),
        proposals=clean(draft.proposals),
        trained_people=draft.trained_people,
        events_held=draft.events_held,
        ideas_submitted=draft.ideas_submitted,
        solutions_applied=draft.solutions_applied,
        lines=tuple(lines[item_id] for item_id in refs if item_id in lines),
    )


def send_report(
    session: Session, actor: Actor, report: UnitReport, now: datetime, version: int | None = None
) -> None:
    """Send a unit's report; sending twice sends once (`AlreadyDone`).

    `version` is what the clerk looked at: when somebody changed the report since, it is not sent.
    """
    require(policy.write_report(actor, report.unit_id))
    if report.state is ReportState.SENT and report.sent_at is not None:
        message = T("Báo cáo này đã được gửi lúc %(when)s.", when=instant_text(report.sent_at))
        raise AlreadyDone(
            message, "plan.report", period_id=report.period_id, unit_id=report.unit_id
        )
    blockers = rules.blockers_to_send(report_draft(session, report.id))
    if version is not None and version != report.version:
        when = instant_text(report.updated_at)
        message = T("Báo cáo vừa được cập nhật lúc %(when)s; xem lại trước khi gửi", when=when)
        blockers.append(Blocker("version", message))
    require_ready(blockers)
    if report.sent_at is None:
        report.sent_at, report.sent_by = now, actor.user_id
    move(session, actor, report, REPORT_LIFECYCLE, "send", now, period=report.period_id)


def return_report(
    session: Session, actor: Actor, report: UnitReport, reason: str, now: datetime
) -> None:
    """Give a sent report back to the unit with a reason; its clerks get a mail."""
    require(policy.track(actor))
    reason = clean(reason)
    if not reason:
        require_ready([Blocker("reason", T("Ghi lý do trả lại báo cáo"))])
    if len(reason) > REASON_LIMIT:
        message = T("Lý do không được quá %(most)s ký tự", most=REASON_LIMIT)
        require_ready([Blocker("reason", message)])
    move(session, actor, report, REPORT_LIFECYCLE, "return", now, reason=reason)
    period = session.get_one(ReportingPeriod, report.period_id)
    tell_returned(session, report, period, reason, now)


@dataclass(frozen=True, slots=True)
class Urged:
    """What came of urging: names of the units, and how many mails were queued."""

    mailed: tuple[str, ...]
    already: tuple[str, ...]
    without_clerk: tuple[str, ...]
    mails: int


def urge(
    session: Session, actor: Actor, period: ReportingPeriod, unit_ids: Collection[int],
    now: datetime,
) -> Urged:  # fmt: skip
    """Remind units whose report is still to come: each clerk once a day at most.

    Units that have sent theirs, or owe none, are passed over; `Blocked` when nobody is left.
    """
    require(policy.track(actor))
    sent = set(
        session.scalars(
            select(UnitReport.unit_id).where(
                UnitReport.period_id == period.id, UnitReport.state == ReportState.SENT
            )
        )
    )
    late = [
        unit
        for unit in owing(reporting_units(session, period.last_day), period.last_day)
        if unit.unit_id in unit_ids and unit.unit_id not in sent
    ]
    if period.consolidated or not late:
        require_ready([Blocker("unit", T("Chọn ít nhất một đơn vị chưa gửi báo cáo"))])
    outcome: dict[str, list[str]] = {"mailed": [], "already": [], "without_clerk": []}
    mails = 0
    for unit in late:
        clerks = holders(session, local_date(now), Role.UNIT_CLERK, unit_id=unit.unit_id)
        queued = urge_unit(session, period, unit.unit_id, unit.name, clerks, now)
        kind = "mailed" if queued else "already" if clerks else "without_clerk"
        outcome[kind].append(unit.name)
        mails += queued
    if outcome["mailed"]:
        record(session, actor, "plan:urge", period, now, units=outcome["mailed"])
    return Urged(**{kind: tuple(names) for kind, names in outcome.items()}, mails=mails)


def note_issued(
    session: Session, actor: Actor, period: ReportingPeriod, number: str, issued_on: date | None,
    now: datetime,
) -> None:  # fmt: skip
    """Note the number and day that the registry gave the consolidated report; once.

    `AlreadyDone` when one is noted already.
    """
    require(policy.track(actor))
    if not period.consolidated:
        raise Denied(NOT_FOUND)
    if period.document_number:
        message = T("Đã ghi nhận báo cáo số %(number)s.", number=period.document_number)
        raise AlreadyDone(message, "plan.consolidated", period_id=period.id)
    number = clean_line(number)
    require_ready(rules.blockers_to_issue(number, issued_on, local_date(now)))
    period.document_number, period.issued_on = number, issued_on
    record(session, actor, "plan:issue_report", period, now, number=number, issued_on=issued_on)
