"""Running a sitting: the desk, a member's page, the projector, the beat that keeps them alive."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.councils.models import Council
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.papers.catalogue import COUNT_RECORD, MINUTES
from app.papers.queries import uses
from app.sittings import (
    agenda,
    balloting,
    beside,
    closing,
    policy,
    queries,
    running,
    screen_showing,
    showing,
)
from app.sittings.blueprint import bp, item_of
from app.sittings.forms import ReasonForm
from app.sittings.models import Sitting, SittingItem
from app.sittings.states import (
    BALLOT_TITLES,
    CHOICE_TITLES,
    ITEM_SHAPES,
    ITEM_TITLES,
    SITTING_SHAPES,
    SITTING_TITLES,
    BallotKind,
    Choice,
    SittingState,
)
from app.web.access import Answer, actor, needs

Act = Callable[[Session, Actor, Sitting, SittingItem, str, datetime], None]


@bp.get("/phien-hop/<int:sitting_id>")
@needs(*policy.SEATED)
def desk(sitting_id: int) -> Answer:
    """The desk for whoever runs the sitting; a member is shown his own page."""
    found = queries.readable(db.session(), actor(), sitting_id)
    if policy.run(actor(), found.council_id) is not None:
        return redirect(url_for(".seat", sitting_id=sitting_id))
    return desk_page(sitting_id)


def desk_page(
    sitting_id: int,
    *,
    form: ReasonForm | None = None,
    cancel_form: ReasonForm | None = None,
    status: int = 200,
) -> Answer:
    """The desk, with a form that was refused."""
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    shown = showing.desk(session, person, found)
    page = render_template(
        "sittings/desk.html", sitting=found, desk=shown, papers=_papers(shown),
        doubts=_doubts(session, found, shown),
        templated=_templated(session, found),
        beside=beside.beside(session, found, shown),
        council=session.get_one(Council, found.council_id), titles=SITTING_TITLES,
        shapes=SITTING_SHAPES, item_titles=ITEM_TITLES, item_shapes=ITEM_SHAPES,
        kinds=BALLOT_TITLES, choices=CHOICE_TITLES,
        reason_form=form or ReasonForm(formdata=None),
        cancel_form=cancel_form or ReasonForm(formdata=None),
        form=form or cancel_form,
    )  # fmt: skip
    return page, status


def _papers(shown: showing.Desk) -> list[agenda.Paper]:
    """What higher rooms make of the results of this agenda."""
    kinds = dict.fromkeys(one.subject_kind for one in shown.items if one.passed)
    return [paper for kind in kinds for paper in agenda.papers.get(kind, ())]


def _templated(session: Session, sitting: Sitting) -> set[str]:
    """Which papers of a closed sitting follow a template of the office."""
    if sitting.state is not SittingState.CLOSED:
        return set()
    codes, day = [MINUTES.code, COUNT_RECORD.code], local_date(sitting.opened_at or now())
    return {code for code, use in uses(session, codes, day).items() if use.in_force}


def _doubts(session: Session, sitting: Sitting, shown: showing.Desk) -> list[agenda.PaperDoubt]:
    """What is to be looked at before those papers of a closed sitting are printed."""
    if sitting.state is not SittingState.CLOSED:
        return []
    kinds = dict.fromkeys(one.subject_kind for one in shown.items if one.passed)
    sat_on, today = local_date(sitting.opened_at or sitting.starts_at), local_date(now())
    sources = [agenda.paper_doubts[kind] for kind in kinds if kind in agenda.paper_doubts]
    return [one for source in sources for one in source(session, sat_on, today)]


@bp.get("/phien-hop/<int:sitting_id>/man-hinh")
@needs(*policy.RUNNERS)
def screen(sitting_id: int) -> Answer:
    """The projector."""
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    shown = screen_showing.screen(session, person, found)
    return render_template("sittings/screen.html", sitting=found, screen=shown)


@bp.get("/phien-hop/<int:sitting_id>/nhip")
@needs(*policy.SEATED)
def beat(sitting_id: int) -> Answer:
    """A number that rises with every change: the pages ask for it once a second."""
    found = queries.readable(db.session(), actor(), sitting_id)
    return jsonify(beat=found.beat)


@bp.post("/phien-hop/<int:sitting_id>/khai-mac")
@needs(*policy.RUNNERS)
def open_sitting(sitting_id: int) -> Answer:
    """Open the sitting."""
    with transaction() as session:
        running.open_sitting(session, actor(), to_change(session, Sitting, sitting_id), now())
    flash(_("Đã khai mạc. Ghi nhận thành viên có mặt."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/co-mat")
@needs(*policy.RUNNERS)
def presence(sitting_id: int) -> Answer:
    """Note who has come or left."""
    people = request.form.getlist("account", type=whole)
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        here = request.form.get("here") != "no"
        running.note_presence(session, actor(), sitting, people, now(), here=here)
    return redirect(url_for(".desk", sitting_id=sitting_id, _anchor="thanh-vien"), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/xet")
@needs(*policy.RUNNERS)
def call(sitting_id: int, item_id: int) -> Answer:
    """Put an item on the table."""
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        running.call_item(session, actor(), sitting, item_of(session, sitting, item_id), now())
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/bieu-quyet")
@needs(*policy.RUNNERS)
def open_ballot(sitting_id: int, item_id: int) -> Answer:
    """Begin a vote."""
    kind = request.form.get("kind", "")
    if kind not in set(BallotKind):
        raise Denied(NOT_FOUND)
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        item = item_of(session, sitting, item_id)
        balloting.open_ballot(session, actor(), sitting, item, BallotKind(kind), now())
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/phieu")
@needs(*policy.SEATED)
def cast(sitting_id: int) -> Answer:
    """A member votes on what is on the table."""
    choice, item_id = request.form.get("choice", ""), request.form.get("item", type=whole)
    if choice not in set(Choice):
        raise Denied(NOT_FOUND)
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        item = item_of(session, sitting, item_id or 0)
        code = balloting.cast_vote(session, actor(), sitting, item, Choice(choice), now())
    if code:
        # Shown once, on the answer to this very request: it is written down nowhere else.
        return _slip_page(sitting_id, code)
    flash(_("Đã ghi nhận biểu quyết của Ông/Bà."), "ok")
    return redirect(url_for(".seat", sitting_id=sitting_id), 303)


def _slip_page(sitting_id: int, code: str) -> Answer:
    return render_template("sittings/slip.html", sitting_id=sitting_id, code=code)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/van-ban")
@needs(*policy.RUNNERS)
def written(sitting_id: int, item_id: int) -> Answer:
    """Enter the written answer of an absent member."""
    choice, account_id = request.form.get("choice", ""), request.form.get("account", type=whole)
    if choice not in set(Choice):
        raise Denied(NOT_FOUND)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            item = item_of(session, sitting, item_id)
            balloting.enter_written(session, actor(), sitting, item, account_id or 0,
                                    Choice(choice), now())  # fmt: skip
    except Blocked as refused:
        form = ReasonForm(formdata=None)
        form.add_blockers(refused.blockers)
        return desk_page(sitting_id, form=form, status=422)
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/ket-thuc")
@needs(*policy.RUNNERS)
def close_ballot(sitting_id: int, item_id: int) -> Answer:
    """End the vote and write its result down."""
    form = ReasonForm(formdata=None)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            item = item_of(session, sitting, item_id)
            balloting.close_ballot(session, actor(), sitting, item, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return desk_page(sitting_id, form=form, status=422)
    flash(_("Đã ghi kết quả. Mời thành viên đã ra ngoài trở lại."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


def _with_reason(sitting_id: int, item_id: int, act: Act) -> Answer:
    """Something a runner says about an item, with a reason that stands in the minutes."""
    form = ReasonForm()
    if not form.validate():
        return desk_page(sitting_id, form=form, status=422)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            item = item_of(session, sitting, item_id)
            act(session, actor(), sitting, item, form.reason.data, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return desk_page(sitting_id, form=form, status=422)
    flash(_("Đã ghi vào diễn biến phiên họp."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/ket-luan")
@needs(*policy.RUNNERS)
def conclude(sitting_id: int, item_id: int) -> Answer:
    """End an item that is only discussed."""
    return _with_reason(sitting_id, item_id, running.conclude)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/lam-lai")
@needs(*policy.RUNNERS)
def undo(sitting_id: int, item_id: int) -> Answer:
    """Vote once more."""
    return _with_reason(sitting_id, item_id, running.undo)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/dinh-chinh")
@needs(*policy.RUNNERS)
def correct(sitting_id: int, item_id: int) -> Answer:
    """Put a correction beside the result."""
    return _with_reason(sitting_id, item_id, running.correct)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/de-lai")
@needs(*policy.RUNNERS)
def put_off(sitting_id: int, item_id: int) -> Answer:
    """Leave the item to another sitting."""
    return _with_reason(sitting_id, item_id, running.put_off)


@bp.post("/phien-hop/<int:sitting_id>/be-mac")
@needs(*policy.RUNNERS)
def close(sitting_id: int) -> Answer:
    """Close the sitting: the minutes write themselves."""
    with transaction() as session:
        closing.close_sitting(session, actor(), to_change(session, Sitting, sitting_id), now())
    flash(_("Đã bế mạc. Biên bản và biên bản kiểm phiếu đã sẵn sàng."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)
