"""Giving and ending roles: the form, what it would open from which day, the acts."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import people_queries, roles_actions
from app.accounts.admin_forms import EndRoleForm, RoleForm, given
from app.accounts.blueprint import bp, refusals_in
from app.accounts.hooks import hooks
from app.accounts.models import Account
from app.accounts.people_queries import PersonCard
from app.accounts.people_views import unit_choices
from app.accounts.roles_rules import DUTIES, SEATS
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.text import Text
from app.web.access import Answer, actor, needs
from app.web.registry import Registry


def _offered(form: RoleForm) -> RoleForm:
    councils = [(str(one.council_id), one.name) for one in hooks.councils(db.session())]
    form.offer(unit_choices(), councils)
    return form


def _form_page(card: PersonCard, form: RoleForm, status: int = 200) -> Answer:
    return render_template("accounts/role_form.html", card=card, form=form), status


@bp.get("/quan-tri/nguoi-dung/<int:account_id>/vai-tro/moi")
@needs(Role.ADMIN)
def new_role(account_id: int) -> Answer:
    """The form of a role for one person; from today, in the person's unit."""
    card = people_queries.person(db.session(), account_id)
    first = {"valid_from": local_date(now()), "unit_id": str(card.unit_id)}
    return _form_page(card, _offered(RoleForm(formdata=None, data=first)))


def opened_by(role: Role) -> list[Text]:
    """The tabs and doors that this role opens, from the guards the rooms registered."""
    registry: Registry = current_app.extensions["sangkien"]
    tabs = [tab.label for tab in registry.tabs if role in tab.roles]
    return [*tabs, *(door.title for door in registry.administration if role in door.roles)]


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/vai-tro/xem-truoc")
@needs(Role.ADMIN)
def preview_role(account_id: int) -> Answer:
    """From which day the person may do what; nothing is stored."""
    card, form = people_queries.person(db.session(), account_id), _offered(RoleForm())
    if not form.validate():
        return _form_page(card, form, 422)
    draft = form.draft()
    with refusals_in(form):
        roles_actions.require_grantable(db.session(), card.account_id, draft, now())
    if form.errors:
        return _form_page(card, form, 422)
    places = (form.council_id if draft.role in SEATS else form.unit_id).choices
    names = {choice.value: choice.label for choice in places}
    return render_template(
        "accounts/role_preview.html", card=card, form=form, draft=draft, today=local_date(now()),
        title=ROLE_TITLES[draft.role], duty=DUTIES[draft.role], opened=opened_by(draft.role),
        place=names.get(str(draft.council_id or draft.unit_id), ""),
    )  # fmt: skip


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/vai-tro")
@needs(Role.ADMIN)
def give_role(account_id: int) -> Answer:
    """Give the role, once."""
    form, admin, key, target = _offered(RoleForm()), actor(), request.form.get("once_key", ""), ""
    if form.validate():
        with refusals_in(form), transaction() as session:
            account = to_change(session, Account, account_id)
            target = earlier_result(session, key, admin.user_id) or ""
            if not target:
                roles_actions.give_role(session, admin, account, form.draft(), now())
                target = url_for(".person", account_id=account_id)
                remember(session, key, admin.user_id, target, now())
    if form.errors or not target:
        return _form_page(people_queries.person(db.session(), account_id), form, 422)
    flash(
        _("Đã giao vai trò. Vai trò có hiệu lực từ lượt truy cập kế tiếp của ngày bắt đầu."), "ok"
    )
    return redirect(target, 303)


def _ending(account_id: int, grant_id: int, form: EndRoleForm, status: int = 200) -> Answer:
    card = people_queries.person(db.session(), account_id)
    grant = people_queries.grant_of(card, grant_id)
    councils = {one.council_id: one.name for one in hooks.councils(db.session())}
    return render_template(
        "accounts/role_end.html", card=card, grant=grant, form=form,
        title=ROLE_TITLES[grant.role], councils=councils,
    ), status  # fmt: skip


@bp.get("/quan-tri/nguoi-dung/<int:account_id>/vai-tro/<int:grant_id>/ket-thuc")
@needs(Role.ADMIN)
def ending_role(account_id: int, grant_id: int) -> Answer:
    """The form that ends a role; today is the last day unless another is typed."""
    form = EndRoleForm(formdata=None, data={"last_day": local_date(now())})
    return _ending(account_id, grant_id, form)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/vai-tro/<int:grant_id>/ket-thuc")
@needs(Role.ADMIN)
def end_role(account_id: int, grant_id: int) -> Answer:
    """End the role after its last day."""
    form = EndRoleForm()
    if form.validate():
        with refusals_in(form), transaction() as session:
            account = to_change(session, Account, account_id)
            roles_actions.end_role(session, actor(), account, grant_id, given(form.last_day), now(),
                                   reason=form.reason.data)  # fmt: skip
    if form.errors:
        return _ending(account_id, grant_id, form, 422)
    flash(_("Đã ghi ngày kết thúc vai trò."), "ok")
    return redirect(url_for(".person", account_id=account_id), 303)
