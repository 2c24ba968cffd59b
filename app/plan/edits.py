"""A unit's report and a task as drafts and back, and what differs when two people edit at once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import Account
from app.audit.edits import stale_edit
from app.kernel.actor import Actor
from app.kernel.dates import day_text, instant_text
from app.kernel.numbers import integer_text
from app.kernel.refusals import Difference, StaleEdit
from app.kernel.text import T, Text
from app.plan.drafts import NO, NUMBERS, TEXTS, YES, ItemChange, ReportDraft, line_field
from app.plan.models import PlanItem, UnitReport, UnitReportItem


def write_report(
    session: Session, actor: Actor, report: UnitReport, draft: ReportDraft, now: datetime
) -> None:
    """Put what was typed into the report; the version rises even when only a line has changed."""
    report.no_activity = draft.no_activity
    for name in (*TEXTS, *NUMBERS):
        setattr(report, name, getattr(draft, name))
    report.updated_at, report.updated_by = now, actor.user_id
    flag_modified(report, "updated_at")
    session.flush()
    session.execute(delete(UnitReportItem).where(UnitReportItem.report_id == report.id))
    session.add_all(
        UnitReportItem(
            report_id=report.id, item_id=line.item_id, percent=line.percent, text=line.text
        )
        for line in draft.lines
    )
    session.flush()


def stale_report(
    session: Session, report: UnitReport, mine: ReportDraft, theirs: ReportDraft,
    refs: Mapping[int, str],
) -> StaleEdit:  # fmt: skip
    """The conflict page's facts about a report: who saved last, when, which boxes differ."""
    who = session.scalar(select(Account.full_name).where(Account.id == report.updated_by))
    labels = _labels((mine, theirs), refs)
    typed, stored = _typed_report(mine, labels), _typed_report(theirs, labels)
    return StaleEdit(
        who or "", instant_text(report.updated_at), _differences(labels, typed, stored),
        report.version,
    )  # fmt: skip


def _labels(drafts: Iterable[ReportDraft], refs: Mapping[int, str]) -> dict[str, Text]:
    """The boxes of the form, as the form names them; tasks in the order of the plan."""
    labels = {"no_activity": T("Không phát sinh"), **TEXTS, **NUMBERS}
    written = {line.item_id for draft in drafts for line in draft.lines}
    for item_id, ref in refs.items():
        if item_id in written:
            labels[line_field(item_id, "text")] = T("%(ref)s: kết quả thực hiện", ref=ref)
            labels[line_field(item_id, "percent")] = T("%(ref)s: tỷ lệ hoàn thành", ref=ref)
    return labels


def _typed_report(draft: ReportDraft, labels: Iterable[str]) -> dict[str, str]:
    """The draft as it stands in the boxes of the form."""
    typed = dict.fromkeys(labels, "")
    typed["no_activity"] = YES if draft.no_activity else NO
    typed |= {name: getattr(draft, name) for name in TEXTS}
    typed |= {name: integer_text(getattr(draft, name)) for name in NUMBERS}
    for line in draft.lines:
        typed[line_field(line.item_id, "text")] = line.text
        typed[line_field(line.item_id, "percent")] = str(line.percent) if line.percent else ""
    return typed


def stale_item(session: Session, item: PlanItem, change: ItemChange) -> StaleEdit | None:
    """The conflict page's facts about a task; None when its texts are as they were typed."""
    labels = {"note": T("Ghi chú tiến độ"), "due_on": T("Hạn hoàn thành")}
    typed = {"note": change.note, "due_on": _day(change.due_on)}
    stored = {"note": item.progress_note, "due_on": _day(item.due_on)}
    differences = _differences(labels, typed, stored)
    if not differences:
        return None
    return stale_edit(session, item, differences)


def _day(day: date | None) -> str:
    return day_text(day) if day else ""


def _differences(
    labels: Mapping[str, Text], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> list[Difference]:
    return [
        Difference(name, label, mine[name], theirs[name])
        for name, label in labels.items()
        if mine[name] != theirs[name]
    ]
