"""Papers of a round for the office: locked sheets as a workbook, the list “hồi tị”."""

from flask import Response, render_template
from flask_babel import gettext as _

from app.audit.exports import record_export
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.review.desk import bp, round_at_work
from app.review.past_stage_queries import rubric_as_lived
from app.review.recusals import recusals, recusals_xlsx
from app.review.sheet_export import score_lines, sheet_lines, sheets_xlsx
from app.review.stage_export import past_score_lines, past_sheet_lines, past_terms, terms_of
from app.review.stage_views import asked_stage
from app.rounds.queries import rubric_of
from app.rounds.stage_queries import stages_of
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

OFFICE = (Role.SECRETARY, Role.CHAIR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content: bytes, name: str) -> Response:
    reply = Response(content, mimetype=XLSX)
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


@bp.get("/quyet-dinh/<int:round_id>/phieu-da-chot.xlsx")
@needs(*OFFICE)
def sheets_file(round_id: int) -> Response:
    """Locked sheets, official scores, and how the one follows from the other; with ``vong=1``
    those of an ended stage.
    """
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    past = asked_stage(stages_of(session, round_id)) if found.stage > 1 else None
    rubric = rubric_as_lived(past, round_id) if past else rubric_of(session, round_id)
    if rubric is None:
        raise Denied(NOT_FOUND)
    if past:
        sheets, scores = past_sheet_lines(session, person, past), past_score_lines(
            session, person, past)  # fmt: skip
        terms, name = past_terms(found, past), f"phieu-da-chot-vong-{past.position}-{found.code}"
    else:
        sheets, scores = sheet_lines(session, person, found), score_lines(session, person, found)
        terms, name = terms_of(session, found, rubric), f"phieu-da-chot-{found.code}"
    content = sheets_xlsx(sheets, scores, terms, rubric)
    record_export(person, "locked_sheets.xlsx", found.subject, now(), rows=len(sheets))
    return _file(content, f"{name}.xlsx")


@bp.get("/phan-cong/<int:round_id>/hoi-ti")
@needs(*OFFICE)
def recusal_list(round_id: int) -> Answer:
    """Who keeps away from what, and why."""
    found = round_at_work(db.session(), actor(), round_id)
    lines = recusals(db.session(), found, local_date(now()))
    number, size = asked_page(), asked_size()
    shown = lines[(number - 1) * size : number * size]
    return render_template(
        "review/recusals.html", found=found, page=page_of(shown, len(lines), number, size),
        title=_("Danh sách hồi tị"),
    )  # fmt: skip


@bp.get("/phan-cong/<int:round_id>/hoi-ti.xlsx")
@needs(*OFFICE)
def recusal_file(round_id: int) -> Response:
    """The same list, whole."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    lines = recusals(session, found, local_date(now()))
    record_export(person, "recusals.xlsx", found.subject, now(), rows=len(lines))
    return _file(recusals_xlsx(lines, found.title), f"hoi-ti-{found.code}.xlsx")
