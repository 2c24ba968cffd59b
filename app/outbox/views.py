"""The administrator's pages of the mails that leave."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import all_to_change, to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.numbers import integer_text
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.outbox import actions, policy, queries, reminders
from app.outbox.forms import FilterForm, MendForm, ReasonForm
from app.outbox.models import OutboxMessage
from app.outbox.queries import Filters, Mail
from app.outbox.states import MESSAGE_TITLES, MessageState
from app.outbox.timetable import KIND_TITLES
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Door, Registry

bp = Blueprint("outbox", __name__, template_folder="templates")

SHAPES = {
    MessageState.HELD: "locked", MessageState.WAITING: "doing", MessageState.SENT: "ok",
    MessageState.FAILED: "bad", MessageState.CANCELLED: "no",
}  # fmt: skip
BATCHES = {"gui-lai": MessageState.FAILED, "cho-gui": MessageState.HELD}
MOST_AT_ONCE = 200


def join(registry: Registry) -> None:
    """A door of administration."""
    registry.administration.append(
        Door(T("Thư đi"), T("Thư chờ gửi, đang giữ, không gửi được; gửi lại"), "outbox.index",
             70, policy.KEEPERS)
    )  # fmt: skip


@bp.get("/thu-di")
@needs(*policy.KEEPERS)
def index() -> Answer:
    """Mails by state, with counts."""
    if request.args.get("xem") == "thu-nhac":
        return _reminders()
    session, form = db.session(), FilterForm(request.args)
    state = next((s for s in MessageState if s.value == request.args.get("xem")), None)
    filters = Filters(state, form.q.data[:200])
    number, size = asked_page(), asked_size()
    rows = queries.mails(session, filters, (number - 1) * size, size)
    page = page_of(rows, queries.mail_total(session, filters), number, size)
    return render_template(
        "outbox/index.html", page=page, form=form, filters=filters, counts=queries.counts(session),
        titles=MESSAGE_TITLES, shapes=SHAPES,
        batch={v: k for k, v in BATCHES.items()}.get(state) if state else None,
    )  # fmt: skip


def _reminders() -> Answer:
    """When each kind of reminder leaves, and how many are due today that are not queued yet."""
    table, due = reminders.timetable(), reminders.counts(db.session(), now())
    lines = [(title, table.in_words(kind), due[kind]) for kind, title in KIND_TITLES.items()]
    return render_template("outbox/reminders.html", lines=lines, from_hour=table.from_hour)


@bp.get("/thu-di/<int:message_id>")
@needs(*policy.KEEPERS)
def show(message_id: int) -> Answer:
    """One mail; the body of one with a one-time link is not shown."""
    return _page(_one(message_id), MendForm(), ReasonForm())


def _one(message_id: int) -> Mail:
    found = queries.mail(db.session(), message_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _page(found: Mail, mending: MendForm, form: ReasonForm) -> str:
    if not mending.title.raw_data:
        mending.title.data, mending.body.data = found.line.title, found.body or ""
    edited = found.first_title is not None
    difference = (
        queries.comparison(
            f"{found.first_title}\n{found.first_body}", f"{found.line.title}\n{found.body}"
        )
        if edited and found.body is not None
        else []
    )
    return render_template(
        "outbox/show.html", found=found, mending=mending, form=form, difference=difference,
        state=found.line.state.value, state_text=MESSAGE_TITLES[found.line.state],
        shape=SHAPES[found.line.state],
    )  # fmt: skip


@bp.post("/thu-di/<int:message_id>/giu")
@needs(*policy.KEEPERS)
def hold(message_id: int) -> Answer:
    """Keep it back."""
    return _with_reason(message_id, actions.hold, _("Thư được giữ lại."))


@bp.post("/thu-di/<int:message_id>/huy")
@needs(*policy.KEEPERS)
def cancel(message_id: int) -> Answer:
    """Never send it."""
    return _with_reason(message_id, actions.cancel, _("Thư đã hủy, không gửi nữa."))


def _with_reason(message_id: int, act: Callable[..., None], done: str) -> Answer:
    form = ReasonForm()
    if not form.validate():
        return _page(_one(message_id), MendForm(formdata=None), form), 422
    try:
        with transaction() as session:
            message = to_change(session, OutboxMessage, message_id)
            act(session, actor(), message, form.reason.data, now())
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _page(_one(message_id), MendForm(formdata=None), form), 422
    flash(done, "ok")
    return redirect(url_for("outbox.show", message_id=message_id), 303)


@bp.post("/thu-di/<int:message_id>/sua")
@needs(*policy.KEEPERS)
def mend(message_id: int) -> Answer:
    """Change the words of a held mail."""
    form = MendForm()
    if not form.validate():
        return _page(_one(message_id), form, ReasonForm(formdata=None)), 422
    try:
        with transaction() as session:
            message = to_change(session, OutboxMessage, message_id)
            actions.mend(session, actor(), message, form.title.data or "", form.body.data or "",
                         now())  # fmt: skip
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _page(_one(message_id), form, ReasonForm(formdata=None)), 422
    flash(_("Nội dung thư đã sửa. Thư vẫn đang giữ."), "ok")
    return redirect(url_for("outbox.show", message_id=message_id), 303)


@bp.get("/thu-di/loat/<batch>")
@needs(*policy.KEEPERS)
def preview(batch: str) -> Answer:
    """The chosen mails as they would leave, before anything is done."""
    state = BATCHES.get(batch)
    if state is None:
        raise Denied(NOT_FOUND)
    found = queries.mails_of(db.session(), _chosen(request.args), state)
    return render_template("outbox/preview.html", found=found, batch=batch,
                           secret=sum(one.line.secret for one in found))  # fmt: skip


@bp.post("/thu-di/loat/<batch>")
@needs(*policy.KEEPERS)
def send_batch(batch: str) -> Answer:
    """Release or send again the chosen mails, all of them or none."""
    if batch not in BATCHES:
        raise Denied(NOT_FOUND)
    act = actions.resend if batch == "gui-lai" else actions.release
    with transaction() as session:
        chosen = all_to_change(session, OutboxMessage, _chosen(request.form))
        count = act(session, actor(), chosen, now())
    flash(_("%(n)s thư được xếp hàng gửi trong ít phút tới.", n=integer_text(count)), "ok")
    return redirect(url_for("outbox.index"), 303)


def _chosen(asked: Any) -> list[int]:
    keys = map(key_in, asked.getlist("thu")[:MOST_AT_ONCE])
    return [key for key in keys if key is not None]
