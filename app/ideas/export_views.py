"""The office's list as a file: kind, columns, at once or by the worker."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for

from app.audit.exports import record_export
from app.database.transaction import transaction
from app.extensions import db
from app.ideas import columns, lists
from app.ideas.blueprint import bp
from app.ideas.export_jobs import LIST_EXPORT, READERS, args_of
from app.ideas.filters import address_of, asked_filters
from app.ideas.lists import Filters
from app.jobs.actions import ask
from app.kernel.clock import now
from app.web.access import Answer, actor, needs

AT_ONCE = 2_000


def _keys(*, whole: bool) -> list[str]:
    from app.ideas.export_columns import WHOLE  # noqa: PLC0415 - with the rest of an export

    return list(WHOLE if whole else columns.list_columns(db.session(), actor()))


def _number(filters: Filters) -> int:
    counts = lists.office_counts(db.session(), actor(), filters)
    return lists.total_of(counts, filters.state)


@bp.get("/tiep-nhan/xuat")
@needs(*READERS)
def export_choice() -> Answer:
    """Which file, with which columns; how many dossiers it will hold."""
    filters = asked_filters(now())
    number, kept = _number(filters), address_of(filters)
    return render_template("ideas/export.html", number=number, kept=kept,
                           at_once=number <= AT_ONCE, most=AT_ONCE)  # fmt: skip


@bp.get("/tiep-nhan/xuat.csv", defaults={"form": "csv"})
@bp.get("/tiep-nhan/xuat.json", defaults={"form": "json"})
@bp.get("/tiep-nhan/xuat.xlsx", defaults={"form": "xlsx"})
@needs(*READERS)
def export_file(form: str) -> Answer:
    """Exactly the filtered list: its filter, its order, its columns or all that an import takes."""
    from app.ideas.export_columns import columns_of, rows_of  # noqa: PLC0415 - heavy, only here
    from app.ideas.exports import MEDIA_TYPES, Form, whole  # noqa: PLC0415

    session, person, instant = db.session(), actor(), now()
    filters = asked_filters(instant)
    if _number(filters) > AT_ONCE:
        return redirect(url_for("ideas.export_choice", **address_of(filters)), 303)
    kind = Form(form)
    keys = _keys(whole=request.args.get("cot") == "day-du")
    found = columns_of(session, keys, filters.round_id)
    ids = lists.office_ids(session, person, filters)
    rows = [
        row
        for start in range(0, len(ids), 500)
        for row in rows_of(session, ids[start : start + 500], found, filters.round_id)
    ]
    answer = Response(whole(kind, found, rows), content_type=MEDIA_TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"ho-so-tiep-nhan.{form}")
    record_export(person, f"intake.{form}", "idea:all", instant, rows=len(rows))
    return answer


@bp.post("/tiep-nhan/xuat")
@needs(*READERS)
def export_by_worker() -> Answer:
    """Ask the worker; the page of the job shows how far it is and gives the file."""
    from app.ideas.exports import Form  # noqa: PLC0415 - heavy, only here

    given: dict[str, Any] = request.form.to_dict()
    filters = asked_filters(now(), given)
    form = Form(given["dang"]) if given.get("dang") in set(Form) else Form.XLSX
    keys = _keys(whole=given.get("cot") == "day-du")
    with transaction() as session:
        job = ask(session, actor(), LIST_EXPORT.name, args_of(filters, form, keys), now())
        session.flush()
        target = url_for("jobs.show", job_id=job.id)
    return redirect(target, 303)
