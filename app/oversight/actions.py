"""Taking the log out of the system is itself recorded."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.jobs.actions import ask
from app.jobs.models import Job
from app.kernel.actor import Actor
from app.kernel.refusals import require
from app.oversight import exports, policy, queries
from app.oversight.queries import Filters


def export_rows(
    session: Session, actor: Actor, filters: Filters, form: str, now: datetime
) -> list[tuple[str, ...]] | Job:
    """The rows of a small export, or the job that will make a large one as CSV."""
    require(policy.read_log(actor))
    blind, upto = policy.judges_blind(actor), queries.last_id(session)
    total = queries.count(session, filters, blind=blind, upto=upto)
    is_large = total > exports.AT_ONCE
    args = exports.args_of(filters, blind=blind, upto=upto)
    record(session, actor, "audit:export", "audit_entry:all", now, entries=total,
           form="csv" if is_large else form, filters=args)  # fmt: skip
    if is_large:
        return ask(session, actor, exports.EXPORT.name, args, now)
    lines = queries.entries_after(
        session, filters, blind=blind, after=0, upto=upto, limit=exports.AT_ONCE
    )
    return [exports.row_of(line) for line in lines]
