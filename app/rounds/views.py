"""Pages of rounds: the public call, the secretary's list and overview, the official acts."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import calendar
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import remaining_text
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.rounds import (
    actions,
    edit_views,
    field_views,
    home,
    queries,
    rules,
    settings_views,
    stage_views,
)
from app.rounds.cloning import check_year, moved_dates
from app.rounds.desk import bp, managed, refusals_in
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.forms import CloneForm
from app.rounds.milestones import DATE_TITLES, milestones, start_text, status
from app.rounds.models import Round
from app.rounds.stage_queries import stages_of
from app.rounds.stages import rule_text
from app.rounds.states import BLIND_TITLES, QUALIFY_TITLES, Phase, RoundState
from app.web.access import Answer, actor, needs, public
from app.web.caching import public_page
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

__all__ = ["bp", "edit_views", "field_views", "join", "settings_views", "stage_views"]


def join(registry: Registry) -> None:
    """Hang this room's tabs, strip and waiting work on every page."""
    registry.tabs.append(Tab(T("Đợt đang mở"), "rounds.call", 20, public=True, visitors=True))
    registry.tabs.append(Tab(T("Đợt xét"), "rounds.index", 25, (Role.SECRETARY,)))
    registry.waiting.append(home.waiting)
    registry.strip = home.strip


@bp.get("/")
@public
def call() -> Answer:
    """The public call: where the round stands, its dates, how dossiers are scored."""
    session, instant = db.session(), now()
    current = queries.current_round(session, instant)
    last = queries.last_result(session, instant)
    if current is None:
        return public_page("rounds/no_call.html", last=last)
    end = rules.phase_end(current, instant)
    return public_page(
        "rounds/call.html", found=current, phase=rules.phase(current, instant), end=end,
        remaining=remaining_text(instant, end) if end else "", opens=start_text(current.opens_at),
        dates=milestones(current, instant), last=last, start_url=url_for("ideas.start"),
        categories=queries.category_names(session, current.id),
        rubric=queries.rubric_of(session, current.id),
    )  # fmt: skip


@bp.get("/dot-xet")
@needs(Role.SECRETARY)
def index() -> Answer:
    """The rounds of my councils."""
    session, instant = db.session(), now()
    number, size = asked_page(), asked_size()
    lines = queries.round_lines(session, actor(), limit=size, offset=(number - 1) * size)
    page = page_of(lines, queries.round_count(session, actor()), number, size)
    tags = {line.round_id: status(line, instant) for line in lines}
    return render_template("rounds/index.html", page=page, tags=tags)


@bp.get("/dot-xet/<int:round_id>")
@needs(Role.SECRETARY)
def show(round_id: int) -> Answer:
    """Everything about one round, and what is left to do before it can be announced."""
    return _overview(managed(round_id), CloneForm(data={}))


def _overview(found: Round, clone_form: CloneForm) -> Answer:
    instant = now()
    rubric = queries.rubric_view(found.rubric) if found.rubric else None
    is_draft = found.state is RoundState.DRAFT
    blockers: list[Blocker] = []
    if is_draft:
        blockers = rules.blockers_to_announce(found, len(found.categories), rubric, instant)
    if clone_form.year.data is None and not clone_form.errors:
        clone_form.year.data = found.year + 1
    return render_template(
        "rounds/show.html", found=found, tag=status(found, instant), rubric=rubric,
        is_draft=is_draft, can_close=rules.phase(found, instant) is Phase.PUBLISHED,
        is_closed=found.state is RoundState.CLOSED,
        blockers=[_with_url(blocker, found.id) for blocker in blockers],
        dates=milestones(found, instant), blind_title=BLIND_TITLES[found.blind], form=clone_form,
        qualify_title=QUALIFY_TITLES[found.qualify_rule],
        frozen=rules.is_frozen(found, instant, rubric.frozen_at if rubric else None),
        questions=questions_of(db.session(), found.id),
        stages=stages_of(db.session(), found.id), rule_text=rule_text,
        conditions=eligibility_of(db.session(), found.id),
    )  # fmt: skip


def _with_url(blocker: Blocker, round_id: int) -> Blocker:
    pages = {"categories": ".categories", "rubric": ".rubric"}
    endpoint = pages.get(blocker.field, ".settings")
    anchor = None if blocker.field in pages else blocker.field
    url = url_for(endpoint, round_id=round_id, _anchor=anchor)
    return Blocker(blocker.field, blocker.message, url)


@bp.post("/dot-xet/<int:round_id>/cong-bo")
@needs(Role.SECRETARY)
def announce(round_id: int) -> Answer:
    """Make the call public."""
    with transaction() as session:
        actions.announce_round(session, actor(), to_change(session, Round, round_id), now())
    flash(_("Đã công bố đợt xét. Đầu mối các đơn vị sẽ nhận được thư báo."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)


@bp.post("/dot-xet/<int:round_id>/ket-thuc")
@needs(Role.SECRETARY)
def close(round_id: int) -> Answer:
    """End the round."""
    with transaction() as session:
        actions.close_round(session, actor(), to_change(session, Round, round_id), now())
    flash(_("Đã kết thúc đợt xét."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)


@bp.get("/dot-xet/<int:round_id>/nhan-ban")
@needs(Role.SECRETARY)
def clone_preview(round_id: int) -> Answer:
    """The dates of a copy before it is made: each beside the one it comes from."""
    found, form = managed(round_id), CloneForm(request.args)
    try:
        check_year(found, (form.year.data or 0) if form.validate() else 0)
    except Blocked as refused:
        if not form.errors:
            form.add_blockers(refused.blockers)
        return _overview(found, form), 422
    year = form.year.data or 0
    dates = moved_dates(found, year, calendar(db.session()))
    return render_template(
        "rounds/clone.html", found=found, year=year, dates=dates, titles=DATE_TITLES
    )


@bp.post("/dot-xet/<int:round_id>/nhan-ban")
@needs(Role.SECRETARY)
def clone(round_id: int) -> Answer:
    """Make next year's round from this one, once."""
    form, key, person = CloneForm(), request.form.get("once_key", ""), actor()
    target = None
    if form.validate():
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, person.user_id)
            if target is None:
                source = to_change(session, Round, round_id)
                made = actions.clone_round(session, person, source, form.year.data or 0, now())
                target = url_for(".show", round_id=made.id)
                remember(session, key, person.user_id, target, now())
    if form.errors or target is None:
        return _overview(managed(round_id), form), 422
    flash(_("Đã lập đợt mới từ đợt này. Kiểm tra lại các mốc thời gian trước khi công bố."), "ok")
    return redirect(target, 303)
