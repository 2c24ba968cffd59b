"""Reads about councils."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.councils.models import Council, CouncilKind
from app.kernel.actor import Role

SEATS = frozenset({Role.REVIEWER, Role.CHAIR, Role.SECRETARY})


def council_in_term(session: Session, kind: CouncilKind, day: date) -> Council | None:
    """The council of this kind whose term holds on that day; the newest when several do."""
    return session.scalar(
        select(Council)
        .where(
            Council.kind == kind,
            Council.term_from <= day,
            or_(Council.term_to.is_(None), Council.term_to > day),
        )
        .order_by(Council.term_from.desc(), Council.id.desc())
        .limit(1)
    )


def council_for_role(session: Session, role: Role, day: date) -> int | None:
    """The initiative council in term, for roles that sit in it; None for other roles."""
    if role not in SEATS:
        return None
    council = council_in_term(session, CouncilKind.INITIATIVE, day)
    return council.id if council else None
