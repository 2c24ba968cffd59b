"""The log's pages: list, one act, export, daily seals; and the wire that notes refusals."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.audit import heads
from app.audit.events import Category
from app.audit.refused import VISITOR, is_worth_noting, note_refusal
from app.database.transaction import transaction
from app.extensions import db
from app.jobs.kinds import handles
from app.jobs.models import Job
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, Refusal
from app.kernel.text import T
from app.oversight import actions, exports, inquiry_views, policy, queries
from app.oversight.blueprint import bp
from app.oversight.forms import FilterForm
from app.oversight.queries import Filters
from app.web.access import Answer, actor, current_actor, needs
from app.web.registry import Door, Registry, Tab

__all__ = ["bp", "inquiry_views", "join"]

ROWS = 50
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def join(registry: Registry) -> None:
    """A tab for inspectors, a door for administrators, the export as a job."""
    registry.tabs.append(Tab(T("Nhật ký"), "oversight.index", 85, policy.READERS[:1]))
    registry.administration.append(
        Door(T("Nhật ký"), T("Ai đã làm gì, lúc nào; xuất bảng; niêm phong hằng ngày"),
             "oversight.index", 80, policy.READERS)
    )  # fmt: skip
    handles(exports.EXPORT)


@bp.get("/nhat-ky")
@needs(*policy.READERS)
def index() -> Answer:
    """The log, newest first; older acts by the number of the last one shown."""
    form = FilterForm(request.args)
    if not form.validate():
        return render_template(
            "oversight/index.html", form=form, lines=[], older=None, newest=None, asked={}
        ), 422
    text = request.args.get("truoc", "")
    before = int(text) if text.isdecimal() and len(text) < 16 else None
    lines = queries.entries(
        db.session(), _filters(form), blind=policy.judges_blind(actor()), before=before,
        limit=ROWS + 1,
    )  # fmt: skip
    older = None
    if len(lines) > ROWS:
        lines = lines[:ROWS]
        older = _same_filters("oversight.index", truoc=lines[-1].entry_id)
    newest = _same_filters("oversight.index") if before else None
    return render_template("oversight/index.html", form=form, lines=lines, older=older,
                           newest=newest, asked=_asked(), at_once=exports.AT_ONCE)  # fmt: skip


@bp.get("/nhat-ky/<int:entry_id>")
@needs(*policy.READERS)
def show(entry_id: int) -> Answer:
    """One act with everything that may be read."""
    line = queries.entry(db.session(), entry_id, blind=policy.judges_blind(actor()))
    if line is None:
        raise Denied(NOT_FOUND)
    return render_template("oversight/show.html", line=line,
                           detail=queries.detail_text(line.detail))  # fmt: skip


@bp.post("/nhat-ky/xuat")
@needs(*policy.READERS)
def export() -> Answer:
    """The filtered log as a file; a large one is made in the background."""
    form = FilterForm(request.form)
    kind = request.form.get("dang", "xlsx")
    if not form.validate() or kind not in MEDIA:
        return render_template(
            "oversight/index.html", form=form, lines=[], older=None, newest=None, asked={}
        ), 422
    with transaction() as session:
        made = actions.export_rows(session, actor(), _filters(form), kind, now())
        job_id = made.id if isinstance(made, Job) else None
    if isinstance(made, Job):
        flash(_("Nhật ký được lập ở nền vì có nhiều bản ghi."), "ok")
        return redirect(url_for("jobs.show", job_id=job_id), 303)
    content = exports.xlsx(made) if kind == "xlsx" else exports.csv_lines(made, head=True)
    answer = Response(content, content_type=MEDIA[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"nhat-ky.{kind}")
    return answer


@bp.get("/nhat-ky/niem-phong")
@needs(*policy.READERS)
def seals() -> Answer:
    """The daily heads of one month, to be printed and signed."""
    today = local_date(now())
    found = re.fullmatch(r"(\d{4})-(\d{2})", request.args.get("thang", ""))
    year, month = (int(part) for part in found.groups()) if found else (today.year, today.month)
    if not (2000 <= year <= 9998 and 1 <= month <= 12):
        year, month = today.year, today.month
    first = date(year, month, 1)
    previous = date(year - (month == 1), (month - 2) % 12 + 1, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return render_template(
        "oversight/seals.html", rows=heads.heads_of_month(db.session(), year, month), first=first,
        previous=previous, after=after if after <= today else None, today=today,
    )  # fmt: skip


def _filters(form: FilterForm) -> Filters:
    return Filters(
        first=form.tu.data, last=form.den.data, person=form.nguoi.data,
        category=Category(form.nhom.data) if form.nhom.data else None,
        subject=form.doi_tuong.data,
    )  # fmt: skip


def _asked() -> dict[str, str]:
    names = ("tu", "den", "nguoi", "nhom", "doi_tuong")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _same_filters(endpoint: str, **more: Any) -> str:
    return url_for(endpoint, **{**_asked(), **more})


@bp.after_app_request
def keep_refusal(response: Response) -> Response:
    """Note what was refused, in a transaction of its own; its failure changes no page."""
    denial = g.pop("denial", None)
    if denial is not None:
        try:
            _note(denial.code)
        except (SQLAlchemyError, Refusal):
            current_app.logger.exception("a refusal was not noted")
    return response


def _note(code: str) -> None:
    instant = now()
    person = current_actor() or replace(VISITOR, address=request.remote_addr or "")
    if not is_worth_noting(db.session(), person, instant):
        return
    numbers = {k: v for k, v in (request.view_args or {}).items() if isinstance(v, int)}
    with transaction() as session:
        note_refusal(session, person, code, request.endpoint or "", request.method, instant,
                     numbers)  # fmt: skip
