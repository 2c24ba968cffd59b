"""The decision table: every dossier of a round with its result, ranked and paged in SQL.

What the actor must keep away from comes without any score, and after everything else, so that
its place tells nothing. Ranks stay the official ones for everybody: where one is missing, it
belongs to a dossier of these.

What is shown and what is shut are asked for apart: each list is then walked along an index and
left at the end of the page, however long the table is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.accounts.roles_rules import SEATS
from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.review.decision_filters import REVEALING, Sort, TableFilter, condition_of
from app.review.models import Result
from app.review.queries import called, shut_for, shut_ids
from app.review.states import Proposal
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One dossier in the table. A shut row carries no score, rank, flag or proposal."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    state: IdeaState
    shut: bool
    rank: int | None
    mean: Decimal | None
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None
    sheets_done: int | None
    sheets_wanted: int | None
    below_floor: str
    proposal: Proposal
    applied_on: date | None
    vetoed: str = ""
    community: Decimal | None = None

    @property
    def spread(self) -> Decimal | None:
        """Between the highest and the lowest sheet."""
        return None if self.low is None or self.high is None else self.high - self.low


_ORDERS: dict[Sort, tuple[ColumnElement[Any], ...]] = {
    Sort.SCORE: (Result.mean.desc().nulls_last(), Idea.code.asc(), Idea.id.asc()),
    Sort.SPREAD: ((Result.high - Result.low).desc().nulls_last(), Idea.code.asc(), Idea.id.asc()),
    Sort.CODE: (Idea.code.asc(), Idea.id.asc()),
}


def _in_table(round_: Round, sort: Sort) -> Select[int]:
    """The round's dossiers that have a result (`IN_TABLE`: exactly these have one), in order.

    The round is asked of the table whose index gives the order: then the index is walked and left
    at the end of the page. A result and its dossier are always of the same round.
    """
    here = Idea.round_id if sort is Sort.CODE else Result.round_id
    found = select(Idea.id).join(Result, Result.idea_id == Idea.id).where(here == round_.id)
    return found.order_by(*_ORDERS[sort])


def _table(session: Session, round_: Round, wanted: TableFilter, maximum: Decimal) -> Select[int]:
    """The filtered table, what is shut still in it."""
    found = _in_table(round_, wanted.sort)
    condition = condition_of(wanted.show, maximum)
    if condition is not None:
        found = found.where(condition)
    if wanted.text:
        found = found.where(called(session, round_.id, wanted.text))
    return found


def _count(session: Session, found: Select[int]) -> int:
    return session.scalar(found.order_by(None).with_only_columns(func.count())) or 0


def table_count(
    session: Session,
    actor: Actor,
    round_: Round,
    wanted: TableFilter,
    maximum: Decimal,
    *,
    away: CompoundSelect[int] | None = None,
) -> int:
    """How many dossiers the filter holds. `away` as in `table_rows`."""
    found = _table(session, round_, wanted, maximum)
    if wanted.show in REVEALING:
        away = shut_ids(session, actor) if away is None else away
        found = found.where(Idea.id.not_in(away))
    return _count(session, found)


def table_rows(
    session: Session,
    actor: Actor,
    round_: Round,
    wanted: TableFilter,
    maximum: Decimal,
    *,
    limit: int | None = None,
    offset: int = 0,
    away: CompoundSelect[int] | None = None,
) -> list[DecisionRow]:
    """One page of the table: what the actor may see in its order, then what is shut by code.

    `away`: what `shut_ids` said of the actor in this request, where the page asks it for more.
    """
    shut = Idea.id.in_(shut_ids(session, actor) if away is None else away)
    found = _table(session, round_, wanted, maximum)
    seen = found.where(~shut)
    rows = _rows(session, round_, seen.limit(limit).offset(offset), wanted.sort)
    if wanted.show in REVEALING or len(rows) == limit:
        return rows
    before = offset + len(rows) if rows or not offset else _count(session, seen)
    left = None if limit is None else limit - len(rows)
    by_code = _table(session, round_, replace(wanted, sort=Sort.CODE), maximum)
    hidden = by_code.where(shut).limit(left).offset(max(0, offset - before))
    return rows + _rows(session, round_, hidden, Sort.CODE, shut=True)


def _rows(
    session: Session, round_: Round, found: Select[int], sort: Sort, *, shut: bool = False
) -> list[DecisionRow]:
    """What was found, in its order: only these dossiers are read. Of what is shut, no score."""
    page = found.subquery()
    whole = _whole_rows().join(page, page.c.id == Idea.id).order_by(*_ORDERS[sort])
    rows = rows_of(session, whole)
    if shut:
        return [
            _shut_row(row.id, row.code, row.title, row.unit_name, row.state, row.first_applied_on)
            for row in rows
        ]
    places = _places(session, round_, [row.mean for row in rows if row.mean is not None])
    return [_row(places, *row) for row in rows]


@cache
def _whole_rows() -> Select[*tuple[Any, ...]]:
    return select(
        Idea.id, Idea.code, Idea.title, Idea.unit_name, Idea.state, Result.mean, Result.median,
        Result.low, Result.high, Result.sheets_done, Result.sheets_wanted, Result.below_floor,
        Result.proposal, Idea.first_applied_on, Result.vetoed, Result.community,
    ).join(Result, Result.idea_id == Idea.id)  # fmt: skip


def _places(session: Session, round_: Round, means: Collection[Decimal]) -> dict[Decimal, int]:
    """The rank of these scores in the round: one plus the number of higher ones. Equal scores
    share a place (`rules.standings`). Read along the index, from the best score down.
    """
    if not means:
        return {}
    rows = rows_of(session, _higher(), {"round": round_.id, "least": min(means)})
    places: dict[Decimal, int] = {}
    higher = 0
    for mean, count in rows:
        if mean is not None:
            places[mean] = higher + 1
        higher += count
    return places


@cache
def _higher() -> Select[Decimal | None, int]:
    return (
        select(Result.mean, func.count())
        .where(
            Result.round_id == bindparam("round"),
            Result.mean >= bindparam("least", type_=Result.mean.type),
        )
        .group_by(Result.mean)
        .order_by(Result.mean.desc())
    )


def _row(
    places: dict[Decimal, int], key: int, code: str | None, title: str, unit: str,
    state: IdeaState, mean: Decimal | None, *rest: Any,
) -> DecisionRow:  # fmt: skip
    place = None if mean is None else places[mean]
    return DecisionRow(key, code or "", title, unit, state, False, place, mean, *rest)


def _shut_row(
    key: int, code: str | None, title: str, unit: str, state: IdeaState, applied_on: date | None
) -> DecisionRow:
    return DecisionRow(
        key, code or "", title, unit, state, True, None, None, None, None, None, None, None, "",
        Proposal.NONE, applied_on,
    )  # fmt: skip


def proposed_ideas(session: Session, actor: Actor, round_: Round) -> list[DecisionRow]:
    """Settled dossiers that have a proposal and may be brought to the council by the actor."""
    return _rows_where(
        session, actor, round_, Idea.state == IdeaState.SCORED, Result.proposal != Proposal.NONE
    )


def ideas_before_council(
    session: Session, actor: Actor, round_: Round, *, limit: int
) -> list[DecisionRow]:
    """Dossiers that wait for a decision and that the actor may record, by code."""
    waiting = Idea.state == IdeaState.BEFORE_COUNCIL
    return _rows_where(session, actor, round_, waiting, limit=limit)


def chosen_ideas(
    session: Session, actor: Actor, round_: Round, idea_ids: Collection[int]
) -> list[DecisionRow]:
    """The chosen dossiers of the round that the actor may act on."""
    return _rows_where(session, actor, round_, Idea.id.in_(idea_ids))


def _rows_where(
    session: Session,
    actor: Actor,
    round_: Round,
    *conditions: ColumnElement[bool],
    limit: int | None = None,
) -> list[DecisionRow]:
    found = _in_table(round_, Sort.CODE).where(~shut_for(session, actor), *conditions)
    return _rows(session, round_, found.limit(limit), Sort.CODE)


def seat_count(session: Session, council_id: int, day: date) -> int:
    """How many people sit in the council on that day: the denominator of its votes."""
    return len(holders(session, day, *SEATS, council_id=council_id))
