"""The counters over the decision table, and how long its filtered lists are."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor
from app.review.decision_filters import Show, is_wide
from app.review.models import Result
from app.review.queries import IN_TABLE, shut_ids
from app.review.states import Proposal
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class TableCounts:
    """The counters over the table, of the whole round."""

    total: int
    by_state: Mapping[IdeaState, int]
    with_score: int
    recognise: int
    decline: int
    unproposed: int
    below_floor: int
    vetoed: int
    wide: int
    sheets_locked: int
    sheets_given: int

    def of(self, show: Show) -> int:
        """How many dossiers the filter holds."""
        found = {
            Show.ALL: self.total,
            Show.SCORING: self.by_state[IdeaState.SCORING],
            Show.SCORED: self.by_state[IdeaState.SCORED],
            Show.UNPROPOSED: self.unproposed,
            Show.BELOW_FLOOR: self.below_floor,
            Show.VETOED: self.vetoed,
            Show.WIDE: self.wide,
            Show.COUNCIL: self.by_state[IdeaState.BEFORE_COUNCIL],
            Show.DECIDED: sum(self.by_state[state] for state in DECIDED),
        }
        return found[show]


class _Tally(NamedTuple):
    """What is counted along one index of the results, without reading a row."""

    with_score: int = 0
    recognise: int = 0
    decline: int = 0
    below_floor: int = 0
    vetoed: int = 0
    wide: int = 0
    sheets_locked: int = 0
    sheets_given: int = 0


def table_counts(
    session: Session,
    actor: Actor,
    round_: Round,
    maximum: Decimal,
    *,
    away: CompoundSelect[int] | None = None,
) -> TableCounts:
    """Three queries, four while settled dossiers wait. Of what the actor must keep away from, only
    state and sheets count.

    Everything is counted first and what is shut is taken off again: that is little, and found by
    its own indexes. `away` as in `decision_queries.table_rows`.
    """
    kept_away = shut_ids(session, actor) if away is None else away
    every = _tally(session, round_, maximum, Result.round_id == round_.id)
    shut = _tally(session, round_, maximum, Result.idea_id.in_(kept_away))
    by_state = _by_state(session, round_)
    return TableCounts(
        total=sum(by_state.values()),
        by_state=by_state,
        with_score=every.with_score - shut.with_score,
        recognise=every.recognise - shut.recognise,
        decline=every.decline - shut.decline,
        unproposed=(
            _unproposed(session, round_, Idea.id.not_in(kept_away))
            if by_state[IdeaState.SCORED]
            else 0
        ),
        below_floor=every.below_floor - shut.below_floor,
        vetoed=every.vetoed - shut.vetoed,
        wide=every.wide - shut.wide,
        sheets_locked=every.sheets_locked,
        sheets_given=every.sheets_given,
    )


def _tally(session: Session, round_: Round, maximum: Decimal, among: ColumnElement[bool]) -> _Tally:
    """Over those results of the round. Grouped by round, so that `among` alone says which rows
    are read.
    """
    rows = rows_of(session, _tallied(maximum).where(among))
    return next((_Tally(*counts) for key, *counts in rows if key == round_.id), _Tally())


@lru_cache(maxsize=64)
def _tallied(maximum: Decimal) -> Select[*tuple[Any, ...]]:
    return select(
        Result.round_id,
        func.count(Result.mean),
        func.count().filter(Result.proposal == Proposal.RECOGNISE),
        func.count().filter(Result.proposal == Proposal.DECLINE),
        func.count().filter(Result.below_floor != ""),
        func.count().filter(Result.vetoed != ""),
        func.count().filter(is_wide(maximum)),
        func.sum(Result.sheets_done),
        func.sum(Result.sheets_given),
    ).group_by(Result.round_id)


def _by_state(session: Session, round_: Round) -> dict[IdeaState, int]:
    rows = rows_of(session, _states(), {"round": round_.id})
    return dict.fromkeys(IN_TABLE, 0) | {state: count for state, count in rows}


@cache
def _states() -> Select[IdeaState, int]:
    return (
        select(Idea.state, func.count())
        .where(Idea.round_id == bindparam("round"), Idea.state.in_(IN_TABLE))
        .group_by(Idea.state)
    )


def _unproposed(session: Session, round_: Round, seen: ColumnElement[bool]) -> int:
    """Settled dossiers without a proposal: only while there are settled ones is there work."""
    statement = (
        select(func.count())
        .select_from(Idea)
        .join(Result, Result.idea_id == Idea.id)
        .where(
            Idea.round_id == round_.id,
            Idea.state == IdeaState.SCORED,
            Result.proposal == Proposal.NONE,
            seen,
        )
    )
    return session.scalar(statement) or 0
