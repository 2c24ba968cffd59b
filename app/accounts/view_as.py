"""Looking as another role: the page, the swap of roles before each request, the banner."""

from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import view_as_actions
from app.accounts.admin_forms import ViewAsForm
from app.accounts.blueprint import bp
from app.accounts.view_as_rules import LASTS, SHOWN
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.clock import now
from app.kernel.refusals import Denial, Denied
from app.kernel.text import T
from app.web.access import Answer, actor, current_actor, needs, signed_in

KEY = "view_as"
ALLOWED = {"accounts.stop_view_as", "signin.sign_out"}
READING = {"GET", "HEAD", "OPTIONS"}


@bp.before_app_request
def look_as_asked() -> None:
    """Swap the roles of an administrator who looks as another role, and refuse every change."""
    person = current_actor()
    if KEY not in session or person is None or request.endpoint == "static":
        return
    view = view_as_actions.looking_as(db.session(), person, session[KEY], now())
    if view is None:
        session.pop(KEY)
        return
    g.view_as = {"title": ROLE_TITLES[view.role], "ends_at": view.ends_at}
    if request.endpoint in ALLOWED:
        return
    current_user.actor = view_as_actions.seen_as(person, view.role)
    if request.method not in READING:
        raise Denied(Denial("view_as", T("Đang xem như vai trò khác nên không sửa được gì. Bấm "
                                         "“Thôi xem” rồi thực hiện.")))  # fmt: skip


@bp.app_context_processor
def banner() -> dict[str, Any]:
    """What the banner of every page says."""
    return {"view_as": g.get("view_as")}


@bp.get("/quan-tri/xem-nhu")
@needs(Role.ADMIN)
def view_as_page() -> Answer:
    """Choose a role to look as."""
    return _page(ViewAsForm(formdata=None))


def _page(form: ViewAsForm, status: int = 200) -> Answer:
    form.offer(SHOWN)
    minutes = int(LASTS.total_seconds() // 60)
    return render_template("accounts/view_as.html", form=form, minutes=minutes), status


@bp.post("/quan-tri/xem-nhu")
@needs(Role.ADMIN)
def start_view_as() -> Answer:
    """Begin to look; the choice is kept in the browser's signed session, the rest on the server."""
    form = ViewAsForm()
    if form.role.data not in set(Role):
        form.role.errors = [_("Chọn vai trò")]
        return _page(form, 422)
    with transaction() as writing:
        key = view_as_actions.start(writing, actor(), Role(form.role.data), now()).id
    session[KEY] = key
    return redirect(url_for("accounts.home"), 303)


@bp.post("/thoi-xem")
@signed_in
def stop_view_as() -> Answer:
    """Look as oneself again."""
    key = session.pop(KEY, None)
    if key is not None:
        with transaction() as writing:
            view_as_actions.stop(writing, actor(), key, now())
        flash(_("Đã thôi xem như vai trò khác."), "ok")
    return redirect(url_for("accounts.administration"), 303)
