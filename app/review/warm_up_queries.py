"""Reads of the warm-up: samples, what I gave, and colleagues without their names."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.review.warm_up_models import WarmUpSample, WarmUpSheet
from app.review.warm_up_rules import Compared, Points, compared, usable
from app.rounds.rubrics import CriterionView


def points_of(text: str) -> dict[int, Decimal]:
    """Stored points by criterion."""
    return {int(key): Decimal(given) for key, given in json.loads(text).items()}


def reference_of(sample: WarmUpSample) -> tuple[dict[int, Decimal], dict[int, str]]:
    """The reference points, and why."""
    kept = {int(key): one for key, one in json.loads(sample.reference).items()}
    return ({key: Decimal(points) for key, (points, _why) in kept.items()},
            {key: why for key, (_points, why) in kept.items()})  # fmt: skip


def samples_of(session: Session, round_id: int) -> list[WarmUpSample]:
    """All samples of a round, in their order."""
    return list(session.scalars(_samples(), {"round": round_id}))


@cache
def _samples() -> Select[WarmUpSample]:
    return (
        select(WarmUpSample)
        .where(WarmUpSample.round_id == bindparam("round"))
        .order_by(WarmUpSample.position)
    )


def sheet_counts(session: Session, round_id: int) -> dict[int, int]:
    """How many reviewers have scored each sample."""
    rows = session.execute(
        select(WarmUpSheet.sample_id, func.count())
        .join(WarmUpSample, WarmUpSample.id == WarmUpSheet.sample_id)
        .where(WarmUpSample.round_id == round_id)
        .group_by(WarmUpSheet.sample_id)
    )
    return {key: count for key, count in rows}


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One sample for a reviewer."""

    sample_id: int
    position: int
    title: str
    required: bool
    done: bool


def my_samples(
    session: Session, actor: Actor, round_id: int, criteria: Sequence[CriterionView]
) -> list[SampleLine]:
    """The samples that fit the rubric in force; two queries, one where the round has none."""
    samples = samples_of(session, round_id)
    if not samples:
        return []
    mine = select(WarmUpSheet.sample_id).where(WarmUpSheet.reviewer_id == actor.user_id)
    done = set(session.scalars(mine))
    return [
        SampleLine(one.id, one.position, one.title, one.required, one.id in done)
        for one in samples
        if usable(reference_of(one)[0], criteria) or one.id in done
    ]  # fmt: skip


def lacking(
    session: Session, actor: Actor, round_id: int, criteria: Sequence[CriterionView]
) -> int:
    """How many samples the reviewer must still score before the first real sheet; one query."""
    mine = select(WarmUpSheet.sample_id).where(WarmUpSheet.reviewer_id == actor.user_id)
    left = session.scalars(
        select(WarmUpSample).where(
            WarmUpSample.round_id == round_id, WarmUpSample.required, WarmUpSample.id.not_in(mine)
        )
    )
    return sum(usable(reference_of(one)[0], criteria) for one in left)


def my_points(session: Session, actor: Actor, sample_id: int) -> Points | None:
    """What I gave; None: not yet."""
    text = session.scalar(
        select(WarmUpSheet.points).where(
            WarmUpSheet.sample_id == sample_id, WarmUpSheet.reviewer_id == actor.user_id
        )
    )
    return points_of(text) if text else None


def comparison(
    session: Session, actor: Actor, sample: WarmUpSample, mine: Points,
    criteria: Sequence[CriterionView],
) -> list[Compared]:  # fmt: skip
    """Mine beside the reference and the colleagues, once I have answered; nobody's name is read."""
    texts = session.scalars(
        select(WarmUpSheet.points)
        .where(WarmUpSheet.sample_id == sample.id, WarmUpSheet.reviewer_id != actor.user_id)
        .order_by(WarmUpSheet.points)
    )
    others = [points_of(text) for text in texts]
    reference, whys = reference_of(sample)
    known = [c for c in criteria if c.criterion_id in mine and c.criterion_id in reference]
    whole = [one for one in others if all(c.criterion_id in one for c in known)]
    return compared(mine, reference, whys, whole, known)
