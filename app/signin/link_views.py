"""Forgotten passwords, and the mailed links by which people choose one."""

from time import perf_counter, sleep

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.signin import factor_actions, link_actions
from app.signin.blueprint import bp
from app.signin.device import remember_device
from app.signin.forms import ForgotForm, NewPasswordForm
from app.web.access import Answer, actor, needs, public

TOO_MANY = 429
LEAST_SECONDS = 0.05
"""How long the answer to a forgotten password takes at least: writing the letter takes some two
milliseconds, so within this time nobody sees whether there was one.
"""


@bp.get("/quen-mat-khau")
@public
def forgot() -> Answer:
    """Where to send the link to."""
    return render_template("signin/forgot.html", form=ForgotForm(), sent=False)


@bp.post("/quen-mat-khau")
@public
def send_forgot() -> Answer:
    """Mail a link if the address has an account; the answer is the same for every address, and
    so is the time it takes.
    """
    began = perf_counter()
    form = ForgotForm()
    if not form.validate():
        return render_template("signin/forgot.html", form=form, sent=False), 422
    with transaction() as writing:
        link_actions.ask_for_link(writing, form.email.data, request.remote_addr or "", now())
    sleep(max(0.0, began + LEAST_SECONDS - perf_counter()))
    return render_template("signin/forgot.html", form=form, sent=True)


@bp.get("/dat-mat-khau/<token>")
@public
def choose_password(token: str) -> Answer:
    """The page behind a link; looking at it uses nothing up (mail scanners look too)."""
    return _choose_page(token, NewPasswordForm())


def _choose_page(
    token: str, form: NewPasswordForm, status: int = 200, *, sent: bool = False
) -> Response:
    owner = link_actions.link_owner(db.session(), token, now())
    late = None if owner else link_actions.lapsed_invitation(db.session(), token, now())
    page = render_template(
        "signin/choose_password.html", form=form, owner=owner, token=token, late=late, sent=sent,
        throttled=status == TOO_MANY, least=current_app.config["PASSWORD_LEAST"],
    )  # fmt: skip
    said = owner or sent or (late and status == TOO_MANY)
    answer = make_response(page, status if said else 410)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/dat-mat-khau/<token>")
@public
def set_password(token: str) -> Answer:
    """Store the password; the link is used up, the person signs in with it next."""
    form = NewPasswordForm()
    if not form.validate():
        return _choose_page(token, form, 422)
    new = link_actions.NewPassword(form.password.data or "", form.again.data or "")
    try:
        with transaction() as writing:
            address = request.remote_addr or ""
            account_id = link_actions.use_link(writing, token, new, address, now())
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _choose_page(token, form, 422)
    flash(_("Đã đặt mật khẩu. Đăng nhập bằng mật khẩu mới."), "ok")
    answer = make_response(redirect(url_for("signin.sign_in"), 303))
    remember_device(answer, account_id)
    return answer


@bp.post("/dat-mat-khau/<token>/gui-lai")
@public
def invite_again(token: str) -> Answer:
    """Mail another invitation to whoever came after the hour of the first."""
    form = NewPasswordForm(formdata=None)
    try:
        with transaction() as writing:
            link_actions.invite_again(writing, token, request.remote_addr or "", now())
    except Blocked as refusal:
        if link_actions.lapsed_invitation(db.session(), token, now()) is None:
            return redirect(url_for("signin.choose_password", token=token), 303)
        form.add_blockers(refusal.blockers)
        return _choose_page(token, form, TOO_MANY)
    return _choose_page(token, form, sent=True)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/gui-lien-ket")
@needs(Role.ADMIN)
def send_link(account_id: int) -> Answer:
    """Mail an invitation or a reset link to a person; the administrator never sees it."""
    with transaction() as writing:
        account = to_change(writing, Account, account_id)
        link_actions.send_link(writing, actor(), account, now())
    flash(_("Đã gửi liên kết đặt mật khẩu qua thư. Liên kết có hiệu lực một giờ."), "ok")
    return redirect(url_for("accounts.person", account_id=account_id), 303)


@bp.post("/quan-tri/nguoi-dung/<int:account_id>/go-hai-lop")
@needs(Role.ADMIN)
def reset_second_factor(account_id: int) -> Answer:
    """Take away a second factor that a person has lost; the person is told by mail."""
    with transaction() as writing:
        account = to_change(writing, Account, account_id)
        factor_actions.reset_second_factor(writing, actor(), account, now())
    flash(_("Đã gỡ xác thực hai lớp và kết thúc các phiên đăng nhập của người dùng."), "ok")
    return redirect(url_for("accounts.person", account_id=account_id), 303)
