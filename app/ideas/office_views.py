"""The office's desk: the intake list, one dossier with its history, the formal check."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import actions, lists, policy, queries
from app.ideas.blueprint import bp
from app.ideas.filters import address_of, asked_filters, chips
from app.ideas.forms import ExtensionForm, ReasonForm
from app.ideas.models import Idea
from app.ideas.page import history, opened
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of

READERS = (Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/tiep-nhan")
@needs(*READERS)
def intake() -> Answer:
    """Endorsed dossiers with filters in the address."""
    session, person, filters = db.session(), actor(), asked_filters()
    counts = lists.office_counts(session, person, filters)
    number, size = asked_page(), asked_size()
    rows = lists.office_lines(session, person, filters, limit=size, offset=(number - 1) * size)
    return render_template(
        "ideas/intake.html",
        page=page_of(rows, lists.total_of(counts, filters.state), number, size),
        chips=chips("ideas.intake", counts, filters), filters=filters,
        offers=lists.office_offers(session, person, filters),
        export_url=url_for("ideas.intake_xlsx", **address_of(filters)),
    )  # fmt: skip


@bp.get("/tiep-nhan/danh-sach.xlsx")
@needs(*READERS)
def intake_xlsx() -> Answer:
    """Exactly the filtered list, as a workbook."""
    from app.ideas.exports import intake_workbook  # noqa: PLC0415 - heavy, only here

    filters = asked_filters()
    rows = lists.office_lines(db.session(), actor(), filters, limit=None, offset=0)
    answer = Response(intake_workbook(rows), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="ho-so-tiep-nhan.xlsx")
    record_export(actor(), "intake.xlsx", "idea:all", now(), rows=len(rows))
    return answer


@bp.get("/tiep-nhan/<int:idea_id>")
@needs(*READERS)
def dossier(idea_id: int) -> Answer:
    """One dossier as submitted, its history, and what may be done with it."""
    return _dossier_page(idea_id)


FORMS: dict[str, type[WebForm]] = {
    "ask": ReasonForm, "refuse": ReasonForm, "extend": ExtensionForm
}  # fmt: skip


def _dossier_page(idea_id: int, status: int = 200, **forms: WebForm) -> Answer:
    found = opened(idea_id)
    shown = {
        name: forms.get(name, kind(formdata=None, prefix=name)) for name, kind in FORMS.items()
    }
    page = render_template(
        "ideas/dossier.html", idea=found.idea, round_=found.round_, forms=shown, may=found.may,
        errors=bool(forms), whole=queries.submitted_idea(found.session, idea_id),
        titles=IDEA_TITLES, shapes=IDEA_SHAPES, refusal=policy.check(actor(), found.standing),
        request_=queries.open_request(found.session, idea_id),
        events=history(found.session, found.idea, names=True),
        versions=queries.version_lines(found.session, idea_id),
    )  # fmt: skip
    return page, status


@bp.post("/tiep-nhan/<int:idea_id>/tiep-nhan")
@needs(Role.SECRETARY)
def accept(idea_id: int) -> Answer:
    """Eligible."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.accept_idea(session, actor(), idea, now())
    flash(_("Đã tiếp nhận hồ sơ."), "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


Decision = Callable[[Session, Actor, Idea, str, datetime], Any]


def _decide(idea_id: int, name: str, decision: Decision, done: str) -> Answer:
    """A decision with a reason; what the form or the action refuses is shown on the dossier."""
    form = ReasonForm(request.form, prefix=name)
    if not form.validate():
        return _dossier_page(idea_id, 422, **{name: form})
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            decision(session, actor(), idea, form.reason.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, 422, **{name: form})
    flash(done, "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


@bp.post("/tiep-nhan/<int:idea_id>/yeu-cau-bo-sung")
@needs(Role.SECRETARY)
def ask(idea_id: int) -> Answer:
    """Ask the authors for more."""
    return _decide(idea_id, "ask", actions.ask_supplement, _("Đã yêu cầu bổ sung hồ sơ."))


@bp.post("/tiep-nhan/<int:idea_id>/gia-han-bo-sung")
@needs(Role.SECRETARY)
def extend(idea_id: int) -> Answer:
    """More days to supplement."""
    form = ExtensionForm(request.form, prefix="extend")
    if not form.validate() or form.due_on.data is None:
        return _dossier_page(idea_id, 422, extend=form)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.extend_supplement(
                session, actor(), idea, form.due_on.data, form.reason.data or "", now()
            )
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, 422, extend=form)
    flash(_("Đã gia hạn bổ sung; tác giả được báo qua thư."), "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


@bp.post("/tiep-nhan/<int:idea_id>/khong-du-dieu-kien")
@needs(Role.SECRETARY)
def refuse(idea_id: int) -> Answer:
    """Not eligible, with the reason."""
    done = _("Đã kết luận hồ sơ không đủ điều kiện.")
    return _decide(idea_id, "refuse", actions.refuse_idea, done)
