"""Pages of sittings: the list, planning, the agenda; running one is in `desk_views`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.councils.models import Council
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in, whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.kernel.text import T
from app.papers.catalogue import COUNT_RECORD, MINUTES
from app.papers.kinds import fills
from app.sittings import (
    agenda,
    agenda_queries,
    desk_views,
    joint_views,
    letter_views,
    listing,
    paper_views,
    planning,
    policy,
    queries,
    seat_views,
)
from app.sittings.blueprint import bp, item_of
from app.sittings.forms import BusinessForm, ReasonForm, SittingForm
from app.sittings.models import Sitting
from app.sittings.rules import Share
from app.sittings.states import SITTING_SHAPES, SITTING_TITLES
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

__all__ = ["bp", "desk_views", "join", "joint_views", "letter_views", "paper_views", "seat_views"]


def join(registry: Registry) -> None:
    """The tab of everybody with a seat in a council."""
    registry.tabs.append(Tab(T("Phiên họp"), "sittings.index", 55, policy.SEATED))
    fills(MINUTES.code, paper_views.latest_minutes)
    fills(COUNT_RECORD.code, paper_views.latest_count)


@bp.get("/phien-hop")
@needs(*policy.SEATED)
def index() -> Answer:
    """Sittings of my councils."""
    session, person = db.session(), actor()
    councils = person.councils_as(*policy.SEATED)
    number, size = asked_page(), asked_size()
    lines = listing.sitting_lines(session, councils, size, (number - 1) * size)
    page = page_of(lines, listing.sitting_total(session, councils), number, size)
    return render_template(
        "sittings/index.html", page=page, titles=SITTING_TITLES, shapes=SITTING_SHAPES,
        runs=person.councils_as(*policy.RUNNERS),
    )  # fmt: skip


@bp.get("/phien-hop/moi")
@needs(*policy.RUNNERS)
def new() -> Answer:
    """The form of a new sitting."""
    form = SittingForm(formdata=None, data={"quorum": Share(2, 3)})
    return _new_page(form)


def _new_page(form: SittingForm, status: int = 200) -> Answer:
    session = db.session()
    mine = actor().councils_as(*policy.RUNNERS)
    councils = [session.get_one(Council, key) for key in sorted(mine)]
    asked = request.values.get("hoi-dong", type=whole)
    chosen = next((one for one in councils if one.id == asked), councils[0])
    page = render_template("sittings/new.html", form=form, councils=councils, chosen=chosen)
    return page, status


@bp.post("/phien-hop/moi")
@needs(*policy.RUNNERS)
def plan() -> Answer:
    """Plan the sitting, once."""
    form, person, key = SittingForm(), actor(), request.form.get("once_key", "")
    if not form.validate():
        return _new_page(form, 422)
    try:
        with transaction() as session:
            target = earlier_result(session, key, person.user_id)
            if target is None:
                council = session.get(Council, request.form.get("hoi-dong", type=whole))
                if council is None:
                    raise Denied(NOT_FOUND)
                made = planning.plan_sitting(session, person, council, form.draft(), now())
                session.flush()
                target = url_for(".desk", sitting_id=made.id)
                remember(session, key, person.user_id, target, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _new_page(form, 422)
    flash(_("Đã lập phiên họp. Tiếp theo, đưa nội dung vào chương trình."), "ok")
    return redirect(target, 303)


@bp.get("/phien-hop/<int:sitting_id>/chuong-trinh")
@needs(*policy.RUNNERS)
def fill(sitting_id: int) -> Answer:
    """What may be put on the agenda."""
    return _fill_page(sitting_id, None)


def _fill_page(sitting_id: int, form: BusinessForm | None, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    held = planning.rules_of(session, found)
    form = form or BusinessForm(formdata=None)
    form.offer([(one.code, one.title) for one in held])
    offers = agenda.offered(session, person, found.council_id)
    taken = agenda_queries.subjects_on_agendas(
        session, [one.subject for _source, candidates in offers for one in candidates]
    )
    page = render_template(
        "sittings/agenda.html", sitting=found, form=form,
        offers=[(source, [c for c in found_ if c.subject not in taken])
                for source, found_ in offers],
    )  # fmt: skip
    return page, status


@bp.post("/phien-hop/<int:sitting_id>/chuong-trinh")
@needs(*policy.RUNNERS)
def add(sitting_id: int) -> Answer:
    """Put what was ticked on the agenda."""
    wanted = set(request.form.getlist("subject"))
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        require(policy.run(actor(), sitting.council_id))
        offers = agenda.offered(session, actor(), sitting.council_id)
        chosen = [one for _source, found in offers for one in found if one.subject in wanted]
        count = planning.add_items(session, actor(), sitting, chosen, now())
        if request.form.get("order"):
            planning.order_quietly(session, actor(), sitting, now())
    flash(_("Đã đưa %(n)s nội dung vào chương trình.", n=count), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/noi-dung-khac")
@needs(*policy.RUNNERS)
def add_business(sitting_id: int) -> Answer:
    """Put other business on the agenda."""
    form = BusinessForm()
    form.offer([])
    if not form.validate():
        return _fill_page(sitting_id, form, 422)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            planning.add_business(session, actor(), sitting, form.title.data, form.rule.data or "",
                                  now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _fill_page(sitting_id, form, 422)
    flash(_("Đã thêm nội dung vào chương trình."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/xep-lai")
@needs(*policy.RUNNERS)
def order(sitting_id: int) -> Answer:
    """Order the agenda: by the places typed, or so that people leave the room seldom."""
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        if request.form.get("quiet"):
            planning.order_quietly(session, actor(), sitting, now())
        else:
            planning.order_items(session, actor(), sitting, _typed_order(), now())
    flash(_("Đã xếp lại chương trình."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


def _typed_order() -> list[int]:
    """The items by the number typed in their boxes; boxes without one come last."""
    typed = {
        key_in(name.removeprefix("place-")): key_in(value)
        for name, value in request.form.items()
        if name.startswith("place-")
    }
    places = {
        key: 10**6 if place is None else place for key, place in typed.items() if key is not None
    }
    return sorted(places, key=lambda key: (places[key], key))


@bp.post("/phien-hop/<int:sitting_id>/noi-dung/<int:item_id>/bo")
@needs(*policy.RUNNERS)
def remove(sitting_id: int, item_id: int) -> Answer:
    """Take an item off the agenda."""
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        planning.remove_item(session, actor(), sitting, item_of(session, sitting, item_id), now())
    flash(_("Đã bỏ nội dung khỏi chương trình."), "ok")
    return redirect(url_for(".desk", sitting_id=sitting_id), 303)


@bp.post("/phien-hop/<int:sitting_id>/huy")
@needs(Role.SECRETARY, Role.CHAIR)
def cancel(sitting_id: int) -> Answer:
    """Call the sitting off."""
    form = ReasonForm()
    if not form.validate():
        return desk_views.desk_page(sitting_id, cancel_form=form, status=422)
    with transaction() as session:
        sitting = to_change(session, Sitting, sitting_id)
        planning.cancel_sitting(session, actor(), sitting, form.reason.data, now())
    flash(_("Đã hủy phiên họp."), "ok")
    return redirect(url_for(".index"), 303)
