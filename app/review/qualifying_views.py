"""A qualifier's pages: my dossiers, one dossier with my answer, stepping back."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.choices import title_of
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import VERDICT_SHAPES, VERDICT_TITLES
from app.kernel.clock import now
from app.kernel.dates import local
from app.kernel.refusals import Blocked, require
from app.review import qualifying_actions, qualifying_policy, qualifying_queries
from app.review.desk import bp, posted_version
from app.review.qualifying_forms import AnswerForm, StepBackForm
from app.review.qualifying_policy import QUALIFIERS
from app.review.qualifying_queries import QualifyPage
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of


@bp.get("/tham-dinh")
@needs(*QUALIFIERS)
def qualify_mine() -> Answer:
    """Dossiers that wait for my answer, or those I have answered."""
    session, person = db.session(), actor()
    done = request.args.get("loc") == "da-ket-luan"
    number, size = asked_page(), asked_size()
    counts = {one: qualifying_queries.my_count(session, person, done=one) for one in (False, True)}
    lines = qualifying_queries.my_lines(session, person, done=done, limit=size,
                                        offset=(number - 1) * size)  # fmt: skip
    return render_template(
        "review/qualify_mine.html", page=page_of(lines, counts[done], number, size), done=done,
        counts=counts, titles=VERDICT_TITLES, shapes=VERDICT_SHAPES,
    )  # fmt: skip


def _readable(qualification_id: int) -> QualifyPage:
    """My dossier; refused before anything of it is handed on."""
    session, person = db.session(), actor()
    row = qualifying_queries.own(session, person, qualification_id)
    here = qualifying_queries.standing(session, person, row)
    require(qualifying_policy.read(person, here))
    return qualifying_queries.page_of(session, person, row)


@bp.get("/tham-dinh/<int:qualification_id>")
@needs(*QUALIFIERS)
def qualify(qualification_id: int) -> Answer:
    """The dossier on the left, the answer on the right."""
    page = _readable(qualification_id)
    chosen = {"reason": page.row.reason}
    return _panes(page, AnswerForm(formdata=None, data=chosen))


def _panes(page: QualifyPage, form: AnswerForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    denial = qualifying_policy.give(person, page.standing)
    text = render_template(
        "review/qualify.html", page=page, form=form, title_of=title_of, editable=denial is None,
        closed_reason=denial.reason if denial else None, version=page.row.version,
        waiting=qualifying_queries.my_count(session, person, done=False),
        done=qualifying_queries.my_count(session, person, done=True),
        later=qualifying_queries.next_waiting(session, person, page.row.id),
        titles=VERDICT_TITLES, shapes=VERDICT_SHAPES,
    )  # fmt: skip
    return text, status


@bp.post("/tham-dinh/<int:qualification_id>")
@needs(*QUALIFIERS)
def give_verdict(qualification_id: int) -> Answer:
    """Conclude, or keep the draft; what was typed stays on the page when it is refused."""
    form = AnswerForm()
    if not form.validate():
        return _panes(_readable(qualification_id), form, 422)
    concluding, person = request.form.get("then") == "give", actor()
    reason, version = form.reason.data or "", posted_version()
    try:
        with transaction() as session:
            row = to_change(session, Qualification, qualification_id)
            qualifying_queries.own(session, person, row.id)
            if concluding:
                qualifying_actions.give(session, person, row, form.given(), reason, now(), version)
            else:
                qualifying_actions.keep_draft(session, person, row, reason, version)
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _panes(_readable(qualification_id), form, 422)
    if not concluding:
        flash(_("Đã lưu nháp."), "ok")
        return redirect(url_for(".qualify", qualification_id=qualification_id), 303)
    flash(_("Đã ghi kết luận."), "ok")
    following = qualifying_queries.next_waiting(db.session(), actor(), qualification_id)
    if following is None:
        return redirect(url_for(".qualify_mine"), 303)
    return redirect(url_for(".qualify", qualification_id=following), 303)


@bp.post("/tham-dinh/<int:qualification_id>/tu-luu")
@needs(*QUALIFIERS)
def autosave_verdict(qualification_id: int) -> Answer:
    """Save the draft by script; a conclusion is never drawn by it."""
    form, instant = AnswerForm(), now()
    if not form.validate():
        return jsonify(errors=form.errors), 422
    with transaction() as session:
        row = to_change(session, Qualification, qualification_id)
        qualifying_queries.own(session, actor(), row.id)
        qualifying_actions.keep_draft(session, actor(), row, form.reason.data or "",
                                      posted_version())  # fmt: skip
        version = row.version
    return jsonify(saved_at_text=f"{local(instant):%H:%M:%S}", version=version, values={})


@bp.get("/tham-dinh/<int:qualification_id>/xin-khong-tham-dinh")
@needs(*QUALIFIERS)
def leaving_qualification(qualification_id: int) -> Answer:
    """Why I step back."""
    return _leaving_page(qualification_id, StepBackForm(formdata=None))


def _leaving_page(qualification_id: int, form: StepBackForm, status: int = 200) -> Answer:
    page = _readable(qualification_id)
    return render_template("review/qualify_leave.html", page=page, form=form), status


@bp.post("/tham-dinh/<int:qualification_id>/xin-khong-tham-dinh")
@needs(*QUALIFIERS)
def leave_qualification(qualification_id: int) -> Answer:
    """Step back for a conflict of interest."""
    form = StepBackForm()
    if not form.validate():
        return _leaving_page(qualification_id, form, 422)
    try:
        with transaction() as session:
            row = to_change(session, Qualification, qualification_id)
            qualifying_actions.decline(session, actor(), row, form.declared(),
                                       form.note.data or "", now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _leaving_page(qualification_id, form, 422)
    flash(_("Đã rút khỏi thẩm định hồ sơ này; thư ký Hội đồng được báo."), "ok")
    return redirect(url_for(".qualify_mine"), 303)
