"""Reads about identities at the agency's provider."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.signin.models import OutsideIdentity


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """One linked identity as its owner sees it; `email` is what the provider called it."""

    identity_id: int
    issuer: str
    email: str
    created_at: datetime
    last_used_at: datetime | None


def identity_lines(session: Session, account_id: int | None) -> list[IdentityLine]:
    """The identities linked to a person, the oldest first."""
    rows = session.execute(
        select(
            OutsideIdentity.id,
            OutsideIdentity.issuer,
            OutsideIdentity.email,
            OutsideIdentity.created_at,
            OutsideIdentity.last_used_at,
        )
        .where(OutsideIdentity.account_id == account_id)
        .order_by(OutsideIdentity.id)
        .limit(100)
    )
    return [IdentityLine(*row) for row in rows]


def identities_of(session: Session, account_id: int | None) -> int:
    """How many identities are linked to a person."""
    return session.scalar(
        select(func.count()).where(OutsideIdentity.account_id == account_id)
    ) or 0  # fmt: skip
