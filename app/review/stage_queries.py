"""Reads about stages: candidates for the next one, and what they count for."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor
from app.review.models import Result, Sheet
from app.review.queries import Reviewer, chunks, reviewers_of, shut_for
from app.review.stage_models import StageResult
from app.review.staging import Candidate, Part
from app.review.states import SheetState
from app.rounds.models import Category, Round
from app.rounds.rubrics import maximum_total
from app.rounds.stage_models import RoundStage
from app.rounds.stage_queries import StageView, panel_ids, stages_of
from app.rounds.states import BlindMode


def judges_of(session: Session, round_: Round, day: date) -> list[Reviewer]:
    """Who scores in the round's present stage: its panel, or every reviewer of the council."""
    members, panel = reviewers_of(session, round_.council_id, day), panel_ids(session, round_)
    return [one for one in members if not panel or one.account_id in panel]


def candidates(session: Session, actor: Actor, round_: Round) -> list[Candidate]:
    """The settled dossiers that were scored in the present stage; two queries."""
    shut = set(session.scalars(
        select(Idea.id).where(Idea.round_id == round_.id, shut_for(session, actor))))  # fmt: skip
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.unit_name, Category.name, Result.mean,
               Result.vetoed)
        .join(Result, Result.idea_id == Idea.id)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.round_id == round_.id, Idea.state == IdeaState.SCORED,
               Idea.id.not_in(_stopped(round_.id)))
        .order_by(Idea.code, Idea.id)
    )  # fmt: skip
    return [
        Candidate(key, code or "", title, unit, category or "", mean, bool(lost), key in shut)
        for key, code, title, unit, category, mean, lost in rows
    ]


def _stopped(round_id: int) -> Select[int]:
    """Dossiers that did not go on from an earlier stage."""
    return (
        select(StageResult.idea_id)
        .join(RoundStage, RoundStage.id == StageResult.stage_id)
        .where(RoundStage.round_id == round_id, ~StageResult.went_on)
    )


def still_running(session: Session, round_: Round, idea_ids: Collection[int]) -> list[str]:
    """The codes, among these dossiers, of those that may still go on to a later stage."""
    later = select(RoundStage.id).where(
        RoundStage.round_id == round_.id, RoundStage.position > round_.stage
    )
    if session.scalar(later.limit(1)) is None:
        return []
    found: list[str] = []
    for part in chunks(idea_ids):
        here = Idea.id.in_(part), Idea.id.not_in(_stopped(round_.id))
        codes = session.scalars(select(Idea.code).where(*here).order_by(Idea.code))
        found += [code or "?" for code in codes]
    return found


def begun_sheets(session: Session, round_id: int) -> int:
    """How many sheets of the present stage somebody has touched."""
    touched = Sheet.round_id == round_id, Sheet.state != SheetState.NOT_STARTED
    return session.scalar(select(func.count(Sheet.id)).where(*touched)) or 0


def already_brought(session: Session, round_id: int) -> int:
    """Dossiers scored in the present stage that are before the council already, or decided."""
    late = IdeaState.BEFORE_COUNCIL, *DECIDED
    scored = select(Sheet.idea_id).where(Sheet.round_id == round_id)
    counted = select(func.count(Idea.id)).where(Idea.id.in_(scored), Idea.state.in_(late))
    return session.scalar(counted) or 0


def still_scored(session: Session, round_id: int) -> int:
    """Dossiers whose score of this stage is not fixed yet."""
    waiting = Idea.state.in_((IdeaState.ELIGIBLE, IdeaState.SCORING))
    return (
        session.scalar(select(func.count(Idea.id)).where(Idea.round_id == round_id, waiting)) or 0
    )


def earlier_parts(
    session: Session, stages: Sequence[StageView], idea_ids: Collection[int]
) -> dict[int, list[Part]]:
    """What the ended stages put into the official score of these dossiers."""
    lived = {s.stage_id: s for s in stages if s.lived and s.lived.rubric and s.draft.share}
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for part in chunks(idea_ids):
        rows = session.execute(
            select(StageResult.idea_id, StageResult.stage_id, StageResult.mean)
            .where(StageResult.stage_id.in_(lived), StageResult.idea_id.in_(part))
            .order_by(StageResult.stage_id)
        )
        for key, stage_id, mean in rows:
            stage = lived[stage_id]
            if mean is not None and stage.lived and stage.lived.rubric:
                scale = maximum_total(stage.lived.rubric.criteria)
                found[key].append(Part(mean, scale, stage.draft.share or Decimal()))
    return found


def stage_of_result(session: Session, round_: Round, idea_id: int) -> StageView | None:
    """The ended stage in which this dossier stopped; None while it is still in the running."""
    stopped = session.scalar(
        select(StageResult.stage_id).where(StageResult.idea_id == idea_id, ~StageResult.went_on)
    )
    if stopped is None:
        return None
    return next((s for s in stages_of(session, round_.id) if s.stage_id == stopped), None)


class RoundOfSheet(NamedTuple):
    """What a sheet's page needs of its round: of the sixty columns, these."""

    id: int
    title: str
    blind: BlindMode
    stage: int
    shows_earlier: bool


def round_of_sheet(session: Session, round_id: int) -> RoundOfSheet:
    """The round of a sheet that is there."""
    (found,) = rows_of(session, _round_of_sheet(), {"round": round_id})
    return RoundOfSheet(*found)


@cache
def _round_of_sheet() -> Select[int, str, BlindMode, int, bool]:
    return select(Round.id, Round.title, Round.blind, Round.stage, Round.shows_earlier).where(
        Round.id == bindparam("round")
    )


def earlier_scores(
    session: Session, round_: RoundOfSheet, idea_id: int
) -> list[tuple[str, Decimal | None]]:
    """The dossier's official scores of ended stages, where the round lets reviewers read them."""
    if round_.stage == 1 or not round_.shows_earlier:
        return []
    rows = session.execute(
        select(RoundStage.name, StageResult.mean)
        .join(StageResult, StageResult.stage_id == RoundStage.id)
        .where(RoundStage.round_id == round_.id, StageResult.idea_id == idea_id)
        .order_by(RoundStage.position)
    )
    return [(name, mean) for name, mean in rows]


def shares_in_force(session: Session, round_: Round) -> tuple[Decimal | None, list[StageView]]:
    """The present stage's share and the ended stages; nothing in a round with one stage."""
    if round_.stage == 1:
        return None, []
    stages = stages_of(session, round_.id)
    share = stages[round_.stage - 1].draft.share if round_.stage <= len(stages) else None
    last = round_.stage == len(stages)
    return (share if last else None), stages
