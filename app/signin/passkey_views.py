"""Pages of passkeys: sign in with one, give one as the second factor, keep one's own.

Each use takes two POSTs: the first asks for the options (JSON), the second is a plain form whose
hidden field the script has filled with the authenticator's answer.
"""

from typing import Any

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request
from flask import session as browser
from flask import url_for as url
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.signin import factor_actions, passkey_actions, passkey_queries, queries
from app.signin.again import password_again
from app.signin.blueprint import bp
from app.signin.forms import PasswordAgainForm
from app.signin.passkey_actions import Answered, Asked, own_passkey, passkey_site
from app.signin.passkey_forms import AddPasskeyForm
from app.signin.passkey_rules import site_of
from app.signin.states import Stage
from app.signin.targets import safe_next
from app.signin.visitor import carry_on, current_sign_in_id, enter, factor_owner, half_signed_in
from app.web.access import Answer, actor, public, signed_in
from app.web.registry import Door, Registry

IN_BROWSER = "passkey"
"""Name in the browser's session of the ceremony it began."""
LIST = "signin.passkeys"


def join_passkeys(registry: Registry) -> None:
    """The door in "Tài khoản của tôi"."""
    registry.personal.append(
        Door(T("Khóa truy cập"), T("Đăng nhập bằng vân tay, khuôn mặt hoặc mã PIN của thiết bị"),
             LIST, 30)
    )  # fmt: skip


@bp.context_processor
def passkey_button() -> dict[str, Any]:
    """Whether passkeys can work at this installation's address."""
    works = site_of(current_app.config["BASE_URL"]) is not None
    return {"passkeys_work": works, "passkey_form": lambda: AddPasskeyForm(formdata=None)}


def _asked(outcome: Asked | Blocker) -> Answer:
    """The options as JSON, their ceremony kept in the browser's session."""
    if isinstance(outcome, Blocker):
        return jsonify(message=outcome.message.translated(_)), 422
    browser[IN_BROWSER] = outcome.key
    answer = jsonify(outcome.options)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _given() -> Answered:
    return Answered(
        browser.pop(IN_BROWSER, ""),
        request.form.get("credential", ""),
        request.remote_addr or "",
        request.user_agent.string,
    )


def _refused(why: Blocker, endpoint: str) -> Answer:
    flash(why.message.translated(_), "bad")
    return redirect(url(endpoint), 303)


@bp.post("/dang-nhap/khoa-truy-cap/bat-dau")
@public
def ask_passkey() -> Answer:
    """A challenge for any passkey of this site."""
    passkey_site()
    with transaction() as writing:
        return _asked(passkey_actions.begin_asking(writing, request.remote_addr or "", now()))


@bp.post("/dang-nhap/khoa-truy-cap")
@public
def sign_in_passkey() -> Answer:
    """Sign in with a passkey alone: it has verified the person."""
    passkey_site()
    given = _given()
    with transaction() as writing:
        outcome = passkey_actions.sign_in_by_passkey(writing, given, now())
    if isinstance(outcome, Blocker):
        return _refused(outcome, "signin.sign_in")
    return enter(*outcome, safe_next(request.form.get("next", "")))


@bp.post("/dang-nhap/xac-thuc/khoa-truy-cap/bat-dau")
@public
def ask_second_passkey() -> Answer:
    """A challenge for the half signed-in person's own passkeys."""
    passkey_site()
    half = half_signed_in()
    if half is None or half.stage is not Stage.CODE:
        return jsonify(message=_("Đăng nhập lại từ đầu.")), 401
    with transaction() as writing:
        return _asked(
            passkey_actions.begin_asking(
                writing, half.actor.address, now(), account_id=half.actor.user_id
            )
        )


@bp.post("/dang-nhap/xac-thuc/khoa-truy-cap")
@public
def give_second_passkey() -> Answer:
    """The passkey is the second factor; the sign-in becomes whole and its token new."""
    passkey_site()
    half, given, token = half_signed_in(), _given(), ""
    if half is None or half.stage is not Stage.CODE:
        return redirect(url("signin.sign_in"), 303)
    with transaction() as writing:
        wrong = passkey_actions.pass_second_factor(writing, half.actor, given, now())
        if wrong is None:
            token = factor_actions.complete(writing, half.actor, half.sign_in_id, now())
    if wrong is not None:
        return _refused(wrong, "signin.second_factor")
    target = safe_next(browser.pop("next", ""))
    return carry_on(token, half.actor.user_id, make_response(redirect(target, 303)))


