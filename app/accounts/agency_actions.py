"""The authority itself changes: from a day on it is called otherwise, or has another head."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.agency_rules import TEXTS, AgencyDraft, Entry, blockers_in_agency
from app.accounts.models import Agency
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import require, require_ready


def agencies(session: Session) -> list[Agency]:
    """Every entry, the first first."""
    statement = select(Agency).order_by(Agency.valid_from, Agency.id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def entry(row: Agency) -> Entry:
    """A stored entry as a value."""
    return Entry({name: getattr(row, name) for name in TEXTS}, row.valid_from, row.valid_to)


def require_agency(
    session: Session, actor: Actor, draft: AgencyDraft, now: datetime
) -> tuple[Agency | None, Agency | None]:
    """Raise what speaks against it; the entry that it ends, and the planned one it replaces."""
    require(policy.manage_accounts(actor))
    base, planned = _base(agencies(session), local_date(now))
    require_ready(blockers_in_agency(draft, entry(base) if base else None))
    return base, planned


def change_agency(session: Session, actor: Actor, draft: AgencyDraft, now: datetime) -> Agency:
    """From `draft.valid_from` on the authority is called so; documents of earlier days keep theirs.

    A change that was recorded for a day to come is replaced: until its day it is only a plan.
    """
    session.execute(select(Agency.id).order_by(Agency.id).with_for_update()).all()
    base, row = require_agency(session, actor, draft, now)
    was = dict(entry(row).texts, valid_from=str(row.valid_from)) if row else {}
    if row is None:
        row = Agency(**draft.texts, valid_from=draft.valid_from, valid_to=None)
        session.add(row)
    for name, text in draft.texts.items():
        setattr(row, name, text)
    row.valid_from, row.valid_to = draft.valid_from, None
    if base is not None:
        was = was or entry(base).texts
        base.valid_to = draft.valid_from
    session.flush()
    record(session, actor, "agency:changed", row, now, was=was, now_is=draft.texts,
           since=str(draft.valid_from))  # fmt: skip
    return row


def _base(rows: list[Agency], today: date) -> tuple[Agency | None, Agency | None]:
    """The entry that a new one ends, and the planned one that it replaces."""
    if rows and rows[-1].valid_from > today:
        return (rows[-2] if len(rows) > 1 else None), rows[-1]
    return (rows[-1] if rows else None), None
