"""Sign in, sign out, and the page that says what waits for me."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from app.accounts import actions
from app.accounts.demo import demo_sign_ins
from app.accounts.forms import SignInForm
from app.accounts.sign_in import Visitor
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date, weekday_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.web.access import Answer, actor, current_actor, public, signed_in
from app.web.registry import Registry, Tab, Work

bp = Blueprint("accounts", __name__, template_folder="templates")


def safe_next(target: str) -> str:
    """Where to go after signing in: a path of this site, else the home page."""
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    if inside and not parts.scheme and not parts.netloc and target.isprintable():
        return target
    return url_for("accounts.home")


def join(registry: Registry) -> None:
    """The first tab of everybody who is signed in, and the door for visitors."""
    registry.tabs.append(Tab(T("Việc chờ tôi"), "accounts.home", 0))
    registry.tabs.append(Tab(T("Đăng nhập"), "accounts.sign_in", 90, public=True, visitors=True))


@bp.get("/dang-nhap")
@public
def sign_in() -> Answer:
    """The sign-in page."""
    if current_actor() is not None:
        return redirect(url_for("accounts.home"))
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


def _sign_in_page(form: SignInForm, status: int = 200) -> Answer:
    demo = demo_sign_ins(db.session()) if current_app.config["DEMO"] else []
    return render_template("accounts/sign_in.html", form=form, demo=demo), status


@bp.post("/dang-nhap")
@public
def open_sign_in() -> Answer:
    """Check what was typed; the session starts anew so that nothing of it is carried over."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    typed = actions.Credentials(
        form.email.data or "",
        form.password.data or "",
        request.remote_addr or "",
        request.user_agent.string,
    )
    with transaction() as writing:
        outcome = actions.sign_in(writing, typed, now())
        if isinstance(outcome, Blocker):
            form.add_blockers([outcome])
        else:
            token, account = outcome
            visitor = Visitor(token, Actor(account.id, account.full_name))
    if form.errors:
        return _sign_in_page(form, 422)
    session.clear()
    login_user(visitor)
    return redirect(safe_next(form.next.data or ""), 303)


@bp.post("/dang-xuat")
@signed_in
def sign_out() -> Answer:
    """End this sign-in on the server."""
    token = session.get("_user_id", "")
    person = actor()
    with transaction() as writing:
        actions.sign_out(writing, person, token, now())
    logout_user()
    session.clear()
    flash(_("Đã đăng xuất."), "ok")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/viec-cho-toi")
@signed_in
def home() -> Answer:
    """What waits for me, from every room, sorted by when it is due."""
    registry: Registry = current_app.extensions["sangkien"]
    person, instant = actor(), now()
    works = [
        work for waiting in registry.waiting for work in waiting(db.session(), person, instant)
    ]
    works.sort(key=lambda work: (work.due_at is None, work.due_at or instant, work.code))
    late = [_late(w, instant) for w in works if w.due_at and w.due_at <= instant]
    rest = [work for work in works if not work.due_at or work.due_at > instant]
    week = [w for w in rest if w.due_at and w.due_at <= instant + timedelta(days=7)]
    today = local_date(instant)
    return render_template(
        "accounts/home.html", late=late, week=week, later=[w for w in rest if w not in week],
        today=today, weekday=weekday_text(today),
    )  # fmt: skip


def _late(work: Work, instant: datetime) -> Work:
    """The same work with how late it is, in words."""
    last = local_date((work.due_at or instant) - timedelta(microseconds=1))  # ends are exclusive
    days = (local_date(instant) - last).days
    text = T("quá hạn %(n)s ngày", n=days) if days else T("quá hạn hôm nay")
    return replace(work, due_text=text, due_shape="late")
