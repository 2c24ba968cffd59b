"""The administrator's switches, the banner on every page, and the page of a refused act."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask import session as browser_session
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.outbox.reminders import paused_by
from app.switches import actions, queries
from app.switches.forms import OnForm, ReasonForm
from app.switches.gate import Closed, watch_sessions
from app.switches.queries import OnSwitch
from app.switches.states import SWITCH_EFFECTS, SWITCH_TITLES, SwitchName
from app.web.access import Answer, actor, needs
from app.web.lost_text import typed_texts
from app.web.refusals import page, wants_json
from app.web.registry import Door, Registry

bp = Blueprint("switches", __name__, template_folder="templates")


def join(registry: Registry) -> None:
    """The door for administrators; the gate in front of every write; no reminders behind it."""
    registry.administration.append(
        Door(T("Công tắc sự cố"), T("Đóng băng chấm điểm, chỉ đọc, kết thúc mọi phiên"),
             "switches.index", 60, (Role.ADMIN,))
    )  # fmt: skip
    watch_sessions()
    paused_by("switches", partial(queries.is_on, name=SwitchName.READ_ONLY))


@bp.app_context_processor
def banner() -> dict[str, Any]:
    """`switches_on()` for the banner: asked once in a request, not at all where not shown."""
    return {"switches_on": _switches_on}


def _switches_on() -> tuple[OnSwitch, ...]:
    if g.get("database_is_down"):
        return ()
    if "switches_on" not in g:
        g.switches_on = queries.switches_on(db.session())
    found: tuple[OnSwitch, ...] = g.switches_on
    return found


@bp.app_errorhandler(Closed)
def on_closed(problem: Closed) -> Answer:
    """423: what stops it, since when, why, until when; what was typed, to be copied."""
    switch = problem.switch
    if wants_json():
        return page(423, _("Chưa lưu được"), switch.sentence.translated(_))
    return render_template("switches/closed.html", switch=switch, texts=typed_texts()), 423


@bp.get("/quan-tri/cong-tac")
@needs(Role.ADMIN)
def index() -> Answer:
    """What is on, what can be turned on, and when switches were on before."""
    return _index()


def _index(status: int = 200, **forms: Any) -> Answer:
    session = db.session()
    fresh = {str(name): OnForm(formdata=None, prefix=str(name)) for name in SwitchName}
    shown = fresh | {"off": ReasonForm(formdata=None, prefix="off"),
                     "end": ReasonForm(formdata=None, prefix="end")} | forms  # fmt: skip
    failed = next((form for form in forms.values() if form.errors), None)
    return render_template(
        "switches/index.html", on={s.name: s for s in queries.switches_on(session)},
        past=queries.past_switches(session), sign_ins=queries.live_sign_ins(session, now()),
        forms=shown, form=failed, titles=SWITCH_TITLES, effects=SWITCH_EFFECTS, names=SwitchName,
    ), status  # fmt: skip


def _asked(name: str) -> SwitchName:
    if name not in set(SwitchName):
        raise Denied(NOT_FOUND)
    return SwitchName(name)


@bp.post("/quan-tri/cong-tac/<name>/bat")
@needs(Role.ADMIN)
def turn_on(name: str) -> Answer:
    """Turn one on."""
    wanted, form = _asked(name), OnForm(prefix=name)
    if not form.validate():
        return _index(422, **{name: form})
    notice = actions.Notice(form.reason.data or "", form.message.data or "", form.until.data)
    try:
        with transaction() as session:
            actions.turn_on(session, actor(), wanted, notice, now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _index(422, **{name: form})
    flash(_("Đã bật “%(name)s”.", name=SWITCH_TITLES[wanted].translated(_)), "ok")
    return redirect(url_for("switches.index"), 303)


@bp.post("/quan-tri/cong-tac/<name>/tat")
@needs(Role.ADMIN)
def turn_off(name: str) -> Answer:
    """Turn one off."""
    wanted, form = _asked(name), ReasonForm(prefix="off")
    if not form.validate():
        return _index(422, off=form)
    with transaction() as session:
        actions.turn_off(session, actor(), wanted, form.reason.data or "", now())
    flash(_("Đã tắt “%(name)s”.", name=SWITCH_TITLES[wanted].translated(_)), "ok")
    return redirect(url_for("switches.index"), 303)


@bp.post("/quan-tri/ket-thuc-moi-phien")
@needs(Role.ADMIN)
def end_sign_ins() -> Answer:
    """End all sign-ins but one's own."""
    form = ReasonForm(prefix="end")
    if not form.validate():
        return _index(422, end=form)
    kept = str(browser_session.get("_user_id", ""))
    with transaction() as session:
        count = actions.end_sign_ins(
            session, actor(), form.reason.data or "", now(), kept_token=kept
        )
    flash(_("Đã kết thúc %(n)s phiên đăng nhập.", n=count), "ok")
    return redirect(url_for("switches.index"), 303)
