"""The secretary's progress board: who is how far, remind, replace, type in a paper sheet."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date, remaining_text
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.review import policy, progress_queries, queries, stage_queries, standin_actions
from app.review.desk import bp, posted_version, round_at_work
from app.review.forms import ReasonForm, SheetFormBase, criteria_shown, sheet_form
from app.review.models import Sheet
from app.review.states import SHEET_SHAPES, SHEET_TITLES, SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.web.access import Answer, actor, needs


class ReplaceForm(ReasonForm):
    """Who scores instead, and why."""

    successor = SelectField(_l("Người chấm thay"), coerce=int, validate_choice=False)


@bp.get("/phan-cong/<int:round_id>/tien-do")
@needs(Role.SECRETARY, Role.CHAIR)
def progress(round_id: int) -> Answer:
    """Each reviewer's counts; of one chosen reviewer the open sheets."""
    return _page(round_id, None)


def _page(round_id: int, form: ReplaceForm | None, status: int = 200) -> Answer:
    session, person, instant = db.session(), actor(), now()
    found = round_at_work(session, person, round_id)
    lines = progress_queries.progress_of(session, round_id)
    chosen = request.args.get("nguoi", type=whole)
    members = stage_queries.judges_of(session, found, local_date(instant))
    form = form or ReplaceForm(formdata=None)
    form.successor.choices = [(m.account_id, m.name) for m in members if m.account_id != chosen]
    page = render_template(
        "review/progress.html", found=found, lines=lines, chosen=chosen, form=form,
        name=next((line.name for line in lines if line.account_id == chosen), ""),
        sheets=progress_queries.open_sheets(session, person, round_id, chosen) if chosen else [],
        left=remaining_text(instant, found.scoring_closes_at), titles=SHEET_TITLES,
        shapes=SHEET_SHAPES, not_started=SheetState.NOT_STARTED,
        open=instant < found.scoring_closes_at,
        secretary=policy.open_scoring(person, found.council_id) is None,
    )  # fmt: skip
    return page, status


@bp.post("/phan-cong/<int:round_id>/nhac/<int:reviewer_id>")
@needs(Role.SECRETARY)
def remind(round_id: int, reviewer_id: int) -> Answer:
    """Remind one reviewer by mail."""
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        count = standin_actions.remind(session, actor(), round_, reviewer_id, now())
    flash(_("Đã gửi thư nhắc: còn %(n)s phiếu chưa chốt.", n=count), "ok")
    return redirect(url_for(".progress", round_id=round_id), 303)


@bp.post("/phan-cong/<int:round_id>/thay-nguoi-cham")
@needs(Role.SECRETARY)
def replace_reviewer(round_id: int) -> Answer:
    """Give one dossier of a silent reviewer to somebody else."""
    form = ReplaceForm()
    if form.validate():
        try:
            with transaction() as session:
                sheet = to_change(session, Sheet, request.form.get("sheet", 0, type=whole))
                if sheet.round_id != round_id:
                    raise Denied(NOT_FOUND)
                standin_actions.replace_reviewer(session, actor(), sheet, form.successor.data,
                                                 form.reason.data or "", now())  # fmt: skip
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _page(round_id, form, 422)
    flash(_("Đã giao hồ sơ cho người chấm thay. Cả hai người được báo qua thư."), "ok")
    return redirect(url_for(".progress", round_id=round_id), 303)


@bp.get("/phan-cong/<int:round_id>/phieu-giay/<int:sheet_id>")
@needs(Role.SECRETARY)
def paper_sheet(round_id: int, sheet_id: int) -> Answer:
    """Type in a sheet that was filled on paper."""
    sheet, form = _paper(round_id, sheet_id)
    return _paper_page(round_id, sheet, form)


def _paper(round_id: int, sheet_id: int) -> tuple[Sheet, SheetFormBase]:
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    sheet, rubric = session.get(Sheet, sheet_id), rubric_of(session, round_id)
    if sheet is None or sheet.round_id != round_id or rubric is None:
        raise Denied(NOT_FOUND)
    shut = queries.shut_codes(session, person, [sheet.idea_id])
    require(policy.work_on(person, found.council_id, shut))
    return sheet, sheet_form(rubric)


def _paper_page(round_id: int, sheet: Sheet, form: SheetFormBase, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    lines = progress_queries.open_sheets(session, person, round_id, sheet.reviewer_id)
    line = next((one for one in lines if one.sheet_id == sheet.id), None)
    if line is None:
        raise Denied(NOT_FOUND)
    names = {one.account_id: one.name for one in progress_queries.progress_of(session, round_id)}
    return render_template(
        "review/paper_sheet.html", round_id=round_id, sheet=sheet, line=line, form=form,
        criteria=criteria_shown(form), reviewer=names.get(sheet.reviewer_id, ""),
        begun=sheet.state is not SheetState.NOT_STARTED,
    ), status  # fmt: skip


@bp.post("/phan-cong/<int:round_id>/phieu-giay/<int:sheet_id>")
@needs(Role.SECRETARY)
def enter_paper(round_id: int, sheet_id: int) -> Answer:
    """Store and lock it in the reviewer's name."""
    sheet, form = _paper(round_id, sheet_id)
    if form.validate():
        try:
            with transaction() as session:
                found = to_change(session, Sheet, sheet_id)
                standin_actions.enter_paper_sheet(session, actor(), found, form.draft(), now(),
                                                  posted_version())  # fmt: skip
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _paper_page(round_id, db.session().get_one(Sheet, sheet_id), form, 422)
    flash(_("Đã nhập và chốt phiếu giấy. Người chấm được báo qua thư."), "ok")
    return redirect(url_for(".progress", round_id=round_id, nguoi=sheet.reviewer_id), 303)
