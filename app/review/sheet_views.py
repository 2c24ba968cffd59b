"""A reviewer's pages: my sheets, the two panes, a file inside them. Closing: `closing_views`."""

from decimal import Decimal

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.inline import inline_pdf
from app.ideas.choices import title_of
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local, remaining_text
from app.kernel.keys import whole
from app.kernel.numbers import decimal_text
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.review import actions, policy, rules, sheet_queries
from app.review.desk import bp, posted_version
from app.review.forms import ConflictForm, SheetFormBase, criteria_shown, sheet_form
from app.review.models import Sheet
from app.review.past_stage_queries import my_past_rounds
from app.review.qualifying_queries import was_asked
from app.review.sheet_queries import SheetPage
from app.review.states import OPEN_SHEETS, SHEET_SHAPES, SHEET_TITLES, SheetState
from app.review.warm_up_queries import lacking, my_samples
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.security import FRAMING_OWN

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
    past = my_past_rounds(session, person)
    qualifies = was_asked(session, person)
    asked = request.args.get("dot", type=whole)
    found = next((r for r in rounds if r.round_id == asked), rounds[0] if rounds else None)
    if found is None:
        return render_template("review/mine.html", found=None, past=past, qualifies=qualifies)
    chosen = request.args.get("loc", "")
    number, size = asked_page(), asked_size()
    counts = sheet_queries.my_counts(session, person, found.round_id)
    state = FILTERS.get(chosen)
    lines = sheet_queries.my_lines(session, person, found.round_id, state, limit=size,
                                   offset=(number - 1) * size)  # fmt: skip
    active = sum(counts[s] for s in sheet_queries.ACTIVE)
    total = active if state is None else counts[state]
    return render_template(
        "review/mine.html", found=found, rounds=rounds, past=past, counts=counts, active=active,
        qualifies=qualifies,
        page=page_of(lines, total, number, size), filters=FILTERS, chosen=chosen,
        titles=SHEET_TITLES, shapes=SHEET_SHAPES,
        remaining=remaining_text(instant, found.closes_at),
        following=sheet_queries.next_sheet(session, person, found.round_id, None),
        spread=rules.spread_of(
            sheet_queries.totals_so_far(session, person, found.round_id),
            sheet_queries.scale_of(session, found.round_id),
        ), idea_titles=IDEA_TITLES, idea_shapes=IDEA_SHAPES,
        begins_later=instant < found.opens_at, ended=instant >= found.closes_at,
        samples=my_samples(session, person, found.round_id,
                           sheet_queries.criteria_of(session, found.round_id)),
    )  # fmt: skip


def readable(sheet_id: int) -> SheetPage:
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
    page = readable(sheet_id)
    return _panes(page, sheet_form(page.rubric, page.draft))


def _panes(page: SheetPage, form: SheetFormBase, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    counts = sheet_queries.my_counts(session, person, page.sheet.round_id)
    before, after = sheet_queries.neighbours(session, person, page.sheet)
    later = sheet_queries.next_sheet(session, person, page.sheet.round_id, page.sheet)
    running, done = rules.running_total(form.draft(), page.rubric.criteria)
    denial = policy.score(person, page.standing, now())
    editable = denial is None and page.sheet.state in OPEN_SHEETS
    warm_ups = 0
    if editable and page.sheet.state is SheetState.NOT_STARTED and not form.errors:
        warm_ups = lacking(session, person, page.sheet.round_id, page.rubric.criteria)
    text = render_template(
        "review/sheet.html", page=page, form=form, criteria=criteria_shown(form), title_of=title_of,
        editable=editable and not warm_ups, warm_ups=warm_ups,
        closed_reason=denial.reason if denial else None, version=page.sheet.version,
        running=decimal_text(running), done=done, share=_share(running, page.rubric),
        locked_count=counts[SheetState.LOCKED],
        active=sum(counts[s] for s in sheet_queries.ACTIVE), before=before, after=after,
        later=later, grounds=ConflictForm(formdata=None).ground.choices,
        titles=SHEET_TITLES, shapes=SHEET_SHAPES,
        saved_text=_saved_text(page.sheet),
    )  # fmt: skip
    return text, status, {"Content-Security-Policy": FRAMING_OWN}


@bp.get("/cham-diem/<int:sheet_id>/tep/<int:file_id>")
@needs(Role.REVIEWER)
def see_file(sheet_id: int, file_id: int) -> Answer:
    """A PDF of the dossier inside the page; only of the dossier on this sheet."""
    page = readable(sheet_id)
    file = next((one for one in page.blind.files if one.file_id == file_id), None)
    if file is None:
        raise Denied(NOT_FOUND)
    return inline_pdf(db.session(), actor(), file_id, file.download_name)


def _saved_text(found: Sheet) -> str:
    if found.saved_at is None:
        return ""
    return str(_("Đã lưu lúc %(time)s", time=f"{local(found.saved_at):%H:%M:%S %d/%m}"))


def _share(running: Decimal, rubric: RubricView) -> str:
    return f"{running / rubric.maximum * 100:.2f}" if rubric.maximum else "0"


def _typed(session: Session, found: Sheet) -> SheetFormBase:
    """What was posted, read with the rubric of the sheet's round; the action asks the policy."""
    rubric = sheet_queries.rubric_of_own(session, actor(), found)
    form = sheet_form(rubric)
    form.validate()
    return form


@bp.post("/cham-diem/<int:sheet_id>")
@needs(Role.REVIEWER)
def save(sheet_id: int) -> Answer:
    """Save; go on to the next sheet, to the check before locking, or stay."""
    form = _save(sheet_id)
    if form.errors:
        return _panes(readable(sheet_id), form, 422)
    return redirect(_onward(sheet_id), 303)


def _save(sheet_id: int) -> SheetFormBase:
    form = None
    try:
        with transaction() as session:
            found = to_change(session, Sheet, sheet_id)
            form = _typed(session, found)
            if not form.errors:
                actions.save_sheet(session, actor(), found, form.draft(), now(), posted_version())
    except Blocked as problem:
        if form is None:
            raise
        form.add_blockers(problem.blockers)
    return form


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
    """Save by script; the answer carries the server's total and the new version."""
    with transaction() as session:
        found = to_change(session, Sheet, sheet_id)
        form = _typed(session, found)
        if form.errors:
            return jsonify(errors=form.errors), 422
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
