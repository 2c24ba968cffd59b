"""Acts on a whole list from its lock to the decision, and on a line that was decided."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import actions, queries
from app.awards.attempts import attempt
from app.awards.closing_forms import (
    IssueForm,
    RecoveryForm,
    RefusalForm,
    ReopenForm,
    ReturnForm,
    RevocationForm,
)
from app.awards.decision_lines import offered, offered_form, typed_decisions, typed_reasons
from app.awards.holding import held_lines
from app.awards.models import Nomination, NominationList
from app.awards.nomination_views import asked_list
from app.awards.pages import WORDS, Forms, bp, compile_page
from app.awards.states import ReturnedBy
from app.awards.upward import AnswerFromAbove, hooks
from app.awards.versions import revocation_of
from app.database.transaction import one_to_change, to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm


def _listed(list_id: int) -> Answer:
    return redirect(url_for("awards.show", list_id=list_id), 303)


def _refused(list_id: int, forms: Forms, open_id: int | None = None) -> Answer:
    """The list's page with the refused form."""
    session = db.session()
    list_ = asked_list(session, list_id)
    return compile_page(session, actor(), list_, now(), open_id=open_id, forms=forms), 422


@bp.post("/khen-thuong/<int:list_id>/chot")
@needs(Role.AWARDS_OFFICER)
def lock(list_id: int) -> Answer:
    """Lock; what is missing is said by the page of refusals."""
    with transaction() as session:
        actions.lock_list(
            session, actor(), to_change(session, NominationList, list_id), now(),
            seen=request.form.get("seen", ""),
        )  # fmt: skip
    flash(_("Đã chốt danh sách. Bộ hồ sơ đã sẵn sàng để trình ký."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/dua-ra-hoi-dong")
@needs(Role.AWARDS_OFFICER)
def put_to_vote(list_id: int) -> Answer:
    """The council votes next."""
    with transaction() as session:
        actions.put_to_vote(session, actor(), to_change(session, NominationList, list_id), now())
    flash(_("Danh sách chờ Hội đồng biểu quyết."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/trinh-ky")
@needs(Role.AWARDS_OFFICER)
def submit(list_id: int) -> Answer:
    """To the signer."""
    with transaction() as session:
        actions.submit_list(session, actor(), to_change(session, NominationList, list_id), now())
    flash(_("Đã trình ký. Khi có quyết định, nhập số và ngày."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/tra-lai")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def return_list(list_id: int) -> Answer:
    """Council, signer or higher level sent it back."""
    form = ReturnForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        by = ReturnedBy(form.returned_by.data)
        reason = form.return_reason.data or ""
        actions.return_list(session, actor(), list_, by, reason, now())
        return ""

    if attempt(form, work) is None:
        return _refused(list_id, Forms(returning=form))
    flash(_("Đã ghi nhận trả lại. Danh sách là dự thảo; lần chốt sau thành phiên bản mới."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/mo-lai")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def reopen(list_id: int) -> Answer:
    """Ask for it with a reason; another person confirms."""
    form = ReopenForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        actions.ask_to_reopen(session, actor(), list_, form.reopen_reason.data or "", now())
        return ""

    if attempt(form, work) is None:
        return _refused(list_id, Forms(reopen=form))
    flash(_("Đã gửi yêu cầu mở lại. Người khác phải xác nhận thì danh sách mới mở."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/mo-lai/xac-nhan")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def confirm_reopen(list_id: int) -> Answer:
    """The second person."""
    with transaction() as session:
        list_ = to_change(session, NominationList, list_id)
        actions.confirm_reopen(session, actor(), list_, now())
    flash(_("Đã mở lại danh sách. Bản đã chốt vẫn được giữ."), "ok")
    return _listed(list_id)


@bp.post("/khen-thuong/<int:list_id>/mo-lai/bo")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def drop_reopen(list_id: int) -> Answer:
    """The list stays closed."""
    with transaction() as session:
        actions.drop_reopen(session, actor(), to_change(session, NominationList, list_id), now())
    flash(_("Danh sách vẫn khóa; yêu cầu mở lại đã bỏ."), "ok")
    return _listed(list_id)


@bp.get("/khen-thuong/<int:list_id>/ban-hanh")
@needs(Role.AWARDS_OFFICER)
def decision(list_id: int) -> Answer:
    """The decision with room for a reason beside each line that was not granted.

    What the higher level answered stands there already; it counts when it is sent.
    """
    above = hooks.answer(db.session(), list_id)
    return _decision_page(list_id, offered_form(above), offered(above), above)


def _decision_page(
    list_id: int, form: IssueForm, typed: Mapping[str, str], above: AnswerFromAbove | None
) -> str:
    session = db.session()
    list_ = asked_list(session, list_id)
    return render_template(
        "awards/decision.html", list=list_, compiled=queries.shown_list(session, list_),
        form=form, typed=typed, above=above, held=held_lines(session, list_id), **WORDS,
    )  # fmt: skip


@bp.post("/khen-thuong/<int:list_id>/ban-hanh")
@needs(Role.AWARDS_OFFICER)
def issue(list_id: int) -> Answer:
    """Note the decision; a line with a reason was refused."""
    form = IssueForm()
    refused = typed_reasons(request.form)

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        actions.issue_list(
            session, actor(), list_, form.number.data or "", form.decided_on.data, now(),
            refused=refused, own=typed_decisions(request.form, but=refused),
        )  # fmt: skip
        return ""

    if attempt(form, work) is None:
        if "theo-dong" in request.form:
            above = hooks.answer(db.session(), list_id)
            return _decision_page(list_id, form, request.form, above), 422
        return _refused(list_id, Forms(issue=form))
    flash(_("Đã ghi nhận quyết định khen thưởng."), "ok")
    return _listed(list_id)


def _line(
    form: WebForm, list_id: int, nomination_id: int, work: Callable[[Session, Nomination], None]
) -> bool:
    def locked(session: Session) -> str:
        row = to_change(session, Nomination, nomination_id)
        if row.list_id != list_id:
            raise Denied(NOT_FOUND)
        work(session, row)
        return ""

    return attempt(form, locked) is not None


def _row(list_id: int, nomination_id: int) -> Answer:
    anchor = f"dt-{nomination_id}"
    target = url_for("awards.show", list_id=list_id, mo=nomination_id, _anchor=anchor)
    return redirect(target, 303)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/quyet-dinh-rieng")
@needs(Role.AWARDS_OFFICER)
def issue_line(list_id: int, nomination_id: int) -> Answer:
    """A line that was held back has its own decision."""
    form = IssueForm()

    def work(session: Session, row: Nomination) -> None:
        number, day = form.number.data or "", form.decided_on.data
        actions.issue_line(session, actor(), row, number, day, now())

    if not _line(form, list_id, nomination_id, work):
        return _refused(list_id, Forms(issue=form), nomination_id)
    flash(_("Đã ghi nhận quyết định cho dòng này."), "ok")
    return _row(list_id, nomination_id)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/khong-khen-thuong")
@needs(Role.AWARDS_OFFICER)
def refuse_line(list_id: int, nomination_id: int) -> Answer:
    """A line that was held back is not granted."""
    form = RefusalForm()

    def work(session: Session, row: Nomination) -> None:
        actions.refuse_line(session, actor(), row, form.refusal_reason.data or "", now())

    if not _line(form, list_id, nomination_id, work):
        return _refused(list_id, Forms(refusal=form), nomination_id)
    flash(_("Đã ghi nhận không khen thưởng."), "ok")
    return _row(list_id, nomination_id)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/thu-hoi")
@needs(Role.AWARDS_OFFICER)
def revoke(list_id: int, nomination_id: int) -> Answer:
    """Take an award back."""
    form = RevocationForm()

    def work(session: Session, row: Nomination) -> None:
        actions.revoke_award(session, actor(), row, form.draft(), now())

    if not _line(form, list_id, nomination_id, work):
        return _refused(list_id, Forms(revocation=form), nomination_id)
    flash(_("Đã ghi nhận quyết định thu hồi."), "ok")
    return _row(list_id, nomination_id)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/thu-hoi/da-thu")
@needs(Role.AWARDS_OFFICER)
def note_recovery(list_id: int, nomination_id: int) -> Answer:
    """What has come back by now."""
    form = RecoveryForm()

    def work(session: Session, row: Nomination) -> None:
        found = one_to_change(session, revocation_of(row.id))
        actions.note_recovery(
            session, actor(), found, form.money_recovered.data or 0, form.recovered_on.data, now(),
            certificate_back=bool(form.certificate_back.data),
        )  # fmt: skip

    if not _line(form, list_id, nomination_id, work):
        return _refused(list_id, Forms(recovery=form), nomination_id)
    flash(_("Đã ghi nhận khoản thu hồi."), "ok")
    return _row(list_id, nomination_id)
