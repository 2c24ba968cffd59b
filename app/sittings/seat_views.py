"""Alternates, tellers and their counts."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import Blocked
from app.sittings import balloting, policy, queries, seat_showing, seating
from app.sittings.blueprint import bp, item_of
from app.sittings.desk_views import desk_page
from app.sittings.forms import CountForm, ReasonForm
from app.sittings.models import Sitting
from app.sittings.states import CHOICE_TITLES
from app.web.access import Answer, actor, needs


@bp.get("/phien-hop/<int:sitting_id>/ghe")
@needs(*policy.SEATED)
def seat(sitting_id: int) -> Answer:
    """What is on the table, for one member: vote, count, or leave the room for a while."""
    return _seat_page(sitting_id, None)


def _seat_page(sitting_id: int, form: CountForm | None, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    shown = seat_showing.seat(session, person, found)
    page = render_template(
        "sittings/seat.html", sitting=found, seat=shown, choices=CHOICE_TITLES, form=form,
        count_form=form or CountForm(formdata=None),
    )  # fmt: skip
    return page, status


@bp.post("/phien-hop/<int:sitting_id>/so-phieu")
@needs(*policy.SEATED)
def count(sitting_id: int) -> Answer:
    """One teller's count of the slips on the table."""
    form, item_id = CountForm(), request.form.get("item", type=whole)
    if not form.validate():
        return _seat_page(sitting_id, form, 422)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            item = item_of(session, sitting, item_id or 0)
            balloting.enter_count(session, actor(), sitting, item, form.tally(), form.letters,
                                  now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _seat_page(sitting_id, form, 422)
    flash(_("Đã nhận số phiếu của Ông/Bà."), "ok")
    return redirect(url_for(".seat", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/kiem-phieu")
@needs(*policy.RUNNERS)
def tellers(sitting_id: int) -> Answer:
    """Who counts slips of paper from now on."""
    people = request.form.getlist("account", type=whole)
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        seating.name_tellers(session, actor(), sitting, people, now())
    flash(_("Đã cử %(n)s người kiểm phiếu.", n=len(set(people))), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id, _anchor="thanh-vien"), 303)


@bp.post("/phien-hop/<int:sitting_id>/du-khuyet")
@needs(*policy.RUNNERS)
def stand_in(sitting_id: int) -> Answer:
    """An alternate takes an absent member's seat."""
    given = [request.form.get(name, 0, type=whole) for name in ("account", "alternate")]
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            seating.stand_in(session, actor(), sitting, given[0], given[1], now())
    except Blocked as refused:
        form = ReasonForm(formdata=None)
        form.add_blockers(refused.blockers)
        return desk_page(sitting_id, form=form, status=422)
    flash(_("Đã ghi người dự thay."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id, _anchor="thanh-vien"), 303)
