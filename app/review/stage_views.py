"""The end of a stage: who goes on, letters, undoing; what ended stages left, to read and export."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from app.audit.exports import record_export
from app.database.transaction import to_change, transaction
from app.documents.xlsx_writer import Kind, SheetColumn, to_xlsx
from app.documents.xlsx_writer import Sheet as Page
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.vietnamese import clean
from app.review import past_stage_queries, policy, stage_queries, stage_return, staging_actions
from app.review.desk import bp, posted_keys, round_at_work
from app.review.staging import Side
from app.review.states import SHEET_TITLES
from app.rounds.models import Round
from app.rounds.stage_queries import StageView, stages_of
from app.rounds.stages import rule_text
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, ProseField, WebForm
from app.web.paging import asked_page, asked_size, page_of

OFFICE = (Role.SECRETARY, Role.CHAIR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    SheetColumn("Hạng", 7, Kind.INTEGER), SheetColumn("Mã hồ sơ", 16),
    SheetColumn("Tên giải pháp", 50), SheetColumn("Đơn vị", 30),
    SheetColumn("Điểm chính thức", 12, Kind.DECIMAL), SheetColumn("Trung vị", 10, Kind.DECIMAL),
    SheetColumn("Thấp nhất", 10, Kind.DECIMAL), SheetColumn("Cao nhất", 10, Kind.DECIMAL),
    SheetColumn("Phiếu đã chốt", 10, Kind.INTEGER), SheetColumn("Vào vòng sau", 12),
    SheetColumn("Lý do", 60),
)  # fmt: skip


def asked_stage(stages: Sequence[StageView]) -> StageView | None:
    """The ended stage that the address names (``vong=1``); None: the present one."""
    text = request.args.get("vong", "")
    if not (text.isdecimal() and text.isascii() and len(text) < 3):
        return None
    ended = (s for s in stages if s.position == int(text) and s.ended_at is not None)
    return next(ended, None)


def past_page(found: Round, stages: Sequence[StageView], stage: StageView) -> Answer:
    """The table of an ended stage with its panel."""
    session, person = db.session(), actor()
    number, size = asked_page(), asked_size()
    rows = past_stage_queries.past_rows(
        session, person, stage, limit=size, offset=(number - 1) * size
    )
    return render_template(
        "review/past_stage.html", found=found, stages=stages, stage=stage,
        page=page_of(rows, past_stage_queries.past_count(session, person, stage), number, size),
        rubric=past_stage_queries.rubric_as_lived(stage, found.id),
        loads=past_stage_queries.past_loads(session, stage), rule=rule_text(stage.draft),
    )  # fmt: skip


def past_file(found: Round, stage: StageView) -> Response:
    """The same rows as a workbook."""
    rows = past_stage_queries.past_rows(db.session(), actor(), stage)
    lines = [
        (row.place, row.code, row.title, row.unit_name, row.mean, row.median, row.low, row.high,
         row.sheets_done, "có" if row.went_on else "không", row.reason)
        for row in rows
    ]  # fmt: skip
    title = f"{found.title}. Vòng {stage.name}"
    content = to_xlsx([Page("Kết quả vòng", COLUMNS, tuple(lines), title)])
    record_export(actor(), "stage_table.xlsx", f"round:{found.id}", now(), rows=len(rows))
    name = f"vong-{stage.position}-{found.code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=XLSX, headers=headers)


class CrossingForm(WebForm):
    """The one reason for whatever was decided otherwise than the rule says."""

    reason = ProseField(_l("Lý do"), [AtMost(1000, _l("Lý do"))])


@bp.get("/quyet-dinh/<int:round_id>/chuyen-vong")
@needs(*OFFICE)
def crossing(round_id: int) -> Answer:
    """Who would go on, who would not, by the rule; nothing is written."""
    return _crossing_page(round_id, CrossingForm(formdata=None))


def _crossing_page(
    round_id: int, form: CrossingForm, status: int = 200, *, moved_on: bool = False,
    chosen: Sequence[int] | None = None,
) -> Answer:  # fmt: skip
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    stages = stages_of(session, round_id)
    if len(stages) < 2:
        raise Denied(NOT_FOUND)
    line = staging_actions.crossing(session, person, found)
    lines = [one for one in line.lines if not one.candidate.shut] if line else []
    return render_template(
        "review/crossing.html", found=found, stages=stages, form=form, line=line, lines=lines,
        hidden=len(line.lines) - len(lines) if line else 0, sides=Side, moved_on=moved_on,
        ticked=set(chosen) if chosen is not None else
        {one.candidate.idea_id for one in lines if one.ticked},
        blockers=staging_actions.blockers_before(session, found, line, now()) if line else [],
        rule=rule_text(line.now_is.draft) if line else None,
        letters=len(staging_actions.held_stage_letters(session, found)),
        may_act=policy.open_scoring(person, found.council_id) is None,
        begun=stage_queries.begun_sheets(session, round_id) if found.stage > 1 else 0,
    ), status  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/chuyen-vong")
@needs(*OFFICE)
def cross(round_id: int) -> Answer:
    """End the stage with the ticked dossiers going on."""
    form, chosen = CrossingForm(), posted_keys("idea")
    if not form.validate():
        return _crossing_page(round_id, form, 422, chosen=chosen)
    try:
        with transaction() as session:
            on, off = staging_actions.advance(
                session, actor(), to_change(session, Round, round_id), chosen,
                clean(form.reason.data or ""), request.form.get("mark", ""), now(),
            )  # fmt: skip
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _crossing_page(round_id, form, 422, chosen=chosen)
    except StaleDataError:
        db.session.remove()
        return _crossing_page(round_id, form, 409, moved_on=True)
    flash(_("%(on)s hồ sơ vào vòng sau, %(off)s hồ sơ dừng lại; thư báo tác giả đang giữ.",
            on=on, off=off), "ok")  # fmt: skip
    return redirect(url_for(".crossing", round_id=round_id), 303)


@bp.post("/quyet-dinh/<int:round_id>/chuyen-vong/hoan-tac")
@needs(*OFFICE)
def uncross(round_id: int) -> Answer:
    """Undo the last crossing."""
    form = CrossingForm()
    if form.validate():
        try:
            with transaction() as session:
                found = to_change(session, Round, round_id)
                reason = clean(form.reason.data or "")
                stage_return.take_back(session, actor(), found, reason, now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors or form.form_errors:
        return _crossing_page(round_id, form, 422)
    flash(_("Đã hoàn tác chuyển vòng; phiếu và kết quả của vòng trước trở lại như cũ."), "ok")
    return redirect(url_for(".crossing", round_id=round_id), 303)


@bp.post("/quyet-dinh/<int:round_id>/chuyen-vong/gui-thu")
@needs(*OFFICE)
def tell_stage(round_id: int) -> Answer:
    """Let the held letters about the stage go."""
    with transaction() as session:
        found = to_change(session, Round, round_id)
        count = staging_actions.tell_authors(session, actor(), found, now())
    flash(_("Đã gửi %(n)s thư báo kết quả vòng.", n=count), "ok")
    return redirect(url_for(".crossing", round_id=round_id), 303)


@bp.get("/cham-diem/vong-truoc")
@needs(Role.REVIEWER)
def my_past() -> Answer:
    """My own sheets of the ended stages of a round, to read again."""
    key = request.args.get("dot", 0, type=whole)
    rows = past_stage_queries.my_past_sheets(db.session(), actor(), key)
    return render_template("review/my_past.html", rows=rows, titles=SHEET_TITLES, round_id=key)
