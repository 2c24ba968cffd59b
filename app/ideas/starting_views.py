"""Before the writing: a dossier for somebody else, and the problem a dossier answers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import units_on
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import policy, queries
from app.ideas.answering_problem import choose_problem as choose
from app.ideas.behalf import Person, may_start_for, start_for
from app.ideas.blueprint import bp
from app.ideas.consent_forms import BehalfForm
from app.ideas.models import Idea
from app.ideas.page import opened
from app.ideas.states import EDITABLE
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.kernel.refusals import Blocked
from app.problems.queries import ProblemPage, open_choices, problem_page
from app.rounds.models import Round
from app.web.access import Answer, actor, needs, signed_in
from app.web.forms import WebForm

ENTERERS = (Role.UNIT_CLERK, Role.SECRETARY)
bp.add_app_template_global(may_start_for, "may_start_for")


@bp.app_template_global("answered_problem")
def answered_problem(idea: Idea) -> ProblemPage | None:
    """The posted problem this dossier answers."""
    return problem_page(db.session(), idea.problem_id) if idea.problem_id else None


@bp.get("/ho-so/nhap-thay")
@needs(*ENTERERS)
def start_for_other() -> Answer:
    """For whom, in which unit, and why."""
    person = actor()
    form = BehalfForm(formdata=None, data={"unit_id": person.unit_id})
    return _behalf_page(form)


def _behalf_page(form: BehalfForm, status: int = 200) -> Answer:
    _offer(form, actor())
    page = render_template("ideas/start_for.html", form=form, any_round=bool(form.round_id.choices))
    return page, status


def _offer(form: BehalfForm, person: Actor) -> None:
    instant = now()
    rounds = queries.open_rounds(db.session(), instant)
    form.round_id.choices = [(found.id, found.title) for found in rounds]
    units = [(one.unit_id, one.name) for one in units_on(db.session(), local_date(instant))]
    own = person.units_as(Role.UNIT_CLERK)
    form.unit_id.choices = [unit for unit in units if unit[0] in own or person.has(Role.SECRETARY)]


@bp.post("/ho-so/nhap-thay")
@needs(*ENTERERS)
def begin_for_other() -> Answer:
    """Make the draft of the named person, once."""
    form, person = BehalfForm(), actor()
    _offer(form, person)
    if not form.validate():
        return _behalf_page(form, 422)
    named = Person(form.full_name.data, form.workplace.data, form.job_title.data, form.email.data)
    try:
        with transaction() as session:
            round_ = to_change(session, Round, form.round_id.data)
            once_key = request.form.get("once_key", "")[:43]
            idea = start_for(session, person, round_, named, form.unit_id.data, form.reason.data,
                             now(), once_key=once_key)  # fmt: skip
            idea_id = idea.id
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _behalf_page(form, 422)
    flash(_("Đã tạo bản nháp nhập thay %(name)s.", name=named.full_name), "ok")
    return redirect(url_for("ideas.tasks", idea_id=idea_id), 303)


@bp.get("/ho-so/<int:idea_id>/bai-toan")
@signed_in
def choose_problem(idea_id: int) -> Answer:
    """Which posted problem the dossier answers, if any."""
    return _problem_page(idea_id, WebForm(formdata=None))


def _problem_page(idea_id: int, form: WebForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    page = render_template(
        "ideas/choose_problem.html", idea=found.idea, form=form,
        choices=open_choices(found.session, local_date(now())),
        chosen=answered_problem(found.idea),
    )  # fmt: skip
    return page, status


@bp.post("/ho-so/<int:idea_id>/bai-toan")
@signed_in
def save_problem(idea_id: int) -> Answer:
    """Keep the choice."""
    form = WebForm()
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            choose(session, actor(), idea, typed_problem(), now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _problem_page(idea_id, form, 422)
    flash(_("Đã lưu bài toán hồ sơ trả lời."), "ok")
    return redirect(url_for("ideas.tasks", idea_id=idea_id), 303)


def typed_problem() -> int | None:
    """The problem that was posted with the form; None when none was chosen."""
    typed = request.form.get("problem_id", "")
    if not typed:
        return None
    return key_in(typed) or 0
