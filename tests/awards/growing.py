"""A list that grows, to count what its pages ask of the database."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.awards.models import Nomination, NominationBasis


def grow(session: Session, copies: int, first: int = 0) -> None:
    """Repeat the first nomination under other keys."""
    row = session.scalars(select(Nomination).order_by(Nomination.id.desc()).limit(1)).one()
    idea_id = session.scalars(select(NominationBasis.idea_id).limit(1)).one()
    role = session.scalars(select(NominationBasis.role).limit(1)).one()
    skipped = {"id", "subject_key", "version"}
    columns = {
        column.key: getattr(row, column.key)
        for column in Nomination.__table__.columns
        if column.key not in skipped
    }
    keys = session.scalars(
        insert(Nomination).returning(Nomination.id),
        [
            {**columns, "subject_key": f"person:{n}", "version": 1}
            for n in range(first, first + copies)
        ],
    ).all()
    session.execute(
        insert(NominationBasis),
        [{"nomination_id": key, "idea_id": idea_id, "role": role, "share": None} for key in keys],
    )
