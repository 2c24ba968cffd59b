"""Sign in and sign out."""

from datetime import timedelta

from flask import (
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import logout_user

from app.accounts import passwords
from app.accounts.demo import demo_sign_ins
from app.accounts.hooks import hooks
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.signin import (
    account_views,
    actions,
    factor_views,
    link_actions,
    link_views,
    oidc_views,
    passkey_views,
    password_actions,
    session_views,
)
from app.signin.blueprint import bp
from app.signin.device import known_device
from app.signin.forms import SignInForm
from app.signin.targets import safe_next
from app.signin.visitor import current_sign_in_id, enter, half_signed_in
from app.web.access import Answer, current_actor, public
from app.web.registry import Door, Registry, Tab

ROOM_VIEWS = (account_views, factor_views, link_views, oidc_views, passkey_views, session_views)
"""Pages of this room beside these; importing them is what joins them to the blueprint."""


def join(registry: Registry) -> None:
    """The door for visitors, and what is behind "Tài khoản của tôi"."""
    registry.tabs.append(Tab(T("Đăng nhập"), "signin.sign_in", 90, public=True, visitors=True))
    registry.personal += [
        Door(T("Mật khẩu"), T("Đổi mật khẩu đăng nhập"), "signin.password", 10),
        Door(T("Xác thực hai lớp"), T("Mã trên điện thoại và mã dự phòng"), "signin.factor", 20),
        Door(
            T("Thiết bị đang đăng nhập"), T("Xem và đăng xuất từng thiết bị"), "signin.devices", 40
        ),
    ]
    oidc_views.join_outside(registry)
    passkey_views.join_passkeys(registry)
    hooks.invite = link_actions.send_link
    hooks.shut_out = link_actions.shut_out
    hooks.new_address = link_actions.void_links_of


@bp.get("/dang-nhap")
@public
def sign_in() -> Answer:
    """The sign-in page; who is half signed in goes on where it stopped."""
    if current_actor() is not None:
        return redirect(url_for("accounts.home"))
    if half_signed_in() is not None:
        return redirect(url_for("signin.second_factor"))
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


def _sign_in_page(form: SignInForm, status: int = 200) -> Answer:
    demo = demo_sign_ins(db.session()) if current_app.config["DEMO"] else []
    return render_template("signin/sign_in.html", form=form, demo=demo), status


@bp.post("/dang-nhap")
@public
def open_sign_in() -> Answer:
    """Check what was typed; the session starts anew so that nothing of it is carried over."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    typed = _typed(form)
    with transaction() as writing:
        admission = password_actions.admit(writing, typed, now())
    if admission.wait is not None:
        form.add_blockers([_throttled(admission.wait)])
        return _sign_in_page(form, 429)
    right = passwords.fits(admission.stored, typed.password)
    with transaction() as writing:
        outcome = password_actions.settle(writing, admission, typed, now(), right=right)
        opened = None if isinstance(outcome, Blocker) else (outcome[0], outcome[1].id)
    if opened is None:
        form.add_blockers([Blocker("password", password_actions.WRONG)])
        return _sign_in_page(form, 422)
    return enter(*opened, safe_next(form.next.data or ""))


def _typed(form: SignInForm) -> password_actions.Credentials:
    return password_actions.Credentials(
        form.email.data or "",
        form.password.data or "",
        request.remote_addr or "",
        request.user_agent.string,
        known_device(),
    )


def _throttled(wait: timedelta) -> Blocker:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return Blocker(
        "password",
        T(
            "Đã nhập sai nhiều lần. Thử lại sau %(n)s phút, dùng trình duyệt đã từng đăng nhập, "
            "hoặc chọn “Quên mật khẩu”",
            n=minutes,
        ),
    )


@bp.post("/dang-xuat")
@public
def sign_out() -> Answer:
    """End this sign-in on the server, whole or half; harmless for a visitor."""
    half = half_signed_in()
    person = half.actor if half else current_actor()
    if person is not None:
        with transaction() as writing:
            actions.sign_out(writing, person, current_sign_in_id(), now())
    logout_user()
    session.clear()
    flash(_("Đã đăng xuất."), "ok")
    answer = redirect(url_for("signin.sign_in"), 303)
    # Pages that the browser kept for its Back button go too (ASVS 14.3.1).
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
