"""One slip of paper for several items: hand it out, count it, confirm, write the result down."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import agency_on
from app.audit.exports import record_export
from app.councils.models import Council
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.sittings import joint, joint_queries, joint_showing, policy, queries
from app.sittings.blueprint import bp, item_of
from app.sittings.desk_views import desk_page
from app.sittings.forms import LINE_BOXES, JointForm, ReasonForm
from app.sittings.models import JointPaper, Sitting
from app.sittings.slip_paper import slip
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm

Act = Callable[[Session, Sitting, JointPaper, datetime], None]


@bp.get("/phien-hop/<int:sitting_id>/phieu-chung")
@needs(*policy.SEATED)
def joint_slip(sitting_id: int) -> Answer:
    """The slip that is out, for who runs the sitting and who counts; else my own page."""
    return _page(sitting_id, None)


def _page(sitting_id: int, form: WebForm | None, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    shown = joint_showing.joint_page(session, person, found)
    if not (shown.runs or shown.counts):
        return redirect(url_for(".seat", sitting_id=sitting_id), 303)
    count_form = form if isinstance(form, JointForm) else JointForm(
        formdata=None, data=shown.entered_slips()
    )  # fmt: skip
    page = render_template(
        "sittings/joint.html", sitting=found, shown=shown, form=form, count_form=count_form,
        boxes=LINE_BOXES, typed=request.form,
        reason_form=form if isinstance(form, ReasonForm) else ReasonForm(formdata=None),
    )  # fmt: skip
    return page, status


@bp.post("/phien-hop/<int:sitting_id>/phieu-chung")
@needs(*policy.RUNNERS)
def hand_out(sitting_id: int) -> Answer:
    """Hand out one slip for the ticked items."""
    wanted = request.form.getlist("item", type=whole)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            joint.hand_out(session, actor(), sitting, wanted, now())
    except Blocked as refused:
        return _refused(sitting_id, WebForm(formdata=None), refused)
    flash(_("Đã phát phiếu chung cho %(n)s nội dung.", n=len(set(wanted))), "ok")
    return redirect(url_for(".joint_slip", sitting_id=sitting_id), 303)


def _refused(sitting_id: int, form: WebForm, refused: Blocked) -> Answer:
    form.add_blockers(refused.blockers)
    return _page(sitting_id, form, 422)


@bp.get("/phien-hop/<int:sitting_id>/phieu-chung/<int:number>/phieu.pdf")
@needs(*policy.RUNNERS)
def slip_pdf(sitting_id: int, number: int) -> Answer:
    """The slip of the vote that is going on, to be printed as often as there are members."""
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    shown = joint_showing.joint_page(session, person, found)
    if shown.number != number:
        raise Denied(NOT_FOUND)
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - Typst, only here

    day = local_date(found.opened_at or now())
    agency, council = agency_on(session, day), session.get_one(Council, found.council_id)
    made = slip(agency.name if agency else "", council.name, found.title, number, day, shown.lines)
    record_export(person, "phieu-chung.pdf", found.subject, now(), rows=len(shown.lines))
    answer = Response(to_pdf(made), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"phieu-{number}.pdf")
    return answer


@bp.post("/phien-hop/<int:sitting_id>/phieu-chung/<int:number>/kiem")
@needs(*policy.SEATED)
def count_joint(sitting_id: int, number: int) -> Answer:
    """The whole count, in one form."""
    form = JointForm()
    queries.readable(db.session(), actor(), sitting_id)
    found = joint_queries.numbered(db.session(), sitting_id, number)
    ballots = [one.ballot_id for one in joint_queries.lines(db.session(), sitting_id, found)]
    valid = form.validate()
    counts = form.lines(request.form, ballots)
    if not valid or form.form_errors:
        return _page(sitting_id, form, 422)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            slip = joint_queries.numbered(session, sitting_id, number, lock=True)
            joint.enter(session, actor(), sitting, slip, form.slips(), counts, now())
    except Blocked as refused:
        return _refused(sitting_id, form, refused)
    flash(_("Đã nhập số phiếu. Người kiểm phiếu khác đối chiếu rồi xác nhận."), "ok")
    return redirect(url_for(".joint_slip", sitting_id=sitting_id), 303)


def _act(sitting_id: int, number: int, act: Act) -> None:
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        slip = joint_queries.numbered(session, sitting_id, number, lock=True)
        act(session, sitting, slip, now())


@bp.post("/phien-hop/<int:sitting_id>/phieu-chung/<int:number>/xac-nhan")
@needs(*policy.SEATED)
def confirm_joint(sitting_id: int, number: int) -> Answer:
    """The second teller found the figures right."""
    seen = request.form.get("seen", 0, type=whole)
    try:
        _act(sitting_id, number, lambda session, sitting, slip, when: joint.confirm(
            session, actor(), sitting, slip, seen, when))  # fmt: skip
    except Blocked as refused:
        return _refused(sitting_id, WebForm(formdata=None), refused)
    flash(_("Đã xác nhận số phiếu."), "ok")
    return redirect(url_for(".joint_slip", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/phieu-chung/<int:number>/ghi")
@needs(*policy.RUNNERS)
def close_joint(sitting_id: int, number: int) -> Answer:
    """Write the results down."""
    try:
        _act(sitting_id, number, lambda session, sitting, slip, when: joint.write_result(
            session, actor(), sitting, slip, when))  # fmt: skip
    except Blocked as refused:
        return _refused(sitting_id, WebForm(formdata=None), refused)
    flash(_("Đã ghi kết quả của mọi nội dung trên phiếu chung."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/phieu-chung/<int:number>/huy")
@needs(*policy.RUNNERS)
def take_back_joint(sitting_id: int, number: int) -> Answer:
    """The slips count for nothing."""
    form = ReasonForm()
    if not form.validate():
        return _page(sitting_id, form, 422)
    try:
        _act(sitting_id, number, lambda session, sitting, slip, when: joint.take_back(
            session, actor(), sitting, slip, form.reason.data, when))  # fmt: skip
    except Blocked as refused:
        return _refused(sitting_id, form, refused)
    flash(_("Đã hủy phiếu chung; các nội dung trở lại chương trình."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/cho-phieu-chung")
@needs(*policy.RUNNERS)
def set_aside(sitting_id: int, item_id: int) -> Answer:
    """Discussed now, voted on later with others."""
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            item = item_of(session, sitting, item_id)
            joint.set_aside(session, actor(), sitting, item, now())
    except Blocked as refused:
        form = ReasonForm(formdata=None)
        form.add_blockers(refused.blockers)
        return desk_page(sitting_id, form=form, status=422)
    flash(_("Nội dung chờ bỏ phiếu chung. Mời thành viên đã ra ngoài trở lại."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)
