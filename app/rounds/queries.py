"""Reads about rounds."""

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.refusals import NOT_FOUND, Denied
from app.rounds.models import Band, Criterion, Round, Rubric
from app.rounds.rubrics import BandView, CriterionView, RubricView
from app.rounds.states import RoundState


def current_round(session: Session, now: datetime) -> Round | None:
    """The announced round that matters now: the newest that has opened, else the next to open."""
    opened = Round.opens_at <= now
    return session.scalar(
        select(Round)
        .where(Round.state == RoundState.ANNOUNCED)
        .order_by(
            opened.desc(),
            case((opened, Round.opens_at)).desc(),
            Round.opens_at,
            Round.id.desc(),
        )
        .limit(1)
    )


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
    """The rubric of a round as plain values, in three queries; None when it has none yet."""
    rubric = session.scalar(
        select(Rubric)
        .where(Rubric.round_id == round_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )
    return None if rubric is None else rubric_view(rubric)


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
    )


def _band_view(band: Band) -> BandView:
    return BandView(band.id, band.position, band.label, band.anchor, band.low, band.high,
                    band.remark_wanted)  # fmt: skip
