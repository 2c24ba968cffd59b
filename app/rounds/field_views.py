"""Pages on which a secretary sets what a round asks beside the statutory form."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.rounds import actions, queries
from app.rounds.conflicts import refuse_stale
from app.rounds.desk import bp, managed
from app.rounds.field_forms import (
    EligibilityForm,
    FieldForm,
    typed_eligibility,
    typed_field,
)
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.fields import (
    KIND_TITLES,
    REQUIRED_TITLES,
    VISIBILITY_TITLES,
    FieldSpec,
    Stage,
    Visibility,
)
from app.rounds.models import Round
from app.web.access import Answer, actor, needs

NEW = FieldSpec("", "", visibility=Visibility.BLIND, required_from=Stage.NEVER)


@bp.get("/dot-xet/<int:round_id>/cau-hoi")
@needs(Role.SECRETARY)
def fields(round_id: int) -> Answer:
    """The questions in their order, and those no longer asked."""
    return _fields_page(round_id)


def _fields_page(round_id: int, blockers: Sequence[Blocker] = (), status: int = 200) -> Answer:
    found = managed(round_id)
    every = questions_of(db.session(), round_id, removed=True)
    page = render_template(
        "rounds/fields.html", found=found, questions=[one for one in every if not one.removed],
        gone=[one for one in every if one.removed], kinds=KIND_TITLES, required=REQUIRED_TITLES,
        visibilities=VISIBILITY_TITLES, blockers=blockers,
        frozen=queries.rubric_is_frozen(db.session(), found, now()),
    )  # fmt: skip
    return page, status


@bp.get("/dot-xet/<int:round_id>/cau-hoi/moi")
@needs(Role.SECRETARY)
def new_field(round_id: int) -> Answer:
    """The form of a new question."""
    return _field_page(round_id, None, None)


@bp.get("/dot-xet/<int:round_id>/cau-hoi/<int:field_id>")
@needs(Role.SECRETARY)
def field(round_id: int, field_id: int) -> Answer:
    """The form of one question."""
    return _field_page(round_id, field_id, None)


def _field_page(
    round_id: int, field_id: int | None, form: FieldForm | None, status: int = 200
) -> Answer:
    found = managed(round_id)
    specs = _specs(round_id)
    spec = NEW if field_id is None else _spec(specs, field_id)
    shown = form or FieldForm(formdata=None, data=typed_field(spec))
    _offer(shown, found, specs, spec)
    page = render_template(
        "rounds/field.html", found=found, form=shown, field_id=field_id, spec=spec,
        frozen=queries.rubric_is_frozen(db.session(), found, now()),
    )  # fmt: skip
    return page, status


def _specs(round_id: int) -> dict[int, FieldSpec]:
    return {one.field_id: one.spec for one in questions_of(db.session(), round_id)}


def _spec(specs: dict[int, FieldSpec], field_id: int) -> FieldSpec:
    if field_id not in specs:
        raise Denied(NOT_FOUND)
    return specs[field_id]


def _offer(form: FieldForm, found: Round, specs: dict[int, FieldSpec], spec: FieldSpec) -> None:
    every = list(specs.values())
    earlier = every[: every.index(spec)] if spec in every else every
    form.offer(earlier, [category.name for category in found.categories])


@bp.post("/dot-xet/<int:round_id>/cau-hoi/moi")
@needs(Role.SECRETARY)
def add_field(round_id: int) -> Answer:
    """Append a question."""
    return _store_field(round_id, None)


@bp.post("/dot-xet/<int:round_id>/cau-hoi/<int:field_id>")
@needs(Role.SECRETARY)
def change_field(round_id: int, field_id: int) -> Answer:
    """Store one question; another kind of answer makes it a new question."""
    return _store_field(round_id, field_id)


def _store_field(round_id: int, field_id: int | None) -> Answer:
    found, form, specs = managed(round_id), FieldForm(), _specs(round_id)
    spec = NEW if field_id is None else _spec(specs, field_id)
    _offer(form, found, specs, spec)
    if "add_row" in request.form or "remove_row" in request.form:
        form.change_rows(request.form.get("remove_row"))
        return _field_page(round_id, field_id, form)
    if not form.validate():
        return _field_page(round_id, field_id, form, 422)
    place = len(specs) if field_id is None else list(specs).index(field_id)
    try:
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            stored = {one.field_id: one.spec for one in questions_of(session, round_id)}
            _refuse_stale_field(round_, form, stored.get(field_id or 0))
            every = questions_of(session, round_id, removed=True)
            typed = form.spec(spec.key, [one.spec.key for one in every])
            changed = {**stored, field_id or 0: typed}
            actions.set_fields(session, actor(), round_, list(changed.values()), now())
    except Blocked as refused:
        form.add_blockers([_beside_box(one, place) for one in refused.blockers])
        return _field_page(round_id, field_id, form, 422)
    flash(_("Đã lưu câu hỏi."), "ok")
    return redirect(url_for(".fields", round_id=round_id), 303)


def _refuse_stale_field(round_: Round, form: FieldForm, stored: FieldSpec | None) -> None:
    """Somebody changed the round since the form was opened: both texts are shown."""
    version = request.form.get("version", type=whole)
    theirs = FieldForm(formdata=None, data=typed_field(stored or NEW))
    if stored is not None:
        refuse_stale(db.session(), round_, version, form, theirs)


def _beside_box(blocker: Blocker, place: int) -> Blocker:
    """ "fields[2].choices" of the question on this page is its box "choices"."""
    here = f"fields[{place}]."
    if not blocker.field.startswith(here):
        return replace(blocker, field="")
    name = blocker.field.removeprefix(here)
    return replace(blocker, field="show_key" if name == "show_if" else name)


@bp.post("/dot-xet/<int:round_id>/cau-hoi/<int:field_id>/len")
@needs(Role.SECRETARY)
def field_up(round_id: int, field_id: int) -> Answer:
    """One place up."""
    return _rearranged(round_id, field_id, -1)


@bp.post("/dot-xet/<int:round_id>/cau-hoi/<int:field_id>/xuong")
@needs(Role.SECRETARY)
def field_down(round_id: int, field_id: int) -> Answer:
    """One place down."""
    return _rearranged(round_id, field_id, 1)


@bp.post("/dot-xet/<int:round_id>/cau-hoi/<int:field_id>/bo")
@needs(Role.SECRETARY)
def remove_field(round_id: int, field_id: int) -> Answer:
    """No longer ask a question; answers that were given stay."""
    return _rearranged(round_id, field_id, None)


def _rearranged(round_id: int, field_id: int, step: int | None) -> Answer:
    try:
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            stored = {one.field_id: one.spec for one in questions_of(session, round_id)}
            order = list(stored)
            if field_id not in stored:
                raise Denied(NOT_FOUND)
            place = order.index(field_id)
            order.remove(field_id)
            if step is not None:
                order.insert(max(0, place + step), field_id)
            specs = [stored[key] for key in order]
            actions.set_fields(session, actor(), round_, specs, now())
    except Blocked as refused:
        blockers = [replace(one, field="") for one in refused.blockers]
        return _fields_page(round_id, blockers, 422)
    flash(_("Đã bỏ câu hỏi; câu trả lời đã có được giữ lại.") if step is None
          else _("Đã đổi thứ tự câu hỏi."), "ok")  # fmt: skip
    return redirect(url_for(".fields", round_id=round_id), 303)


@bp.get("/dot-xet/<int:round_id>/dieu-kien")
@needs(Role.SECRETARY)
def eligibility(round_id: int) -> Answer:
    """The questions before the form."""
    data = typed_eligibility(eligibility_of(db.session(), round_id))
    return _eligibility_page(round_id, EligibilityForm(formdata=None, data=data))


def _eligibility_page(round_id: int, form: EligibilityForm, status: int = 200) -> Answer:
    found = managed(round_id)
    frozen = queries.rubric_is_frozen(db.session(), found, now())
    page = render_template("rounds/eligibility.html", found=found, form=form, frozen=frozen)
    return page, status


@bp.post("/dot-xet/<int:round_id>/dieu-kien")
@needs(Role.SECRETARY)
def set_eligibility(round_id: int) -> Answer:
    """Store them, or answer with a row more or less."""
    managed(round_id)
    form = EligibilityForm()
    if "add_row" in request.form or "remove_row" in request.form:
        form.change_rows(request.form.get("remove_row"))
        return _eligibility_page(round_id, form)
    if not form.validate():
        return _eligibility_page(round_id, form, 422)
    try:
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            data = typed_eligibility(eligibility_of(session, round_id))
            stored = EligibilityForm(formdata=None, data=data)
            refuse_stale(session, round_, request.form.get("version", type=whole), form, stored)
            actions.set_eligibility(session, actor(), round_, form.drafts(), now())
    except Blocked as refused:
        form.add_blockers([replace(one, field="") for one in refused.blockers])
        return _eligibility_page(round_id, form, 422)
    flash(_("Đã lưu câu hỏi điều kiện."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)
