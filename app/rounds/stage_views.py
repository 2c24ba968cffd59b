"""Pages on which a secretary plans the stages of a round, their rubrics and their panels."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import holders
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in, whole
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.rounds import policy, queries
from app.rounds.conflicts import refuse_stale
from app.rounds.desk import bp, managed, refusals_in
from app.rounds.models import Round
from app.rounds.rubric_forms import RubricForm, typed_rubric
from app.rounds.rubrics import BANDS_AT_MOST, CRITERIA_AT_MOST, draft_of
from app.rounds.stage_actions import set_panel, set_stages
from app.rounds.stage_forms import StagesForm, typed_stages
from app.rounds.stage_queries import StageView, stages_of
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm


def _typed(found: Round) -> dict[str, Any]:
    drafts = [stage.draft for stage in stages_of(db.session(), found.id)]
    return typed_stages(drafts, shows_earlier=found.shows_earlier)


@bp.get("/dot-xet/<int:round_id>/cac-vong")
@needs(Role.SECRETARY)
def stages(round_id: int) -> Answer:
    """The plan of the stages, and the panel of each."""
    found = managed(round_id)
    return _page(found, StagesForm(formdata=None, data=_typed(found)))


def _page(found: Round, form: StagesForm, status: int = 200) -> Answer:
    session = db.session()
    seated = holders(session, local_date(now()), Role.REVIEWER, council_id=found.council_id)
    return render_template(
        "rounds/stages.html", form=form, found=found, stages=stages_of(session, found.id),
        seated=seated,
    ), status  # fmt: skip


@bp.post("/dot-xet/<int:round_id>/cac-vong")
@needs(Role.SECRETARY)
def save_stages(round_id: int) -> Answer:
    """Store the plan."""
    form = StagesForm()
    if form.validate():
        with refusals_in(form), transaction() as session:
            found = to_change(session, Round, round_id)
            require(policy.manage(actor(), found))
            stored = StagesForm(formdata=None, data=_typed(found))
            refuse_stale(session, found, request.form.get("version", type=whole), form, stored)
            old = [stage.draft for stage in stages_of(session, round_id)]
            set_stages(session, actor(), found, form.drafts(old), now(),
                       shows_earlier=bool(form.shows_earlier.data))  # fmt: skip
    if form.errors:
        return _page(managed(round_id), form, 422)
    flash(_("Đã lưu các vòng của đợt."), "ok")
    return redirect(url_for(".stages", round_id=round_id), 303)


@bp.post("/dot-xet/<int:round_id>/cac-vong/<int:position>/ban-cham")
@needs(Role.SECRETARY)
def save_panel(round_id: int, position: int) -> Answer:
    """Store who scores in one stage; nobody ticked: every reviewer of the council."""
    members = [key for t in request.form.getlist("members") if (key := key_in(t)) is not None]
    form = WebForm(formdata=None)
    with refusals_in(form), transaction() as session:
        set_panel(session, actor(), to_change(session, Round, round_id), position, members, now())
    if form.errors:
        found = managed(round_id)
        plan = StagesForm(formdata=None, data=_typed(found))
        plan.form_errors = [*form.form_errors]
        return _page(found, plan, 422)
    flash(_("Đã lưu ban chấm của vòng."), "ok")
    return redirect(url_for(".stages", round_id=round_id), 303)


def _stage(found: Round, position: int) -> StageView:
    """A stage that has not begun; 404 for any other."""
    here = next((s for s in stages_of(db.session(), found.id) if s.position == position), None)
    if here is None or position <= found.stage:
        raise Denied(NOT_FOUND)
    return here


@bp.get("/dot-xet/<int:round_id>/cac-vong/<int:position>/thang-diem")
@needs(Role.SECRETARY)
def stage_rubric(round_id: int, position: int) -> Answer:
    """The rubric of a later stage; at first, that of the stage before."""
    found = managed(round_id)
    stage = _stage(found, position)
    before = draft_of(queries.rubric_view(found.rubric)) if found.rubric else None
    draft = stage.draft.rubric or before
    data = typed_rubric(draft) if draft else {}
    return _rubric_page(found, stage, RubricForm(formdata=None, data=data))


def _rubric_page(found: Round, stage: StageView, form: RubricForm, status: int = 200) -> Answer:
    at = url_for(".save_stage_rubric", round_id=found.id, position=stage.position)
    return render_template(
        "rounds/stage_rubric.html", form=form, found=found, stage=stage, revising_at=at,
        criteria_at_most=CRITERIA_AT_MOST, bands_at_most=BANDS_AT_MOST, frozen=False,
        is_closed=False,
    ), status  # fmt: skip


@bp.post("/dot-xet/<int:round_id>/cac-vong/<int:position>/thang-diem")
@needs(Role.SECRETARY)
def save_stage_rubric(round_id: int, position: int) -> Answer:
    """Store the rubric of a later stage, or answer with a row more or less."""
    form, found = RubricForm(), managed(round_id)
    stage = _stage(found, position)
    if "add_row" in request.form or "remove_row" in request.form:
        form.add_row(request.form.get("add_row", ""))
        form.remove_row(request.form.get("remove_row", ""))
        return _rubric_page(found, stage, form)
    if form.validate():
        with refusals_in(form), transaction() as session:
            changed = to_change(session, Round, round_id)
            drafts = [one.draft for one in stages_of(session, round_id)]
            drafts[position - 1] = replace(drafts[position - 1], rubric=form.draft())
            set_stages(session, actor(), changed, drafts, now())
    if form.errors:
        return _rubric_page(managed(round_id), stage, form, 422)
    flash(_("Đã lưu thang điểm của vòng."), "ok")
    return redirect(url_for(".stages", round_id=round_id), 303)
