"""The grid of my sheets: a quick second look, arrows, and paste from a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.review import sheet_queries
from app.review.desk import bp
from app.review.grid import GridRow, cell_name, cell_text, pasted, read_grid
from app.review.grid_actions import save_grid as save_all
from app.review.grid_queries import my_grid
from app.review.sheet_queries import MyRound
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs

PASTE_LIMIT = 100_000


def opened_grid(round_id: int) -> tuple[MyRound, RubricView, list[GridRow]]:
    """A round in which I have sheets, its rubric and those sheets; 404 for any other."""
    session, person, instant = db.session(), actor(), now()
    rounds = sheet_queries.my_rounds(session, person)
    found = next((one for one in rounds if one.round_id == round_id), None)
    rubric = rubric_of(session, round_id)
    if found is None or rubric is None:
        raise Denied(NOT_FOUND)
    open_now = found.opens_at <= instant < found.closes_at
    return found, rubric, my_grid(session, person, round_id, may_score=open_now)


@bp.get("/cham-diem/bang/<int:round_id>")
@needs(Role.REVIEWER)
def grid(round_id: int) -> Answer:
    """All my sheets of a round, a line each."""
    return _page(round_id, {}, [])


def _page(
    round_id: int, typed: Mapping[str, str], problems: list[Blocker], status: int = 200
) -> Answer:
    found, rubric, rows = opened_grid(round_id)
    stored = {
        cell_name(row.sheet_id, c.criterion_id): cell_text(row.draft.mark_of(c.criterion_id))
        for row in rows for c in rubric.criteria
    }  # fmt: skip
    wrong: dict[str, list[Any]] = {}
    for blocker in problems:
        wrong.setdefault(blocker.field, []).append(blocker.message)
    page = render_template(
        "review/grid.html", found=found, rubric=rubric, rows=rows, stored=stored,
        shown={**stored, **{name: typed[name] for name in stored if name in typed}},
        wrong=wrong, problems=problems, cell_name=cell_name, paste=typed.get("dan", ""),
        changed=any(typed.get(name, text) != text for name, text in stored.items()),
    )  # fmt: skip
    return page, status


@bp.post("/cham-diem/bang/<int:round_id>")
@needs(Role.REVIEWER)
def save_grid(round_id: int) -> Answer:
    """Save the lines that were changed, all or none; or put pasted cells in place to look at."""
    _found, rubric, rows = opened_grid(round_id)
    if "paste" in request.form:
        return _pasted(round_id, rubric, rows)
    read = read_grid(rows, rubric, request.form, _versions(rows))
    if read.problems:
        return _page(round_id, request.form, list(read.problems), 422)
    try:
        with transaction() as session:
            count = save_all(session, actor(), read.edits, now())
    except Blocked as refused:
        return _page(round_id, request.form, list(refused.blockers), 422)
    flash(_("Đã lưu %(n)s phiếu.", n=count) if count else _("Không có ô nào thay đổi."), "ok")
    return redirect(url_for(".grid", round_id=round_id), 303)


def _versions(rows: list[GridRow]) -> dict[int, int]:
    """The version each line was shown with; 0, which is never right, for nonsense."""
    texts = {row.sheet_id: request.form.get(f"v-{row.sheet_id}", "") for row in rows}
    return {key: int(t) if t.isdecimal() and len(t) < 10 else 0 for key, t in texts.items()}


def _pasted(round_id: int, rubric: RubricView, rows: list[GridRow]) -> Answer:
    text = request.form.get("dan", "")[:PASTE_LIMIT]
    filled, problems = pasted(text, rows, rubric.criteria)
    problems += read_grid(rows, rubric, filled, _versions(rows)).problems
    return _page(round_id, {**filled, "dan": text}, problems, 422 if problems else 200)
