"""One unit's report: its form, what is checked before it is sent, sending, giving it back."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.queries import history_of
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local, local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.plan import actions, policy, report_queries, rules, unit_report_queries
from app.plan.blueprint import bp
from app.plan.forms import ReasonForm, ReportForm, chosen_id
from app.plan.home import report_history
from app.plan.models import ReportingPeriod, UnitReport
from app.plan.report_queries import PeriodLine
from app.plan.report_views import unit_period
from app.plan.states import ReportState
from app.plan.unit_report_queries import ReportHead
from app.web.access import Answer, actor, needs


@bp.get("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>")
@needs(*policy.REPORT_READERS)
def report(period_id: int, unit_id: int) -> Answer:
    """A unit's report: the form for its clerk while it is open, else what was sent."""
    period, head = (
        unit_period(period_id),
        unit_report_queries.report_head(db.session(), period_id, unit_id),
    )
    require(policy.see_report(actor(), unit_id, head.state if head else None))
    if head and (head.state is ReportState.SENT or not _may_write(unit_id)):
        return _sent_page(period, head, ReasonForm())
    session = db.session()
    draft = (
        unit_report_queries.report_draft(session, head.report_id)
        if head
        else unit_report_queries.prefill(session, period, unit_id)
    )
    return _form_page(period, unit_id, head, ReportForm.of(_task_ids(period, unit_id), draft))


def _may_write(unit_id: int) -> bool:
    return policy.write_report(actor(), unit_id) is None


def _task_ids(period: PeriodLine, unit_id: int) -> list[int]:
    tasks = unit_report_queries.tasks_to_report(db.session(), period.plan_id, unit_id)
    return [task.item_id for task in tasks]


def _form_page(
    period: PeriodLine, unit_id: int, head: ReportHead | None, form: ReportForm, status: int = 200
) -> Answer:
    session, today = db.session(), local_date(now())
    tasks = unit_report_queries.tasks_to_report(session, period.plan_id, unit_id)
    units = report_queries.reporting_units(session, period.last_day)
    owed = report_queries.owing(units, period.last_day)
    unit = next((unit for unit in owed if unit.unit_id == unit_id), None)
    if unit is None:
        raise Denied(NOT_FOUND)
    return render_template(
        "plan/report_form.html", period=period, unit=unit, head=head, form=form,
        groups=unit_report_queries.by_group(tasks),
        counted=unit_report_queries.prefill(session, period, unit_id),
        line_errors=form.line_errors({task.item_id: task.ref for task in tasks}),
        version=request.form.get("version") or (head.version if head else 0),
        returned=_last_return(head), remaining=rules.remaining_days_text(period.last_day, today),
        late=today > period.last_day,
    ), status  # fmt: skip


def _last_return(head: ReportHead | None) -> str:
    """The officer's reason, while a report is with the unit again."""
    if head is None or head.state is not ReportState.RETURNED:
        return ""
    lines = history_of(db.session(), f"unit_report:{head.report_id}")
    return next((line.reason for line in reversed(lines) if line.reason), "")


@bp.post("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>")
@needs(Role.UNIT_CLERK)
def save_report(period_id: int, unit_id: int) -> Answer:
    """Keep the report; "check" then goes on to the page on which it is sent."""
    period = unit_period(period_id)
    require(policy.write_report(actor(), unit_id))
    form = ReportForm.of(_task_ids(period, unit_id))
    try:
        if form.validate():
            _store(period_id, unit_id, form)
            where = "check_report" if request.form.get("act") == "check" else "report"
            if where == "report":
                flash(_("Đã lưu bản nháp báo cáo. Báo cáo chưa được gửi."), "ok")
            return redirect(url_for(f"plan.{where}", period_id=period_id, unit_id=unit_id), 303)
    except Blocked as problem:
        form.add_refusals(problem.blockers)
    head = unit_report_queries.report_head(db.session(), period_id, unit_id)
    return _form_page(period, unit_id, head, form, status=422)


