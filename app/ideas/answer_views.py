"""Pages beside the form: files that answer a question, and the questions before the form."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.database.transaction import to_change, transaction
from app.files.limits import uploads
from app.ideas import answering, policy, rich_text
from app.ideas.births import birth_text
from app.ideas.blueprint import bp
from app.ideas.eligibility import eligibility_name, given_answers
from app.ideas.models import Idea
from app.ideas.page import opened
from app.ideas.states import EDITABLE
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Blocker
from app.rounds.field_queries import eligibility_of
from app.rounds.fields import EligibilityDraft
from app.web.access import Answer, actor, signed_in


def rich(text: str) -> Markup:
    """A formatted answer; everything outside the safe list is taken out."""
    return Markup(rich_text.shown(text))  # noqa: S704  (sanitised by `shown`)


bp.add_app_template_filter(rich, "rich")
bp.add_app_template_filter(birth_text, "birth")


@bp.post("/ho-so/<int:idea_id>/cau-hoi/<int:field_id>/tep")
@signed_in
@uploads
def add_answer_file(idea_id: int, field_id: int) -> Answer:
    """Keep the file a question asks for."""
    upload = request.files.get("file")
    back = redirect(url_for("ideas.questions", idea_id=idea_id, _anchor=f"q{field_id}"), 303)
    if not isinstance(upload, FileStorage) or not upload.filename:
        flash(_("Chọn tệp cần tải lên"), "bad")
        return back
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            answering.add_answer_file(
                session, actor(), idea, field_id, upload.stream, upload.filename, now()
            )
    except Blocked as refused:
        for blocker in refused.blockers:
            flash(blocker.message.translated(_), "bad")
        return back
    flash(_("Đã tải tệp lên."), "ok")
    return back


def posted_eligibility(questions: tuple[EligibilityDraft, ...]) -> dict[int, bool]:
    """The answers that were ticked; nothing else counts."""
    found = {}
    for question in questions:
        typed = request.form.get(eligibility_name(question.question_id))
        if typed in {"yes", "no"}:
            found[question.question_id or 0] = typed == "yes"
    return found


def eligibility_shown(
    session: Session, round_id: int, given: dict[int, bool], blockers: tuple[Blocker, ...] = ()
) -> list[dict[str, object]]:
    """Each question with what was ticked and what is wrong with it."""
    wrong = {blocker.field: blocker.message for blocker in blockers}
    return [
        {
            "name": eligibility_name(one.question_id), "question": one.question,
            "given": given.get(one.question_id or 0), "blocks": one.blocks,
            "warning": one.explanation
            if given.get(one.question_id or 0, one.wanted) is not one.wanted else "",
            "error": wrong.get(eligibility_name(one.question_id)),
        }
        for one in eligibility_of(session, round_id)
    ]  # fmt: skip


@bp.get("/ho-so/<int:idea_id>/dieu-kien")
@signed_in
def conditions(idea_id: int) -> Answer:
    """The questions before the form, for a dossier that was begun without them."""
    return _conditions_page(idea_id)


def _conditions_page(
    idea_id: int, given: dict[int, bool] | None = None, blockers: tuple[Blocker, ...] = (),
    status: int = 200,
) -> Answer:  # fmt: skip
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    known = given_answers(found.idea.eligibility) if given is None else given
    asked = eligibility_shown(found.session, found.idea.round_id, known, blockers)
    return render_template("ideas/conditions.html", idea=found.idea, asked=asked), status


@bp.post("/ho-so/<int:idea_id>/dieu-kien")
@signed_in
def answer_conditions(idea_id: int) -> Answer:
    """Keep the answers."""
    given: dict[int, bool] = {}
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            given = posted_eligibility(eligibility_of(session, idea.round_id))
            answering.answer_eligibility(session, actor(), idea, given, now())
    except Blocked as refused:
        return _conditions_page(idea_id, given, refused.blockers, 422)
    flash(_("Đã lưu câu trả lời về điều kiện dự thi."), "ok")
    return redirect(url_for("ideas.tasks", idea_id=idea_id), 303)
