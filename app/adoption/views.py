"""Pages of this room: the lists, one record, the report, and the applying unit's answer."""

from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import units_on
from app.adoption import actions, lists, policy, queries, reminders, review_views
from app.adoption.blueprint import bp, seen
from app.adoption.forms import AdoptionForm, ReasonForm, StopForm, chosen_id
from app.adoption.home import waiting
from app.adoption.lists import Filters, Scope
from app.adoption.models import Adoption
from app.adoption.page import record_page
from app.adoption.rules import NOT_RECOGNISED
from app.adoption.states import ADOPTION_LIFECYCLE, ADOPTION_SHAPES, EXTENT_TITLES, AdoptionState
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.files.limits import uploads
from app.files.models import StoredFile
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denial, Denied, require, require_ready
from app.kernel.text import T
from app.outbox.reminders import reminded_by
from app.web.access import Answer, actor, needs, signed_in
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

__all__ = ["bp", "join", "review_views"]

SCOPE_TITLES = {
    Scope.TO_CONFIRM: T("Chờ đơn vị tôi xác nhận"),
    Scope.MINE: T("Giải pháp của tôi"),
    Scope.UNIT: T("Áp dụng tại đơn vị tôi"),
    Scope.ALL: T("Tất cả"),
}
TABLED = (*policy.REPORTERS, *policy.OVERSEERS)


def join(registry: Registry) -> None:
    """The tab, what waits for clerks, and who reads evidence of this room."""
    registry.tabs.append(Tab(T("Áp dụng"), "adoption.index", 60, roles=TABLED))
    registry.waiting.append(waiting)
    reminded_by("adoption", reminders.due)
    readable_by(actions.PURPOSE, read_evidence)


def read_evidence(session: Session, person: Actor | None, file: StoredFile) -> Denial | None:
    """Whoever sees the record sees its file."""
    detail = queries.adoption_detail(session, file.owner_id or 0)
    if person is None or detail is None:
        return NOT_FOUND
    return policy.see(person, detail, detail.solution.standing)


@bp.get("/ap-dung")
@needs(*TABLED)
def index() -> Answer:
    """Application records: what waits for my unit, my solutions, all."""
    person, session = actor(), db.session()
    filters = _asked_filters(person)
    number, size = asked_page(), asked_size()
    rows = lists.adoption_lines(session, person, filters, (number - 1) * size, size)
    total = lists.adoption_total(session, person, filters)
    return render_template(
        "adoption/index.html", page=page_of(rows, total, number, size), filters=filters,
        scopes=[(scope, SCOPE_TITLES[scope]) for scope in lists.scopes_of(person)],
        states=ADOPTION_LIFECYCLE.titles, shapes=ADOPTION_SHAPES, extents=EXTENT_TITLES,
        units=units_on(session, local_date(now())), may_report=person.has(*policy.REPORTERS),
    )  # fmt: skip


def _asked_filters(person: Actor) -> Filters:
    mine = lists.scopes_of(person)
    asked = request.args.get("xem", "")
    state = request.args.get("trang_thai", "")
    return Filters(
        scope=Scope(asked) if asked in mine else mine[0],
        state=AdoptionState(state) if state in set(AdoptionState) else None,
        unit_id=chosen_id(request.args.get("don_vi")) or None,
    )


@bp.get("/ap-dung/moi")
@needs(*policy.REPORTERS)
def new() -> Answer:
    """Choose a recognised solution, or report where the chosen one is applied."""
    idea_id = chosen_id(request.args.get("idea"))
    if not idea_id:
        choices = lists.reportable_solutions(db.session(), actor())
        return render_template("adoption/choose.html", choices=choices)
    head = _reportable(idea_id)
    return _form_page(_new_form(head), head)


