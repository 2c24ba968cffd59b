"""The second factor: giving it while signing in, setting it up, renewing and removing it.

While it is missing, the person is nobody to every other page (`visitor.half_signed_in`).
"""

from collections.abc import Callable

import segno
from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.refusals import Blocker
from app.signin import codes, factor_actions, queries
from app.signin.again import password_again
from app.signin.blueprint import bp
from app.signin.device import known_device
from app.signin.forms import CodeForm, PasswordAgainForm
from app.signin.sealing import unseal
from app.signin.states import Stage
from app.signin.targets import safe_next
from app.signin.visitor import carry_on, current_sign_in_id, factor_owner, half_signed_in
from app.web.access import Answer, actor, public, signed_in

ISSUER = "Sáng kiến số"
RENEW, REMOVE = "moi-", "bo-"
PREFIXES = ("", RENEW, REMOVE)
"""Three forms of one kind on one page: confirm, renew the codes, remove."""


@bp.get("/dang-nhap/xac-thuc")
@public
def second_factor() -> Answer:
    """Ask for the code; who has to set a factor up is sent there, everybody else to sign in."""
    half = half_signed_in()
    if half is None:
        return redirect(url_for("signin.sign_in"))
    if half.stage is Stage.ENROL:
        return redirect(url_for("signin.factor"))
    return _code_page(CodeForm())


def _code_page(form: CodeForm, status: int = 200) -> Answer:
    half = half_signed_in()
    state = queries.factor_state(db.session(), half.actor.user_id if half else 0, now())
    return _private(render_template("signin/second_factor.html", form=form, state=state), status)


@bp.post("/dang-nhap/xac-thuc")
@public
def give_second_factor() -> Answer:
    """Check the code; the sign-in becomes whole and its token new."""
    half, form = half_signed_in(), CodeForm()
    if half is None or half.stage is not Stage.CODE:
        return redirect(url_for("signin.sign_in"), 303)
    if not form.validate():
        return _code_page(form, 422)
    token = ""
    with transaction() as writing:
        wrong = factor_actions.check_code(
            writing, half.actor, form.code.data, now(), device=_device(half.actor)
        )
        if wrong is None:
            token = factor_actions.complete(writing, half.actor, half.sign_in_id, now())
    if wrong is not None:
        form.add_blockers([wrong])
        return _code_page(form, 422)
    target = safe_next(session.pop("next", ""))
    return carry_on(token, half.actor.user_id, make_response(redirect(target, 303)))


@bp.get("/tai-khoan/xac-thuc-hai-lop")
@public
def factor() -> Answer:
    """The state of my second factor, or the code to scan while it is being set up."""
    if factor_owner() is None:
        return redirect(url_for("signin.sign_in", next=url_for("signin.factor")))
    return _factor_page()


def _factor_page(form: CodeForm | PasswordAgainForm | None = None, status: int = 200) -> Response:
    """`form`: the one that was sent and refused; the page's other forms are fresh."""
    person = factor_owner()
    account_id = person.user_id if person else None
    state = queries.factor_state(db.session(), account_id, now() - factor_actions.PENDING_FOR)
    secret = unseal(current_app.config["SECRET_KEY"], state.pending) if state.pending else ""
    address = codes.setup_address(secret, person.email, ISSUER) if secret and person else ""
    fresh = [
        PasswordAgainForm(formdata=None),
        *(CodeForm(formdata=None, prefix=p) for p in PREFIXES),
    ]
    forms = [form if form and form._prefix == new._prefix and type(form) is type(new) else new
             for new in fresh]  # fmt: skip
    page = render_template(
        "signin/factor.html", state=state, secret=_grouped(secret), form=form, forms=forms,
        qr=_qr(address) if address else "", half=half_signed_in() is not None,
        asks=half_signed_in() is None and queries.has_password(db.session(), account_id),
    )  # fmt: skip
    return _private(page, status)


@bp.post("/tai-khoan/xac-thuc-hai-lop/bat-dau")
@public
def start_factor() -> Answer:
    """Begin to set an authenticator up; a whole session types its password once more."""
    person, form = factor_owner(), PasswordAgainForm()
    if person is None:
        return redirect(url_for("signin.sign_in"), 303)
    if half_signed_in() is None and queries.has_password(db.session(), person.user_id):
        checked = password_again(person, form.password.data or "", "password")
        if isinstance(checked, Blocker):
            form.add_blockers([checked])
            return _factor_page(form, 422)
    with transaction() as writing:
        factor_actions.start_totp(writing, person, now())
    return redirect(url_for("signin.factor"), 303)


@bp.post("/tai-khoan/xac-thuc-hai-lop/xac-nhan")
@public
def confirm_factor() -> Answer:
    """The first code; the recovery codes are shown in this answer and never again."""
    person, form = factor_owner(), CodeForm()
    if person is None:
        return redirect(url_for("signin.sign_in"), 303)
    if not form.validate():
        return _factor_page(form, 422)
    return _new_codes(person, form, factor_actions.confirm_totp)


@bp.post("/tai-khoan/xac-thuc-hai-lop/ma-du-phong")
@signed_in
def renew_codes() -> Answer:
    """A new set of recovery codes, shown once; asks for a code first."""
    person, form = actor(), CodeForm(prefix=RENEW)
    if not form.validate():
        return _factor_page(form, 422)
    return _new_codes(person, form, factor_actions.renew_codes)


def _new_codes(person: Actor, form: CodeForm, give: Callable[..., list[str] | Blocker]) -> Answer:
    """What gives recovery codes also completes the sign-in; a wrong code is said at its box."""
    token = ""
    with transaction() as writing:
        outcome = give(writing, person, form.code.data, now(), device=_device(person))
        if isinstance(outcome, list):
            token = factor_actions.complete(writing, person, current_sign_in_id(), now())
    if isinstance(outcome, Blocker):
        form.add_blockers([outcome])
        return _factor_page(form, 422)
    return _codes_page(outcome, token, person)


@bp.post("/tai-khoan/xac-thuc-hai-lop/go-bo")
@signed_in
def remove_factor() -> Answer:
    """Remove the authenticator; asks for a code first."""
    person, form = actor(), CodeForm(prefix=REMOVE)
    if not form.validate():
        return _factor_page(form, 422)
    with transaction() as writing:
        refused = factor_actions.remove_totp(
            writing, person, form.code.data, now(), device=_device(person)
        )
    if refused is not None:
        form.add_blockers([refused])
        return _factor_page(form, 422)
    flash(_("Đã gỡ xác thực hai lớp."), "ok")
    return redirect(url_for("signin.factor"), 303)


def _device(person: Actor) -> str:
    name, accounts = known_device()
    return name if person.user_id in accounts else ""


def _codes_page(fresh: list[str], token: str, person: Actor) -> Response:
    target = safe_next(session.pop("next", ""))
    page = render_template("signin/recovery_codes.html", codes=fresh, target=target)
    return carry_on(token, person.user_id, make_response(page))


def _private(page: str | Response, status: int) -> Response:
    """A page with a secret on it is kept nowhere."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _grouped(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def _qr(address: str) -> Markup:
    """Drawn anew each time: a secret stays in no cache."""
    code = segno.make(address, error="m", micro=False)
    # Markup: segno writes numbers and fixed words only, the address is in the pattern.
    return Markup(code.svg_inline(border=2, omitsize=True))  # noqa: S704
