"""The office's own acts beside the check: reopen, let be sent again, notes of the office."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import calendar
from app.database.transaction import to_change, transaction
from app.ideas import actions, policy
from app.ideas.blueprint import bp
from app.ideas.clocks import due_of_request, due_of_restored
from app.ideas.consent_forms import NoteForm
from app.ideas.forms import ReasonForm
from app.ideas.models import Idea
from app.ideas.notes import add_note, notes_of
from app.ideas.page import opened
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked, IllegalMove
from app.web.access import Answer, actor, needs

ReasonAct = Callable[[Session, Actor, Idea, str, datetime], None]


@bp.get("/tiep-nhan/<int:idea_id>/mo-lai")
@needs(Role.SECRETARY)
def reopening(idea_id: int) -> Answer:
    """Open a submitted dossier for its authors again, or let a withdrawn one be sent again."""
    return _reopening_page(idea_id, ReasonForm(formdata=None))


def _reopening_page(idea_id: int, form: ReasonForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.check)
    withdrawn = found.idea.state is IdeaState.WITHDRAWN
    if not found.may("restore" if withdrawn else "reopen"):
        raise IllegalMove("reopen", found.idea.state, [])
    last_day = due_of_restored if withdrawn else due_of_request
    page = render_template(
        "ideas/reopening.html", idea=found.idea, form=form, withdrawn=withdrawn,
        due_on=last_day(found.round_, calendar(found.session), now()), titles=IDEA_TITLES,
        shapes=IDEA_SHAPES,
    )  # fmt: skip
    return page, status


@bp.post("/tiep-nhan/<int:idea_id>/mo-lai")
@needs(Role.SECRETARY)
def reopen(idea_id: int) -> Answer:
    """Whichever of the two this dossier is at; the authors are told why."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _reopening_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            withdrawn = idea.state is IdeaState.WITHDRAWN
            act: ReasonAct = actions.restore_idea if withdrawn else actions.reopen_idea
            act(session, actor(), idea, form.reason.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _reopening_page(idea_id, form, 422)
    flash(_("Đã mở lại hồ sơ và báo cho tác giả qua thư."), "ok")
    # A dossier to be sent again is with its authors and unit; the office sees it when it is back.
    back = url_for("ideas.intake") if withdrawn else url_for("ideas.dossier", idea_id=idea_id)
    return redirect(back, 303)


@bp.get("/tiep-nhan/<int:idea_id>/ghi-chu")
@needs(Role.SECRETARY, Role.INSPECTOR)
def notes(idea_id: int) -> Answer:
    """The thread of the office; the authors' text is never edited."""
    return _notes_page(idea_id, NoteForm(formdata=None))


def _notes_page(idea_id: int, form: NoteForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.read_notes)
    page = render_template(
        "ideas/notes.html", idea=found.idea, form=form, lines=notes_of(found.session, idea_id),
        may_write=policy.keep_notes(actor(), found.standing) is None,
    )  # fmt: skip
    return page, status


@bp.post("/tiep-nhan/<int:idea_id>/ghi-chu")
@needs(Role.SECRETARY)
def write_note(idea_id: int) -> Answer:
    """Add to the thread."""
    form = NoteForm()
    if not form.validate():
        return _notes_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            add_note(session, actor(), idea, form.text.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _notes_page(idea_id, form, 422)
    flash(_("Đã lưu ghi chú nội bộ."), "ok")
    return redirect(url_for("ideas.notes", idea_id=idea_id), 303)