@bp.post("/ap-dung/moi")
@needs(*policy.REPORTERS)
@uploads
def create() -> Answer:
    """Take the report."""
    head = _reportable(chosen_id(request.form.get("idea")))
    form = _new_form(head)
    if not form.validate():
        return _form_page(form, head, status=422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, head.idea_id)
            adoption = actions.report_adoption(
                session, actor(), idea, form.draft(), now(), form.once_key.data or ""
            )
            _attach(session, adoption, form)
            adoption_id = adoption.id
    except Blocked as problem:
        form.add_refusals(problem.blockers)
        return _form_page(form, head, status=422)
    flash(_("Đã ghi nhận. Đầu mối của đơn vị áp dụng được báo để xác nhận."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)


def _reportable(idea_id: int) -> queries.SolutionHead:
    """The solution, if this person may report on it; recognised, or the reason why not."""
    head = queries.solution_head(db.session(), idea_id)
    if head is None:
        raise Denied(NOT_FOUND)
    require(policy.report(actor(), head.standing, None))
    if head.standing.state is not IdeaState.RECOGNISED:
        require_ready([NOT_RECOGNISED])
    return head


def _new_form(head: queries.SolutionHead) -> AdoptionForm:
    person = actor()
    units = units_on(db.session(), local_date(now()))
    if not policy.behind(person, head.standing):
        mine = person.units_as(Role.UNIT_CLERK)
        units = [unit for unit in units if unit.unit_id in mine]
    return AdoptionForm().offer([(unit.unit_id, unit.name) for unit in units])


def _attach(session: Session, adoption: Adoption, form: AdoptionForm) -> None:
    upload = form.upload()
    if upload is not None:
        stream = cast("BinaryIO", upload.stream)
        actions.attach_evidence(session, actor(), adoption, stream, upload.filename, now())


def _form_page(
    form: AdoptionForm,
    head: queries.SolutionHead,
    *,
    status: int = 200,
    detail: queries.AdoptionDetail | None = None,
    version: int = 0,
) -> Answer:
    page = render_template(
        "adoption/form.html", form=form, solution=head, detail=detail, version=version
    )
    return page, status


@bp.get("/ap-dung/<int:adoption_id>")
@signed_in
def show(adoption_id: int) -> Answer:
    """One record, with what I may do about it."""
    return record_page(seen(adoption_id))


@bp.get("/ap-dung/<int:adoption_id>/sua")
@signed_in
def edit(adoption_id: int) -> Answer:
    """The report as its reporter wrote it."""
    detail = seen(adoption_id)
    require(policy.change(actor(), detail, detail.solution.standing))
    form = AdoptionForm(data=_typed(detail)).offer([(detail.unit_id, detail.unit_name)])
    return _form_page(form, detail.solution, detail=detail, version=detail.version)


def _typed(detail: queries.AdoptionDetail) -> dict[str, Any]:
    names = ("unit_id", "since", "extent", "what", "indicator", "before", "after", "measure",
             "method", "sample_size", "saved_vnd")  # fmt: skip
    return {name: getattr(detail, name) for name in names}


@bp.post("/ap-dung/<int:adoption_id>/sua")
@signed_in
@uploads
def change(adoption_id: int) -> Answer:
    """Save the corrected report."""
    detail = seen(adoption_id)
    version = chosen_id(request.form.get("version"))
    form = AdoptionForm().offer([(detail.unit_id, detail.unit_name)])
    form.unit_id.data = detail.unit_id
    if not form.validate():
        return _form_page(form, detail.solution, status=422, detail=detail, version=version)
    try:
        with transaction() as session:
            adoption = to_change(session, Adoption, adoption_id)
            actions.change_adoption(session, actor(), adoption, form.draft(), version, now())
            _attach(session, adoption, form)
    except Blocked as problem:
        form.add_refusals(problem.blockers)
        return _form_page(form, detail.solution, status=422, detail=detail, version=version)
    flash(_("Đã lưu. Bản ghi nhận đang chờ đơn vị áp dụng xác nhận."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)


@bp.post("/ap-dung/<int:adoption_id>/xac-nhan")
@signed_in
def confirm(adoption_id: int) -> Answer:
    """The applying unit confirms."""
    with transaction() as session:
        adoption = to_change(session, Adoption, adoption_id)
        actions.confirm_adoption(session, actor(), adoption, now())
    flash(_("Đã xác nhận áp dụng. Từ nay đơn vị được tính vào nơi áp dụng giải pháp."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)


@bp.post("/ap-dung/<int:adoption_id>/khong-xac-nhan")
@signed_in
def reject(adoption_id: int) -> Answer:
    """The applying unit does not confirm, and says why."""
    form = ReasonForm()
    detail = seen(adoption_id)
    if not form.validate():
        return record_page(detail, rejecting=form, status=422)
    try:
        with transaction() as session:
            adoption = to_change(session, Adoption, adoption_id)
            actions.reject_adoption(session, actor(), adoption, form.reason.data or "", now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return record_page(detail, rejecting=form, status=422)
    flash(_("Đã ghi nhận là không xác nhận. Người khai được báo kèm lý do."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)


@bp.post("/ap-dung/<int:adoption_id>/dung")
@signed_in
def stop(adoption_id: int) -> Answer:
    """The applying unit stops."""
    form = StopForm()
    detail = seen(adoption_id)
    if not form.validate():
        return record_page(detail, stopping=form, status=422)
    try:
        with transaction() as session:
            adoption = to_change(session, Adoption, adoption_id)
            actions.stop_adoption(
                session, actor(), adoption, form.last_day(), form.reason.data or "", now()
            )
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return record_page(detail, stopping=form, status=422)
    flash(_("Đã ghi nhận ngày dừng áp dụng."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)
