"""A reviewer's pages: my sheets, the two panes, lock, step back, print."""

from decimal import Decimal

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.choices import title_of
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local, remaining_text
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocked, Blocker, require
from app.review import actions, policy, rules, sheet_queries
from app.review.desk import bp, posted_version
from app.review.forms import ConflictForm, SheetFormBase, criteria_shown, sheet_form
from app.review.models import Sheet
from app.review.sheet_queries import SheetPage
from app.review.states import OPEN_SHEETS, SHEET_SHAPES, SHEET_TITLES, SheetState
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

FILTERS = {
    "": None, "chua-cham": SheetState.NOT_STARTED, "dang-cham": SheetState.DRAFT,
    "mo-lai": SheetState.REOPENED, "da-chot": SheetState.LOCKED, "khong-cham": SheetState.DECLINED,
}  # fmt: skip


@bp.get("/cham-diem")
@needs(Role.REVIEWER)
def mine() -> Answer:
    """My sheets of one round: how many are left, which one to go on with."""
    session, person, instant = db.session(), actor(), now()
    rounds = sheet_queries.my_rounds(session, person)
    asked = request.args.get("dot", type=int)
    found = next((r for r in rounds if r.round_id == asked), rounds[0] if rounds else None)
    if found is None:
        return render_template("review/mine.html", found=None)
    chosen = request.args.get("loc", "")
    number, size = asked_page(), asked_size()
    counts = sheet_queries.my_counts(session, person, found.round_id)
    state = FILTERS.get(chosen)
    lines = sheet_queries.my_lines(session, person, found.round_id, state, limit=size,
                                   offset=(number - 1) * size)  # fmt: skip
    active = sum(counts[s] for s in sheet_queries.ACTIVE)
    total = active if state is None else counts[state]
    return render_template(
        "review/mine.html", found=found, rounds=rounds, counts=counts, active=active,
        page=page_of(lines, total, number, size), filters=FILTERS, chosen=chosen,
        titles=SHEET_TITLES, shapes=SHEET_SHAPES,
        remaining=remaining_text(instant, found.closes_at),
        following=sheet_queries.next_sheet(session, person, found.round_id, None),
        begins_later=instant < found.opens_at, ended=instant >= found.closes_at,
    )  # fmt: skip


def _readable(sheet_id: int) -> SheetPage:
    """My sheet with its dossier; refused before anything of the dossier is handed on."""
    session, person = db.session(), actor()
    sheet = sheet_queries.own_sheet(session, sheet_id)
    page = sheet_queries.sheet_page(session, person, sheet)
    require(policy.read_sheet(person, page.standing))
    return page


@bp.get("/cham-diem/<int:sheet_id>")
@needs(Role.REVIEWER)
def sheet(sheet_id: int) -> Answer:
    """The dossier on the left, the sheet on the right."""
    page = _readable(sheet_id)
    return _panes(page, sheet_form(page.rubric, page.draft))


def _panes(page: SheetPage, form: SheetFormBase, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    counts = sheet_queries.my_counts(session, person, page.sheet.round_id)
    before, after = sheet_queries.neighbours(session, person, page.sheet)
    running, done = rules.running_total(form.draft(), page.rubric.criteria)
    denial = policy.score(person, page.standing, now())
    return render_template(
        "review/sheet.html", page=page, form=form, criteria=criteria_shown(form), title_of=title_of,
        editable=denial is None and page.sheet.state in OPEN_SHEETS,
        closed_reason=denial.reason if denial else None, version=page.sheet.version,
        running=decimal_text(running), done=done, share=_share(running, page.rubric),
        locked_count=counts[SheetState.LOCKED],
        active=sum(counts[s] for s in sheet_queries.ACTIVE), before=before, after=after,
        titles=SHEET_TITLES, shapes=SHEET_SHAPES,
        saved_text=_saved_text(page.sheet),
    ), status  # fmt: skip


def _saved_text(found: Sheet) -> str:
    if found.saved_at is None:
        return ""
    return str(_("Đã lưu lúc %(time)s", time=f"{local(found.saved_at):%H:%M:%S %d/%m}"))


def _share(running: Decimal, rubric: RubricView) -> str:
    return f"{running / rubric.maximum * 100:.2f}" if rubric.maximum else "0"


def _typed(sheet_id: int) -> tuple[SheetFormBase, bool]:
    """What was posted, read with the rubric of the sheet's round."""
    page = _readable(sheet_id)
    form = sheet_form(page.rubric)
    return form, bool(form.validate())


@bp.post("/cham-diem/<int:sheet_id>")
@needs(Role.REVIEWER)
def save(sheet_id: int) -> Answer:
    """Save; go on to the next sheet, to the check before locking, or stay."""
    form, fine = _typed(sheet_id)
    if fine:
        try:
            with transaction() as session:
                found = to_change(session, Sheet, sheet_id)
                actions.save_sheet(session, actor(), found, form.draft(), now(), posted_version())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _panes(_readable(sheet_id), form, 422)
    return redirect(_onward(sheet_id), 303)


def _onward(sheet_id: int) -> str:
    """Where the pressed button leads."""
    then = request.form.get("then", "")
    if then == "check":
        return url_for(".check", sheet_id=sheet_id)
    if then == "next":
        session = db.session()
        here = sheet_queries.own_sheet(session, sheet_id)
        following = sheet_queries.next_sheet(session, actor(), here.round_id, here)
        if following is None:
            flash(_("Đã lưu. Không còn phiếu nào khác chờ chấm."), "ok")
            return url_for(".mine", dot=here.round_id)
        return url_for(".sheet", sheet_id=following)
    flash(_("Đã lưu phiếu."), "ok")
    return url_for(".sheet", sheet_id=sheet_id)


@bp.post("/cham-diem/<int:sheet_id>/tu-luu")
@needs(Role.REVIEWER)
def autosave(sheet_id: int) -> Answer:
    """Save while the reviewer writes; the total comes back from the server."""
    form, fine = _typed(sheet_id)
    if not fine:
        return jsonify(errors=form.errors), 422
    with transaction() as session:
        found = to_change(session, Sheet, sheet_id)
        saved = actions.save_sheet(session, actor(), found, form.draft(), now(), posted_version())
    counted = _("%(done)s/%(of)s tiêu chí", done=saved.done, of=saved.of)
    return jsonify(
        saved_at_text=f"{local(saved.saved_at):%H:%M:%S}",
        version=saved.version,
        state={"shape": SHEET_SHAPES[saved.state], "text": SHEET_TITLES[saved.state].translated(_)},
        values={
            "total": decimal_text(saved.running),
            "counted": counted,
            "total_share": _share(saved.running, form.rubric),
        },
    )


@bp.get("/cham-diem/<int:sheet_id>/chot")
@needs(Role.REVIEWER)
def check(sheet_id: int) -> Answer:
    """Everything on the sheet once more, and what keeps it from being locked."""
    page = _readable(sheet_id)
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
    page = _readable(sheet_id)
    return render_template(
        "review/paper.html", page=page, titles=SHEET_TITLES,
        total=rules.sheet_total(page.draft, page.rubric.criteria),
    )  # fmt: skip
