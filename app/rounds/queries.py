"""Reads about rounds."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, not_, select
from sqlalchemy.orm import Session, selectinload

from app.database.reading import rows_of
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.rounds.models import Band, Category, Criterion, Round, Rubric
from app.rounds.rubrics import BandView, CriterionView, RubricView
from app.rounds.rules import is_frozen
from app.rounds.states import RoundState


@cache
def _current() -> Select[Round]:
    """Asked for every page with the strip of the round: put together once."""
    opened = Round.opens_at <= bindparam("now")
    unfinished = and_(opened, Round.publishes_on > bindparam("day"))
    return (
        select(Round)
        .where(Round.state == RoundState.ANNOUNCED)
        .order_by(
            case((unfinished, 0), (not_(opened), 1), else_=2),
            case((opened, Round.opens_at)).desc(),
            Round.opens_at,
            Round.id.desc(),
        )
        .limit(1)
    )


def current_round(session: Session, now: datetime) -> Round | None:
    """The announced round that matters now.

    The newest that has opened and whose result is not out; else the next to open; else the
    newest whose result is out. None when no round is announced.
    """
    return session.scalar(_current(), {"now": now, "day": local_date(now)})


@dataclass(frozen=True, slots=True)
class PastRound:
    """A round whose result is out, as the public page names it."""

    round_id: int
    title: str
    year: int
    publishes_on: date


def last_result(session: Session, now: datetime) -> PastRound | None:
    """The round whose result was published last."""
    row = session.execute(
        select(Round.id, Round.title, Round.year, Round.publishes_on)
        .where(Round.state != RoundState.DRAFT, Round.publishes_on <= local_date(now))
        .order_by(Round.publishes_on.desc(), Round.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else PastRound(*row)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in the secretary's list; has every window, so that its phase can be derived."""

    round_id: int
    code: str
    title: str
    year: int
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    endorse_until: datetime
    checked_until: datetime
    scoring_opens_at: datetime
    scoring_closes_at: datetime
    sits_on: date
    publishes_on: date
    stage: int = 1


