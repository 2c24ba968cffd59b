"""The board as a CSV file, and a pasted table shown as a difference."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit.exports import record_export
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.review import board_csv, stage_queries
from app.review.board_views import steps_of
from app.review.desk import bp, round_at_work
from app.rounds.models import Round
from app.web.access import Answer, actor, needs
from app.web.forms import ProseField, Wanted, WebForm

OFFICE = (Role.SECRETARY, Role.CHAIR)


class TableForm(WebForm):
    """A table pasted from a spreadsheet saved as CSV."""

    lines = ProseField(_l("Bảng phân công"), [Wanted(_l("Dán bảng phân công"))])


@bp.get("/phan-cong/<int:round_id>/phan-cong.csv")
@needs(*OFFICE)
def board_file(round_id: int) -> Response:
    """Who scores what, as it stands."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    pairs = board_csv.standing_pairs(session, person, found)
    reply = Response("\ufeff" + board_csv.to_csv(pairs), mimetype="text/csv")
    name = f"phan-cong-{found.code}.csv"
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    record_export(person, "assignment.csv", found.subject, now(), rows=len(pairs))
    return reply


@bp.get("/phan-cong/<int:round_id>/csv")
@needs(*OFFICE)
def board_csv_page(round_id: int) -> Answer:
    """Where a table is pasted."""
    return _page(round_at_work(db.session(), actor(), round_id), TableForm())


def _page(found: Round, form: TableForm, status: int = 200) -> Answer:
    return render_template("review/board_csv.html", found=found, form=form), status


@bp.post("/phan-cong/<int:round_id>/csv")
@needs(*OFFICE)
def preview_csv(round_id: int) -> Answer:
    """What the table would change; nothing is written."""
    session, person = db.session(), actor()
    found, form = round_at_work(session, person, round_id), TableForm()
    if not form.validate():
        return _page(found, form, 422)
    wished = board_csv.difference(
        form.lines.data or "",
        board_csv.codes_here(session, person, found),
        stage_queries.judges_of(session, found, local_date(now())),
        board_csv.standing_pairs(session, person, found),
    )
    if wished.wrong:
        form.add_blockers(wished.wrong)
        return _page(found, form, 422)
    if not wished.add and not wished.remove:
        flash(_("Bảng giống hệt phân công đang có; không có gì để áp dụng."), "pen")
        return redirect(url_for(".board", round_id=round_id), 303)
    add, remove = list(wished.add), list(wished.remove)
    return render_template(
        "review/board_preview.html", found=found, add=add, remove=remove,
        added=steps_of(add, found, 1), removed=steps_of(remove, found, -1), version=found.version,
    )  # fmt: skip
