"""Pages of the consolidated report: the numbers, the rows behind each, the document."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.queries import agency_on
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.plan import actions, policy, queries, report_queries, rules
from app.plan.blueprint import bp
from app.plan.forms import IssueForm
from app.plan.metrics import METRIC_TITLES, SUMMED, Metric
from app.plan.models import ReportingPeriod
from app.plan.papers import ReportFacts, consolidated_report
from app.plan.report_queries import PeriodLine
from app.plan.summaries import summary
from app.web.access import Answer, actor, needs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _period(period_id: int) -> PeriodLine:
    found = report_queries.period_line(db.session(), period_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@bp.get("/ke-hoach/tong-hop/<int:period_id>")
@needs(*policy.OVERSEERS)
def consolidated(period_id: int) -> Answer:
    """The consolidated report; every number leads to the rows behind it."""
    return _page(_period(period_id), IssueForm())


def _page(period: PeriodLine, form: IssueForm, status: int = 200) -> Answer:
    session, today = db.session(), local_date(now())
    found = summary(session, period)
    return render_template(
        "plan/consolidated.html", period=period, form=form, summary=found, today=today,
        source=report_queries.source_of(session, period), Metric=Metric, titles=METRIC_TITLES,
        plan=queries.plan_head(session, period.plan_id), summed=SUMMED,
        mark=lambda task: rules.task_mark(task, today), may_track=policy.track(actor()) is None,
        remaining=rules.remaining_days_text(period.last_day, today),
    ), status  # fmt: skip


@bp.get("/ke-hoach/tong-hop/<int:period_id>/so-lieu/<metric>")
@needs(*policy.OVERSEERS)
def figure(period_id: int, metric: str) -> Answer:
    """The rows behind one number."""
    if metric not in set(Metric):
        raise Denied(NOT_FOUND)
    period, wanted, today = _period(period_id), Metric(metric), local_date(now())
    found = summary(db.session(), period)
    return render_template(
        "plan/figure.html", period=period, metric=wanted, title=METRIC_TITLES[wanted],
        source=report_queries.source_of(db.session(), period), value=found.value(wanted),
        unit_rows=found.unit_rows(wanted), item_rows=found.item_rows(wanted), Metric=Metric,
        summed=wanted in SUMMED, mark=lambda task: rules.task_mark(task, today),
    )  # fmt: skip


@bp.get("/ke-hoach/tong-hop/<int:period_id>/bao-cao.docx")
@needs(*policy.OVERSEERS)
def document(period_id: int) -> Answer:
    """The report as a Word file to be edited, numbered and signed."""
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - python-docx loads slowly

    facts = _facts(period_id)
    return _download(to_docx(consolidated_report(facts)), DOCX, facts, "docx")


@bp.get("/ke-hoach/tong-hop/<int:period_id>/bao-cao.pdf")
@needs(*policy.OVERSEERS)
def document_pdf(period_id: int) -> Answer:
    """The same as PDF."""
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - typst loads slowly

    facts = _facts(period_id)
    return _download(to_pdf(consolidated_report(facts)), "application/pdf", facts, "pdf")


def _facts(period_id: int) -> ReportFacts:
    session, period = db.session(), _period(period_id)
    agency = agency_on(session, local_date(now()))
    if agency is None or not period.consolidated:
        raise Denied(NOT_FOUND)
    return ReportFacts(
        agency=agency,
        plan=queries.plan_head(session, period.plan_id),
        period=period,
        source=report_queries.source_of(session, period),
        summary=summary(session, period),
        addressee=report_queries.superior_name(session) or "Sở Khoa học và Công nghệ",
    )


def _download(content: bytes, mimetype: str, facts: ReportFacts, ending: str) -> Response:
    name = f"bao-cao-ke-hoach-{facts.period.year}.{ending}"
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/ke-hoach/tong-hop/<int:period_id>/ban-hanh")
@needs(Role.PLAN_OFFICER)
def note_issued(period_id: int) -> Answer:
    """Note the number and day that the registry gave."""
    period, form = _period(period_id), IssueForm()
    try:
        if form.validate():
            with transaction() as session:
                row = to_change(session, ReportingPeriod, period_id)
                number, day = form.number.data or "", form.issued_on.data
                actions.note_issued(session, actor(), row, number, day, now())
            flash(_("Đã ghi nhận số và ngày ban hành của báo cáo."), "ok")
            return redirect(url_for("plan.consolidated", period_id=period_id), 303)
    except Blocked as problem:
        form.add_blockers(problem.blockers)
    return _page(period, form, status=422)
