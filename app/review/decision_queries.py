"""The decision table: every dossier of a round with its result, ranked and paged in SQL.

What the actor must keep away from comes without any score, and after everything else, so that
its place tells nothing. Ranks stay the official ones for everybody: where one is missing, it
belongs to a dossier of these.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.councils.queries import SEATS
from app.database.schema import IDEA_SEARCH
from app.database.types import Exact
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.text import T, Text
from app.review.models import Mark, Result, Sheet
from app.review.queries import chunks, shut_for
from app.review.rules import MarkDraft
from app.review.states import Proposal, SheetState
from app.rounds.models import Round

IN_TABLE = (IdeaState.SCORING, IdeaState.SCORED, IdeaState.BEFORE_COUNCIL, IdeaState.RECOGNISED,
            IdeaState.DECLINED)  # fmt: skip
WIDE_SHARE = Decimal("0.2")
"""A spread above this share of the maximum is flagged for a second look."""


def is_wide(widest: Decimal) -> ColumnElement[bool]:
    """The spread is above `widest` points. The bound keeps the columns' exact type in SQL."""
    return Result.high - Result.low > literal(widest, Exact(4))


class Show(StrEnum):
    """The filters of the table; the value is what stands in the address."""

    ALL = "tat-ca"
    SCORING = "dang-cham"
    SCORED = "da-cham"
    UNPROPOSED = "chua-de-xuat"
    BELOW_FLOOR = "duoi-san"
    WIDE = "lech-lon"
    COUNCIL = "trinh-hoi-dong"
    DECIDED = "da-quyet-dinh"


SHOW_TITLES: dict[Show, Text] = {
    Show.ALL: T("Tất cả"),
    Show.SCORING: T("Đang chấm"),
    Show.SCORED: T("Đã khóa điểm"),
    Show.UNPROPOSED: T("Chưa đề xuất"),
    Show.BELOW_FLOOR: T("Dưới sàn"),
    Show.WIDE: T("Lệch lớn"),
    Show.COUNCIL: T("Đã trình Hội đồng"),
    Show.DECIDED: T("Đã quyết định"),
}


class Sort(StrEnum):
    """What the table is sorted by; the value is what stands in the address."""

    SCORE = "diem"
    SPREAD = "lech"
    CODE = "ma"


@dataclass(frozen=True, slots=True)
class TableFilter:
    """What the table shows, and in which order."""

    show: Show = Show.ALL
    sort: Sort = Sort.SCORE
    text: str = ""


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

    @property
    def spread(self) -> Decimal | None:
        """Between the highest and the lowest sheet."""
        return None if self.low is None or self.high is None else self.high - self.low


def _condition(show: Show, widest: Decimal) -> ColumnElement[bool] | None:
    conditions: dict[Show, ColumnElement[bool]] = {
        Show.SCORING: Idea.state == IdeaState.SCORING,
        Show.SCORED: Idea.state == IdeaState.SCORED,
        Show.UNPROPOSED: and_(
            Idea.state == IdeaState.SCORED, Result.proposal == Proposal.NONE
        ),
        Show.BELOW_FLOOR: Result.below_floor != "",
        Show.WIDE: is_wide(widest),
        Show.COUNCIL: Idea.state == IdeaState.BEFORE_COUNCIL,
        Show.DECIDED: Idea.state.in_((IdeaState.RECOGNISED, IdeaState.DECLINED)),
    }  # fmt: skip
    return conditions.get(show)


REVEALING = frozenset({Show.UNPROPOSED, Show.BELOW_FLOOR, Show.WIDE})
"""Filters that would tell something about a dossier's score: shut rows are not among their hits."""


def _table(
    session: Session,
    round_: Round,
    wanted: TableFilter,
    shut: ColumnElement[bool],
    widest: Decimal,
) -> Select[int]:
    found = (
        select(Idea.id)
        .join(Result, Result.idea_id == Idea.id)
        .where(Idea.round_id == round_.id, Idea.state.in_(IN_TABLE))
    )
    condition = _condition(wanted.show, widest)
    if condition is not None:
        found = found.where(condition)
    if wanted.show in REVEALING:
        found = found.where(~shut)
    if wanted.text:
        code = Idea.code.contains(wanted.text.upper(), autoescape=True)
        if IDEA_SEARCH.asks_something(wanted.text):
            hit = IDEA_SEARCH.matches(session, Idea.__table__.c.id, wanted.text)
            found = found.where(or_(code, hit))
        else:
            found = found.where(code)
    return found


