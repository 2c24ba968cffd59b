"""The list of sittings."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.councils.models import Council
from app.sittings.models import Sitting, SittingItem


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting in the list."""

    sitting: Sitting
    council: str
    items: int


def sitting_lines(
    session: Session, councils: Collection[int], limit: int, offset: int
) -> list[SittingLine]:
    """Sittings of these councils, the newest first."""
    counted = (
        select(SittingItem.sitting_id, func.count().label("n"))
        .group_by(SittingItem.sitting_id)
        .subquery()
    )
    rows = session.execute(
        select(Sitting, Council.name, func.coalesce(counted.c.n, 0))
        .join(Council, Council.id == Sitting.council_id)
        .outerjoin(counted, counted.c.sitting_id == Sitting.id)
        .where(Sitting.council_id.in_(councils))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [SittingLine(*row) for row in rows]


def sitting_total(session: Session, councils: Collection[int]) -> int:
    """How many `sitting_lines` has in all."""
    counted = select(func.count()).select_from(Sitting).where(Sitting.council_id.in_(councils))
    return session.scalar(counted) or 0
