"""The minutes and the record of the count of a closed sitting, to edit and to print.

The Word file follows the office's template in force on the day of the sitting. The PDF is of our
own layout: where there is a template, the page says so.
"""

from collections.abc import Callable
from typing import Any

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.documents.model import AdministrativeDocument
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.papers.catalogue import COUNT_RECORD, MINUTES
from app.papers.kinds import Filling
from app.papers.making import paper
from app.sittings import closing, policy, queries
from app.sittings.blueprint import bp
from app.sittings.models import Sitting
from app.sittings.paper_filling import count_filling, minutes_filling
from app.sittings.papers import count_record, minutes
from app.sittings.states import SittingState
from app.web.access import actor, needs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Content = dict[str, Any]
PAPERS: dict[str, tuple[
    str, Callable[[Content], AdministrativeDocument], Callable[[Content], Filling]
]] = {
    "bien-ban": (MINUTES.code, minutes, minutes_filling),
    "kiem-phieu": (COUNT_RECORD.code, count_record, count_filling),
}  # fmt: skip


@bp.get("/phien-hop/<int:sitting_id>/bien-ban.docx")
@needs(*policy.RUNNERS)
def minutes_docx(sitting_id: int) -> Response:
    """The minutes, to be edited."""
    return _word(sitting_id, "bien-ban")


@bp.get("/phien-hop/<int:sitting_id>/bien-ban.pdf")
@needs(*policy.RUNNERS)
def minutes_pdf(sitting_id: int) -> Response:
    """The minutes, to be printed."""
    return _pdf(sitting_id, "bien-ban")


@bp.get("/phien-hop/<int:sitting_id>/kiem-phieu.docx")
@needs(*policy.RUNNERS)
def count_docx(sitting_id: int) -> Response:
    """The record of the count, to be edited."""
    return _word(sitting_id, "kiem-phieu")


@bp.get("/phien-hop/<int:sitting_id>/kiem-phieu.pdf")
@needs(*policy.RUNNERS)
def count_pdf(sitting_id: int) -> Response:
    """The record of the count, to be printed."""
    return _pdf(sitting_id, "kiem-phieu")


def _word(sitting_id: int, name: str) -> Response:
    found, content = _closed(sitting_id)
    code, make, fill = PAPERS[name]
    sat_on = local_date(found.opened_at or found.starts_at)
    made = paper(db.session(), code, sat_on, fill(content))
    if made is not None:
        return _file(found, content, name, "docx", made.docx)
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - writes Word; only here

    return _file(found, content, name, "docx", to_docx(make(content)))


def _pdf(sitting_id: int, name: str) -> Response:
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - Typst, only here

    found, content = _closed(sitting_id)
    return _file(found, content, name, "pdf", to_pdf(PAPERS[name][1](content)))


def _closed(sitting_id: int) -> tuple[Sitting, Content]:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    if found.state is not SittingState.CLOSED:
        raise Denied(NOT_FOUND)
    return found, closing.frozen_minutes(found)


def _file(found: Sitting, content: Content, name: str, kind: str, body: bytes) -> Response:
    record_export(actor(), f"{name}.{kind}", f"sitting:{found.id}", now(),
                  rows=len(content["members"]))  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{name}-{found.id}.{kind}"'}
    return Response(body, mimetype=DOCX if kind == "docx" else "application/pdf", headers=headers)


def latest_minutes(session: Session, person: Actor) -> Filling | None:
    """Real data for a preview: the last closed sitting of a council that this person runs."""
    content = _latest(session, person)
    return minutes_filling(content) if content else None


def latest_count(session: Session, person: Actor) -> Filling | None:
    """The same for the record of the count."""
    content = _latest(session, person)
    return count_filling(content) if content else None


def _latest(session: Session, person: Actor) -> Content | None:
    found = session.scalars(
        select(Sitting)
        .where(
            Sitting.council_id.in_(person.councils_as(*policy.RUNNERS)),
            Sitting.state == SittingState.CLOSED,
        )
        .order_by(Sitting.closed_at.desc(), Sitting.id.desc())
        .limit(1)
    ).first()
    return closing.frozen_minutes(found) if found else None
