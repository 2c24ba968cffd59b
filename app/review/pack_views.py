"""Take my sheets along as one page or one workbook, and bring them back."""

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from app.audit.actions import record
from app.audit.exports import record_export
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.limits import uploads
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.review import offline_pack, sheet_queries
from app.review.desk import bp
from app.review.grid import GridRow
from app.review.grid_actions import save_grid
from app.review.grid_views import opened_grid
from app.review.pack import MOST_BYTES, TEXTS, PackRead, pack_xlsx, read_pack
from app.rounds.models import Round
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PackForm(WebForm):
    """The workbook that comes back."""

    file = FileField(_l("Tệp kết quả (.json) hoặc gói Excel đã điền (.xlsx)"))


@bp.get("/cham-diem/goi/<int:round_id>")
@needs(Role.REVIEWER)
def pack(round_id: int) -> Answer:
    """What the pack is, to take it and to bring it back."""
    return _page(round_id, PackForm(formdata=None))


def _page(round_id: int, form: PackForm, status: int = 200) -> Answer:
    found, _rubric, rows = opened_grid(round_id)
    return render_template(
        "review/pack.html", found=found, form=form, count=sum(row.open for row in rows),
    ), status  # fmt: skip


@bp.get("/cham-diem/goi/<int:round_id>/goi-cham.xlsx")
@needs(Role.REVIEWER)
def pack_file(round_id: int) -> Response:
    """My open sheets with their dossiers, blind-safe; taking it out is recorded."""
    found, rubric, rows = opened_grid(round_id)
    wanted = [row.sheet_id for row in rows if row.open]
    texts = sheet_queries.texts_of_sheets(db.session(), wanted, tuple(TEXTS))
    content = pack_xlsx(rows, texts, rubric, found.title)
    headers = {"Content-Disposition": f'attachment; filename="goi-cham-{found.code}.xlsx"'}
    record_export(actor(), "review_pack.xlsx", f"round:{round_id}", now(), rows=len(wanted))
    return Response(content, mimetype=XLSX, headers=headers)


@bp.get("/cham-diem/goi/<int:round_id>/goi-cham.html")
@needs(Role.REVIEWER)
def offline_file(round_id: int) -> Response:
    """The same as one page that opens without a network; taking it out is recorded."""
    found, rubric, rows = opened_grid(round_id)
    mine, person, instant = [row for row in rows if row.open], actor(), now()
    names = [row.sheet_id for row in mine]
    signed = offline_pack.token(_secret(), person.user_id or 0, rubric, instant)
    data = offline_pack.pack_data(mine, rubric, signed, found.code)
    page = render_template(
        "review/offline.html", found=found, rubric=rubric, rows=mine, labels=TEXTS,
        texts=sheet_queries.texts_of_sheets(db.session(), names, tuple(TEXTS)),
        reviewer=person.name, made_at=instant, **offline_pack.parts(data),
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="goi-cham-{found.code}.html"'}
    record_export(person, "review_pack.html", f"round:{round_id}", instant, rows=len(mine))
    return Response(page, mimetype="text/html", headers=headers)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@bp.post("/cham-diem/goi/<int:round_id>")
@needs(Role.REVIEWER)
@uploads
def bring_pack(round_id: int) -> Answer:
    """All changed sheets are saved, or none: every problem is named at its cell."""
    form = PackForm()
    _found, rubric, rows = opened_grid(round_id)
    try:
        read = _read(_content(form), rows, rubric)
        if read.problems:
            raise Blocked(read.problems)
        _save(round_id, read)
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _page(round_id, form, 422)
    flash(_("Đã nhập %(n)s phiếu; %(same)s phiếu không có gì thay đổi.", n=len(read.edits),
            same=read.same), "ok")  # fmt: skip
    return redirect(url_for(".grid", round_id=round_id), 303)


def _read(content: bytes, rows: list[GridRow], rubric: RubricView) -> PackRead:
    if offline_pack.is_results(content):
        return offline_pack.read_results(content, rows, rubric, actor().user_id or 0, _secret())
    return read_pack(content, rows, rubric)


def _content(form: PackForm) -> bytes:
    upload = form.file.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return b""
    return upload.stream.read(MOST_BYTES + 1)


def _save(round_id: int, read: PackRead) -> None:
    with transaction() as session:
        save_grid(session, actor(), read.edits, now())
        if read.edits:
            round_ = to_change(session, Round, round_id)
            record(session, actor(), "sheet:pack", round_, now(), count=len(read.edits))
