"""Bài toán đặt hàng: the public list and page; posting by units."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import units_on
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.problems import actions, policy, queries, rules
from app.problems.forms import CloseForm, ProblemForm
from app.problems.models import Problem
from app.problems.queries import Filters, ProblemPage
from app.problems.sectors import SECTORS
from app.problems.states import PROBLEM_LIFECYCLE, PROBLEM_SHAPES, PROBLEM_TITLES
from app.web.access import Answer, actor, current_actor, needs, public
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

bp = Blueprint("problems", __name__, template_folder="templates")
POSTERS = (Role.UNIT_CLERK, Role.SECRETARY)


def join(registry: Registry) -> None:
    """The tab."""
    readers = (Role.AUTHOR, Role.UNIT_CLERK, Role.SECRETARY)
    registry.tabs.append(Tab(T("Bài toán đặt hàng"), "problems.index", 74, readers, public=True))


@bp.get("/bai-toan")
@public
def index() -> Answer:
    """What units want solved, to be searched."""
    session, person, filters = db.session(), current_actor(), _asked()
    today, number, size = local_date(now()), asked_page(), asked_size()
    rows = queries.problem_lines(
        session, person, filters, today, limit=size, offset=(number - 1) * size
    )
    total = queries.problem_count(session, person, filters, today)
    return render_template(
        "problems/index.html", page=page_of(rows, total, number, size), filters=filters,
        units=queries.units_with_problems(session, person), titles=PROBLEM_TITLES,
        shapes=PROBLEM_SHAPES, today=today, may_post=person is not None and person.has(*POSTERS),
        takes=rules.takes_answers, person=person,
    )  # fmt: skip


def _asked() -> Filters:
    unit = request.args.get("don-vi", "")
    return Filters(
        q=clean_line(request.args.get("q", ""))[:200],
        unit_id=key_in(unit),
        open_only=request.args.get("dang-mo") == "1",
        unanswered=request.args.get("chua-co-loi-giai") == "1",
    )


@bp.get("/bai-toan/<int:problem_id>")
@public
def show(problem_id: int) -> Answer:
    """One problem."""
    return _show_page(problem_id, CloseForm(formdata=None))


def _found(problem_id: int) -> ProblemPage:
    found = queries.problem_page(db.session(), problem_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.read(current_actor(), found.unit_id, found.state))
    return found


def _show_page(problem_id: int, form: CloseForm, status: int = 200) -> Answer:
    found, person, today = _found(problem_id), current_actor(), local_date(now())
    session = db.session()
    page = render_template(
        "problems/show.html", found=found, form=form, titles=PROBLEM_TITLES, shapes=PROBLEM_SHAPES,
        manages=person is not None and policy.manage(person, found.unit_id) is None,
        moves=PROBLEM_LIFECYCLE.open_from(found.state), person=person,
        takes=rules.takes_answers(found.state, found.closes_on, today),
        answers=queries.answer_counts(session, person, [problem_id]).get(problem_id, 0),
    )  # fmt: skip
    return page, status


@bp.get("/bai-toan/moi")
@needs(*POSTERS)
def new() -> Answer:
    """Describe a problem."""
    person = actor()
    form = ProblemForm(formdata=None, data={"unit_id": person.unit_id,
                                            "contact_unit_id": person.unit_id})  # fmt: skip
    return _form_page(form, None)


def _form_page(form: ProblemForm, found: ProblemPage | None, status: int = 200) -> Answer:
    person, today = actor(), local_date(now())
    units = [(unit.unit_id, unit.name) for unit in units_on(db.session(), today)]
    form.offer(_own_units(person, units), units, SECTORS)
    version = form.shown_version or (found.version if found else 0)
    page = render_template("problems/form.html", form=form, found=found, version=version)
    return page, status


def _own_units(person: Actor, units: list[tuple[int, str]]) -> list[tuple[int, str]]:
    if person.has(Role.SECRETARY):
        return units
    own = person.units_as(Role.UNIT_CLERK)
    return [unit for unit in units if unit[0] in own]


@bp.post("/bai-toan/moi")
@needs(*POSTERS)
def create() -> Answer:
    """Keep the draft, once."""
    form = ProblemForm()
    if not form.validate():
        return _form_page(form, None, 422)
    try:
        with transaction() as session:
            once_key = request.form.get("once_key", "")[:43]
            made = actions.create_problem(session, actor(), form.draft(), now(), once_key=once_key)
            problem_id = made.id
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _form_page(form, None, 422)
    flash(_("Đã lưu bản nháp bài toán. Đăng bài toán để mọi người thấy."), "ok")
    return redirect(url_for("problems.show", problem_id=problem_id), 303)


@bp.get("/bai-toan/<int:problem_id>/sua")
@needs(*POSTERS)
def edit(problem_id: int) -> Answer:
    """Change it."""
    found = _found(problem_id)
    require(policy.manage(actor(), found.unit_id))
    return _form_page(ProblemForm(formdata=None, obj=found), found)


@bp.post("/bai-toan/<int:problem_id>/sua")
@needs(*POSTERS)
def change(problem_id: int) -> Answer:
    """Store what was typed."""
    form = ProblemForm()
    if not form.validate():
        return _form_page(form, _found(problem_id), 422)
    try:
        with transaction() as session:
            problem = to_change(session, Problem, problem_id)
            actions.change_problem(session, actor(), problem, form.draft(), form.shown_version,
                                   now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _form_page(form, _found(problem_id), 422)
    flash(_("Đã lưu bài toán."), "ok")
    return redirect(url_for("problems.show", problem_id=problem_id), 303)


@bp.post("/bai-toan/<int:problem_id>/dang")
@needs(*POSTERS)
def publish(problem_id: int) -> Answer:
    """Post it."""
    form = CloseForm(formdata=None)
    try:
        with transaction() as session:
            problem = to_change(session, Problem, problem_id)
            actions.publish_problem(session, actor(), problem, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _show_page(problem_id, form, 422)
    flash(_("Đã đăng bài toán."), "ok")
    return redirect(url_for("problems.show", problem_id=problem_id), 303)


@bp.post("/bai-toan/<int:problem_id>/dong")
@needs(*POSTERS)
def close(problem_id: int) -> Answer:
    """Take no more answers."""
    form = CloseForm()
    if not form.validate():
        return _show_page(problem_id, form, 422)
    try:
        with transaction() as session:
            problem = to_change(session, Problem, problem_id)
            actions.close_problem(session, actor(), problem, form.reason.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _show_page(problem_id, form, 422)
    flash(_("Đã đóng bài toán."), "ok")
    return redirect(url_for("problems.show", problem_id=problem_id), 303)
