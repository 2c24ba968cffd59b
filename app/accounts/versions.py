"""Rows that are never changed: a correction is a new version of its line; one is newest."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.kernel.actor import SYSTEM
from app.kernel.dates import instant_text
from app.kernel.refusals import StaleEdit


def require_newest(session: Session, old: Any, version: Callable[[Any], int]) -> None:
    """Somebody else was first: show who and when, and change nothing. `old` is loaded to change;
    its table has `line`, `newest`, `recorded_by` and `recorded_at`.
    """
    if old.newest:
        return
    kind = type(old)
    found = session.scalars(select(kind).where(kind.line == old.line, kind.newest)).one()
    who = session.get(Account, found.recorded_by) if found.recorded_by else None
    when = instant_text(found.recorded_at) if found.recorded_at else ""
    raise StaleEdit(who.full_name if who else SYSTEM.name, when, version=version(found))


def put_after(session: Session, old: Any, row: Any) -> None:
    """`row` is the newest version from now on; in this order, because one of a line is newest."""
    old.newest = False
    session.flush()
    session.add(row)
    session.flush()
