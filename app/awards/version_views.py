"""Pages of the awards room that only look: versions, two side by side, and what if."""

from flask import render_template, request
from sqlalchemy.orm import Session

from app.awards import policy, queries
from app.awards.comparing import compare
from app.awards.compiled import CompiledList
from app.awards.counting import count, without
from app.awards.models import NominationList
from app.awards.nomination_views import asked_list
from app.awards.pages import WORDS, bp
from app.awards.states import ENDING_TITLES, ListState
from app.awards.versions import version_content, version_rows
from app.extensions import db
from app.kernel.dates import instant_text
from app.kernel.refusals import NOT_FOUND, Denied
from app.web.access import Answer, needs

NOW = "du-thao"


@bp.get("/khen-thuong/<int:list_id>/phien-ban")
@needs(*policy.READERS)
def versions(list_id: int) -> Answer:
    """Every locked version with its hash and what became of it."""
    session = db.session()
    list_ = asked_list(session, list_id)
    return render_template(
        "awards/versions.html", list=list_, rows=version_rows(session, list_id), now_key=NOW,
        draft=list_.state is ListState.DRAFT, endings=ENDING_TITLES, instant_text=instant_text,
        **WORDS,
    )  # fmt: skip


@bp.get("/khen-thuong/<int:list_id>/so-sanh")
@needs(*policy.READERS)
def comparison(list_id: int) -> Answer:
    """Two versions, or a version and the draft as it stands: what is different."""
    session = db.session()
    list_ = asked_list(session, list_id)
    first, second = request.args.get("truoc", ""), request.args.get("sau", "")
    return render_template(
        "awards/comparison.html", list=list_, first=first, second=second, now_key=NOW,
        found=compare(_content(session, list_, first), _content(session, list_, second)), **WORDS,
    )  # fmt: skip


@bp.get("/khen-thuong/<int:list_id>/thu-truoc")
@needs(*policy.READERS)
def what_if(list_id: int) -> Answer:
    """What the list would come to if all of it passed."""
    return _tried(list_id, None)


@bp.post("/khen-thuong/<int:list_id>/thu-truoc")
@needs(*policy.READERS)
def try_out(list_id: int) -> Answer:
    """What it would come to without the unticked lines; nothing is written."""
    return _tried(list_id, set(request.form.getlist("giu")))


def _tried(list_id: int, kept: set[str] | None) -> str:
    session = db.session()
    list_ = asked_list(session, list_id)
    compiled = queries.shown_list(session, list_)
    left_out = {
        line.nomination_id
        for line in compiled.lines
        if kept is not None and str(line.nomination_id) not in kept
    }
    return render_template(
        "awards/try_out.html", list=list_, compiled=compiled, left_out=left_out,
        whole=count(compiled, list_.money_limit),
        tried=count(without(compiled, left_out), list_.money_limit), **WORDS,
    )  # fmt: skip


def _content(session: Session, list_: NominationList, asked: str) -> CompiledList:
    if asked == NOW and list_.state is ListState.DRAFT:
        return queries.shown_list(session, list_)
    if not (asked.isdecimal() and asked.isascii() and len(asked) < 9):
        raise Denied(NOT_FOUND)
    return version_content(session, list_.id, int(asked))
