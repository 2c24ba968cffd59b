"""What the analysis is made from, and what it found, without anything the reader is shut out of."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.review.figure_models import CalibrationRun, IdeaEstimate
from app.review.models import Mark, Result, Sheet
from app.review.queries import chunks, shut_for
from app.review.states import OPEN_SHEETS, SheetState
from app.rounds.models import Round

if TYPE_CHECKING:
    from app.review.analysis import SheetScore


def _locked(round_id: int) -> tuple[Any, ...]:
    return Sheet.round_id == round_id, Sheet.state == SheetState.LOCKED, Sheet.total.is_not(None)


def locked_sheets(session: Session, round_id: int) -> int:
    """How many sheets the analysis could use."""
    return session.scalar(select(func.count(Sheet.id)).where(*_locked(round_id))) or 0


def input_mark(session: Session, round_id: int) -> str:
    """A short name of the locked sheets as they are: another name, other sheets."""
    columns = func.count(Sheet.id), func.max(Sheet.locked_at), func.sum(Sheet.total)
    row = session.execute(select(*columns).where(*_locked(round_id))).one()
    return sha256(repr(tuple(map(str, row))).encode()).hexdigest()


def sheet_scores(session: Session, round_id: int) -> "list[SheetScore]":
    """Every locked sheet of the round with its points, by id; two queries."""
    from app.review.analysis import SheetScore  # noqa: PLC0415 - numpy: never at the start

    points: defaultdict[int, dict[int, float]] = defaultdict(dict)
    rows = session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(*_locked(round_id), Mark.points.is_not(None))
    )
    for sheet_id, criterion_id, given in rows:
        points[sheet_id][criterion_id] = float(given or 0)
    sheets = session.execute(
        select(Sheet.id, Sheet.idea_id, Sheet.reviewer_id, Sheet.total)
        .where(*_locked(round_id))
        .order_by(Sheet.id)
    )
    return [SheetScore(idea, person, float(total or 0), points[key])
            for key, idea, person, total in sheets]  # fmt: skip


def fields_of(session: Session, round_id: int) -> dict[int, str]:
    """The field of each dossier of the round."""
    rows = session.execute(select(Idea.id, Idea.sector).where(Idea.round_id == round_id))
    return {key: sector for key, sector in rows}


@dataclass(frozen=True, slots=True)
class Run:
    """The last analysis; `stale`: sheets have changed since."""

    computed_at: datetime
    cut: int
    stale: bool
    summary: Mapping[str, Any]


def run_of(session: Session, round_id: int) -> Run | None:
    """The last analysis of the round, if there is one."""
    row = session.get(CalibrationRun, round_id)
    if row is None:
        return None
    stale = row.input_mark != input_mark(session, round_id)
    return Run(row.computed_at, row.cut, stale, json.loads(row.summary))


class Zone(StrEnum):
    """Which dossiers the list shows; the value is what stands in the address."""

    GREY = "vung-xam"
    ALL = "tat-ca"


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """One dossier beside its official score. `inside`: a share between 0 and 1."""

    idea_id: int
    code: str
    title: str
    mean: Decimal | None
    calibrated: Decimal
    error: Decimal
    place: int
    low: int
    high: int
    inside: Decimal


def _estimates(
    session: Session, actor: Actor, round_: Round, zone: Zone, cut: int
) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = (
        select(Idea.id, Idea.code, Idea.title, Result.mean, IdeaEstimate.calibrated,
               IdeaEstimate.error, IdeaEstimate.place, IdeaEstimate.low, IdeaEstimate.high,
               IdeaEstimate.inside)
        .join(IdeaEstimate, IdeaEstimate.idea_id == Idea.id)
        .join(Result, Result.idea_id == Idea.id)
        .where(IdeaEstimate.round_id == round_.id, ~shut_for(session, actor))
    )  # fmt: skip
    if zone is Zone.GREY:
        found = found.where(IdeaEstimate.low <= cut, IdeaEstimate.high > cut)
    return found


def estimate_rows(
    session: Session, actor: Actor, round_: Round, zone: Zone, cut: int, *, limit: int, offset: int
) -> list[EstimateRow]:
    """One page of the list, by corrected place."""
    rows = session.execute(
        _estimates(session, actor, round_, zone, cut)
        .order_by(IdeaEstimate.place, Idea.code, Idea.id)
        .limit(limit)
        .offset(offset)
    )
    return [EstimateRow(key, code or "", *rest) for key, code, *rest in rows]


def estimate_count(session: Session, actor: Actor, round_: Round, zone: Zone, cut: int) -> int:
    """How many dossiers the list holds."""
    found = _estimates(session, actor, round_, zone, cut)
    return session.scalar(found.with_only_columns(func.count())) or 0


def estimates_of(session: Session, idea_ids: Collection[int]) -> dict[int, EstimateRow]:
    """The estimates of dossiers that the reader may see the scores of."""
    rows = session.execute(
        select(IdeaEstimate.idea_id, IdeaEstimate.calibrated, IdeaEstimate.error,
               IdeaEstimate.place, IdeaEstimate.low, IdeaEstimate.high, IdeaEstimate.inside)
        .where(IdeaEstimate.idea_id.in_(idea_ids))
    )  # fmt: skip
    return {row[0]: EstimateRow(row[0], "", "", None, *row[1:]) for row in rows}


def band_of_ranks(session: Session, actor: Actor, round_: Round) -> list[tuple[int, int, int]]:
    """(place, low, high) of every dossier the reader may see, by place: the plot's shape."""
    rows = session.execute(
        select(IdeaEstimate.place, IdeaEstimate.low, IdeaEstimate.high)
        .join(Idea, Idea.id == IdeaEstimate.idea_id)
        .where(IdeaEstimate.round_id == round_.id, ~shut_for(session, actor))
        .order_by(IdeaEstimate.place, Idea.id)
    )
    return [(place, low, high) for place, low, high in rows]


def open_codes(
    session: Session, actor: Actor, round_: Round, idea_ids: Collection[int]
) -> dict[int, str]:
    """The codes of those of these dossiers that the reader is not shut out of."""
    found: dict[int, str] = {}
    for keys in chunks(idea_ids):
        rows = session.execute(
            select(Idea.id, Idea.code).where(
                Idea.id.in_(keys), Idea.round_id == round_.id, ~shut_for(session, actor)
            )
        )
        found.update({key: code or "" for key, code in rows})
    return found


def names_of(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """The names of these people."""
    found: dict[int, str] = {}
    for keys in chunks(account_ids):
        rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(keys)))
        found.update({key: name for key, name in rows})
    return found


def judges_here(session: Session, actor: Actor, round_id: int) -> bool:
    """Whether the reader still has sheets of their own open in this round."""
    own = Sheet.round_id == round_id, Sheet.reviewer_id == actor.user_id
    wanted = select(func.count(Sheet.id)).where(*own, Sheet.state.in_(OPEN_SHEETS))
    return bool(session.scalar(wanted))
