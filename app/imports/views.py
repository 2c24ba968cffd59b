"""Bring in a list of dossiers: upload, map the columns, look, confirm, store, take back."""

import json
from typing import Any, BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.exports import record_export
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.files.limits import uploads
from app.imports import actions, policy, queries, word_views
from app.imports.blueprint import bp
from app.imports.cells import letters
from app.imports.columns import TITLES
from app.imports.forms import StoreForm, UploadForm, asked_answers, asked_mapping
from app.imports.models import DossierImport
from app.imports.page import chips_of, shown_sheets
from app.imports.problems import CODE_TITLES, Level
from app.imports.states import (
    IMPORT_SHAPES,
    IMPORT_TITLES,
    OUTCOME_TITLES,
    VERDICT_SHAPES,
    VERDICT_TITLES,
    WORKING,
    ImportState,
)
from app.imports.work import IMPORT, progress
from app.jobs.kinds import handles
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked
from app.kernel.text import T
from app.rounds.models import Round
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Door, Registry, Tab

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 20
__all__ = ["bp", "join", "word_views"]


def _form(data: Any = None) -> UploadForm:
    session, person = db.session(), actor()
    form = UploadForm(data) if data is not None else UploadForm(formdata=None)
    return form.offer(queries.open_rounds(session, now()), queries.my_units(session, person),
                      none=policy.units(person) is None)  # fmt: skip


def _front(form: UploadForm, status: int = 200) -> Answer:
    session, person, number = db.session(), actor(), asked_page()
    lines = queries.mine(session, person, limit=ROWS, offset=(number - 1) * ROWS)
    page = page_of(lines, queries.mine_total(session, person), number, ROWS)
    return render_template(
        "imports/index.html", form=form, page=page, titles=IMPORT_TITLES, shapes=IMPORT_SHAPES,
        columns=list(TITLES.values()),
    ), status  # fmt: skip


@bp.get("/nhap-ho-so")
@needs(*policy.WHO)
def index() -> Answer:
    """What to prepare, the template, the form, and what was uploaded before."""
    return _front(_form())


