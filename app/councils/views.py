"""The administrator's pages of councils: list, one with its members, a new one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.blueprint import refusals_in
from app.accounts.hooks import hooks
from app.councils import actions, queries
from app.councils.forms import KIND_TITLES, CouncilForm
from app.database.once import earlier_result, remember
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.text import T
from app.web.access import Answer, actor, needs
from app.web.registry import Door, Registry

bp = Blueprint("councils", __name__, template_folder="templates")


def join(registry: Registry) -> None:
    """The door for administrators; the councils that roles may be held in."""
    hooks.councils = queries.council_choices
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
    session = db.session()
    return render_template(
        "councils/show.html", found=queries.council(session, council_id), kinds=KIND_TITLES,
        seats=queries.seats(session, council_id), titles=ROLE_TITLES, today=local_date(now()),
    )  # fmt: skip


@bp.get("/quan-tri/hoi-dong/moi")
@needs(Role.ADMIN)
def new() -> Answer:
    """The form of a new council."""
    return render_template("councils/new.html", form=CouncilForm(formdata=None))


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
