"""What the public may know of awards for a solution: which, by which decision, and if revoked.

No name is in it: who was honoured is on the decision, and on the solution's page with consent.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, Nomination, NominationBasis
from app.awards.states import LineOutcome


@dataclass(frozen=True, slots=True)
class PublicAward:
    """One award by one decision. `revoked`: how many of them were taken back."""

    award_name: str
    decision_number: str
    decided_on: date
    granted: int
    revoked: int


def awards_of_solution(session: Session, idea_id: int) -> list[PublicAward]:
    """The oldest decision first."""
    rows = session.execute(
        select(AwardKind.name, Nomination.decision_number, Nomination.decided_on,
               Nomination.outcome)
        .join(Nomination, Nomination.award_kind_id == AwardKind.id)
        .join(NominationBasis, NominationBasis.nomination_id == Nomination.id)
        .where(
            NominationBasis.idea_id == idea_id,
            Nomination.outcome.in_((LineOutcome.ISSUED, LineOutcome.REVOKED)),
        )
        .order_by(Nomination.decided_on, Nomination.id)
    ).all()  # fmt: skip
    all_ = Counter((name, number, day) for name, number, day, _ in rows)
    back = Counter(
        (name, number, day) for name, number, day, outcome in rows
        if outcome is LineOutcome.REVOKED
    )  # fmt: skip
    return [
        PublicAward(name, number, day, many, back[name, number, day])
        for (name, number, day), many in all_.items()
        if day is not None
    ]
