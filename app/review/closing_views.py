"""The end of a sheet: check and lock, step back, print."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Blocker, require
from app.review import actions, policy, rules, sheet_queries
from app.review.desk import bp, posted_version
from app.review.forms import ConflictForm
from app.review.models import Sheet
from app.review.sheet_queries import SheetPage
from app.review.sheet_views import readable
from app.review.states import SHEET_TITLES
from app.web.access import Answer, actor, needs


@bp.get("/cham-diem/<int:sheet_id>/chot")
@needs(Role.REVIEWER)
def check(sheet_id: int) -> Answer:
    """Everything on the sheet once more, and what keeps it from being locked."""
    page = readable(sheet_id)
    require(policy.score(actor(), page.standing, now()))
    blockers = rules.blockers_to_lock(page.draft, page.rubric.criteria)
    return render_template(
        "review/check.html", page=page, blockers=[_placed(b, page) for b in blockers],
        total=rules.sheet_total(page.draft, page.rubric.criteria), version=page.sheet.version,
    )  # fmt: skip


def _placed(blocker: Blocker, page: SheetPage) -> Blocker:
    """The blocker with the way to the box it is about."""
    kind, _sep, key = blocker.field.partition("_")
    places = {str(c.criterion_id): c.position for c in page.rubric.criteria}
    url = url_for(".sheet", sheet_id=page.sheet.id, _anchor=f"tc{places.get(key, 1)}-{kind}")
    return Blocker(blocker.field, blocker.message, url)


@bp.post("/cham-diem/<int:sheet_id>/chot")
@needs(Role.REVIEWER)
def lock(sheet_id: int) -> Answer:
    """Lock the sheet as it was checked."""
    with transaction() as session:
        found = to_change(session, Sheet, sheet_id)
        actions.lock_sheet(session, actor(), found, now(), posted_version())
        round_id = found.round_id
    following = sheet_queries.next_sheet(db.session(), actor(), round_id, None)
    if following is None:
        flash(_("Đã chốt phiếu. Không còn phiếu nào khác chờ chấm."), "ok")
        return redirect(url_for(".mine", dot=round_id), 303)
    flash(_("Đã chốt phiếu. Đây là hồ sơ tiếp theo."), "ok")
    return redirect(url_for(".sheet", sheet_id=following), 303)


@bp.get("/cham-diem/<int:sheet_id>/xin-khong-cham")
@needs(Role.REVIEWER)
def stepping_back(sheet_id: int) -> Answer:
    """Ask for the reason."""
    return _stepping_back_page(sheet_id, ConflictForm())


def _stepping_back_page(sheet_id: int, form: ConflictForm, status: int = 200) -> Answer:
    session = db.session()
    found = sheet_queries.own_sheet(session, sheet_id)
    require(policy.decline(actor(), found.reviewer_id))
    title = sheet_queries.title_of_sheet(session, found)
    return render_template("review/step_back.html", form=form, sheet=found, title=title), status


@bp.post("/cham-diem/<int:sheet_id>/xin-khong-cham")
@needs(Role.REVIEWER)
def step_back(sheet_id: int) -> Answer:
    """Step back from the dossier; the secretary finds somebody else."""
    form = ConflictForm()
    if form.validate():
        try:
            with transaction() as session:
                found = to_change(session, Sheet, sheet_id)
                round_id = found.round_id
                actions.decline_conflict(session, actor(), found, form.declared(),
                                         form.note.data or "", now())  # fmt: skip
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _stepping_back_page(sheet_id, form, 422)
    flash(_("Đã ghi nhận. Ông/Bà không chấm hồ sơ này nữa; thư ký Hội đồng đã được báo."), "ok")
    return redirect(url_for(".mine", dot=round_id), 303)


@bp.get("/cham-diem/<int:sheet_id>/in")
@needs(Role.REVIEWER)
def paper(sheet_id: int) -> Answer:
    """The sheet on paper, with a line to sign."""
    page = readable(sheet_id)
    return render_template(
        "review/paper.html", page=page, titles=SHEET_TITLES,
        total=rules.sheet_total(page.draft, page.rubric.criteria),
    )  # fmt: skip