def _store(period_id: int, unit_id: int, form: ReportForm) -> int:
    """Save what was typed; the version it now has."""
    with transaction() as session:
        period = to_change(session, ReportingPeriod, period_id)
        version = chosen_id(request.form.get("version"))
        row = actions.save_report(session, actor(), period, unit_id, form.draft(), now(), version)
        return row.version


@bp.post("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>/tu-luu")
@needs(Role.UNIT_CLERK)
def autosave_report(period_id: int, unit_id: int) -> Answer:
    """Keep the report while one writes."""
    period = unit_period(period_id)
    require(policy.write_report(actor(), unit_id))
    form = ReportForm.of(_task_ids(period, unit_id))
    if not form.validate():
        return jsonify(errors=form.errors), 422
    version = _store(period_id, unit_id, form)
    return jsonify(saved_at_text=f"{local(now()):%H:%M:%S}", version=version)


@bp.get("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>/kiem-tra")
@needs(Role.UNIT_CLERK)
def check_report(period_id: int, unit_id: int) -> Answer:
    """The report as it will be read, what is still missing, and the button that sends it."""
    period, head = (
        unit_period(period_id),
        unit_report_queries.report_head(db.session(), period_id, unit_id),
    )
    require(policy.write_report(actor(), unit_id))
    if head is None:
        raise Denied(NOT_FOUND)
    return _sent_page(period, head, ReasonForm())


def _sent_page(period: PeriodLine, head: ReportHead, form: ReasonForm, status: int = 200) -> Answer:
    session, today = db.session(), local_date(now())
    draft = unit_report_queries.report_draft(session, head.report_id)
    tasks = unit_report_queries.tasks_to_report(session, period.plan_id, head.unit_id)
    sent_on = local_date(head.sent_at) if head.sent_at else None
    to_send = head.state is not ReportState.SENT and _may_write(head.unit_id)
    return render_template(
        "plan/report.html", period=period, head=head, draft=draft, form=form, to_send=to_send,
        tasks={task.item_id: task for task in tasks},
        mark=rules.report_mark(head.state, sent_on, period.last_day, today),
        blockers=rules.blockers_to_send(draft) if to_send else [],
        history=report_history(history_of(session, f"unit_report:{head.report_id}")),
        may_return=head.state is ReportState.SENT and policy.track(actor()) is None,
        oversees=actor().has(*policy.OVERSEERS),
    ), status  # fmt: skip


@bp.post("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>/gui")
@needs(Role.UNIT_CLERK)
def send_report(period_id: int, unit_id: int) -> Answer:
    """Send the report that was looked at."""
    with transaction() as session:
        row = to_change(
            session, UnitReport, unit_report_queries.report_key(session, period_id, unit_id)
        )
        version = chosen_id(request.form.get("version"))
        actions.send_report(session, actor(), row, now(), version)
    flash(_("Đã gửi báo cáo. Báo cáo không sửa được nữa, trừ khi được trả lại để bổ sung."), "ok")
    return redirect(url_for("plan.report", period_id=period_id, unit_id=unit_id), 303)


@bp.post("/ke-hoach/bao-cao/<int:period_id>/<int:unit_id>/tra-lai")
@needs(Role.PLAN_OFFICER)
def return_report(period_id: int, unit_id: int) -> Answer:
    """Give the report back to the unit, with a reason."""
    form = ReasonForm()
    if not form.validate():
        head = unit_report_queries.report_head(db.session(), period_id, unit_id)
        require(policy.see_report(actor(), unit_id, head.state if head else None))
        if head is not None:
            return _sent_page(unit_period(period_id), head, form, status=422)
    with transaction() as session:
        row = to_change(
            session, UnitReport, unit_report_queries.report_key(session, period_id, unit_id)
        )
        actions.return_report(session, actor(), row, form.reason.data or "", now())
    flash(_("Đã trả lại báo cáo. Đầu mối của đơn vị được báo kèm lý do."), "ok")
    return redirect(url_for("plan.report", period_id=period_id, unit_id=unit_id), 303)
