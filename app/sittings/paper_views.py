"""The minutes and the record of the count of a closed sitting, to edit and to print."""

from flask import Response

from app.audit.exports import record_export
from app.extensions import db
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.sittings import closing, policy, queries
from app.sittings.blueprint import bp
from app.sittings.papers import count_record, minutes
from app.sittings.states import SittingState
from app.web.access import actor, needs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = {"bien-ban": minutes, "kiem-phieu": count_record}


@bp.get("/phien-hop/<int:sitting_id>/bien-ban.docx")
@needs(*policy.RUNNERS)
def minutes_docx(sitting_id: int) -> Response:
    """The minutes, to be edited."""
    return _paper(sitting_id, "bien-ban", "docx")


@bp.get("/phien-hop/<int:sitting_id>/bien-ban.pdf")
@needs(*policy.RUNNERS)
def minutes_pdf(sitting_id: int) -> Response:
    """The minutes, to be printed."""
    return _paper(sitting_id, "bien-ban", "pdf")


@bp.get("/phien-hop/<int:sitting_id>/kiem-phieu.docx")
@needs(*policy.RUNNERS)
def count_docx(sitting_id: int) -> Response:
    """The record of the count, to be edited."""
    return _paper(sitting_id, "kiem-phieu", "docx")


@bp.get("/phien-hop/<int:sitting_id>/kiem-phieu.pdf")
@needs(*policy.RUNNERS)
def count_pdf(sitting_id: int) -> Response:
    """The record of the count, to be printed."""
    return _paper(sitting_id, "kiem-phieu", "pdf")


def _paper(sitting_id: int, paper: str, kind: str) -> Response:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    if found.state is not SittingState.CLOSED:
        raise Denied(NOT_FOUND)
    content = closing.frozen_minutes(found)
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - writes Word; only here
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - as above

    document = PAPERS[paper](content)
    body = to_docx(document) if kind == "docx" else to_pdf(document)
    record_export(person, f"{paper}.{kind}", f"sitting:{sitting_id}", now(),
                  rows=len(content["members"]))  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{paper}-{sitting_id}.{kind}"'}
    return Response(body, mimetype=DOCX if kind == "docx" else "application/pdf", headers=headers)
