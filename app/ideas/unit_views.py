"""The unit's desk: one dossier, confirm, return, more days. The list is in `unit_list_views`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import calendar
from app.database.transaction import to_change, transaction
from app.ideas import actions, policy, queries
from app.ideas.blueprint import bp
from app.ideas.clocks import due_of_return
from app.ideas.forms import ExtensionForm, ReasonForm
from app.ideas.models import Idea
from app.ideas.page import history, opened
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm


@bp.get("/don-vi/ho-so/<int:idea_id>")
@needs(Role.UNIT_CLERK)
def unit_dossier(idea_id: int) -> Answer:
    """One dossier as it was submitted, with the two buttons."""
    return _dossier_page(idea_id, ReasonForm(formdata=None))


def _dossier_page(idea_id: int, form: WebForm, status: int = 200) -> Answer:
    found = opened(idea_id)
    reason = form if isinstance(form, ReasonForm) else ReasonForm(formdata=None)
    extend = form if isinstance(form, ExtensionForm) else ExtensionForm(formdata=None, prefix="x")
    page = render_template(
        "ideas/unit_dossier.html", idea=found.idea, round_=found.round_, form=form, reason=reason,
        extend=extend, may=found.may, whole=queries.submitted_idea(found.session, idea_id),
        titles=IDEA_TITLES, shapes=IDEA_SHAPES,
        events=history(found.session, found.idea, names=True),
        refusal=policy.decide_for_unit(actor(), found.standing),
        asked=queries.open_request(found.session, idea_id),
        due_on=due_of_return(found.round_, calendar(found.session), now()),
    )  # fmt: skip
    return page, status


@bp.post("/don-vi/ho-so/<int:idea_id>/xac-nhan")
@needs(Role.UNIT_CLERK)
def endorse(idea_id: int) -> Answer:
    """The unit confirms."""
    form = WebForm()
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.endorse_idea(session, actor(), idea, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, form, 422)
    flash(_("Đã xác nhận. Hồ sơ được chuyển đến thư ký Hội đồng."), "ok")
    return redirect(url_for("ideas.unit_list"), 303)


@bp.post("/don-vi/ho-so/<int:idea_id>/tra-lai")
@needs(Role.UNIT_CLERK)
def give_back(idea_id: int) -> Answer:
    """The unit returns it, with a reason and a last day."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _dossier_page(idea_id, form, 422)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.return_idea(session, actor(), idea, form.reason.data or "", now())
    flash(_("Đã trả lại hồ sơ cho tác giả."), "ok")
    return redirect(url_for("ideas.unit_list"), 303)


@bp.post("/don-vi/ho-so/<int:idea_id>/gia-han")
@needs(Role.UNIT_CLERK)
def extend_return(idea_id: int) -> Answer:
    """More days for what the unit returned."""
    form = ExtensionForm(request.form, prefix="x")
    if not form.validate() or form.due_on.data is None:
        return _dossier_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.extend_supplement(
                session, actor(), idea, form.due_on.data, form.reason.data or "", now()
            )
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, form, 422)
    flash(_("Đã gia hạn; tác giả được báo qua thư."), "ok")
    return redirect(url_for("ideas.unit_dossier", idea_id=idea_id), 303)
