"""Reads of what a round asks beside the form."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.rounds.field_models import EligibilityQuestion, RoundField
from app.rounds.field_specs import spec_of
from app.rounds.fields import EligibilityDraft, RoundQuestion


def questions_of(
    session: Session, round_id: int, *, removed: bool = False
) -> tuple[RoundQuestion, ...]:
    """The questions of a round in their order; with `removed` also those it no longer asks."""
    rows = rows_of(session, _questions(removed=removed), {"of_round": round_id})
    return tuple(RoundQuestion(key, spec_of(spec), gone) for key, spec, gone in rows)


@cache
def _questions(*, removed: bool) -> Select[int, str, bool]:
    """Put together once: every dossier is shown with them."""
    rows = (
        select(RoundField.id, RoundField.spec, RoundField.removed_at.is_not(None))
        .where(RoundField.round_id == bindparam("of_round"))
        .order_by(RoundField.position, RoundField.id)
    )
    return rows if removed else rows.where(RoundField.removed_at.is_(None))


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
