"""The analysis beside the official score, for the office; about reviewers, for the chair alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.review import analysis_actions, analysis_queries
from app.review.analysis_queries import Run, Zone
from app.review.decision_counters import table_counts
from app.review.desk import bp, round_at_work
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.web.access import Answer, actor, needs
from app.web.forms import CountField, Wanted, WebForm
from app.web.paging import asked_page, asked_size, page_of

OFFICE = (Role.SECRETARY, Role.CHAIR)
WIDTH, HEIGHT, POINTS = 600, 240, 150
FEW_SHEETS = 5


class AnalysisForm(WebForm):
    """For how many places the chances are computed."""

    cut = CountField(_l("Số suất"), [Wanted(_l("Nhập số suất"))])


@bp.get("/quyet-dinh/<int:round_id>/phan-tich")
@needs(*OFFICE)
def analysis(round_id: int) -> Answer:
    """Corrected scores, intervals, the grey zone, agreement: what the scores can carry."""
    found = round_at_work(db.session(), actor(), round_id)
    run = analysis_queries.run_of(db.session(), round_id)
    return _page(found, run, AnalysisForm(data={"cut": run.cut if run else _usual_cut(found)}))


def _usual_cut(found: Round) -> int:
    """Before anybody chose: as many places as dossiers are proposed, at least a tenth."""
    rubric = rubric_of(db.session(), found.id)
    if rubric is None:
        return 1
    counts = table_counts(db.session(), actor(), found, rubric.maximum)
    return max(1, counts.recognise or counts.total // 10)


def _page(found: Round, run: Run | None, form: AnalysisForm, status: int = 200) -> Answer:
    if run is None:
        return render_template("review/analysis_none.html", found=found, form=form), status
    session, person = db.session(), actor()
    zone = Zone.ALL if request.args.get("loc") == Zone.ALL else Zone.GREY
    number, size = asked_page(), asked_size()
    rows = analysis_queries.estimate_rows(session, person, found, zone, run.cut,
                                          limit=size, offset=(number - 1) * size)  # fmt: skip
    counts = {z: analysis_queries.estimate_count(session, person, found, z, run.cut) for z in Zone}
    rubric = rubric_of(session, found.id)
    return render_template(
        "review/analysis.html", found=found, run=run, form=form, zone=zone, zones=Zone,
        counts=counts, page=page_of(rows, counts[zone], number, size), summary=run.summary,
        digits=found.rounding_digits, is_chair=_chair(person, found),
        criteria={c.criterion_id: c for c in rubric.criteria} if rubric else {},
        plot=_plot(analysis_queries.band_of_ranks(session, person, found), run),
        **_named(person, found, run.summary),
    ), status  # fmt: skip


def _chair(person: Actor, found: Round) -> bool:
    return person.in_council(found.council_id, Role.CHAIR)


def _named(person: Actor, found: Round, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Codes and names for what the summary lists; dossiers shut to the reader fall out."""
    moved = [key for line in summary["without"] for key in (*line["enter"], *line["leave"])]
    wanted = {line["idea"] for line in (*summary["flags"], *summary["bridges"])} | set(moved)
    codes = analysis_queries.open_codes(db.session(), person, found, wanted)
    people = {
        line["reviewer"] for name in ("flags", "bridges", "without") for line in summary[name]
    }
    people |= {key for island in summary["islands"] for key in island["reviewers"]}
    return {
        "codes": codes,
        "names": analysis_queries.names_of(db.session(), people),
        "flags": [line for line in summary["flags"] if line["idea"] in codes],
        "bridges": [line for line in summary["bridges"] if line["idea"] in codes],
        "without": [line for line in summary["without"]
                    if any(key in codes for key in (*line["enter"], *line["leave"]))],
    }  # fmt: skip


def _plot(ranks: Sequence[tuple[int, int, int]], run: Run) -> dict[str, Any]:
    """The ranking as a band: place across, 90 % interval of the place downwards."""
    total = max(int(run.summary["ideas"]), 1)
    step = max(1, len(ranks) // POINTS)
    across = [(WIDTH * place / total, low, high) for place, low, high in ranks[::step]]
    upper = [f"{x:.1f},{HEIGHT * low / total:.1f}" for x, low, _high in across]
    lower = [f"{x:.1f},{HEIGHT * high / total:.1f}" for x, _low, high in reversed(across)]
    return {
        "band": " ".join(upper + lower),
        "cut": f"{HEIGHT * min(run.cut, total) / total:.1f}",
        "width": WIDTH,
        "height": HEIGHT,
        "total": total,
    }


@bp.post("/quyet-dinh/<int:round_id>/phan-tich")
@needs(*OFFICE)
def ask_analysis(round_id: int) -> Answer:
    """Have it computed anew, in the background."""
    form = AnalysisForm()
    if form.validate():
        try:
            with transaction() as session:
                found = to_change(session, Round, round_id)
                cut = form.cut.data or 0
                analysis_actions.ask_analysis(session, actor(), found, cut, now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        found = round_at_work(db.session(), actor(), round_id)
        return _page(found, analysis_queries.run_of(db.session(), round_id), form, 422)
    flash(_("Đang tính trong nền, thường dưới một phút. Tải lại trang để xem kết quả."), "ok")
    return redirect(url_for(".analysis", round_id=round_id), 303)


@bp.get("/quyet-dinh/<int:round_id>/phan-tich/nguoi-cham")
@needs(Role.CHAIR)
def reviewer_figures(round_id: int) -> Answer:
    """Severity, halo and distribution of each reviewer: for the chair, after own sheets."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    run = analysis_queries.run_of(session, round_id)
    hidden = not _chair(person, found) or analysis_queries.judges_here(session, person, round_id)
    if run is None or hidden:
        return render_template("review/reviewers_hidden.html", found=found, hidden=hidden)
    rubric = rubric_of(session, round_id)
    lines = sorted(run.summary["reviewers"], key=lambda line: (-line["severity"], line["id"]))
    return render_template(
        "review/reviewers.html", found=found, run=run, lines=lines, few=FEW_SHEETS,
        maximum=float(rubric.maximum) if rubric else 100.0, digits=found.rounding_digits,
        names=analysis_queries.names_of(session, [line["id"] for line in lines]),
    )  # fmt: skip
