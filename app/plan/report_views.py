"""Reporting of all units: the periods, who is late, urging. One report: `unit_report_views`."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import holders
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.plan import actions, notices, policy, queries, report_queries, rules
from app.plan.blueprint import bp
from app.plan.forms import YearForm, chosen_id
from app.plan.models import Plan, ReportingPeriod
from app.plan.report_queries import PeriodLine
from app.web.access import Answer, actor, needs


@bp.get("/ke-hoach/bao-cao")
@needs(*policy.REPORT_READERS)
def reports() -> Answer:
    """For those who oversee: who sent and who is late. For clerks: the reports of their units."""
    return _reports_page(YearForm(data={"year": local_date(now()).year}))


def _reports_page(form: YearForm, status: int = 200) -> Answer:
    session, person, today = db.session(), actor(), local_date(now())
    plan = queries.current_plan(session)
    if plan is None:
        return render_template("plan/no_plan.html")
    periods = report_queries.periods(session, plan.plan_id)
    shown: dict[str, Any] = {"plan": plan, "periods": periods, "today": today, "form": form}
    shown["own"] = _own_reports(person, periods) if person.has(Role.UNIT_CLERK) else []
    if not person.has(*policy.OVERSEERS):
        return render_template("plan/own_reports.html", **shown), status
    chosen = _chosen_period(periods)
    sent = report_queries.sent_counts(session, plan.plan_id)
    units = report_queries.reporting_units(session)
    return render_template(
        "plan/reports.html", **shown, chosen=chosen, sent=sent,
        owed={p.period_id: len(report_queries.owing(units, p.last_day)) for p in periods},
        standings=report_queries.standings(session, chosen, today) if chosen else [],
        may_track=policy.track(person) is None, remaining=rules.remaining_days_text,
    ), status  # fmt: skip


def _chosen_period(periods: list[PeriodLine]) -> PeriodLine | None:
    """The period asked for; else the latest whose deadline is over; else the first to come."""
    asked, today = chosen_id(request.args.get("ky")), local_date(now())
    unit_periods = [period for period in periods if not period.consolidated]
    for period in unit_periods:
        if period.period_id == asked:
            return period
    over = [period for period in unit_periods if period.last_day < today]
    shown = over[-1:] or unit_periods[:1]
    return shown[0] if shown else None


def _own_reports(person: Actor, periods: list[PeriodLine]) -> list[dict[str, Any]]:
    session, today = db.session(), local_date(now())
    mine = person.units_as(Role.UNIT_CLERK)
    units = [unit for unit in report_queries.reporting_units(session) if unit.unit_id in mine]
    states = report_queries.unit_states(session, mine)
    found = []
    begun = [p for p in periods if not p.consolidated and p.covers_from <= today]
    for period in reversed(begun):
        for unit in report_queries.owing(units, period.last_day):
            state, sent_at = states.get((period.period_id, unit.unit_id), (None, None))
            sent_on = local_date(sent_at) if sent_at else None
            mark = rules.report_mark(state, sent_on, period.last_day, today)
            found.append({"period": period, "unit": unit, "state": state, "sent_at": sent_at,
                          "mark": mark})  # fmt: skip
    return found


@bp.post("/ke-hoach/bao-cao")
@needs(Role.PLAN_OFFICER)
def open_periods() -> Answer:
    """Open the reporting periods of a year."""
    form = YearForm()
    plan = queries.current_plan(db.session())
    if plan is None:
        raise Denied(NOT_FOUND)
    if not form.validate():
        return _reports_page(form, 422)
    try:
        with transaction() as session:
            row = to_change(session, Plan, plan.plan_id)
            year, inclusive = form.year.data or 0, bool(form.inclusive.data)
            actions.open_periods(session, actor(), row, year, now(), inclusive)
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _reports_page(form, 422)
    flash(_("Đã mở các kỳ báo cáo năm %(year)s.", year=form.year.data), "ok")
    return redirect(url_for("plan.reports"), 303)


@bp.get("/ke-hoach/bao-cao/<int:period_id>/don-doc")
@needs(Role.PLAN_OFFICER)
def urging(period_id: int) -> Answer:
    """Who will be reminded, and with which words, before anything is sent."""
    period, session, today = unit_period(period_id), db.session(), local_date(now())
    asked = {chosen_id(key) for key in request.args.getlist("unit")}
    units = [
        {"unit": unit, "clerks": holders(session, today, Role.UNIT_CLERK, unit_id=unit.unit_id)}
        for unit in report_queries.standings(session, period, today)
        if unit.unit_id in asked and unit.is_missing
    ]
    name, unit_name = _("(tên đầu mối)"), _("(tên đơn vị)")
    letter = notices.reminder(period.title, period.due_text, period.last_day, name, unit_name)
    return render_template("plan/urging.html", period=period, units=units, letter=letter)


@bp.post("/ke-hoach/bao-cao/<int:period_id>/don-doc")
@needs(Role.PLAN_OFFICER)
def urge(period_id: int) -> Answer:
    """Remind the chosen units."""
    unit_ids = {chosen_id(key) for key in request.form.getlist("unit")}
    with transaction() as session:
        period = to_change(session, ReportingPeriod, period_id)
        urged = actions.urge(session, actor(), period, unit_ids, now())
    if urged.mailed:
        flash(_("Đã gửi thư nhắc %(units)s đơn vị (%(mails)s thư).", units=len(urged.mailed),
                mails=urged.mails), "ok")  # fmt: skip
    if urged.already:
        names = "; ".join(urged.already)
        flash(_("Hôm nay đã nhắc trước đó, không gửi thêm: %(names)s.", names=names), "pen")
    if urged.without_clerk:
        names = "; ".join(urged.without_clerk)
        flash(_("Chưa có đầu mối để nhắc: %(names)s.", names=names), "bad")
    return redirect(url_for("plan.reports", ky=period_id), 303)


def unit_period(period_id: int) -> PeriodLine:
    """A period in which units report."""
    found = report_queries.period_line(db.session(), period_id)
    if found is None or found.consolidated:
        raise Denied(NOT_FOUND)
    return found