@bp.get("/tai-khoan/khoa-truy-cap")
@signed_in
def passkeys() -> Answer:
    """My passkeys."""
    reading, person = db.session(), actor()
    return render_template(
        "signin/passkeys.html", lines=passkey_queries.key_lines(reading, person.user_id),
        form=AddPasskeyForm(formdata=None), asks=queries.has_password(reading, person.user_id),
        has_totp=passkey_queries.has_totp(reading, person.user_id),
    )  # fmt: skip


@bp.post("/tai-khoan/khoa-truy-cap/bat-dau")
@public
def ask_new_passkey() -> Answer:
    """A challenge for a new passkey; a whole session types its password once more."""
    passkey_site()
    person, form = factor_owner(), AddPasskeyForm()
    if person is None:
        return jsonify(message=_("Phiên đăng nhập đã kết thúc. Đăng nhập lại.")), 401
    refused = _not_again(person, form)
    if refused is not None:
        return _asked(refused)
    with transaction() as writing:
        return _asked(passkey_actions.begin_adding(writing, person, form.name.data, now()))


def _not_again(person: Actor, form: AddPasskeyForm) -> Blocker | None:
    """Why a passkey cannot be begun: no name, or the password is not right."""
    if not form.name.validate(form):
        return Blocker("name", T("Nhập tên để nhận ra khóa sau này, không quá 80 ký tự"))
    if half_signed_in() is not None or not queries.has_password(db.session(), person.user_id):
        return None
    checked = password_again(person, form.password.data or "", "password")
    return checked if isinstance(checked, Blocker) else None


@bp.post("/tai-khoan/khoa-truy-cap")
@public
def add_passkey() -> Answer:
    """Keep the new passkey; who was sent to set a factor up is let in."""
    passkey_site()
    person, half, given, token = factor_owner(), half_signed_in(), _given(), ""
    if person is None:
        return redirect(url("signin.sign_in"), 303)
    with transaction() as writing:
        wrong = passkey_actions.finish_adding(writing, person, given, now())
        if wrong is None:
            token = factor_actions.complete(writing, person, current_sign_in_id(), now())
    if wrong is not None:
        return _refused(wrong, "signin.factor" if half else LIST)
    flash(_("Đã thêm khóa truy cập."), "ok")
    target = safe_next(browser.pop("next", "")) if half else url(LIST)
    return carry_on(token, person.user_id, make_response(redirect(target, 303)))


@bp.get("/tai-khoan/khoa-truy-cap/<int:passkey_id>/go-bo")
@signed_in
def passkey_to_remove(passkey_id: int) -> Answer:
    """Ask for the password before a passkey goes."""
    return _removal_page(passkey_id, PasswordAgainForm(formdata=None))


def _removal_page(passkey_id: int, form: PasswordAgainForm, status: int = 200) -> Answer:
    reading, person = db.session(), actor()
    key = own_passkey(reading, person, passkey_id)
    asks = queries.has_password(reading, person.user_id)
    page = render_template("signin/passkey_remove.html", form=form, asks=asks, name=key.name,
                           passkey_id=key.id)  # fmt: skip
    return page, status


@bp.post("/tai-khoan/khoa-truy-cap/<int:passkey_id>/go-bo")
@signed_in
def remove_passkey(passkey_id: int) -> Answer:
    """Take one passkey away."""
    person, form = actor(), PasswordAgainForm()
    if queries.has_password(db.session(), person.user_id):
        checked = password_again(person, form.password.data or "", "password")
        if isinstance(checked, Blocker):
            form.add_blockers([checked])
            return _removal_page(passkey_id, form, 422)
    try:
        with transaction() as writing:
            passkey_actions.remove_passkey(writing, person, passkey_id, now())
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _removal_page(passkey_id, form, 422)
    flash(_("Đã gỡ khóa truy cập."), "ok")
    return redirect(url(LIST), 303)
