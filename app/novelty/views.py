"""The author's panel, the office's list; the report and the words are in their own files."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import policy as ideas_policy
from app.ideas.models import Idea
from app.ideas.page import Opened, opened
from app.ideas.states import EDITABLE
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import Blocked
from app.kernel.text import T
from app.novelty import actions, list_queries, policy, queries, report_views, words_views
from app.novelty.blueprint import bp
from app.novelty.forms import DifferenceForm
from app.novelty.indexing import forget_withdrawn, step
from app.novelty.likeness import THRESHOLD
from app.novelty.models import STATEMENT_LIMIT
from app.web.access import Answer, actor, needs, signed_in
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Door, Registry, Tab

__all__ = ["bp", "join", "report_views", "words_views"]


def join(registry: Registry) -> None:
    """The secretary's tab, the door to the words, the worker's step and daily duty."""
    registry.tabs.append(Tab(T("Đối chiếu trùng lặp"), "novelty.index", 72, policy.OFFICE))
    registry.administration.append(
        Door(T("Bảng từ đối chiếu"), T("Từ đồng nghĩa, viết tắt, cụm từ bỏ qua khi so hồ sơ"),
             "novelty.words", 45, policy.EDITORS)
    )  # fmt: skip
    registry.background["novelty"] = step
    registry.daily["novelty_withdrawn"] = forget_withdrawn


@bp.app_template_global("difference_wanted")
def difference_wanted(idea: Idea) -> bool:
    """Whether the authors are asked for a line: something they may know is alike, none is said."""
    session = db.session()
    if queries.statement_of(session, idea.id) is not None:
        return False
    known = queries.known_to(session, actor(), idea.id, queries.draft_text(session, idea.id))
    return bool(known) and known[0].score >= THRESHOLD


@bp.get("/doi-chieu")
@needs(*policy.OFFICE)
def index() -> Answer:
    """Dossiers that are like an earlier one, the most alike first."""
    session, person = db.session(), actor()
    round_id = request.args.get("dot", type=whole)
    number, size = asked_page(), asked_size()
    rows = list_queries.suspects(session, person, round_id, limit=size, offset=(number - 1) * size)
    total = list_queries.suspect_count(session, person, round_id)
    return render_template(
        "novelty/index.html", page=page_of(rows, total, number, size), round_id=round_id,
        rounds=list_queries.rounds_compared(session, person),
        may_edit=person.has(Role.SECRETARY, Role.ADMIN),
    )  # fmt: skip


def _opened(idea_id: int) -> Opened:
    return opened(idea_id, ideas_policy.write)


def _known(found: Opened) -> list[queries.Known]:
    text = queries.draft_text(found.session, found.idea.id)
    return queries.known_to(found.session, actor(), found.idea.id, text)


@bp.get("/ho-so/<int:idea_id>/tuong-tu")
@signed_in
def beside(idea_id: int) -> Answer:
    """Alike solutions that the author may know, and the line that says what is different."""
    found = _opened(idea_id)
    said = queries.statement_of(found.session, idea_id)
    form = DifferenceForm(formdata=None, data={"text": said.text if said else ""})
    return _beside_page(found, form)


def _beside_page(found: Opened, form: DifferenceForm, status: int = 200) -> Answer:
    page = render_template(
        "novelty/beside.html", idea=found.idea, form=form, known=_known(found),
        said=queries.statement_of(found.session, found.idea.id), threshold=THRESHOLD,
        editable=found.idea.state in EDITABLE, limit=STATEMENT_LIMIT,
    )  # fmt: skip
    return page, status


@bp.get("/ho-so/<int:idea_id>/tuong-tu/khung")
@signed_in
def panel(idea_id: int) -> Answer:
    """The same list as a piece of a page, for the panel while writing."""
    found = _opened(idea_id)
    return render_template(
        "novelty/_panel.html", idea=found.idea, known=_known(found)[:5], threshold=THRESHOLD,
        said=queries.statement_of(found.session, idea_id),
    )  # fmt: skip


@bp.post("/ho-so/<int:idea_id>/tuong-tu")
@signed_in
def say(idea_id: int) -> Answer:
    """Keep the line. It is asked for, never demanded."""
    form = DifferenceForm()
    if form.validate():
        try:
            with transaction() as session:
                idea = to_change(session, Idea, idea_id)
                actions.say_difference(session, actor(), idea, form.text.data, now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _beside_page(_opened(idea_id), form, 422)
    flash(_("Đã lưu điểm khác biệt."), "ok")
    return redirect(url_for("novelty.beside", idea_id=idea_id), 303)
