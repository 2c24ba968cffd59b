"""Pages on which a secretary edits a round: settings, categories, rubric."""

from dataclasses import MISSING, fields
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import require
from app.rounds import actions, policy, queries
from app.rounds.conflicts import refuse_stale
from app.rounds.desk import bp, managed, refusals_in
from app.rounds.drafts import RoundDraft
from app.rounds.forms import CategoriesForm, RoundForm, typed_round
from app.rounds.models import Round
from app.rounds.rubric_forms import RubricForm, typed_rubric
from app.rounds.rubric_rules import blockers_in_rubric
from app.rounds.rubrics import BANDS_AT_MOST, CRITERIA_AT_MOST, draft_of
from app.rounds.sample import rubric_sample
from app.rounds.states import RoundState
from app.web.access import Answer, actor, needs


@bp.get("/dot-xet/moi")
@needs(Role.SECRETARY)
def new() -> Answer:
    """The form of a new round."""
    return _settings_page(RoundForm(data=_first_values()), None)


def _first_values() -> dict[str, Any]:
    """The defaults of `RoundDraft`, as the boxes show them; a new round looks at every file."""
    values = {field.name: field.default for field in fields(RoundDraft)
              if field.default is not MISSING}  # fmt: skip
    return {**values, "supplement_kind": "working", "blind": str(values["blind"]),
            "files_judged": True}  # fmt: skip


@bp.post("/dot-xet/moi")
@needs(Role.SECRETARY)
def create() -> Answer:
    """Make the round, once."""
    form, key, person = RoundForm(), request.form.get("once_key", ""), actor()
    target = None
    if form.validate():
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, person.user_id)
            if target is None:
                made = actions.create_round(session, person, form.draft(), now())
                target = url_for(".show", round_id=made.id)
                remember(session, key, person.user_id, target, now())
    if form.errors or target is None:
        return _settings_page(form, None), 422
    flash(_("Đã lập đợt xét. Thêm lĩnh vực và thang điểm, rồi công bố."), "ok")
    return redirect(target, 303)


@bp.get("/dot-xet/<int:round_id>/thong-tin")
@needs(Role.SECRETARY)
def settings(round_id: int) -> Answer:
    """The form of the settings."""
    found = managed(round_id)
    return _settings_page(RoundForm(data=typed_round(found)), found)


def _posted_version() -> int | None:
    return request.form.get("version", type=whole)


def _settings_page(form: RoundForm, found: Round | None) -> str:
    frozen = announced = False
    if found is not None:
        frozen = queries.rubric_is_frozen(db.session(), found, now())
        announced = found.state is RoundState.ANNOUNCED
    return render_template(
        "rounds/settings.html", form=form, found=found, frozen=frozen, announced=announced
    )


@bp.post("/dot-xet/<int:round_id>/thong-tin")
@needs(Role.SECRETARY)
def change(round_id: int) -> Answer:
    """Store the settings."""
    form = RoundForm()
    if form.validate():
        with refusals_in(form), transaction() as session:
            found = to_change(session, Round, round_id)
            require(policy.manage(actor(), found))
            stored = RoundForm(formdata=None, data=typed_round(found))
            refuse_stale(session, found, _posted_version(), form, stored)
            actions.change_round(
                session, actor(), found, form.draft(), now(), reason=form.reason.data or ""
            )
    if form.errors:
        return _settings_page(form, managed(round_id)), 422
    flash(_("Đã lưu thông tin đợt xét."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)


@bp.get("/dot-xet/<int:round_id>/linh-vuc")
@needs(Role.SECRETARY)
def categories(round_id: int) -> Answer:
    """The categories, one a row."""
    found = managed(round_id)
    return _categories_page(CategoriesForm(data=_typed_categories(found)), found)


def _typed_categories(found: Round) -> dict[str, Any]:
    return {"categories": [{"category_id": c.id, "name": c.name} for c in found.categories]}


def _categories_page(form: CategoriesForm, found: Round) -> str:
    frozen = queries.rubric_is_frozen(db.session(), found, now())
    return render_template(
        "rounds/categories.html", form=form, found=found, frozen=frozen,
        announced=found.state is RoundState.ANNOUNCED,
    )  # fmt: skip


@bp.post("/dot-xet/<int:round_id>/linh-vuc")
@needs(Role.SECRETARY)
def set_categories(round_id: int) -> Answer:
    """Store the categories, or answer with a row more or less."""
    form = CategoriesForm()
    if "add_row" in request.form or "remove_row" in request.form:
        form.change_rows(request.form.get("remove_row"))
        return _categories_page(form, managed(round_id))
    if form.validate():
        with refusals_in(form), transaction() as session:
            found = to_change(session, Round, round_id)
            require(policy.manage(actor(), found))
            whole = queries.round_with_rubric(session, round_id)
            stored = CategoriesForm(formdata=None, data=_typed_categories(whole))
            refuse_stale(session, found, _posted_version(), form, stored)
            actions.set_categories(session, actor(), found, form.drafts(), now())
    if form.errors:
        return _categories_page(form, managed(round_id)), 422
    flash(_("Đã lưu lĩnh vực."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)


@bp.get("/dot-xet/<int:round_id>/thang-diem")
@needs(Role.SECRETARY)
def rubric(round_id: int) -> Answer:
    """The rubric editor; `?mau=1` fills it with the sample, stored only when saved."""
    found = managed(round_id)
    if request.args.get("mau") == "1":
        return _rubric_page(RubricForm(data=typed_rubric(rubric_sample())), found)
    return _rubric_page(_stored_rubric_form(found), found)


def _stored_rubric_form(found: Round) -> RubricForm:
    if found.rubric is None:
        return RubricForm(formdata=None, data={})
    return RubricForm(formdata=None, data=typed_rubric(draft_of(queries.rubric_view(found.rubric))))


def _rubric_page(form: RubricForm, found: Round) -> str:
    return render_template(
        "rounds/rubric.html", form=form, found=found, criteria_at_most=CRITERIA_AT_MOST,
        bands_at_most=BANDS_AT_MOST, is_closed=found.state is RoundState.CLOSED,
        revising_at=None, frozen=queries.rubric_is_frozen(db.session(), found, now()),
    )  # fmt: skip


@bp.post("/dot-xet/<int:round_id>/thang-diem")
@needs(Role.SECRETARY)
def set_rubric(round_id: int) -> Answer:
    """Store the rubric, or answer with a row more or less."""
    form = RubricForm()
    if "add_row" in request.form or "remove_row" in request.form:
        form.add_row(request.form.get("add_row", ""))
        form.remove_row(request.form.get("remove_row", ""))
        return _rubric_page(form, managed(round_id))
    if form.validate():
        with refusals_in(form), transaction() as session:
            found = to_change(session, Round, round_id)
            require(policy.manage(actor(), found))
            stored = _stored_rubric_form(queries.round_with_rubric(session, round_id))
            refuse_stale(session, found, _posted_version(), form, stored)
            actions.set_rubric(session, actor(), found, form.draft(), now())
    if form.errors:
        return _rubric_page(form, managed(round_id)), 422
    left = len(blockers_in_rubric(form.draft()))
    _flash_rubric(left)
    return redirect(url_for(".show", round_id=round_id), 303)


def _flash_rubric(left: int) -> None:
    if left:
        flash(_("Đã lưu thang điểm. Còn %(n)s chỗ phải sửa trước khi công bố.", n=left), "pen")
    else:
        flash(_("Đã lưu thang điểm."), "ok")
