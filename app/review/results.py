"""The result of a dossier follows its locked sheets: kept up to date with every lock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.community.models import CommunityPoll
from app.ideas.models import Idea
from app.review import rules, staging
from app.review.models import Mark, Result, Sheet
from app.review.queries import IN_TABLE, chunks
from app.review.stage_queries import earlier_parts, shares_in_force
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import CriterionView, RubricView
from app.rounds.stage_models import RoundStage


def refresh_results(
    session: Session, round_: Round, idea_ids: Iterable[int], now: datetime
) -> None:
    """Recompute the results of these dossiers from their sheets, in the caller's transaction.

    A dossier that is not being scored yet gets none: its line begins when scoring is opened.
    The result rows are locked before the sheets are read: two reviewers who lock at the same
    moment both count.
    """
    rubric = rubric_of(session, round_.id)
    session.flush()
    for part in chunks(idea_ids):
        in_table = Idea.id.in_(part), Idea.state.in_(IN_TABLE)
        keys = session.scalars(select(Idea.id).where(*in_table).order_by(Idea.id))
        _refresh(session, round_, rubric, list(keys), now)


def official_scores(
    session: Session,
    round_: Round,
    rubric: RubricView | None,
    settled: Mapping[int, Decimal | None],
) -> dict[int, Decimal | None]:
    """From the settled means: with the earlier stages' shares, and, in the last stage, with the
    community's points where they count.
    """
    share, stages = shares_in_force(session, round_)
    earlier = earlier_parts(session, stages, settled) if share is not None else {}
    scale = rubric.maximum if rubric else Decimal()
    means = staging.official(settled, scale, share, earlier, round_.rounding_digits)
    if not _community_joins(session, round_):
        return means
    joined: dict[int, Decimal | None] = {}
    for part in chunks(means):
        rows = select(Result.idea_id, Result.community).where(Result.idea_id.in_(part))
        joined.update({key: points for key, points in session.execute(rows)})
    return {key: rules.official(mean, joined.get(key), round_.rounding_digits)
            for key, mean in means.items()}  # fmt: skip


def _community_joins(session: Session, round_: Round) -> bool:
    later = exists().where(RoundStage.round_id == round_.id, RoundStage.position > round_.stage)
    counts = select(CommunityPoll.counts).where(CommunityPoll.round_id == round_.id, ~later)
    return bool(session.scalar(counts))


def _refresh(
    session: Session,
    round_: Round,
    rubric: RubricView | None,
    keys: list[int],
    now: datetime,
) -> None:
    stored = {
        row.idea_id: row
        for row in session.scalars(
            select(Result)
            .where(Result.idea_id.in_(keys))
            .order_by(Result.idea_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    totals, points = _locked_totals(session, keys), _locked_points(session, keys)
    active = _active_counts(session, keys)
    settled = {
        k: rules.settled_mean(totals[k], round_.quorum, round_.rounding_digits) for k in keys
    }
    means = official_scores(session, round_, rubric, settled)
    for key in keys:
        row = stored.get(key) or Result(idea_id=key, round_id=round_.id)
        own = totals[key]
        row.sheets_done = len(own)
        row.sheets_given = active.get(key, 0)
        row.sheets_wanted = max(round_.reviews_wanted, row.sheets_given)
        row.mean = means[key]
        row.median = rules.median(own)
        row.low, row.high = (min(own), max(own)) if own else (None, None)
        given = {c: points[key, c.criterion_id] for c in rubric.criteria} if rubric else {}
        weak = [c for c, own in given.items() if rules.below_floor(own, c.floor)]
        lost = [c for c, own in given.items()
                if rubric and rules.vetoed(own, c.veto, rubric.veto_reviewers)]  # fmt: skip
        row.below_floor = _positions(weak) if row.mean is not None else ""
        row.vetoed = _positions(lost) if row.mean is not None else ""
        row.updated_at = now
        session.add(row)
    session.flush()


def _positions(criteria: Sequence[CriterionView]) -> str:
    return ",".join(str(criterion.position) for criterion in criteria)


def _locked_totals(session: Session, keys: list[int]) -> defaultdict[int, list[Decimal]]:
    found: defaultdict[int, list[Decimal]] = defaultdict(list)
    rows = session.execute(
        select(Sheet.idea_id, Sheet.total)
        .where(Sheet.idea_id.in_(keys), Sheet.state == SheetState.LOCKED)
        .order_by(Sheet.id)
    )
    for key, total in rows:
        if total is not None:
            found[key].append(total)
    return found


def _locked_points(
    session: Session, keys: list[int]
) -> defaultdict[tuple[int, int], list[Decimal]]:
    found: defaultdict[tuple[int, int], list[Decimal]] = defaultdict(list)
    rows = session.execute(
        select(Sheet.idea_id, Mark.criterion_id, Mark.points)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.idea_id.in_(keys), Sheet.state == SheetState.LOCKED)
    )
    for key, criterion_id, given in rows:
        if given is not None:
            found[key, criterion_id].append(given)
    return found


def _active_counts(session: Session, keys: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Sheet.idea_id, func.count())
        .where(Sheet.idea_id.in_(keys), Sheet.state != SheetState.DECLINED)
        .group_by(Sheet.idea_id)
    )
    return {key: count for key, count in rows}
