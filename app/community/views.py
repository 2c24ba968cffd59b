"""Pages of the community's vote: for voters, for the secretary, and the count after the close."""

import hashlib
import hmac
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.community import actions, policy, queries
from app.community.exports import recount_xlsx
from app.community.forms import PollForm, form_of
from app.community.queries import Poll
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import deadline_text, remaining_text
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.kernel.text import T
from app.rounds.models import Round
from app.rounds.states import RoundState
from app.web.access import Answer, actor, needs, signed_in
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Work

bp = Blueprint("community", __name__, template_folder="templates")
OFFICE = (Role.SECRETARY, Role.CHAIR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def join(registry: Registry) -> None:
    """An open vote waits for everybody who may vote and has not."""
    registry.waiting.append(waiting)


def waiting(session: Session, person: Actor, instant: datetime) -> list[Work]:
    """At most one work for each open vote."""
    return [
        Work(poll.code, str(T("Bình chọn giải pháp")),
             url_for("community.ballot", round_id=poll.round_id), T("Bình chọn"), poll.title,
             poll.draft.closes_at, deadline_text(poll.draft.closes_at))
        for poll in queries.open_polls(session, instant)
        if policy.vote(person, poll.standing, instant) is None
        and queries.vote_of(session, person, poll.round_id) is None
    ]  # fmt: skip


def _poll(round_id: int) -> Poll:
    found = queries.poll_of(db.session(), round_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@bp.get("/binh-chon/<int:round_id>")
@signed_in
def ballot(round_id: int) -> Answer:
    """The dossiers of the vote, in an order of one's own."""
    session, person, instant, poll = db.session(), actor(), now(), _poll(round_id)
    require(policy.see(person, poll.standing, instant))
    number, size = asked_page(), asked_size()
    rows = queries.candidates(session, person, round_id, limit=size, offset=(number - 1) * size)
    return render_template(
        "community/ballot.html", poll=poll, mine=queries.vote_of(session, person, round_id),
        page=page_of(rows, queries.candidate_count(session, round_id), number, size),
        denial=policy.vote(person, poll.standing, instant),
        left=remaining_text(instant, poll.draft.closes_at),
    )  # fmt: skip


@bp.get("/binh-chon/<int:round_id>/<int:idea_id>")
@signed_in
def candidate(round_id: int, idea_id: int) -> Answer:
    """One dossier, in its publishable words."""
    session, person, instant, poll = db.session(), actor(), now(), _poll(round_id)
    require(policy.see(person, poll.standing, instant))
    found = queries.candidate_page(session, person, round_id, idea_id)
    return render_template(
        "community/candidate.html", poll=poll, found=found,
        mine=queries.vote_of(session, person, round_id),
        denial=policy.vote(person, poll.standing, instant, own=found.own),
    )  # fmt: skip


@bp.post("/binh-chon/<int:round_id>/<int:idea_id>")
@signed_in
def cast(round_id: int, idea_id: int) -> Answer:
    """Vote, or move my vote."""
    with transaction() as session:
        actions.cast(session, actor(), _poll(round_id), idea_id, _origin(round_id), now())
    flash(_("Đã ghi nhận bình chọn. Có thể đổi hoặc rút đến khi kết thúc."), "ok")
    return redirect(url_for(".ballot", round_id=round_id), 303)


def _origin(round_id: int) -> str:
    """Equal for votes from one network address in one round; the address itself is not kept."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    text = f"community {round_id} {request.remote_addr or ''}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]


@bp.post("/binh-chon/<int:round_id>/rut")
@signed_in
def take_back(round_id: int) -> Answer:
    """Take my vote back."""
    with transaction() as session:
        actions.take_back(session, actor(), _poll(round_id), now())
    flash(_("Đã rút bình chọn."), "ok")
    return redirect(url_for(".ballot", round_id=round_id), 303)


def _round(session: Session, round_id: int) -> Round:
    """A round of a council whose secretary I am; 404 for any other."""
    found = session.get(Round, round_id)
    if found is None or policy.manage(actor(), found.council_id) is not None:
        raise Denied(NOT_FOUND)
    return found


@bp.get("/binh-chon/<int:round_id>/thiet-lap")
@needs(Role.SECRETARY)
def settings(round_id: int) -> Answer:
    """Switch the vote of a round on, or change it."""
    _round(db.session(), round_id)
    poll = queries.poll_of(db.session(), round_id)
    return _settings_page(round_id, form_of(poll.draft if poll else None))


def _settings_page(round_id: int, form: PollForm, status: int = 200) -> Answer:
    session = db.session()
    found, poll = _round(session, round_id), queries.poll_of(session, round_id)
    ended = poll is not None and poll.draft.closes_at <= now()
    return render_template(
        "community/settings.html", found=found, poll=poll, form=form, ended=ended,
        draft_round=found.state is RoundState.DRAFT,
    ), status  # fmt: skip


@bp.post("/binh-chon/<int:round_id>/thiet-lap")
@needs(Role.SECRETARY)
def save_settings(round_id: int) -> Answer:
    """Keep the settings."""
    form = PollForm()
    _round(db.session(), round_id)
    if form.validate():
        text = request.form.get("version", "")
        version = int(text) if text.isdecimal() and len(text) < 10 else -1
        try:
            with transaction() as session:
                round_ = to_change(session, Round, round_id)
                actions.set_poll(session, actor(), round_, form.draft(), version, now())
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _settings_page(round_id, form, 422)
    flash(_("Đã lưu thiết lập bình chọn."), "ok")
    return redirect(url_for(".settings", round_id=round_id), 303)


@bp.get("/binh-chon/<int:round_id>/kiem-phieu")
@needs(*OFFICE)
def count(round_id: int) -> Answer:
    """The count with what looks odd, made anew from the ballots at every look."""
    session, poll = db.session(), _poll(round_id)
    require(policy.count(actor(), poll.council_id, poll.draft.closes_at, now()))
    lines = queries.tallies(session, poll)
    return render_template(
        "community/count.html", poll=poll, lines=lines,
        names=queries.names_of(session, [one.idea_id for one in lines]),
        total=sum(one.votes for one in lines), counted_at=now(),
    )  # fmt: skip


@bp.get("/binh-chon/<int:round_id>/kiem-phieu.xlsx")
@needs(*OFFICE)
def count_file(round_id: int) -> Response:
    """The same as a workbook."""
    session, poll = db.session(), _poll(round_id)
    require(policy.count(actor(), poll.council_id, poll.draft.closes_at, now()))
    lines = queries.tallies(session, poll)
    content = recount_xlsx(poll, lines, queries.names_of(session, [one.idea_id for one in lines]))
    record_export(actor(), "community_count.xlsx", f"round:{round_id}", now(), rows=len(lines))
    name = f"kiem-phieu-{poll.code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=XLSX, headers=headers)
