"""Pages of conclusions: propose one, confirm or refuse it, and all that wait on one list."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import actions, policy, queries
from app.awards.compiled import Line
from app.awards.forms import OverrideForm, OverrideRefusalForm
from app.awards.models import Nomination, NominationList
from app.awards.nomination_views import asked_list, done, refused, row_url
from app.awards.pages import WORDS, Forms, bp
from app.awards.states import Verdict
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.web.access import Answer, actor, needs

__all__ = ["bp"]


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/ket-luan")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def override(list_id: int, nomination_id: int) -> Answer:
    """Conclude on what the rules leave open; a second person confirms."""
    form = OverrideForm()

    def decide(session: Session, nomination: Nomination) -> None:
        verdict = Verdict(form.verdict.data)
        actions.override(session, actor(), nomination, verdict, form.reason.data or "", now())

    if not done(form, list_id, nomination_id, decide):
        return refused(list_id, nomination_id, Forms(override=form))
    flash(_("Đã ghi kết luận, chờ người thứ hai xác nhận."), "ok")
    return redirect(row_url(list_id, nomination_id), 303)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/xac-nhan")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def confirm_override(list_id: int, nomination_id: int) -> Answer:
    """The second person agrees."""
    with transaction() as session:
        nomination = to_change(session, Nomination, nomination_id)
        if nomination.list_id != list_id:
            raise Denied(NOT_FOUND)
        actions.confirm_override(session, actor(), nomination, now())
    flash(_("Đã xác nhận kết luận."), "ok")
    return redirect(row_url(list_id, nomination_id), 303)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/khong-dong-y")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def refuse_override(list_id: int, nomination_id: int) -> Answer:
    """The second person does not agree, with a reason."""
    form = OverrideRefusalForm()

    def work(session: Session, nomination: Nomination) -> None:
        reason = form.refusal_reason.data or ""
        actions.refuse_override(session, actor(), nomination, reason, now())

    if not done(form, list_id, nomination_id, work):
        return refused(list_id, nomination_id, Forms(override_refusal=form))
    flash(_("Đã ghi không đồng ý; đối tượng trở lại trạng thái theo quy tắc."), "ok")
    return redirect(row_url(list_id, nomination_id), 303)


@bp.get("/khen-thuong/<int:list_id>/ket-luan")
@needs(*policy.READERS)
def overrides(list_id: int) -> Answer:
    """Every conclusion of a draft that waits, with what the actor may confirm."""
    return _overrides_page(list_id)


@bp.post("/khen-thuong/<int:list_id>/ket-luan")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def confirm_overrides(list_id: int) -> Answer:
    """Confirm the ticked ones, all of them or none."""
    found = {key_in(text) for text in request.form.getlist("chon")} - {None}
    chosen = sorted(key for key in found if key is not None)
    try:
        with transaction() as session:
            to_change(session, NominationList, list_id)
            actions.confirm_overrides(session, actor(), list_id, chosen, now())
    except Blocked as refusal:
        return _overrides_page(list_id, refusal.blockers), 422
    flash(_("Đã xác nhận %(n)s kết luận.", n=len(chosen)), "ok")
    return redirect(url_for("awards.overrides", list_id=list_id), 303)


def _overrides_page(list_id: int, problems: tuple[Blocker, ...] = ()) -> str:
    session, person = db.session(), actor()
    list_ = asked_list(session, list_id)
    compiled = queries.shown_list(session, list_)
    waiting = [line for line in compiled.lines if line.waits]
    mine = {line.nomination_id for line in waiting if not _may_confirm(line)}
    return render_template(
        "awards/overrides.html", list=list_, waiting=waiting, not_by_me=mine, problems=problems,
        may=policy.propose_override(person, account_id=None) is None
        and len(mine) < len(waiting), **WORDS,
    )  # fmt: skip


def _may_confirm(line: Line) -> bool:
    by = line.override.by_id if line.override else None
    return policy.confirm_override(actor(), asked_by=by, account_id=line.account_id) is None
