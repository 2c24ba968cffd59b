"""From scores to the decision: settle, propose in bulk, bring to the council, record."""

from collections.abc import Mapping
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import Blocked, Blocker, require
from app.review import actions, deciding_actions, decision_queries, policy, rules
from app.review.decision_counters import table_counts
from app.review.decision_filters import Show
from app.review.decision_queries import DecisionRow
from app.review.desk import bp, posted_keys, round_at_work
from app.review.forms import DecisionForm, ProposalForm
from app.review.queries import shut_codes
from app.review.rules import DecisionLine
from app.review.states import PROPOSAL_TITLES, Proposal
from app.review.table_views import rubric_of_table
from app.rounds.models import Round
from app.rounds.rubrics import RubricView
from app.sittings.ballot_queries import Voted
from app.web.access import Answer, actor, needs

OFFICE = (Role.SECRETARY, Role.CHAIR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_AT_ONCE = 100


@bp.post("/quyet-dinh/<int:round_id>/khoa-ket-qua")
@needs(*OFFICE)
def settle(round_id: int) -> Answer:
    """Fix the scores of the dossiers that have their quorum."""
    with transaction() as session:
        done = actions.settle_round(session, actor(), to_change(session, Round, round_id), now())
    flash(_("Đã khóa kết quả chấm của %(count)s hồ sơ.", count=done.count), "ok")
    if done.lacking:
        codes = ", ".join(line.code for line in done.lacking[:10])
        flash(_("Còn %(count)s hồ sơ chưa đủ phiếu: %(codes)s.", count=len(done.lacking),
                codes=codes), "bad")  # fmt: skip
    return redirect(url_for(".table", round_id=round_id), 303)


@bp.post("/quyet-dinh/<int:round_id>/xem-truoc")
@needs(*OFFICE)
def preview_proposal(round_id: int) -> Answer:
    """What the proposal would set for the ticked dossiers; nothing is written."""
    form = ProposalForm()
    form.validate()
    return _proposal_page(round_id, form)


def _proposal_page(round_id: int, form: ProposalForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    keys = posted_keys("idea")
    require(policy.work_on(person, found.council_id, shut_codes(session, person, keys)))
    rows = decision_queries.chosen_ideas(session, person, found, keys)
    rubric = rubric_of_table(found)
    blockers: list[Blocker] = []
    if not form.errors:
        facts = deciding_actions.scored_ideas(session, [row.idea_id for row in rows])
        blockers = rules.blockers_to_propose(
            facts, form.chosen(), form.reason.data or "", rubric.pass_mark
        )
    return render_template(
        "review/proposal.html", found=found, rows=rows, form=form, blockers=blockers,
        rubric=rubric, proposals=PROPOSAL_TITLES, shapes=IDEA_SHAPES, titles=IDEA_TITLES,
        criteria={str(c.position): c.name for c in rubric.criteria},
    ), 422 if form.errors else status  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/de-xuat")
@needs(*OFFICE)
def set_proposal(round_id: int) -> Answer:
    """Set the previewed proposal for all of the dossiers, or for none."""
    form = ProposalForm()
    if form.validate():
        try:
            with transaction() as session:
                count = actions.propose(
                    session, actor(), to_change(session, Round, round_id), posted_keys("idea"),
                    form.chosen(), form.reason.data or "", now(),
                )  # fmt: skip
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _proposal_page(round_id, form, 422)
    flash(_("Đã ghi đề xuất cho %(count)s hồ sơ.", count=count), "ok")
    return redirect(url_for(".table", round_id=round_id), 303)


@bp.get("/quyet-dinh/<int:round_id>/trinh")
@needs(*OFFICE)
def bring_page(round_id: int) -> Answer:
    """Which dossiers go before the council, with what is proposed."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    return render_template(
        "review/bring.html", found=found, proposals=PROPOSAL_TITLES,
        rows=decision_queries.proposed_ideas(session, person, found),
        counts=table_counts(session, person, found, Decimal(1)),
    )  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/trinh")
@needs(*OFFICE)
def bring(round_id: int) -> Answer:
    """Put the listed dossiers before the council."""
    with transaction() as session:
        found = to_change(session, Round, round_id)
        count = actions.bring_to_council(session, actor(), found, posted_keys("idea"), now())
    flash(_("Đã trình Hội đồng %(count)s hồ sơ.", count=count), "ok")
    return redirect(url_for(".table", round_id=round_id), 303)


@bp.get("/quyet-dinh/<int:round_id>/ghi-quyet-dinh")
@needs(*OFFICE)
def decision_page(round_id: int) -> Answer:
    """The form for the head's decision: its number and days, and a line for each dossier."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    rows = decision_queries.ideas_before_council(session, person, found, limit=LINES_AT_ONCE)
    said = deciding_actions.votes_in_minutes(session, [row.idea_id for row in rows])
    lines = [_line_before(row, said, rubric_of_table(found)) for row in rows]
    sat_on = max((one.sat_on for one in said.values()), default=found.sits_on)
    seats = decision_queries.seat_count(session, found.council_id, sat_on)
    form = DecisionForm(data={"sat_on": sat_on, "votes_of": seats, "lines": lines})
    return _decision_form(found, form)


def _line_before(
    row: DecisionRow, said: Mapping[int, Voted], rubric: RubricView
) -> dict[str, object]:
    """A line as it is offered: what the council voted. Before any sitting what the office
    proposes; after one, what it has not voted on waits.
    """
    chosen = {Proposal.RECOGNISE: "recognise", Proposal.DECLINE: "decline"}
    vote = said.get(row.idea_id)
    if vote is not None:
        decision = "recognise" if vote.passed else "decline"
    else:
        decision = "later" if said else chosen.get(row.proposal, "later")
    return {"idea_id": row.idea_id, "decision": decision,
            "votes_for": vote.yes if vote else None,
            "reason": _words_of_veto(row, rubric)}  # fmt: skip


def _words_of_veto(row: DecisionRow, rubric: RubricView) -> str:
    """Why a dossier is "không đạt", ready for its authors to read; the officer may edit it."""
    names = [c.name for c in rubric.criteria if str(c.position) in row.vetoed.split(",")]
    if not names or row.proposal is not Proposal.DECLINE:
        return ""
    return str(_("Không đạt: dưới điểm liệt ở tiêu chí %(names)s.", names="; ".join(names)))


def _decision_form(found: Round, form: DecisionForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    typed = (key_in(entry.form.idea_id.data) for entry in form.lines)
    keys = [key for key in typed if key is not None]
    rows = decision_queries.chosen_ideas(session, person, found, keys)
    said = deciding_actions.votes_in_minutes(session, [row.idea_id for row in rows])
    return render_template(
        "review/decision.html", found=found, form=form, rubric=rubric_of_table(found), said=said,
        ideas={str(row.idea_id): row for row in rows}, proposals=PROPOSAL_TITLES,
    ), status  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/ghi-quyet-dinh")
@needs(*OFFICE)
def record(round_id: int) -> Answer:
    """Write down the decision."""
    form = DecisionForm()
    if form.validate():
        try:
            with transaction() as session:
                found = to_change(session, Round, round_id)
                lines = _lines(session, form)
                count = actions.record_decision(session, actor(), found, lines, form.paper(), now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _decision_form(round_at_work(db.session(), actor(), round_id), form, 422)
    flash(
        _(
            "Đã ghi quyết định cho %(count)s hồ sơ; thư báo tác giả được giữ đến khi công bố.",
            count=count,
        ),
        "ok",
    )
    return redirect(url_for(".table", round_id=round_id, loc=Show.DECIDED), 303)


def _lines(session: Session, form: DecisionForm) -> list[DecisionLine]:
    """The lines on which something was decided; the minutes know of how many the votes are."""
    typed = ((key_in(line.idea_id.data), line) for line in form.filled())
    lines = [(key, line) for key, line in typed if key is not None]
    said = deciding_actions.votes_in_minutes(session, [key for key, _line in lines])
    return [
        DecisionLine(
            idea_id=key,
            recognised=line.decision.data == "recognise",
            votes_for=line.votes_for.data if line.votes_for.data is not None else -1,
            votes_of=said[key].base if key in said else form.votes_of.data or 0,
            reason=line.reason.data or "",
        )
        for key, line in lines
    ]
