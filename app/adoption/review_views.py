"""The page on which the applying unit answers a review of the application."""

from typing import BinaryIO, cast

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.adoption import policy, queries, review_queries, reviewing
from app.adoption.blueprint import bp, seen
from app.adoption.forms import FollowUpForm
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.database.transaction import to_change, transaction
from app.files.limits import uploads
from app.kernel.clock import now
from app.kernel.refusals import Blocked, require
from app.web.access import Answer, actor, signed_in


@bp.get("/ap-dung/<int:adoption_id>/ra-soat")
@signed_in
def new_follow_up(adoption_id: int) -> Answer:
    """The form, with the figures of the report beside it."""
    detail = _mine(adoption_id)
    return _form_page(FollowUpForm(formdata=None), detail)


@bp.post("/ap-dung/<int:adoption_id>/ra-soat")
@signed_in
@uploads
def answer_follow_up(adoption_id: int) -> Answer:
    """Take what was measured."""
    detail, form = _mine(adoption_id), FollowUpForm()
    if not form.validate():
        return _form_page(form, detail, 422)
    upload = form.upload()
    try:
        with transaction() as session:
            reviewing.follow_up(
                session, actor(), to_change(session, Adoption, adoption_id), form.draft(), now(),
                upload=(cast("BinaryIO", upload.stream), upload.filename) if upload else None,
                once_key=form.once_key.data or "",
            )  # fmt: skip
    except Blocked as problem:
        form.add_refusals(problem.blockers)
        return _form_page(form, detail, 422)
    flash(_("Đã ghi kết quả rà soát."), "ok")
    return redirect(url_for("adoption.show", adoption_id=adoption_id), 303)


def _mine(adoption_id: int) -> queries.AdoptionDetail:
    detail = seen(adoption_id)
    require(policy.follow_up(actor(), detail, detail.solution.standing))
    return detail


def _form_page(form: FollowUpForm, detail: queries.AdoptionDetail, status: int = 200) -> Answer:
    review, _coming = review_queries.reviews(detail.confirmed_at or now(), now())
    if detail.state is not AdoptionState.CONFIRMED or review is None:
        flash(_("Chưa đến kỳ rà soát, hoặc đơn vị không còn áp dụng giải pháp này."), "ask")
        return redirect(url_for("adoption.show", adoption_id=detail.id), 303)
    return render_template(
        "adoption/follow_up.html", form=form, detail=detail, solution=detail.solution,
        review=review,
    ), status  # fmt: skip
