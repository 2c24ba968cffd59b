"""My account: its index, my password, the devices I am signed in on."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Blocker
from app.signin import actions, oidc_views, password_actions, queries
from app.signin.again import password_again
from app.signin.blueprint import bp
from app.signin.forms import ChangePasswordForm, PasswordAgainForm
from app.signin.link_actions import NewPassword
from app.signin.visitor import current_sign_in_id
from app.web.access import Answer, actor, signed_in
from app.web.registry import Registry

FRESH = timedelta(minutes=10)
"""So long a sign-in of somebody without a password counts as proof of who it is."""


@bp.get("/tai-khoan")
@signed_in
def account() -> Answer:
    """Everything about my own account."""
    registry: Registry = current_app.extensions["sangkien"]
    person = actor()
    shut = {oidc_views.DOOR} if oidc_views.provider() is None else set()
    doors = [
        d
        for d in registry.personal
        if d.endpoint not in shut and (not d.roles or person.has(*d.roles))
    ]
    doors.sort(key=lambda door: door.position)
    titles = [ROLE_TITLES[role].translated(_) for role in person.roles]
    return render_template("signin/account.html", doors=doors, titles=titles)


@bp.get("/tai-khoan/mat-khau")
@signed_in
def password() -> Answer:
    """The page to change my password."""
    return _password_page(ChangePasswordForm())


def _password_page(form: ChangePasswordForm, status: int = 200) -> Answer:
    known = queries.has_password(db.session(), actor().user_id)
    least = current_app.config["PASSWORD_LEAST"]
    return render_template("signin/password.html", form=form, known=known, least=least), status


@bp.post("/tai-khoan/mat-khau")
@signed_in
def change_password() -> Answer:
    """Store the new password; every other sign-in of mine ends."""
    form, person = ChangePasswordForm(), actor()
    if not form.validate():
        return _password_page(form, 422)
    checked = password_again(person, form.old.data or "", "old")
    if isinstance(checked, Blocker):
        form.add_blockers([checked])
        return _password_page(form, 422)
    new = NewPassword(form.password.data or "", form.again.data or "")
    try:
        with transaction() as writing:
            token = password_actions.change_password(
                writing, person, checked, new, current_sign_in_id(), now()
            )
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _password_page(form, 422)
    session["_user_id"] = token
    flash(_("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."), "ok")
    return redirect(url_for("signin.account"), 303)


@bp.get("/tai-khoan/thiet-bi")
@signed_in
def devices() -> Answer:
    """Where I am signed in."""
    return _devices_page(PasswordAgainForm(formdata=None))


def _devices_page(form: PasswordAgainForm, status: int = 200) -> Answer:
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    session_, person = db.session(), actor()
    lines = queries.device_lines(session_, person.user_id, current_sign_in_id(), now(), idle)
    asks = queries.has_password(session_, person.user_id)
    return render_template("signin/devices.html", lines=lines, form=form, asks=asks), status


def _proven() -> Answer | None:
    """None once the person has proven to be who signed in; else the page that asks again.

    By the password; who has none (passkey or the office's account) by a sign-in of a moment ago.
    """
    person, form = actor(), PasswordAgainForm()
    if not queries.has_password(db.session(), person.user_id):
        if queries.signed_in_since(db.session(), current_sign_in_id(), now() - FRESH):
            return None
        flash(_("Đăng nhập lại rồi đăng xuất thiết bị khác trong vòng 10 phút."), "ask")
        return redirect(url_for("signin.devices"), 303)
    if not form.validate():
        return _devices_page(form, 422)
    checked = password_again(person, form.password.data or "", "password")
    if isinstance(checked, Blocker):
        form.add_blockers([checked])
        return _devices_page(form, 422)
    return None


@bp.post("/tai-khoan/thiet-bi/<int:sign_in_id>/ket-thuc")
@signed_in
def end_device(sign_in_id: int) -> Answer:
    """End one sign-in of mine; another device's only after proving oneself once more."""
    own = sign_in_id == current_sign_in_id()
    if not own and (refused := _proven()) is not None:
        return refused
    with transaction() as writing:
        actions.end_own_sign_in(writing, actor(), sign_in_id, now())
    flash(_("Đã đăng xuất thiết bị."), "ok")
    return redirect(url_for("signin.sign_in" if own else "signin.devices"), 303)


@bp.post("/tai-khoan/thiet-bi/ket-thuc-khac")
@signed_in
def end_other_devices() -> Answer:
    """End all sign-ins of mine but this one, after proving oneself once more."""
    if (refused := _proven()) is not None:
        return refused
    person = actor()
    with transaction() as writing:
        account = to_change(writing, Account, person.user_id)
        count = actions.end_all_sign_ins(writing, person, account, now(), keep=current_sign_in_id())
    flash(_("Đã đăng xuất %(n)s thiết bị khác.", n=count), "ok")
    return redirect(url_for("signin.devices"), 303)