def table_count(
    session: Session, actor: Actor, round_: Round, wanted: TableFilter, maximum: Decimal
) -> int:
    """How many dossiers the filter holds."""
    shut = shut_for(session, actor)
    statement = _table(session, round_, wanted, shut, maximum * WIDE_SHARE)
    return session.scalar(statement.with_only_columns(func.count())) or 0


def table_rows(
    session: Session,
    actor: Actor,
    round_: Round,
    wanted: TableFilter,
    maximum: Decimal,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[DecisionRow]:
    """One page of the table. Rank: one plus the number of higher official scores in the round."""
    shut = shut_for(session, actor)
    hidden = case((shut, 1), else_=0)
    orders = {
        Sort.SCORE: (hidden, Result.mean.is_(None), Result.mean.desc()),
        Sort.SPREAD: (hidden, Result.high.is_(None), (Result.high - Result.low).desc()),
        Sort.CODE: (),
    }
    rows = session.execute(
        _table(session, round_, wanted, shut, maximum * WIDE_SHARE)
        .with_only_columns(
            Idea.id, Idea.code, Idea.title, Idea.unit_name, Idea.state, shut,
            Result.mean, Result.median, Result.low, Result.high, Result.sheets_done,
            Result.sheets_wanted, Result.below_floor, Result.proposal, Idea.first_applied_on,
        )
        .order_by(*orders[wanted.sort], Idea.code, Idea.id)
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    places = _places(session, round_, [row[0] for row in rows])
    return [_row(places, *row) for row in rows]


def _places(session: Session, round_: Round, keys: Collection[int]) -> dict[int, int]:
    """The rank of these dossiers in their round (`rules.standings`): equal scores share a place."""
    ranked = (
        select(
            Result.idea_id.label("idea_id"),
            func.rank().over(order_by=Result.mean.desc()).label("place"),
        )
        .where(Result.round_id == round_.id, Result.mean.is_not(None))
        .subquery()
    )
    places: dict[int, int] = {}
    for part in chunks(keys):
        wanted = ranked.c.idea_id.in_(part)
        found = session.execute(select(ranked.c.idea_id, ranked.c.place).where(wanted))
        places |= {key: place for key, place in found}
    return places


def _row(
    places: dict[int, int], key: int, code: str | None, title: str, unit: str,
    state: IdeaState, shut: Any, *rest: Any,
) -> DecisionRow:  # fmt: skip
    mean, median, low, high, done, needed, floor, proposal, applied_on = rest
    if shut:
        mean = median = low = high = done = needed = None
        floor, proposal = "", Proposal.NONE
    return DecisionRow(
        key, code or "", title, unit, state, bool(shut),
        None if shut else places.get(key), mean, median, low, high,
        done, needed, floor, proposal, applied_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableCounts:
    """The counters over the table, of the whole round."""

    total: int
    by_state: dict[IdeaState, int]
    with_score: int
    recognise: int
    decline: int
    unproposed: int
    below_floor: int
    wide: int
    sheets_locked: int
    sheets_given: int


def table_counts(session: Session, actor: Actor, round_: Round, maximum: Decimal) -> TableCounts:
    """Counted in two queries. Of what the actor must keep away from, only the state counts."""
    seen = ~shut_for(session, actor)
    flags = (
        Result.mean.is_not(None),
        Result.proposal == Proposal.RECOGNISE,
        Result.proposal == Proposal.DECLINE,
        and_(Idea.state == IdeaState.SCORED, Result.proposal == Proposal.NONE),
        Result.below_floor != "",
        is_wide(maximum * WIDE_SHARE),
    )
    rows = session.execute(
        select(Idea.state, func.count(), *(func.count().filter(seen, flag) for flag in flags))
        .join(Result, Result.idea_id == Idea.id)
        .where(Idea.round_id == round_.id, Idea.state.in_(IN_TABLE))
        .group_by(Idea.state)
    ).all()
    locked, given = session.execute(
        select(func.count().filter(Sheet.state == SheetState.LOCKED), func.count())
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(
            Sheet.round_id == round_.id,
            Sheet.state != SheetState.DECLINED,
            Idea.state.in_(IN_TABLE),
        )
    ).one()
    by_state = dict.fromkeys(IN_TABLE, 0) | {state: count for state, count, *_ in rows}
    scored, recognise, decline, unproposed, floor, wide = (
        (sum(column) for column in (zip(*(row[2:] for row in rows), strict=True)))
        if rows
        else (0,) * 6
    )
    return TableCounts(
        sum(by_state.values()), by_state, scored, recognise, decline, unproposed, floor, wide,
        locked, given,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """One reviewer's sheet, for the secretary and the chair."""

    sheet_id: int
    reviewer_name: str
    state: SheetState
    total: Decimal | None
    remark: str
    locked_at: datetime | None
    marks: dict[int, MarkDraft]


def sheets_of_idea(session: Session, idea_id: int) -> list[SheetDetail]:
    """Every sheet of one dossier with its marks; two queries. Marks of open sheets stay shut."""
    rows = session.execute(
        select(Sheet.id, Account.full_name, Sheet.state, Sheet.total, Sheet.remark, Sheet.locked_at)
        .join(Account, Account.id == Sheet.reviewer_id)
        .where(Sheet.idea_id == idea_id)
        .order_by(Account.name_key, Sheet.id)
    ).all()
    marks: dict[int, dict[int, MarkDraft]] = {row.id: {} for row in rows}
    for sheet_id, criterion_id, points, band_id, remark in session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.band_id, Mark.remark)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.idea_id == idea_id, Sheet.state == SheetState.LOCKED)
    ):
        marks[sheet_id][criterion_id] = MarkDraft(criterion_id, points, band_id, remark)
    return [
        SheetDetail(
            key, name, state,
            total if state is SheetState.LOCKED else None,
            remark if state is SheetState.LOCKED else "",
            locked_at, marks[key],
        )
        for key, name, state, total, remark, locked_at in rows
    ]  # fmt: skip


def proposed_ideas(session: Session, actor: Actor, round_: Round) -> list[DecisionRow]:
    """Settled dossiers that have a proposal and may be brought to the council by the actor."""
    return _rows_where(
        session, actor, round_, Idea.state == IdeaState.SCORED, Result.proposal != Proposal.NONE
    )


def ideas_before_council(
    session: Session, actor: Actor, round_: Round, *, limit: int
) -> list[DecisionRow]:
    """Dossiers that wait for a decision and that the actor may record, by code."""
    found = _rows_where(session, actor, round_, Idea.state == IdeaState.BEFORE_COUNCIL)
    return found[:limit]


def chosen_ideas(
    session: Session, actor: Actor, round_: Round, idea_ids: Collection[int]
) -> list[DecisionRow]:
    """The chosen dossiers of the round that the actor may act on."""
    return _rows_where(session, actor, round_, Idea.id.in_(idea_ids), Idea.state.in_(IN_TABLE))


def _rows_where(
    session: Session, actor: Actor, round_: Round, *conditions: ColumnElement[bool]
) -> list[DecisionRow]:
    rows = session.execute(
        select(
            Idea.id, Idea.code, Idea.title, Idea.unit_name, Idea.state, null(),
            Result.mean, Result.median, Result.low, Result.high, Result.sheets_done,
            Result.sheets_wanted, Result.below_floor, Result.proposal, Idea.first_applied_on,
        )
        .join(Result, Result.idea_id == Idea.id)
        .where(Idea.round_id == round_.id, ~shut_for(session, actor), *conditions)
        .order_by(Idea.code, Idea.id)
    ).all()  # fmt: skip
    places = _places(session, round_, [row[0] for row in rows])
    return [_row(places, *row) for row in rows]


def seat_count(session: Session, council_id: int, day: date) -> int:
    """How many people sit in the council on that day: the denominator of its votes."""
    return len(holders(session, day, *SEATS, council_id=council_id))
