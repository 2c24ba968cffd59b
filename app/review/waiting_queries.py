"""Counts behind the waiting work: one query per kind of person, whatever the number of dossiers."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.review.models import Result, Sheet
from app.review.queries import ASSIGNABLE
from app.review.states import OPEN_SHEETS, Proposal, SheetState
from app.rounds.models import Round
from app.rounds.states import RoundState


@dataclass(frozen=True, slots=True)
class ToScore:
    """My sheets of one round."""

    round_id: int
    code: str
    closes_at: datetime
    open: int
    started: int
    locked: int
    reopened: int


def sheets_to_score(session: Session, actor: Actor) -> list[ToScore]:
    """Rounds in which sheets of mine are open."""
    return [ToScore(*row) for row in rows_of(session, _to_score(), {"me": actor.user_id})]


@cache
def _to_score() -> Select[int, str, datetime, int, int, int, int]:
    is_open = func.count().filter(Sheet.state.in_(OPEN_SHEETS))
    return (
        select(
            Round.id,
            Round.code,
            Round.scoring_closes_at,
            is_open,
            func.count().filter(Sheet.state.in_((SheetState.DRAFT, SheetState.REOPENED))),
            func.count().filter(Sheet.state == SheetState.LOCKED),
            func.count().filter(Sheet.state == SheetState.REOPENED),
        )
        .join(Sheet, Sheet.round_id == Round.id)
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(Sheet.reviewer_id == bindparam("me"), Idea.state == IdeaState.SCORING)
        .group_by(Round.id)
        .having(is_open > 0)
        .order_by(Round.scoring_closes_at, Round.id)
    )


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """How many dossiers of one round stand where somebody of the office has to act."""

    round_id: int
    code: str
    title: str
    council_id: int
    opens_at: datetime
    closes_at: datetime
    sits_on: date
    publishes_on: date
    eligible: int
    lacking: int
    scoring: int
    unproposed: int
    before_council: int


def office_work(session: Session, actor: Actor) -> list[OfficeWork]:
    """The rounds of the actor's councils that are not closed, with their counts."""
    active = (
        select(func.count())
        .where(Sheet.idea_id == Idea.id, Sheet.state != SheetState.DECLINED)
        .correlate(Idea)
        .scalar_subquery()
    )
    state = Idea.state
    rows = session.execute(
        select(
            Round.id, Round.code, Round.title, Round.council_id, Round.scoring_opens_at,
            Round.scoring_closes_at, Round.sits_on, Round.publishes_on,
            func.count().filter(state == IdeaState.ELIGIBLE),
            func.count().filter(state.in_(ASSIGNABLE), active < Round.reviews_wanted),
            func.count().filter(state == IdeaState.SCORING),
            func.count().filter(state == IdeaState.SCORED, Result.proposal == Proposal.NONE),
            func.count().filter(state == IdeaState.BEFORE_COUNCIL),
        )
        .join(Idea, Idea.round_id == Round.id)
        .outerjoin(Result, Result.idea_id == Idea.id)
        .where(
            Round.state == RoundState.ANNOUNCED,
            Round.council_id.in_(actor.councils_as(Role.SECRETARY, Role.CHAIR)),
        )
        .group_by(Round.id)
        .order_by(Round.scoring_opens_at.desc(), Round.id)
    )  # fmt: skip
    return [OfficeWork(*tuple(row)) for row in rows]
