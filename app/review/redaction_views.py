"""The secretary's pages for redacted copies: which are left, and one dossier after the other."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.inline import inline_pdf
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require
from app.review import policy, redaction_queries
from app.review.desk import bp, posted_version, round_at_work
from app.review.redaction_actions import Judged, Judgement, confirm_blind_copy
from app.review.redaction_queries import FilePart
from app.rounds.models import Round
from app.rounds.states import BlindMode
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of
from app.web.security import FRAMING_OWN


def _blind_round(round_id: int) -> Round:
    """A blind round of a council whose secretary I am; 404 for any other."""
    found = round_at_work(db.session(), actor(), round_id)
    if found.blind is BlindMode.OPEN:
        raise Denied(NOT_FOUND)
    require(policy.redact(actor(), found.council_id, ()))
    return found


@bp.get("/phan-cong/<int:round_id>/an-danh")
@needs(Role.SECRETARY)
def redactions(round_id: int) -> Answer:
    """Which dossiers have a confirmed copy for reviewers."""
    session, person, found = db.session(), actor(), _blind_round(round_id)
    only_open = request.args.get("loc") == "chua-soat"
    every, open_ = redaction_queries.counts(session, person, found)
    number, size = asked_page(), asked_size()
    rows = redaction_queries.lines(session, person, found, only_open=only_open, limit=size,
                                   offset=(number - 1) * size)  # fmt: skip
    return render_template(
        "review/redactions.html", found=found, every=every, left=open_, only_open=only_open,
        page=page_of(rows, open_ if only_open else every, number, size),
    )  # fmt: skip


@bp.get("/phan-cong/<int:round_id>/an-danh/<int:idea_id>")
@needs(Role.SECRETARY)
def redaction(round_id: int, idea_id: int) -> Answer:
    """The texts with what tells who wrote them, and what reviewers will read instead."""
    return _page(round_id, idea_id, ())


def _page(round_id: int, idea_id: int, problems: tuple[Blocker, ...], status: int = 200) -> Answer:
    session, person, found = db.session(), actor(), _blind_round(round_id)
    page = redaction_queries.page_of(session, person, found, idea_id)
    typed = {part.name: request.form.get(f"t-{part.name}", part.shown) for part in page.parts}
    said = {file.file_id: request.form.get(f"f-{file.file_id}", file.said) for file in page.files}
    text = render_template(
        "review/redaction.html", found=found, page=page, typed=typed, said=said,
        form=WebForm(formdata=None), problems=problems,
        wrong={b.field: b.message for b in problems},
        following=redaction_queries.next_open(session, person, found, page.idea),
    )  # fmt: skip
    # The page frames the papers of its own dossier, and nothing else.
    return text, status, {"Content-Security-Policy": FRAMING_OWN}


@bp.post("/phan-cong/<int:round_id>/an-danh/<int:idea_id>")
@needs(Role.SECRETARY)
def confirm_redaction(round_id: int, idea_id: int) -> Answer:
    """Confirm the copy; go on to the next dossier, or stay."""
    try:
        with transaction() as session:
            found, idea = _blind_round(round_id), to_change(session, Idea, idea_id)
            page = redaction_queries.page_of(session, actor(), found, idea_id)
            typed = {part.name: request.form[f"t-{part.name}"] for part in page.parts
                     if f"t-{part.name}" in request.form}  # fmt: skip
            confirm_blind_copy(session, actor(), found, idea, page.parts, typed,
                               _judged(page.files), posted_version(), now())  # fmt: skip
    except Blocked as refused:
        return _page(round_id, idea_id, refused.blockers, 422)
    flash(_("Đã xác nhận bản ẩn danh %(code)s.", code=page.idea.code), "ok")
    return redirect(_onward(round_id, idea_id), 303)


def _judged(files: Collection[FilePart]) -> Judged:
    posted = {file.file_id: request.form.get(f"f-{file.file_id}", "") for file in files}
    said = {key: Judgement(word) for key, word in posted.items() if word in set(Judgement)}
    return Judged({file.file_id: file.name for file in files if not file.problem}, said)


@bp.get("/phan-cong/<int:round_id>/an-danh/<int:idea_id>/tep/<int:file_id>")
@needs(Role.SECRETARY)
def redaction_file(round_id: int, idea_id: int, file_id: int) -> Answer:
    """A paper of the dossier, leafed through inside the page; other files are downloaded."""
    session = db.session()
    page = redaction_queries.page_of(session, actor(), _blind_round(round_id), idea_id)
    names = {file.file_id: file.name for file in page.files if file.inside}
    if file_id not in names:
        raise Denied(NOT_FOUND)
    return inline_pdf(session, actor(), file_id, names[file_id])


def _onward(round_id: int, idea_id: int) -> str:
    if request.form.get("then") != "next":
        return url_for(".redaction", round_id=round_id, idea_id=idea_id)
    session = db.session()
    idea = session.get_one(Idea, idea_id)
    following = redaction_queries.next_open(session, actor(), _blind_round(round_id), idea)
    if following is None:
        flash(_("Mọi hồ sơ đã được soát."), "ok")
        return url_for(".redactions", round_id=round_id)
    return url_for(".redaction", round_id=round_id, idea_id=following)
