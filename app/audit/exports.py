"""Whoever takes personal data out of the system leaves a record of it."""

from datetime import datetime

from app.audit.actions import record
from app.database.transaction import transaction
from app.kernel.actor import Actor

EXPORT = "personal_data:export"


def record_export(actor: Actor, what: str, thing: str, now: datetime, *, rows: int) -> None:
    """Note that `actor` took `what` (a file) of `thing` out: how many rows, never which.

    A transaction of its own, for downloads are GETs that read only (docs/decisions/0009). Call
    it when the file is made and before it is sent: what cannot be recorded does not leave. It
    ends the request's read transaction.
    """
    with transaction() as session:
        record(session, actor, EXPORT, thing, now, what=what, rows=rows)
