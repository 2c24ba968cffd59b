"""Pages of publication for comment, of complaints, and of remarks among who compiles."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards import noting, policy, publications, publishing
from app.awards.attempts import attempt
from app.awards.comment_forms import (
    AnswerForm,
    AssignForm,
    EndingForm,
    LetterForm,
    NoteForm,
    ObjectionForm,
    PublicationForm,
)
from app.awards.complaint_states import COMPLAINT_LIFECYCLE, COMPLAINT_SHAPES
from app.awards.list_models import Complaint, ListPublication
from app.awards.models import NominationList
from app.awards.nomination_views import asked_list
from app.awards.pages import WORDS, Forms, bp, compile_page
from app.awards.publications import ComplaintRow
from app.awards.states import ListState
from app.database.once import earlier_result, remember
from app.database.transaction import to_change
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import instant_text, local_date
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Denied
from app.web.access import Answer, actor, current_actor, needs, public, signed_in
from app.web.forms import WebForm

WORDING = {
    "complaint_titles": COMPLAINT_LIFECYCLE.titles, "complaint_shapes": COMPLAINT_SHAPES,
    "instant_text": instant_text,
}  # fmt: skip


@bp.get("/khen-thuong/<int:list_id>/cong-khai")
@needs(*policy.READERS)
def publication(list_id: int) -> Answer:
    """Publications and complaints of one list."""
    return _publication_page(list_id)


def _publication_page(
    list_id: int, *, form: PublicationForm | None = None, letter: LetterForm | None = None,
    ending: EndingForm | None = None,
) -> str:  # fmt: skip
    form, letter = form or PublicationForm(None), letter or LetterForm(None)
    ending = ending or EndingForm(None)
    session, person = db.session(), actor()
    list_ = asked_list(session, list_id)
    today = local_date(now())
    rows = publications.complaints_of_list(session, person.user_id, list_id)
    refused: WebForm | None = next((one for one in (form, letter, ending) if one.errors), None)
    return render_template(
        "awards/publication.html", list=list_, form=form, errors=refused, today=today,
        ending=ending,
        letter=letter.offer(publications.line_choices(session, list_id)),
        published=publications.publications_of(session, list_id), rows=rows,
        running=publications.running(session, list_id, today),
        draft=list_.state is ListState.DRAFT, open_list=list_.state is not ListState.ISSUED,
        may_compile=policy.compile_lists(person) is None, **WORDS, **WORDING,
    )  # fmt: skip


@bp.post("/khen-thuong/<int:list_id>/cong-khai")
@needs(Role.AWARDS_OFFICER)
def publish(list_id: int) -> Answer:
    """Show the draft for comment."""
    form = PublicationForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        publishing.publish_list(session, actor(), list_, form.period(), now())
        return url_for("awards.publication", list_id=list_id)

    target = attempt(form, work)
    if target is None:
        return _publication_page(list_id, form=form), 422
    flash(_("Đã công khai danh sách để lấy ý kiến."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/<int:list_id>/cong-khai/ket-thuc")
@needs(Role.AWARDS_OFFICER)
def end_publication(list_id: int) -> Answer:
    """Take it down early."""
    form = EndingForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        publishing.end_publication(session, actor(), list_, form.end_reason.data, now())
        return url_for("awards.publication", list_id=list_id)

    target = attempt(form, work)
    if target is None:
        return _publication_page(list_id, ending=form), 422
    flash(_("Đã kết thúc công khai."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/<int:list_id>/kien-nghi")
@needs(Role.AWARDS_OFFICER)
def enter_complaint(list_id: int) -> Answer:
    """Enter a letter."""
    form = LetterForm().offer(publications.line_choices(db.session(), list_id))

    def work(session: Session) -> str:
        done = earlier_result(session, request.form.get("once_key", ""), actor().user_id)
        if done:
            return done
        list_ = to_change(session, NominationList, list_id)
        row = publishing.enter_complaint(
            session, actor(), list_, form.line.data, form.objection(), now()
        )
        session.flush()
        return _remembered(session, url_for("awards.complaint", complaint_id=row.id))

    target = attempt(form, work)
    if target is None:
        return _publication_page(list_id, letter=form), 422
    flash(_("Đã nhập kiến nghị. Bước tiếp theo: giao người xem xét."), "ok")
    return redirect(target, 303)


def _remembered(session: Session, target: str) -> str:
    remember(session, request.form.get("once_key", ""), actor().user_id, target, now())
    return target


@bp.get("/cong-khai-khen-thuong")
@signed_in
def shown_lists() -> Answer:
    """Lists in their time of comment, and what I objected to."""
    session = db.session()
    return render_template(
        "awards/shown_lists.html", lists=publications.shown_now(session, local_date(now())),
        mine=publications.complaints_by(session, actor().user_id), **WORDING,
    )  # fmt: skip


def _shown(key: str) -> tuple[ListPublication, NominationList]:
    """A published list that this visitor may read today; 404 otherwise."""
    session = db.session()
    row = session.scalars(select(ListPublication).where(ListPublication.key == key)).one_or_none()
    if (
        row is None
        or row.ended_at is not None
        or local_date(now()) > row.last_day
        or not (row.to_everyone or current_actor() is not None)
    ):
        raise Denied(NOT_FOUND)
    return row, session.get_one(NominationList, row.list_id)


@bp.get("/cong-khai-khen-thuong/<key>")
@public
def shown_list(key: str) -> Answer:
    """Name, unit, award and achievement of each line; nothing else."""
    row, list_ = _shown(key)
    return render_template(
        "awards/shown_list.html", publication=row, title=list_.title,
        lines=publications.stored_lines(row.content), signed=current_actor() is not None,
    )  # fmt: skip


@bp.get("/cong-khai-khen-thuong/<key>/<int:nomination_id>/kien-nghi")
@signed_in
def objection(key: str, nomination_id: int) -> Answer:
    """The form about one line."""
    return _objection_page(key, nomination_id, ObjectionForm(None))


def _objection_page(key: str, nomination_id: int, form: ObjectionForm) -> str:
    row, list_ = _shown(key)
    lines = publications.stored_lines(row.content)
    line = next((one for one in lines if one.nomination_id == nomination_id), None)
    if line is None:
        raise Denied(NOT_FOUND)
    return render_template(
        "awards/objection.html", publication=row, title=list_.title, line=line, form=form
    )


@bp.post("/cong-khai-khen-thuong/<key>/<int:nomination_id>/kien-nghi")
@signed_in
def file_complaint(key: str, nomination_id: int) -> Answer:
    """File it, once."""
    shown, _list = _shown(key)
    form, publication_id = ObjectionForm(), shown.id

    def work(session: Session) -> str:
        done = earlier_result(session, request.form.get("once_key", ""), actor().user_id)
        if done:
            return done
        row = publishing.file_complaint(
            session, actor(), session.get_one(ListPublication, publication_id), nomination_id,
            form.objection(), now(),
        )  # fmt: skip
        session.flush()
        return _remembered(session, url_for("awards.complaint", complaint_id=row.id))

    target = attempt(form, work)
    if target is None:
        return _objection_page(key, nomination_id, form), 422
    flash(_("Đã gửi kiến nghị. Câu trả lời sẽ hiện ở trang này và được báo qua thư."), "ok")
    return redirect(target, 303)


def _seen(complaint_id: int) -> ComplaintRow:
    person = actor()
    found = publications.complaint_rows(db.session(), person.user_id, Complaint.id == complaint_id)
    if not found or not publications.may_read(
        found[0], person.user_id, reader=policy.see(person) is None
    ):
        raise Denied(NOT_FOUND)
    return found[0]


@bp.get("/khen-thuong/kien-nghi/<int:complaint_id>")
@signed_in
def complaint(complaint_id: int) -> Answer:
    """One complaint with its clock and answer."""
    return _complaint_page(complaint_id, AssignForm(None), AnswerForm(None))


def _complaint_page(complaint_id: int, assign: AssignForm, answer: AnswerForm) -> str:
    row, person, session = _seen(complaint_id), actor(), db.session()
    reader = policy.see(person) is None
    may_assign = COMPLAINT_LIFECYCLE.allows(row.state, "assign") and policy.reopen(person) is None
    stored = session.get_one(Complaint, complaint_id)
    fitting = publishing.fit_to_answer(session, stored, now()) if may_assign else []
    refused: WebForm | None = next((one for one in (assign, answer) if one.errors), None)
    return render_template(
        "awards/complaint.html", row=row, reader=reader, today=local_date(now()), errors=refused,
        may_assign=may_assign,
        assign=assign.offer([(one.account_id, one.name) for one in fitting]), answer=answer,
        may_answer=COMPLAINT_LIFECYCLE.allows(row.state, "uphold")
        and policy.answer_complaint(person, row.assigned_to) is None, **WORDING,
    )  # fmt: skip


def _on_complaint(
    form: WebForm, complaint_id: int, work: Callable[[Session, Complaint], None]
) -> str | None:
    _seen(complaint_id)

    def locked(session: Session) -> str:
        work(session, to_change(session, Complaint, complaint_id))
        return url_for("awards.complaint", complaint_id=complaint_id)

    return attempt(form, locked)


@bp.post("/khen-thuong/kien-nghi/<int:complaint_id>/giao")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def assign_complaint(complaint_id: int) -> Answer:
    """Give it to somebody without a part in the list."""
    form = AssignForm().offer([])

    def work(session: Session, row: Complaint) -> None:
        publishing.assign_complaint(session, actor(), row, form.assigned_to.data, now())

    target = _on_complaint(form, complaint_id, work)
    if target is None:
        return _complaint_page(complaint_id, form, AnswerForm(None)), 422
    flash(_("Đã giao người xem xét."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/kien-nghi/<int:complaint_id>/tra-loi")
@signed_in
def answer_complaint(complaint_id: int) -> Answer:
    """What was found."""
    form = AnswerForm()

    def work(session: Session, row: Complaint) -> None:
        publishing.answer_complaint(
            session, actor(), row, upheld=form.finding.data == "uphold",
            answer=form.answer.data or "", now=now(),
        )  # fmt: skip

    target = _on_complaint(form, complaint_id, work)
    if target is None:
        return _complaint_page(complaint_id, AssignForm(None), form), 422
    flash(_("Đã trả lời kiến nghị."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/<int:list_id>/ghi-chu")
@needs(Role.AWARDS_OFFICER, Role.PLAN_OFFICER, Role.LEADER)
def write_note(list_id: int) -> Answer:
    """Remark on the list, or on the line of the form."""
    form = NoteForm()
    line = key_in(request.form.get("dong"))

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        noting.write_note(session, actor(), list_, line, form.note.data or "", now())
        anchor = f"dt-{line}" if line else "ghi-chu"
        return url_for("awards.show", list_id=list_id, mo=line, _anchor=anchor)

    target = attempt(form, work)
    if target is None:
        session = db.session()
        list_ = asked_list(session, list_id)
        forms = Forms(note=form)
        return compile_page(session, actor(), list_, now(), open_id=line, forms=forms), 422
    flash(_("Đã ghi chú."), "ok")
    return redirect(target, 303)
