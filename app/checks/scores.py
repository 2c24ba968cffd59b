"""No total and no result is stale: each is computed again from the marks, by the rules themselves.

SQL cannot say it: a criterion that does not apply brings the total back to the whole scale.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.review import rules
from app.review.models import Mark, Result, Sheet
from app.review.results import official_scores
from app.review.rules import MarkDraft, SheetDraft
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView

Breach = tuple[str, str]


def stale_scores(session: Session) -> Iterator[Breach]:
    """Round by round, in four queries each."""
    scored = select(Sheet.round_id).union(select(Result.round_id))
    for round_ in session.scalars(select(Round).where(Round.id.in_(scored)).order_by(Round.id)):
        rubric = rubric_of(session, round_.id)
        if rubric is not None:
            drafts = _drafts(session, round_.id)
            yield from _stale_totals(session, round_, rubric, drafts)
            yield from _stale_results(session, round_, rubric, drafts)


def _drafts(session: Session, round_id: int) -> dict[int, SheetDraft]:
    marks: defaultdict[int, list[MarkDraft]] = defaultdict(list)
    rows = session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.skipped)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.round_id == round_id)
    )
    for sheet_id, criterion_id, points, skipped in rows:
        marks[sheet_id].append(MarkDraft(criterion_id, points, skipped=skipped))
    return {key: SheetDraft(tuple(own)) for key, own in marks.items()}


def _stale_totals(
    session: Session, round_: Round, rubric: RubricView, drafts: dict[int, SheetDraft]
) -> Iterator[Breach]:
    rows = session.execute(
        select(Sheet.id, Sheet.total)
        .where(Sheet.round_id == round_.id, Sheet.state != SheetState.DECLINED)
        .order_by(Sheet.id)
    )
    for key, total in rows:
        now_is = rules.sheet_total(drafts.get(key, SheetDraft(())), rubric.criteria)
        if total != now_is:
            yield "totals_follow_the_rubric", f"sheet {key}: total {total}, its marks say {now_is}"


def _stale_results(
    session: Session, round_: Round, rubric: RubricView, drafts: dict[int, SheetDraft]
) -> Iterator[Breach]:
    totals: defaultdict[int, list[Decimal]] = defaultdict(list)
    points: defaultdict[tuple[int, int], list[Decimal]] = defaultdict(list)
    locked = Sheet.round_id == round_.id, Sheet.state == SheetState.LOCKED
    sheets = select(Sheet.id, Sheet.idea_id, Sheet.total).where(*locked)
    for key, idea_id, total in session.execute(sheets):
        totals[idea_id].append(total or Decimal())
        for mark in drafts.get(key, SheetDraft(())).marks:
            if mark.points is not None:
                points[idea_id, mark.criterion_id].append(mark.points)
    rows = session.execute(
        select(Result.idea_id, Result.mean, Result.vetoed)
        .where(Result.round_id == round_.id)
        .order_by(Result.idea_id)
    )
    stored = list(rows)
    settled = {
        key: rules.settled_mean(totals[key], round_.quorum, round_.rounding_digits)
        for key, _mean, _vetoed in stored
    }
    means = official_scores(session, round_, rubric, settled)
    for key, mean, vetoed in stored:
        own = means[key]
        lost = [
            str(c.position)
            for c in rubric.criteria
            if own is not None
            and rules.vetoed(points[key, c.criterion_id], c.veto, rubric.veto_reviewers)
        ]
        if (mean, vetoed) != (own, ",".join(lost)):
            yield (
                "results_follow_the_sheets",
                f"dossier {key}: score {mean} {vetoed}, its sheets say {own} {','.join(lost)}",
            )
