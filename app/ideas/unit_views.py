"""The unit's desk: its dossiers, confirm or return."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import actions, lists, policy, queries
from app.ideas.blueprint import bp
from app.ideas.filters import asked_filters, chips
from app.ideas.forms import ReasonForm
from app.ideas.models import Idea
from app.ideas.page import history, opened
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of


@bp.get("/don-vi/ho-so")
@needs(Role.UNIT_CLERK)
def unit_list() -> Answer:
    """The dossiers of my unit that were submitted."""
    session, person, filters = db.session(), actor(), asked_filters()
    counts = lists.unit_counts(session, person, filters)
    number, size = asked_page(), asked_size()
    rows = lists.unit_lines(session, person, filters, limit=size, offset=(number - 1) * size)
    return render_template(
        "ideas/unit_list.html",
        page=page_of(rows, lists.total_of(counts, filters.state), number, size),
        chips=chips("ideas.unit_list", counts, filters), filters=filters,
    )  # fmt: skip


@bp.get("/don-vi/ho-so/<int:idea_id>")
@needs(Role.UNIT_CLERK)
def unit_dossier(idea_id: int) -> Answer:
    """One dossier as it was submitted, with the two buttons."""
    return _dossier_page(idea_id, ReasonForm(formdata=None))


def _dossier_page(idea_id: int, form: ReasonForm, status: int = 200) -> Answer:
    found = opened(idea_id)
    page = render_template(
        "ideas/unit_dossier.html", idea=found.idea, round_=found.round_, form=form, may=found.may,
        whole=queries.submitted_idea(found.session, idea_id), titles=IDEA_TITLES,
        shapes=IDEA_SHAPES, events=history(found.session, found.idea, names=True),
        refusal=policy.decide_for_unit(actor(), found.standing),
    )  # fmt: skip
    return page, status


@bp.post("/don-vi/ho-so/<int:idea_id>/xac-nhan")
@needs(Role.UNIT_CLERK)
def endorse(idea_id: int) -> Answer:
    """The unit confirms."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.endorse_idea(session, actor(), idea, now())
    flash(_("Đã xác nhận. Hồ sơ được chuyển đến thư ký Hội đồng."), "ok")
    return redirect(url_for("ideas.unit_list"), 303)


@bp.post("/don-vi/ho-so/<int:idea_id>/tra-lai")
@needs(Role.UNIT_CLERK)
def give_back(idea_id: int) -> Answer:
    """The unit returns it, with a reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _dossier_page(idea_id, form, 422)
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.return_idea(session, actor(), idea, form.reason.data or "", now())
    flash(_("Đã trả lại hồ sơ cho tác giả."), "ok")
    return redirect(url_for("ideas.unit_list"), 303)
