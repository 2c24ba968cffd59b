"""The administrator's pages of units: list, one unit, edit, succession with its preview."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import units_actions, units_queries
from app.accounts.admin_forms import SuccessionForm, UnitForm, key_of
from app.accounts.blueprint import bp, refusals_in, refuse_stale
from app.accounts.models import Unit
from app.accounts.people_views import unit_choices
from app.accounts.units_queries import UnitFilter
from app.accounts.units_rules import KINDS
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of


@bp.get("/quan-tri/don-vi")
@needs(Role.ADMIN)
def units() -> Answer:
    """Units in the official order; searched by any name they have or had."""
    asked = UnitFilter(
        local_date(now()), request.args.get("q", "")[:200], request.args.get("loai", ""),
        request.args.get("trang-thai") == "da-dung",
    )  # fmt: skip
    lines, number, size = units_queries.matching_units(db.session(), asked), asked_page(), 100
    size = asked_size(size)
    shown = lines[(number - 1) * size : number * size]
    page = page_of(shown, len(lines), number, size)
    return render_template("accounts/units.html", page=page, asked=asked, kinds=KINDS)


@bp.get("/quan-tri/don-vi/<int:unit_id>")
@needs(Role.ADMIN)
def unit(unit_id: int) -> Answer:
    """One unit: its names through time, whom it carries on and who carries it on."""
    session = db.session()
    found = units_queries.unit(session, unit_id)
    return render_template(
        "accounts/unit.html", found=found, kinds=KINDS,
        former=units_queries.former_names(session, unit_id),
        aliases=units_queries.aliases_of(session, unit_id),
        successors=units_queries.successors(session, unit_id),
        predecessors=units_queries.predecessors(session, unit_id),
        people=units_queries.people_count(session, unit_id),
    )  # fmt: skip


def _unit_page(form: UnitForm, found: Unit | None, status: int = 200) -> Answer:
    return render_template("accounts/unit_form.html", form=form, found=found), status


@bp.get("/quan-tri/don-vi/moi")
@needs(Role.ADMIN)
def new_unit() -> Answer:
    """The form of a new unit, at the end of the official order."""
    order = units_queries.last_order(db.session()) + 1
    first = {"official_order": order, "valid_from": local_date(now())}
    return _unit_page(UnitForm(formdata=None, data=first), None)


@bp.post("/quan-tri/don-vi/moi")
@needs(Role.ADMIN)
def add_unit() -> Answer:
    """Add the unit once."""
    form, admin, key, target = UnitForm(), actor(), request.form.get("once_key", ""), ""
    if form.validate():
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, admin.user_id) or ""
            if not target:
                made = units_actions.add_unit(session, admin, form.draft(), now())
                target = url_for(".unit", unit_id=made.id)
                remember(session, key, admin.user_id, target, now())
    if form.errors or not target:
        return _unit_page(form, None, 422)
    flash(_("Đã thêm đơn vị."), "ok")
    return redirect(target, 303)


def _filled(found: Unit, aliases: list[str]) -> dict[str, Any]:
    names = ("name", "short_name", "code", "kind", "official_order", "valid_from", "address")
    return {**{name: getattr(found, name) for name in names}, "aliases": "\n".join(aliases)}


@bp.get("/quan-tri/don-vi/<int:unit_id>/sua")
@needs(Role.ADMIN)
def edit_unit(unit_id: int) -> Answer:
    """The form of one unit."""
    found = units_queries.unit(db.session(), unit_id)
    aliases = units_queries.aliases_of(db.session(), unit_id)
    return _unit_page(UnitForm(formdata=None, data=_filled(found, aliases)), found)


@bp.post("/quan-tri/don-vi/<int:unit_id>/sua")
@needs(Role.ADMIN)
def change_unit(unit_id: int) -> Answer:
    """Store the entry, unless somebody was faster."""
    form, changed = UnitForm(), False
    if form.validate():
        with refusals_in(form), transaction() as session:
            found = to_change(session, Unit, unit_id)
            stored = _filled(found, units_queries.aliases_of(session, unit_id))
            refuse_stale(session, found, form, UnitForm(formdata=None, data=stored))
            changed = units_actions.change_unit(session, actor(), found, form.draft(), now())
    if form.errors:
        return _unit_page(form, units_queries.unit(db.session(), unit_id), 422)
    flash(_("Đã lưu thông tin đơn vị.") if changed else _("Không có gì thay đổi."), "ok")
    return redirect(url_for(".unit", unit_id=unit_id), 303)


def _succession_page(form: SuccessionForm, status: int = 200) -> Answer:
    return render_template("accounts/succession.html", form=form), status


def _offered(form: SuccessionForm) -> SuccessionForm:
    form.offer(unit_choices())
    return form


@bp.get("/quan-tri/don-vi/ke-thua")
@needs(Role.ADMIN)
def new_succession() -> Answer:
    """Which units are carried on by which, from which day."""
    return _succession_page(_offered(SuccessionForm(formdata=None)))


def _goes_to() -> dict[int, int]:
    """Which successor each person goes to: the selects named `to-<account>` of the preview."""
    found = {}
    for name, value in request.form.items():
        account, unit_id = key_of(name.removeprefix("to-")), key_of(value)
        if name.startswith("to-") and account is not None and unit_id is not None:
            found[account] = unit_id
    return found


@bp.post("/quan-tri/don-vi/ke-thua/xem-truoc")
@needs(Role.ADMIN)
def preview_succession() -> Answer:
    """Who would move where; nothing is stored."""
    form, session = _offered(SuccessionForm()), db.session()
    if form.validate():
        with refusals_in(form):
            units_actions.require_possible(session, form.draft(), now())
    if form.errors:
        return _succession_page(form, 422)
    draft, day = form.draft(), local_date(now())
    return render_template(
        "accounts/succession_preview.html", form=form, draft=draft, titles=ROLE_TITLES,
        names=units_queries.names_on(session, [*draft.from_ids, *draft.to_ids], day),
        people=units_queries.people_of(session, draft.from_ids, day),
    )  # fmt: skip


@bp.post("/quan-tri/don-vi/ke-thua")
@needs(Role.ADMIN)
def succeed() -> Answer:
    """Record the succession and move the people, once."""
    form, admin, key, target = (
        _offered(SuccessionForm()),
        actor(),
        request.form.get("once_key", ""),
        "",
    )
    if form.validate():
        draft = form.draft()
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, admin.user_id) or ""
            if not target:
                units_actions.succeed_units(session, admin, draft, _goes_to(), now())
                target = url_for(".unit", unit_id=draft.to_ids[0])
                remember(session, key, admin.user_id, target, now())
    if form.errors or not target:
        return _succession_page(form, 422)
    flash(_("Đã ghi nhận việc tiếp nhận và chuyển người dùng sang đơn vị mới."), "ok")
    return redirect(target, 303)
