"""Reads of what a round asks beside the form."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rounds.field_models import EligibilityQuestion, RoundField
from app.rounds.field_specs import spec_of
from app.rounds.fields import EligibilityDraft, RoundQuestion


def questions_of(
    session: Session, round_id: int, *, removed: bool = False
) -> tuple[RoundQuestion, ...]:
    """The questions of a round in their order; with `removed` also those it no longer asks."""
    rows = select(RoundField).where(RoundField.round_id == round_id)
    if not removed:
        rows = rows.where(RoundField.removed_at.is_(None))
    found = session.scalars(rows.order_by(RoundField.position, RoundField.id))
    return tuple(
        RoundQuestion(row.id, spec_of(row.spec), row.removed_at is not None) for row in found
    )


def eligibility_of(session: Session, round_id: int) -> tuple[EligibilityDraft, ...]:
    """The questions before the form, in their order."""
    rows = session.scalars(
        select(EligibilityQuestion)
        .where(EligibilityQuestion.round_id == round_id, EligibilityQuestion.removed_at.is_(None))
        .order_by(EligibilityQuestion.position, EligibilityQuestion.id)
    )
    return tuple(
        EligibilityDraft(row.question, row.wanted, row.explanation, row.blocks, row.id)
        for row in rows
    )
