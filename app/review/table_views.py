"""The decision table: look, export, one dossier whole, a sheet opened again."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.exports import record_export
from app.community.queries import poll_has_ended
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.choices import title_of
from app.ideas.queries import open_idea
from app.ideas.states import DECIDED, IDEA_SHAPES, IDEA_TITLES, IdeaState
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.kernel.vietnamese import clean_line
from app.review import actions, board_queries, decision_queries, policy
from app.review.analysis_queries import estimates_of
from app.review.decision_counters import table_counts
from app.review.decision_filters import SHOW_TITLES, WIDE_SHARE, Show, Sort, TableFilter
from app.review.desk import bp, round_at_work
from app.review.detail_queries import sheets_of_idea
from app.review.exports import table_xlsx
from app.review.forms import ProposalForm, ReasonForm
from app.review.letters import held_letters, letter_of
from app.review.models import Sheet
from app.review.past_stage_queries import outcome_of, past_sheets, rubric_as_lived
from app.review.queries import shut_codes, shut_ids
from app.review.stage_queries import stage_of_result
from app.review.stage_views import asked_stage, past_file, past_page
from app.review.states import PROPOSAL_TITLES, SHEET_SHAPES, SHEET_TITLES
from app.review.table_columns import ANALYSED, COLUMN_TITLES, asked_columns, in_address
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView
from app.rounds.stage_queries import stages_of
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

OFFICE = (Role.SECRETARY, Role.CHAIR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_AT_ONCE = 100


@bp.get("/quyet-dinh")
@needs(*OFFICE)
def table_index() -> Answer:
    """The table of the newest round."""
    rounds = board_queries.rounds_at_work(db.session(), actor(), *policy.OFFICE)
    if not rounds:
        return render_template("review/no_round.html", title=_("Bảng quyết định"))
    return redirect(url_for(".table", round_id=rounds[0][0]))


def _asked() -> TableFilter:
    """The filter in the address; what is unknown is left out."""
    shows, sorts = [str(s) for s in Show], [str(s) for s in Sort]
    show, sort = request.args.get("loc", ""), request.args.get("xep", "")
    return TableFilter(
        Show(show) if show in shows else Show.ALL,
        Sort(sort) if sort in sorts else Sort.SCORE,
        clean_line(request.args.get("q", ""))[:100],
    )


def rubric_of_table(found: Round) -> RubricView:
    rubric = rubric_of(db.session(), found.id)
    if rubric is None:
        raise Denied(NOT_FOUND)
    return rubric


@bp.get("/quyet-dinh/<int:round_id>")
@needs(*OFFICE)
def table(round_id: int) -> Answer:
    """Every dossier of the round with its result."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    stages = stages_of(session, round_id)
    past = asked_stage(stages)
    if past is not None:
        return past_page(found, stages, past)
    rubric, wanted = rubric_of_table(found), _asked()
    number, size = asked_page(), asked_size()
    away = shut_ids(session, person)
    rows = decision_queries.table_rows(session, person, found, wanted, rubric.maximum, away=away,
                                       limit=size, offset=(number - 1) * size)  # fmt: skip
    columns = asked_columns(request.args.getlist("cot"))
    analysed = [column for column in columns if column in ANALYSED]
    open_keys = [row.idea_id for row in rows if not row.shut]
    counts = table_counts(session, person, found, rubric.maximum, away=away)
    total = counts.of(wanted.show)
    if wanted.text:
        total = decision_queries.table_count(session, person, found, wanted, rubric.maximum,
                                             away=away)  # fmt: skip
    return render_template(
        "review/table.html", found=found, rubric=rubric, wanted=wanted, shows=SHOW_TITLES,
        page=page_of(rows, total, number, size), sorts=Sort, counts=counts,
        rounds=board_queries.rounds_at_work(session, person, *policy.OFFICE), wide=WIDE_SHARE,
        criteria={str(c.position): c.name for c in rubric.criteria}, form=ProposalForm(),
        shapes=IDEA_SHAPES, titles=IDEA_TITLES, proposals=PROPOSAL_TITLES, states=IdeaState,
        columns=columns, kept=in_address(columns), column_titles=COLUMN_TITLES, analysed=analysed,
        estimates=estimates_of(session, open_keys) if analysed else {},
        stages=stages,
        letters=len(held_letters(session, found)) if wanted.show is Show.DECIDED else 0,
        poll_ended=poll_has_ended(session, round_id, now()),
    )  # fmt: skip


@bp.get("/quyet-dinh/<int:round_id>/bang-quyet-dinh.xlsx")
@needs(*OFFICE)
def table_file(round_id: int) -> Response:
    """The same rows in the same order, all pages of them."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    past = asked_stage(stages_of(session, round_id))
    if past is not None:
        return past_file(found, past)
    rubric = rubric_of_table(found)
    rows = decision_queries.table_rows(session, person, found, _asked(), rubric.maximum)
    name = f"bang-quyet-dinh-{found.code}.xlsx"
    content = table_xlsx(rows, found.title, rubric, found.rounding_digits)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    record_export(person, "decision_table.xlsx", f"round:{round_id}", now(), rows=len(rows))
    return Response(content, mimetype=XLSX, headers=headers)


@bp.get("/quyet-dinh/<int:round_id>/ho-so/<int:idea_id>")
@needs(*OFFICE)
def detail(round_id: int, idea_id: int) -> Answer:
    """One dossier with every locked sheet, for the office; never for somebody in conflict."""
    return _detail_page(round_id, idea_id, ReasonForm())


def _detail_page(round_id: int, idea_id: int, form: ReasonForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    require(policy.work_on(person, found.council_id, shut_codes(session, person, [idea_id])))
    rows = decision_queries.chosen_ideas(session, person, found, [idea_id])
    stages = stages_of(session, round_id)
    past = asked_stage(stages) or stage_of_result(session, found, idea_id)
    idea = open_idea(session, idea_id)
    if not rows or idea is None:
        raise Denied(NOT_FOUND)
    return render_template(
        "review/detail.html", found=found, row=rows[0], idea=idea, form=form, past=past,
        stages=stages,
        rubric=(rubric_as_lived(past, round_id) if past else None) or rubric_of_table(found),
        sheets=past_sheets(session, past, idea_id) if past else sheets_of_idea(session, idea_id),
        outcome=outcome_of(session, past, idea_id) if past else None, title_of=title_of,
        sheet_titles=SHEET_TITLES, sheet_shapes=SHEET_SHAPES, shapes=IDEA_SHAPES,
        titles=IDEA_TITLES, proposals=PROPOSAL_TITLES,
        may_reopen=past is None and rows[0].state in {IdeaState.SCORING, IdeaState.SCORED},
        asked=request.form.get("sheet", type=whole), decided=rows[0].state in DECIDED,
        letter=letter_of(session, idea_id),
    ), status  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/ho-so/<int:idea_id>/mo-lai-phieu")
@needs(*OFFICE)
def reopen(round_id: int, idea_id: int) -> Answer:
    """Let one reviewer mend a locked sheet, for a reason."""
    form = ReasonForm()
    if not form.validate():
        return _detail_page(round_id, idea_id, form, 422)
    with transaction() as session:
        sheet = to_change(session, Sheet, request.form.get("sheet", 0, type=whole))
        if (sheet.round_id, sheet.idea_id) != (round_id, idea_id):
            raise Denied(NOT_FOUND)
        actions.reopen_sheet(session, actor(), sheet, form.reason.data or "", now())
    flash(_("Đã mở lại phiếu. Người chấm được báo qua thư."), "ok")
    return redirect(url_for(".detail", round_id=round_id, idea_id=idea_id), 303)
