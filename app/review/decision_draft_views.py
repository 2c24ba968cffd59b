"""The draft decision of a closed sitting, for whoever ran it."""

from flask import Response

from app.accounts.queries import agency_on
from app.audit.exports import record_export
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.kernel.text import T
from app.review.agenda import KIND
from app.review.decision_draft import agreed_of, draft_decision, facts_of_draft
from app.review.desk import bp
from app.sittings import policy, queries
from app.sittings.agenda import Paper
from app.sittings.closing import frozen_minutes
from app.sittings.states import SittingState
from app.web.access import actor, needs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = (
    Paper(T("Dự thảo quyết định (Word)"), "review.draft_decision_docx"),
    Paper(T("Dự thảo quyết định (PDF)"), "review.draft_decision_pdf"),
)


@bp.get("/phien-hop/<int:sitting_id>/du-thao-quyet-dinh.docx")
@needs(*policy.RUNNERS)
def draft_decision_docx(sitting_id: int) -> Response:
    """To be edited, numbered and signed."""
    return _draft(sitting_id, "docx")


@bp.get("/phien-hop/<int:sitting_id>/du-thao-quyet-dinh.pdf")
@needs(*policy.RUNNERS)
def draft_decision_pdf(sitting_id: int) -> Response:
    """To be read."""
    return _draft(sitting_id, "pdf")


def _draft(sitting_id: int, kind: str) -> Response:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    sat_on = local_date(found.opened_at or found.starts_at)
    agency = agency_on(session, sat_on)
    if found.state is not SittingState.CLOSED or agency is None:
        raise Denied(NOT_FOUND)
    content = frozen_minutes(found)
    if not agreed_of(content, KIND):
        raise Denied(NOT_FOUND)
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - writes Word; only here
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - as above

    facts = facts_of_draft(session, content, agency, sat_on, KIND)
    document = draft_decision(facts)
    body = to_docx(document) if kind == "docx" else to_pdf(document)
    record_export(person, f"draft_decision.{kind}", f"sitting:{sitting_id}", now(),
                  rows=len(facts.agreed))  # fmt: skip
    name = f"du-thao-quyet-dinh-{sitting_id}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=DOCX if kind == "docx" else "application/pdf", headers=headers)