def round_lines(
    session: Session, actor: Actor, *, limit: int = 50, offset: int = 0
) -> list[RoundLine]:
    """The rounds of the councils whose secretary the actor is, newest first."""
    columns = [getattr(Round, field.name) for field in fields(RoundLine)[1:]]
    rows = session.execute(
        select(Round.id, *columns)
        .where(_of(actor))
        .order_by(Round.year.desc(), Round.opens_at.desc(), Round.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [RoundLine(*row) for row in rows]


def round_count(session: Session, actor: Actor) -> int:
    """How many rounds `round_lines` has in all."""
    return session.scalar(select(func.count()).select_from(Round).where(_of(actor))) or 0


def _of(actor: Actor) -> ColumnElement[bool]:
    return Round.council_id.in_(actor.councils_as(Role.SECRETARY))


def rounds_to_prepare(session: Session, actor: Actor) -> list[RoundLine]:
    """Rounds of the actor's councils that are not closed: what may wait for a secretary."""
    columns = [getattr(Round, field.name) for field in fields(RoundLine)[1:]]
    rows = session.execute(
        select(Round.id, *columns)
        .where(_of(actor), Round.state != RoundState.CLOSED)
        .order_by(Round.opens_at, Round.id)
    )
    return [RoundLine(*row) for row in rows]


def category_count(session: Session, round_id: int) -> int:
    """How many categories a round has."""
    counted = select(func.count()).select_from(Category).where(Category.round_id == round_id)
    return session.scalar(counted) or 0


def category_names(session: Session, round_id: int) -> list[str]:
    """The categories of a round by name, in their order."""
    wanted = select(Category.name).where(Category.round_id == round_id)
    return list(session.scalars(wanted.order_by(Category.position, Category.id)))


def rubric_is_frozen(session: Session, found: Round, now: datetime) -> bool:
    """Whether rubric and rules of the round stand fast (`rules.is_frozen` with the stored mark)."""
    frozen_at = session.scalar(select(Rubric.frozen_at).where(Rubric.round_id == found.id))
    return is_frozen(found, now, frozen_at)


def round_with_rubric(session: Session, round_id: int) -> Round:
    """One round with categories, rubric, criteria and bands, in five queries; 404 if absent."""
    found = session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .options(
            selectinload(Round.categories),
            selectinload(Round.rubric).selectinload(Rubric.criteria).selectinload(Criterion.bands),
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def rubric_of(session: Session, round_id: int) -> RubricView | None:
    """The rubric of a round as plain values, in two queries; None when it has none yet.

    A frozen one is read once per session: it cannot change any more.
    """
    frozen: dict[int, RubricView] = session.info.setdefault("frozen_rubrics", {})
    if round_id in frozen:
        return frozen[round_id]
    head = next(iter(rows_of(session, _head(), {"round": round_id})), None)
    if head is None:
        return None
    criteria = _criteria_of(session, head.id)
    whole: tuple[Any, ...] = (*head[:6], criteria, *head[6:])
    view = RubricView(*whole)
    if view.frozen_at is not None:
        frozen[round_id] = view
    return view


def _criteria_of(session: Session, rubric_id: int) -> tuple[CriterionView, ...]:
    """Criteria and levels by columns: the public call and every sheet read them."""
    rows: Iterable[Any] = rows_of(session, _criteria(), {"rubric": rubric_id})
    cut = len(_CRITERION)
    found = []
    for (skippable, veto, *head), lines in groupby(rows, key=lambda row: tuple(row[:cut])):
        bands = tuple(BandView(*row[cut:]) for row in lines if row[cut])
        values: tuple[Any, ...] = (*head, bands, skippable, veto)
        found.append(CriterionView(*values))
    return tuple(found)


_CRITERION = (
    Criterion.skippable, Criterion.veto, Criterion.id, Criterion.position, Criterion.name,
    Criterion.guidance, Criterion.weight, Criterion.maximum, Criterion.step, Criterion.floor,
)  # fmt: skip
_BAND = tuple(
    getattr(Band, name)
    for name in ("id", "position", "label", "anchor", "low", "high", "remark_wanted")
)


@cache
def _head() -> Select[*tuple[Any, ...]]:
    return select(
        Rubric.id, Rubric.round_id, Rubric.name, Rubric.note, Rubric.pass_mark, Rubric.frozen_at,
        Rubric.veto_reviewers, Rubric.edition, Rubric.revised_at, Rubric.revision_reason,
    ).where(Rubric.round_id == bindparam("round"))  # fmt: skip


@cache
def _criteria() -> Select[*tuple[Any, ...]]:
    return (
        select(*_CRITERION, *_BAND)
        .join_from(Criterion, Band, isouter=True)
        .where(Criterion.rubric_id == bindparam("rubric"))
        .order_by(Criterion.position, Criterion.id, Band.position, Band.id)
    )


def rubric_view(rubric: Rubric) -> RubricView:
    """A loaded rubric as plain values."""
    return RubricView(
        rubric_id=rubric.id,
        round_id=rubric.round_id,
        name=rubric.name,
        note=rubric.note,
        pass_mark=rubric.pass_mark,
        frozen_at=rubric.frozen_at,
        criteria=tuple(_criterion_view(criterion) for criterion in rubric.criteria),
        veto_reviewers=rubric.veto_reviewers,
        edition=rubric.edition,
        revised_at=rubric.revised_at,
        revision_reason=rubric.revision_reason,
    )


def _criterion_view(criterion: Criterion) -> CriterionView:
    return CriterionView(
        criterion_id=criterion.id,
        position=criterion.position,
        name=criterion.name,
        guidance=criterion.guidance,
        weight=criterion.weight,
        maximum=criterion.maximum,
        step=criterion.step,
        floor=criterion.floor,
        bands=tuple(_band_view(band) for band in criterion.bands),
        skippable=criterion.skippable,
        veto=criterion.veto,
    )


def _band_view(band: Band) -> BandView:
    return BandView(band.id, band.position, band.label, band.anchor, band.low, band.high,
                    band.remark_wanted)  # fmt: skip
