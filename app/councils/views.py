"""The administrator's pages of councils: list, one with its members, a new one."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.blueprint import refusals_in
from app.accounts.hooks import hooks
from app.accounts.queries import agency_on
from app.accounts.roles_rules import SEATS
from app.councils import actions, queries
from app.councils.forms import (
    KIND_TITLES,
    CouncilForm,
    DecisionFileForm,
    IssuerForm,
    OfficeForm,
)
from app.councils.models import Council
from app.councils.states import OFFICE_TITLES, USUAL_OFFICE
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.files.limits import uploads
from app.files.models import StoredFile
from app.kernel.actor import ROLE_TITLES, Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.web.access import Answer, actor, needs
from app.web.registry import Door, Registry

bp = Blueprint("councils", __name__, template_folder="templates")


def join(registry: Registry) -> None:
    """The door for administrators; the councils that roles may be held in."""
    hooks.councils = queries.council_choices
    readable_by(actions.PURPOSE, read_decision)
    registry.administration.append(
        Door(T("Hội đồng"), T("Hội đồng theo quyết định, nhiệm kỳ và thành viên"),
             "councils.index", 11, (Role.ADMIN,))
    )  # fmt: skip


@bp.get("/quan-tri/hoi-dong")
@needs(Role.ADMIN)
def index() -> Answer:
    """All councils."""
    lines = queries.council_lines(db.session(), local_date(now()))
    return render_template("councils/index.html", lines=lines, kinds=KIND_TITLES)


@bp.get("/quan-tri/hoi-dong/<int:council_id>")
@needs(Role.ADMIN)
def show(council_id: int) -> Answer:
    """One council and everybody who sits or sat in it."""
    return _council_page(council_id)


def _council_page(
    council_id: int, form: OfficeForm | None = None, file_form: DecisionFileForm | None = None,
    issuer_form: IssuerForm | None = None,
) -> Answer:  # fmt: skip
    """With a form that was refused, 422."""
    session, today = db.session(), local_date(now())
    seats = queries.seats(session, council_id)
    asked = form or OfficeForm(formdata=None, data={"valid_from": today})
    asked.offer(_choices(seats, today))
    found = queries.council(session, council_id)
    page = render_template(
        "councils/show.html", found=found, kinds=KIND_TITLES, seats=seats, titles=ROLE_TITLES,
        today=today, offices=queries.offices_on(session, council_id, today),
        history=queries.office_lines(session, council_id), office_titles=OFFICE_TITLES,
        usual=USUAL_OFFICE, office_form=asked, refused=form or file_form or issuer_form,
        issuer_form=issuer_form
        or IssuerForm(formdata=None, data={"decided_by": found.decided_by or _head(found)}),
        file_form=file_form or DecisionFileForm(formdata=None),
        file_name=queries.decision_file_name(session, found),
    )  # fmt: skip
    return page, 422 if form or file_form or issuer_form else 200


def _head(council: Council | None = None) -> str:
    """The head of the authority, who sets councils up: as called on the decision's day."""
    day = council.decided_on if council else local_date(now())
    agency = agency_on(db.session(), day)
    return f"{agency.head_title} {agency.name}" if agency else ""


def _choices(seats: list[queries.Seat], today: date) -> list[tuple[int, str]]:
    """Who sits in the council or will, each once."""
    live = {one.account_id: one.name for one in seats if not one.valid_to or one.valid_to > today}
    return list(live.items())


@bp.post("/quan-tri/hoi-dong/<int:council_id>/chuc-danh")
@needs(Role.ADMIN)
def give_office(council_id: int) -> Answer:
    """What a member is from a day on."""
    session = db.session()
    form = OfficeForm().offer(_choices(queries.seats(session, council_id), local_date(now())))
    if form.validate():
        with refusals_in(form), transaction() as writing:
            council = to_change(writing, Council, council_id)
            actions.give_office(writing, actor(), council, form.draft(), now())
    if form.errors or form.form_errors:
        return _council_page(council_id, form)
    flash(_("Đã ghi chức danh trong Hội đồng."), "ok")
    return redirect(url_for(".show", council_id=council_id, _anchor="chuc-danh"), 303)


@bp.post("/quan-tri/hoi-dong/<int:council_id>/nguoi-ban-hanh")
@needs(Role.ADMIN)
def name_issuer(council_id: int) -> Answer:
    """Who issued the decision that set the council up."""
    form = IssuerForm()
    if not form.validate():
        return _council_page(council_id, issuer_form=form)
    with transaction() as session:
        council = to_change(session, Council, council_id)
        actions.name_issuer(session, actor(), council, form.decided_by.data, now())
    flash(_("Đã lưu người ban hành quyết định."), "ok")
    return redirect(url_for(".show", council_id=council_id, _anchor="quyet-dinh"), 303)


@bp.post("/quan-tri/hoi-dong/<int:council_id>/quyet-dinh")
@needs(Role.ADMIN)
@uploads
def attach(council_id: int) -> Answer:
    """The signed decision that set the council up."""
    form = DecisionFileForm()
    if form.validate():
        given_file = form.file.data
        with refusals_in(form), transaction() as session:
            council = to_change(session, Council, council_id)
            actions.attach_decision(session, actor(), council, given_file.stream,
                                    given_file.filename, now())  # fmt: skip
    if form.errors or form.form_errors:
        return _council_page(council_id, file_form=form)
    flash(_("Đã lưu quyết định."), "ok")
    return redirect(url_for(".show", council_id=council_id), 303)


def read_decision(_session: Session, person: Actor | None, file: StoredFile) -> Denial | None:
    """The administrator and whoever sits in the council read its decision."""
    if person is None or file.owner_id is None:
        return NOT_FOUND
    if person.has(Role.ADMIN) or person.in_council(file.owner_id, *SEATS):
        return None
    return NOT_FOUND


@bp.get("/quan-tri/hoi-dong/moi")
@needs(Role.ADMIN)
def new() -> Answer:
    """The form of a new council."""
    return render_template(
        "councils/new.html", form=CouncilForm(formdata=None, data={"decided_by": _head()})
    )


@bp.post("/quan-tri/hoi-dong/moi")
@needs(Role.ADMIN)
def add() -> Answer:
    """Write the council down, once."""
    form, admin, key, target = CouncilForm(), actor(), request.form.get("once_key", ""), ""
    if form.validate():
        with refusals_in(form), transaction() as session:
            target = earlier_result(session, key, admin.user_id) or ""
            if not target:
                made = actions.add_council(session, admin, form.draft(), now())
                session.flush()
                target = url_for(".show", council_id=made.id)
                remember(session, key, admin.user_id, target, now())
    if form.errors or not target:
        return render_template("councils/new.html", form=form), 422
    flash(_("Đã ghi Hội đồng. Giao vai trò thành viên trên trang của từng người."), "ok")
    return redirect(target, 303)
