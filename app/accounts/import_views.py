"""Importing units and people: upload, look at what would happen, then import or drop."""

from collections import Counter
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import imports_actions, imports_queries
from app.accounts.admin_forms import UploadForm
from app.accounts.admin_models import ImportBatch
from app.accounts.blueprint import bp, refusals_in
from app.accounts.imports_judging import VERDICT_TITLES, Judged, Verdict, judge
from app.accounts.imports_reading import MOST_ROWS, TITLES, read_workbook
from app.accounts.states import BATCH_TITLES, BatchState
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.limits import content_of
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(form: UploadForm, status: int = 200) -> Answer:
    return render_template(
        "accounts/imports.html", form=form, batches=imports_queries.batches(db.session()),
        titles=BATCH_TITLES, most=MOST_ROWS,
    ), status  # fmt: skip


@bp.get("/quan-tri/nhap-danh-sach")
@needs(Role.ADMIN)
def imports() -> Answer:
    """The form, the template, and the lists uploaded before."""
    return _page(UploadForm(formdata=None))


@bp.get("/quan-tri/nhap-danh-sach/mau.xlsx")
@needs(Role.ADMIN)
def import_template() -> Answer:
    """The empty workbook to fill in."""
    from app.accounts.imports_template import template  # noqa: PLC0415 - heavy, only here

    answer = Response(template(), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="mau-nhap-danh-sach.xlsx")
    return answer


@bp.post("/quan-tri/nhap-danh-sach")
@needs(Role.ADMIN)
def upload_list() -> Answer:
    """Read the workbook and keep its rows; nothing is changed yet."""
    form, admin, key, target = UploadForm(), actor(), request.form.get("once_key", ""), ""
    file = request.files.get("file")
    with refusals_in(form):
        rows = read_workbook(content_of(file))
        with transaction() as session:
            target = earlier_result(session, key, admin.user_id) or ""
            if not target:
                name = (file.filename if file else "") or ""
                batch = imports_actions.keep(session, admin, name, rows, now())
                target = url_for(".import_preview", batch_id=batch.id)
                remember(session, key, admin.user_id, target, now())
    if form.errors or not target:
        return _page(form, 422)
    return redirect(target, 303)


@bp.get("/quan-tri/nhap-danh-sach/<int:batch_id>")
@needs(Role.ADMIN)
def import_preview(batch_id: int) -> Answer:
    """What each row would do, compared with what is stored at this moment."""
    session = db.session()
    batch = imports_queries.batch(session, batch_id)
    judged: list[Judged] = []
    if batch.state is BatchState.WAITING:
        judged = judge(session, imports_actions.rows_of(session, batch_id), local_date(now()))
    return render_template("accounts/import.html", batch=batch, **_shown(judged),
                           titles=BATCH_TITLES, sheets=TITLES)  # fmt: skip


def _shown(judged: list[Judged]) -> dict[str, Any]:
    """One page of the rows asked for, and how many there are of each kind."""
    counts = Counter(row.verdict for row in judged)
    asked = request.args.get("loc", "")
    rows = [row for row in judged if row.verdict == asked] if asked in set(Verdict) else judged
    number, size = asked_page(), asked_size()
    page = page_of(rows[(number - 1) * size : number * size], len(rows), number, size)
    chips = [{"label": _("Tất cả"), "url": url_for(".import_preview", **request.view_args or {}),
              "current": asked not in set(Verdict), "count": len(judged)}]  # fmt: skip
    for verdict, title in VERDICT_TITLES.items():
        url = url_for(".import_preview", loc=str(verdict), **request.view_args or {})
        chips.append({"label": title, "url": url, "current": asked == verdict,
                      "count": counts[verdict]})  # fmt: skip
    useful = counts[Verdict.NEW] + counts[Verdict.CHANGED]
    return {"page": page, "chips": chips, "verdicts": VERDICT_TITLES,
            "wrong": counts[Verdict.WRONG], "useful": useful}  # fmt: skip


@bp.post("/quan-tri/nhap-danh-sach/<int:batch_id>/nhap")
@needs(Role.ADMIN)
def apply_import(batch_id: int) -> Answer:
    """Do all of it, or nothing."""
    with transaction() as session:
        imports_actions.apply(session, actor(), to_change(session, ImportBatch, batch_id), now())
    flash(_("Đã nhập danh sách."), "ok")
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@bp.post("/quan-tri/nhap-danh-sach/<int:batch_id>/bo")
@needs(Role.ADMIN)
def drop_import(batch_id: int) -> Answer:
    """Throw the uploaded list away."""
    with transaction() as session:
        imports_actions.drop(session, actor(), to_change(session, ImportBatch, batch_id), now())
    flash(_("Đã bỏ danh sách vừa tải lên."), "ok")
    return redirect(url_for(".imports"), 303)
