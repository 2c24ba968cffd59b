"""No state changes without its record: a guard on every flush."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.base import HasLifecycle, state_before

RECORDED = "audit_recorded_subjects"


def guard_states() -> None:
    """Refuse, as a fault of ours, a changed state that no audit entry of the transaction names."""
    if not event.contains(Session, "before_flush", _refuse_unrecorded):
        event.listen(Session, "before_flush", _refuse_unrecorded)


def _refuse_unrecorded(session: Session, _context: object, _instances: object) -> None:
    recorded = session.info.get(RECORDED, set())
    for row in session.dirty:
        if isinstance(row, HasLifecycle) and state_before(row) is not None:
            subject = row.subject  # type: ignore[attr-defined]
            if subject not in recorded:
                raise RuntimeError(f"{subject} changed state without an audit entry")