@bp.post("/nhap-ho-so")
@uploads
@needs(*policy.WHO)
def upload() -> Answer:
    """Keep the file and read it; no dossier is made."""
    form, person, key = _form(request.form), actor(), request.form.get("once_key", "")
    file = request.files.get("file")
    if file is None or not file.filename:
        form.file.errors = [_("Chọn tệp danh sách")]
    if not form.validate() or form.file.errors or file is None:
        return _front(form, 422)
    try:
        with transaction() as session:
            target = earlier_result(session, key, person.user_id) or ""
            if not target:
                round_ = session.get_one(Round, form.round_id.data)
                stream = cast("BinaryIO", file.stream)
                batch = actions.take_in(session, person, stream, file.filename or "", round_,
                                        form.unit_id.data or None, now())  # fmt: skip
                target = url_for(".show", import_id=batch.id)
                remember(session, key, person.user_id, target, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _front(form, 422)
    finally:
        file.close()
    return redirect(target, 303)


@bp.get("/nhap-ho-so/mau.xlsx")
@needs(*policy.WHO)
def template() -> Answer:
    """The workbook to fill in."""
    from app.imports.books import template as made  # noqa: PLC0415 - heavy, only here

    answer = Response(made(), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="mau-danh-sach-ho-so.xlsx")
    return answer


@bp.get("/nhap-ho-so/<int:import_id>")
@needs(*policy.WHO)
def show(import_id: int) -> Answer:
    """The page of the upload's present step."""
    return _page(import_id, WebForm(formdata=None))


def _page(import_id: int, form: WebForm, status: int = 200) -> Answer:
    session = db.session()
    batch = queries.one(session, actor(), import_id)
    about: dict[str, Any] = {
        "batch": batch, "form": form, "title": IMPORT_TITLES[batch.state],
        "shape": IMPORT_SHAPES[batch.state], "earlier": queries.earlier(session, batch),
        "letters": letters, "fields": TITLES,
    }  # fmt: skip
    if batch.state in WORKING:
        done, total = progress(batch)
        return render_template("imports/working.html", done=done, total=total, **about), status
    if batch.state is ImportState.MAPPING or (
        batch.state is ImportState.READY and request.args.get("buoc") == "ghep-cot"
    ):
        sheets = shown_sheets(session, batch, request.form)
        return render_template("imports/mapping.html", sheets=sheets, **about), status
    return render_template("imports/preview.html", **_preview(batch), **about), status


def _preview(batch: DossierImport) -> dict[str, Any]:
    session, number, size = db.session(), asked_page(), asked_size()
    asked = {"verdict": request.args.get("loc", ""), "code": request.args.get("loi", ""),
             "outcome": request.args.get("ket-qua", "")}  # fmt: skip
    rows = queries.rows(session, batch, limit=size, offset=(number - 1) * size, **asked)
    counts = json.loads(batch.counts).get("verdicts", {})
    return {
        "page": page_of(rows, queries.row_total(session, batch, **asked), number, size),
        "chips": chips_of(batch, counts, asked["verdict"]), "counts": counts, "asked": asked,
        "codes": queries.code_counts(session, batch), "code_titles": CODE_TITLES,
        "questions": queries.questions(session, batch), "verdicts": VERDICT_TITLES,
        "shapes": VERDICT_SHAPES, "outcomes": OUTCOME_TITLES, "levels": Level,
        "ends": queries.outcome_counts(session, batch),
        "store_form": StoreForm(request.form) if request.form else StoreForm(formdata=None),
    }  # fmt: skip


@bp.post("/nhap-ho-so/<int:import_id>/ghep-cot")
@needs(*policy.WHO)
def map_columns(import_id: int) -> Answer:
    """Take the columns as said, then judge every row."""
    form = WebForm()
    try:
        with transaction() as session:
            batch = to_change(session, DossierImport, import_id)
            sheets = json.loads(batch.structure).get("sheets", [])
            mapping = asked_mapping(request.form, sheets)
            actions.map_columns(session, actor(), batch, mapping, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _page(import_id, form, 422)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/nhap-ho-so/<int:import_id>/xac-nhan")
@needs(*policy.WHO)
def answer(import_id: int) -> Answer:
    """Confirm or refuse guesses."""
    with transaction() as session:
        batch = to_change(session, DossierImport, import_id)
        actions.answer(session, actor(), batch, asked_answers(request.form), now())
    flash(_("Đã ghi các xác nhận và kiểm tra lại danh sách."), "ok")
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/nhap-ho-so/<int:import_id>/nhap")
@needs(*policy.WHO)
def store(import_id: int) -> Answer:
    """Make the dossiers."""
    form = StoreForm()
    if not form.validate():
        return _page(import_id, form, 422)
    try:
        with transaction() as session:
            batch = to_change(session, DossierImport, import_id)
            actions.store(
                session, actor(), batch, now(), only_good=form.mode.data == "good",
                update_stored=form.update.data, submit=form.submit.data,
            )  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _page(import_id, form, 422)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/nhap-ho-so/<int:import_id>/hoan-tac")
@needs(*policy.WHO)
def undo(import_id: int) -> Answer:
    """Take it back."""
    with transaction() as session:
        actions.undo(session, actor(), to_change(session, DossierImport, import_id), now())
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/nhap-ho-so/<int:import_id>/bo")
@needs(*policy.WHO)
def drop(import_id: int) -> Answer:
    """Throw it away."""
    with transaction() as session:
        actions.drop(session, actor(), to_change(session, DossierImport, import_id), now())
    flash(_("Đã bỏ danh sách vừa tải lên."), "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/nhap-ho-so/<int:import_id>/kiem-tra.xlsx")
@needs(*policy.WHO)
def problems_xlsx(import_id: int) -> Answer:
    """Every problem with its cell, and the rows with comments on the cells concerned."""
    from app.imports.books import problems_book  # noqa: PLC0415 - heavy, only here

    session = db.session()
    batch = queries.one(session, actor(), import_id)
    made, number = problems_book(session, batch)
    reply = Response(made, mimetype=XLSX)
    reply.headers.set("Content-Disposition", "attachment", filename="kiem-tra-danh-sach.xlsx")
    record_export(actor(), "dossier_import.xlsx", batch.subject, now(), rows=number)
    return reply


def join(registry: Registry) -> None:
    """A tab for officers, the worker's kind of job."""
    registry.tabs.append(
        Tab(T("Nhập hồ sơ"), "imports.index", 71, roles=(Role.UNIT_CLERK, Role.SECRETARY))
    )
    registry.personal.append(
        Door(T("Nhập đơn từ Word"), T("Lập hồ sơ từ đơn yêu cầu công nhận sáng kiến (.docx)"),
             "imports.word", 30, roles=(Role.AUTHOR, Role.UNIT_CLERK, Role.SECRETARY))
    )  # fmt: skip
    handles(IMPORT)
    readable_by("import", lambda _session, _actor, _file: NOT_FOUND)
