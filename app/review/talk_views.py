"""Pages of the talk about a dossier: reviewers', the office's, the authors'."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.review import policy, talk_actions, talk_policy, talk_queries
from app.review.desk import bp, round_at_work
from app.review.models import Sheet
from app.review.queries import shut_codes
from app.review.sheet_views import readable
from app.review.states import SheetState
from app.review.talk_actions import TALK_LIMIT
from app.review.talk_models import AuthorQuestion
from app.web.access import Answer, actor, needs, signed_in
from app.web.forms import AtMost, ProseField, Wanted, WebForm

OFFICE = (Role.SECRETARY, Role.CHAIR)


class TalkForm(WebForm):
    """A few words."""

    body = ProseField(
        _l("Nội dung"), [Wanted(_l("Nhập nội dung")), AtMost(TALK_LIMIT, _l("Nội dung"))]
    )


@bp.get("/cham-diem/<int:sheet_id>/trao-doi")
@needs(Role.REVIEWER)
def talk(sheet_id: int) -> Answer:
    """Questions to the author, and the thread once my own sheet is locked."""
    return _talk_page(sheet_id, TalkForm(formdata=None), TalkForm(formdata=None, prefix="q-"))


def _talk_page(sheet_id: int, note: TalkForm, question: TalkForm, status: int = 200) -> Answer:
    session, person, page = db.session(), actor(), readable(sheet_id)
    idea = session.get_one(Idea, page.sheet.idea_id)
    joined = talk_policy.join_discussion(person, page.standing) is None
    masked = talk_queries.is_masked(session, idea)
    return render_template(
        "review/talk.html", page=page, note=note, question=question, joined=joined, masked=masked,
        may_ask=policy.score(person, page.standing, now()) is None,
        notes=talk_queries.thread(session, idea, person, masked=masked) if joined else [],
        answered=talk_queries.released_questions(session, idea.id),
        own=talk_queries.own_questions(session, idea.id, person), limit=TALK_LIMIT,
        locked=page.sheet.state is SheetState.LOCKED,
    ), status  # fmt: skip


@bp.post("/cham-diem/<int:sheet_id>/trao-doi")
@needs(Role.REVIEWER)
def write_note(sheet_id: int) -> Answer:
    """Add to the thread."""
    form = TalkForm()
    if not form.validate():
        return _talk_page(sheet_id, form, TalkForm(formdata=None, prefix="q-"), 422)
    with transaction() as session:
        sheet = to_change(session, Sheet, sheet_id)
        talk_actions.note_as_reviewer(session, actor(), sheet, form.body.data, now())
    flash(_("Đã ghi vào trao đổi."), "ok")
    return redirect(url_for(".talk", sheet_id=sheet_id), 303)


@bp.post("/cham-diem/<int:sheet_id>/hoi-tac-gia")
@needs(Role.REVIEWER)
def ask_author(sheet_id: int) -> Answer:
    """Ask the authors through the secretary."""
    form = TalkForm(prefix="q-")
    if not form.validate():
        return _talk_page(sheet_id, TalkForm(formdata=None), form, 422)
    with transaction() as session:
        sheet = to_change(session, Sheet, sheet_id)
        talk_actions.ask_author(session, actor(), sheet, form.body.data, now())
    flash(_("Đã gửi câu hỏi cho thư ký Hội đồng để chuyển cho tác giả."), "ok")
    return redirect(url_for(".talk", sheet_id=sheet_id), 303)


@bp.get("/quyet-dinh/<int:round_id>/ho-so/<int:idea_id>/trao-doi")
@needs(*OFFICE)
def office_talk(round_id: int, idea_id: int) -> Answer:
    """Thread and questions of one dossier, for the office; never for somebody in conflict."""
    return _office_page(round_id, idea_id, TalkForm(formdata=None))


def _office_page(round_id: int, idea_id: int, form: TalkForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    idea = session.get(Idea, idea_id)
    if idea is None or idea.round_id != round_id:
        raise Denied(NOT_FOUND)
    require(policy.work_on(person, found.council_id, shut_codes(session, person, [idea_id])))
    return render_template(
        "review/office_talk.html", found=found, idea=idea, form=form, limit=TALK_LIMIT,
        notes=talk_queries.thread(session, idea, person, masked=False, office=True),
        questions=talk_queries.questions_of(session, idea_id),
    ), status  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/ho-so/<int:idea_id>/trao-doi")
@needs(*OFFICE)
def write_office_note(round_id: int, idea_id: int) -> Answer:
    """The office adds to the thread."""
    form = TalkForm()
    if not form.validate():
        return _office_page(round_id, idea_id, form, 422)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        talk_actions.note_as_office(session, actor(), idea, form.body.data, now())
    flash(_("Đã ghi vào trao đổi."), "ok")
    return redirect(url_for(".office_talk", round_id=round_id, idea_id=idea_id), 303)


@bp.post("/quyet-dinh/<int:round_id>/cau-hoi/<int:question_id>")
@needs(*OFFICE)
def handle_question(round_id: int, question_id: int) -> Answer:
    """Send a question on, refuse it, or let its answer through: by the pressed button."""
    text, then = request.form.get("text", ""), request.form.get("then", "")
    with transaction() as session:
        asked = to_change(session, AuthorQuestion, question_id)
        idea_id = asked.idea_id
        if then == "release":
            talk_actions.release_answer(session, actor(), asked, now())
        elif then == "refuse":
            talk_actions.refuse_question(session, actor(), asked, text, now())
        else:
            talk_actions.send_question(session, actor(), asked, text, now())
    flash(_("Đã xử lý câu hỏi."), "ok")
    return redirect(url_for(".office_talk", round_id=round_id, idea_id=idea_id), 303)


@bp.get("/ho-so/<int:idea_id>/hoi-dong-hoi")
@signed_in
def author_questions(idea_id: int) -> Answer:
    """What the council asks the authors; nobody's name is here."""
    return _author_page(idea_id, None)


def _author_page(idea_id: int, failed: tuple[int, TalkForm] | None, status: int = 200) -> Answer:
    session = db.session()
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise Denied(NOT_FOUND)
    require(talk_policy.answer_author_question(actor(), talk_queries.author_ids(session, idea)))
    found = talk_queries.sent_questions(session, idea_id)
    forms = {q.question_id: TalkForm(formdata=None, prefix=f"c{q.question_id}-") for q in found}
    if failed:
        forms[failed[0]] = failed[1]
    return render_template(
        "review/author_questions.html", idea=idea, questions=found, forms=forms, limit=TALK_LIMIT,
        form=failed[1] if failed else None,
    ), status  # fmt: skip


@bp.post("/ho-so/<int:idea_id>/hoi-dong-hoi/<int:question_id>")
@signed_in
def answer_question(idea_id: int, question_id: int) -> Answer:
    """Answer one question."""
    form = TalkForm(prefix=f"c{question_id}-")
    try:
        with transaction() as session:
            asked = to_change(session, AuthorQuestion, question_id)
            if asked.idea_id != idea_id:
                raise Denied(NOT_FOUND)
            fine = form.validate()
            text = form.body.data if fine else ""
            talk_actions.answer_question(session, actor(), asked, text, now())
    except Blocked as refused:
        if not form.errors:
            form.add_blockers(refused.blockers)
        return _author_page(idea_id, (question_id, form), 422)
    flash(_("Đã gửi câu trả lời. Thư ký Hội đồng xem rồi chuyển cho người chấm."), "ok")
    return redirect(url_for(".author_questions", idea_id=idea_id), 303)
