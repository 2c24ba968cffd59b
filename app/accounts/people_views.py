"""The administrator's pages of people: list, add, one person, change, disable, enable."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import people_actions, people_queries
from app.accounts.actions import grant_role
from app.accounts.admin_forms import NewPersonForm, PersonForm, ReasonForm, key_of
from app.accounts.blueprint import bp, refusals_in, refuse_stale
from app.accounts.hooks import hooks
from app.accounts.models import Account
from app.accounts.people_queries import PeopleFilter, PersonCard
from app.accounts.queries import units_on
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

INVITED = "chua-dat-mat-khau"
STATES = {"dang-dung": True, "da-khoa": False, INVITED: True}


def unit_choices() -> list[tuple[str, Any]]:
    """The units of today, for a select."""
    return [(str(u.unit_id), u.name) for u in units_on(db.session(), local_date(now()))]


def _asked() -> PeopleFilter:
    role, state = request.args.get("vai-tro", ""), request.args.get("trang-thai", "")
    return PeopleFilter(
        request.args.get("q", "")[:200],
        key_of(request.args.get("don-vi")),
        Role(role) if role in set(Role) else None,
        STATES.get(state),
        invited=state == INVITED,
    )


@bp.get("/quan-tri/nguoi-dung")
@needs(Role.ADMIN)
def people() -> Answer:
    """Everybody, searched without diacritics, filtered by unit, role and state."""
    session, today, asked = db.session(), local_date(now()), _asked()
    number, size = asked_page(), asked_size()
    rows = people_queries.people(session, asked, today, limit=size, offset=(number - 1) * size)
    page = page_of(rows, people_queries.people_count(session, asked, today), number, size)
    return render_template(
        "accounts/people.html", page=page, asked=asked, units=unit_choices(),
        roles=list(ROLE_TITLES.items()), titles=ROLE_TITLES,
        state=request.args.get("trang-thai", ""),
    )  # fmt: skip


@bp.get("/quan-tri/nguoi-dung/moi")
@needs(Role.ADMIN)
def new_person() -> Answer:
    """The form of a new person."""
    return _person_page(NewPersonForm(), None)


def _person_page(form: PersonForm, card: PersonCard | None, status: int = 200) -> Answer:
    units = unit_choices()
    if card is not None and str(card.unit_id) not in dict(units):
        units.append((str(card.unit_id), card.unit_name))
    form.offer(units)
    return render_template("accounts/person_form.html", form=form, card=card), status


@bp.post("/quan-tri/nguoi-dung/moi")
@needs(Role.ADMIN)
def add_person() -> Answer:
    """Add the person once; the mailed link lets them choose a password."""
    form, admin, key, target = NewPersonForm(), actor(), request.form.get("once_key", ""), None
    if form.validate():
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, admin.user_id)
            if target is None:
                made = people_actions.add_person(session, admin, form.draft(), now())
                if form.is_author.data:
                    grant_role(session, admin, made, Role.AUTHOR, now(),
                               valid_from=local_date(now()), unit_id=made.unit_id)  # fmt: skip
                target = url_for(".person", account_id=made.id)
                remember(session, key, admin.user_id, target, now())
    if form.errors or target is None:
        return _person_page(form, None, 422)
    flash(_("Đã thêm người dùng. Thư mời đặt mật khẩu được gửi đến địa chỉ thư đã nhập."), "ok")
    return redirect(target, 303)


@bp.get("/quan-tri/nguoi-dung/<int:account_id>")
@needs(Role.ADMIN)
def person(account_id: int) -> Answer:
    """One person: entry, roles with their history, what can be done."""
    return person_page(account_id, ReasonForm(formdata=None))


def person_page(account_id: int, form: ReasonForm, status: int = 200) -> Answer:
    """The page of one person; `form` may carry what an act refused."""
    session, today = db.session(), local_date(now())
    card = people_queries.person(session, account_id)
    councils = {one.council_id: one.name for one in hooks.councils(session)}
    return render_template(
        "accounts/person.html", card=card, form=form, today=today, titles=ROLE_TITLES,
        councils=councils, is_me=card.account_id == actor().user_id,
    ), status  # fmt: skip


def _filled(account: Account | PersonCard) -> dict[str, Any]:
    name = account.full_name if isinstance(account, Account) else account.name
    return {"full_name": name, "email": account.email, "unit_id": str(account.unit_id),
            "position": account.position}  # fmt: skip


@bp.get("/quan-tri/nguoi-dung/<int:account_id>/sua")
@needs(Role.ADMIN)
def edit_person(account_id: int) -> Answer:
    """The form of one person."""
    card = people_queries.person(db.session(), account_id)
    return _person_page(PersonForm(formdata=None, data=_filled(card)), card)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/sua")
@needs(Role.ADMIN)
def change_person(account_id: int) -> Answer:
    """Store the entry, unless somebody was faster."""
    form, changed = PersonForm(), False
    if form.validate():
        with refusals_in(form), transaction() as session:
            account = to_change(session, Account, account_id)
            form.offer(unit_choices())
            refuse_stale(session, account, form, PersonForm(formdata=None, data=_filled(account)))
            changed = people_actions.change_person(session, actor(), account, form.draft(), now())
    if form.errors:
        return _person_page(form, people_queries.person(db.session(), account_id), 422)
    flash(_("Đã lưu thông tin người dùng.") if changed else _("Không có gì thay đổi."), "ok")
    return redirect(url_for(".person", account_id=account_id), 303)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/khoa")
@needs(Role.ADMIN)
def disable(account_id: int) -> Answer:
    """Shut the person out from the next request on."""
    form = ReasonForm()
    if form.validate():
        with refusals_in(form), transaction() as session:
            account = to_change(session, Account, account_id)
            people_actions.disable(session, actor(), account, now(), form.reason.data)
    if form.errors:
        return person_page(account_id, form, 422)
    flash(_("Đã khóa tài khoản. Mọi phiên đăng nhập của người này đã kết thúc."), "ok")
    return redirect(url_for(".person", account_id=account_id), 303)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/mo-khoa")
@needs(Role.ADMIN)
def enable(account_id: int) -> Answer:
    """Let the person in again."""
    with transaction() as session:
        people_actions.enable(session, actor(), to_change(session, Account, account_id), now())
    flash(_("Đã mở khóa tài khoản."), "ok")
    return redirect(url_for(".person", account_id=account_id), 303)
