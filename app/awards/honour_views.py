"""Giấy khen of a list, printed at once: on plain paper, or as words alone on pre-printed stock."""

from flask import Response, request

from app.audit.exports import record_export
from app.awards import policy, queries
from app.awards.dossier_honours import commendations
from app.awards.dossier_queries import decisions_of, dossier_of
from app.awards.dossier_words import Paper
from app.awards.models import NominationList
from app.awards.nomination_views import asked_list
from app.awards.pages import bp
from app.awards.states import ListState
from app.awards.verification import lookups
from app.documents.honours import Commendation
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.papers import stocks
from app.papers.catalogue import COMMENDATION
from app.web.access import Answer, actor, needs


@bp.get("/khen-thuong/<int:list_id>/giay-khen.pdf")
@needs(*policy.READERS)
def honours_pdf(list_id: int) -> Answer:
    """Every Giấy khen of a locked list in one file; `phoi=1`: words alone, for the stock."""
    session = db.session()
    list_ = asked_list(session, list_id)
    made = _made(list_)
    if request.args.get("phoi") == "1":
        from app.documents.stock import stock_to_pdf  # noqa: PLC0415 - Typst, only here

        current = stocks.stock_on(session, COMMENDATION.code, local_date(now()))
        values = [stocks.commendation_values(one) for one in made]
        content, name = stock_to_pdf(current.stock, values, "Giấy khen"), "giay-khen-phoi"
    else:
        from app.documents.pdf_writer import commendations_to_pdf  # noqa: PLC0415 - as above

        content, name = commendations_to_pdf(made), "giay-khen"
    number, year = list_.number, list_.year
    record_export(actor(), f"{name}.pdf", list_.subject, now(), rows=len(made))
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}-{number:02d}-{year}.pdf"
    )
    return answer


def _made(list_: NominationList) -> list[Commendation]:
    """In the order of the decision, one award after the other."""
    session = db.session()
    if list_.state is ListState.DRAFT or list_.upward:
        raise Denied(NOT_FOUND)
    paper = Paper(
        queries.shown_list(session, list_), dossier_of(session, list_),
        queries.snapshot_code(list_), list_.decision_number, list_.decided_on,
        decisions_of(session, list_), lookups(session, list_),
    )  # fmt: skip
    names = dict.fromkeys(line.award_name for line in paper.honoured.lines)
    made = [one for name in names for one in commendations(paper, name)]
    if not made:
        raise Denied(NOT_FOUND)
    return made
