"""My dossiers: the list, starting one, its task list. Other pages are in the `*_views`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Account, Unit
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.ideas import (
    actions,
    bulk_views,
    desk_views,
    export_views,
    lists,
    office_acts_views,
    office_views,
    people_views,
    policy,
    queries,
    reminders,
    rules,
    sections,
    sending_views,
    starting_views,
    unit_list_views,
    unit_views,
    version_views,
    writing_views,
)
from app.ideas.access import read_evidence_file
from app.ideas.answer_views import eligibility_shown, posted_eligibility
from app.ideas.answering_problem import answers_seen_by, choose_problem
from app.ideas.asking import asked_of_authors
from app.ideas.behalf import may_start_for
from app.ideas.blueprint import bp
from app.ideas.choices import title_of
from app.ideas.clean_copies import clean_due
from app.ideas.consent_queries import consent_lines
from app.ideas.eligibility import is_condition
from app.ideas.export_jobs import LIST_EXPORT
from app.ideas.forms import WithdrawForm
from app.ideas.home import waiting
from app.ideas.models import Idea
from app.ideas.page import AUTHOR_TITLES, Opened, done_count, history, linked, opened, task_lines
from app.ideas.starting_views import typed_problem
from app.ideas.states import EDITABLE, IDEA_SHAPES
from app.jobs.kinds import handles
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date, remaining_text
from app.kernel.keys import key_in
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.outbox.reminders import reminded_by
from app.problems.queries import ProblemPage, answers_seen, problem_page
from app.problems.rules import takes_answers
from app.rounds.field_queries import eligibility_of
from app.rounds.models import Round
from app.web.access import Answer, actor, signed_in
from app.web.registry import Registry, Tab

__all__ = [
    "bp", "bulk_views", "desk_views", "export_views", "join", "office_acts_views",
    "office_views", "people_views", "sending_views",
    "starting_views", "unit_list_views", "unit_views", "version_views", "writing_views",
]  # fmt: skip

bp.add_app_template_global(title_of, "ai_answer")
bp.add_app_template_filter(rules.filed_text, "filed")


@bp.get("/ho-so")
@signed_in
def mine() -> Answer:
    """My dossiers."""
    session, person = db.session(), actor()
    return render_template(
        "ideas/mine.html",
        lines=lists.my_lines(session, person),
        titles=AUTHOR_TITLES,
        editable=EDITABLE,
        may_start=policy.start(person) is None,
        open_rounds=queries.open_rounds(session, now()),
    )


@bp.get("/ho-so/moi")
@signed_in
def start() -> Answer:
    """Who may enter and until when, before anybody writes five pages in vain."""
    return _start_page()


def _start_page(
    round_id: int | None = None, given: dict[int, bool] | None = None,
    blockers: tuple[Blocker, ...] = (),
) -> str:  # fmt: skip
    """The page; of the round that was tried with what was answered, and why it was refused."""
    session, person, instant = db.session(), actor(), now()
    account = session.get(Account, person.user_id)
    open_rounds = queries.open_rounds(session, instant)
    asked = {
        found.id: eligibility_shown(
            session, found.id, given or {} if found.id == round_id else {},
            blockers if found.id == round_id else (),
        )
        for found in open_rounds
    }  # fmt: skip
    return render_template(
        "ideas/start.html", asked=asked, problem=_asked_problem(),
        enters_for_others=may_start_for(person),
        rounds=[(found, remaining_text(instant, found.closes_at))
                for found in open_rounds],
        next_round=queries.next_round(session, instant),
        denial=policy.start(person),
        account=account,
        unit=session.get(Unit, account.unit_id) if account else None,
    )  # fmt: skip


def _asked_problem() -> ProblemPage | None:
    """The posted problem that the person came from, if it still takes answers."""
    typed = request.values.get("problem_id") or request.args.get("bai-toan", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        return None
    found = problem_page(db.session(), int(typed))
    open_ = found and takes_answers(found.state, found.closes_on, local_date(now()))
    return found if open_ else None


@bp.post("/ho-so/moi")
@signed_in
def begin() -> Answer:
    """Make the draft, once."""
    typed = request.form.get("round_id", "")
    key = key_in(typed)
    given: dict[int, bool] = {}
    try:
        with transaction() as session:
            round_ = to_change(session, Round, key)
            questions = eligibility_of(session, round_.id)
            given = posted_eligibility(questions)
            once_key = request.form.get("once_key", "")[:43]
            idea = actions.start_idea(
                session, actor(), round_, now(), once_key=once_key, eligibility=given
            )
            if request.form.get("problem_id"):
                choose_problem(session, actor(), idea, typed_problem(), now())
            idea_id = idea.id
    except Blocked as refused:
        if not any(is_condition(blocker.field) for blocker in refused.blockers):
            raise
        return _start_page(key, given, refused.blockers), 422
    flash(_("Đã tạo bản nháp. Bản nháp chỉ tác giả xem được cho đến khi nộp."), "ok")
    warned = [one.explanation for one in questions
              if given.get(one.question_id or 0, one.wanted) is not one.wanted]  # fmt: skip
    for text in warned:
        flash(_("Lưu ý về điều kiện dự thi: %(why)s", why=text), "pen")
    return redirect(url_for("ideas.tasks", idea_id=idea_id), 303)


@bp.get("/ho-so/<int:idea_id>")
@signed_in
def tasks(idea_id: int) -> Answer:
    """The task list while the authors may write; afterwards where the dossier stands."""
    return _own_page(idea_id, WithdrawForm(formdata=None))


def _own_page(idea_id: int, form: WithdrawForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.write)
    page = _tasks_page if found.idea.state in EDITABLE else _standing_page
    return page(found, form), status


def _tasks_page(found: Opened, form: WithdrawForm) -> str:
    instant, idea = now(), found.idea
    facts = queries.facts_of(found.session, idea)
    states = sections.section_states(facts, instant)
    ready = not rules.blockers_of_content(facts, instant)
    asked = queries.open_request(found.session, idea.id)
    people = consent_lines(found.session, idea)
    end = rules.deadline_of(found.round_, idea.state, asked.due_on if asked else None)
    return render_template(
        "ideas/tasks.html", idea=idea, round_=found.round_, end=end, asked=asked, form=form,
        left=remaining_text(instant, end), is_over=instant >= end, may=found.may,
        lines=task_lines(states, idea.id, ready=ready), done=done_count(states),
        people=people, unmet=facts.unmet,
        note=asked_of_authors(found.session, found.round_, asked, instant),
        total=rules.total_share(facts.authors),
        warnings=linked(rules.warnings(facts, instant), idea.id), shapes=IDEA_SHAPES,
        titles=AUTHOR_TITLES, events=history(found.session, idea, names=False),
    )  # fmt: skip


def _standing_page(found: Opened, form: WithdrawForm) -> str:
    return render_template(
        "ideas/standing.html", idea=found.idea, round_=found.round_, form=form, may=found.may,
        people=consent_lines(found.session, found.idea),
        whole=queries.open_idea(found.session, found.idea.id), titles=AUTHOR_TITLES,
        shapes=IDEA_SHAPES, events=history(found.session, found.idea, names=False),
    )  # fmt: skip


@bp.post("/ho-so/<int:idea_id>/rut")
@signed_in
def withdraw(idea_id: int) -> Answer:
    """Take the dossier back."""
    form = WithdrawForm()
    if not form.validate():
        return _own_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.withdraw_idea(session, actor(), idea, form.reason.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _own_page(idea_id, form, 422)
    flash(_("Đã rút hồ sơ."), "ok")
    return redirect(url_for("ideas.mine"), 303)


def join(registry: Registry) -> None:
    """Tabs, waiting work and the reader of evidence files."""
    registry.tabs += [
        Tab(T("Hồ sơ của tôi"), "ideas.mine", 20, roles=(Role.AUTHOR,)),
        Tab(T("Hồ sơ đơn vị"), "ideas.unit_list", 25, roles=(Role.UNIT_CLERK,)),
        Tab(T("Tiếp nhận hồ sơ"), "ideas.intake", 30,
            roles=(Role.SECRETARY, Role.INSPECTOR, Role.LEADER)),
    ]  # fmt: skip
    registry.waiting.append(waiting)
    if answers_seen_by not in answers_seen:
        answers_seen.append(answers_seen_by)
    reminded_by("ideas", reminders.due)
    handles(LIST_EXPORT)
    readable_by("evidence", read_evidence_file)
    registry.background["clean copies"] = clean_due
