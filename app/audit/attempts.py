"""Try one of many acts inside a transaction: what fails leaves neither rows nor record."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.audit.actions import PENDING
from app.database.guards import RECORDED


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """A savepoint that also forgets what was recorded since; the exception goes on."""
    entries = len(session.info.get(PENDING, ()))
    recorded = set(session.info.get(RECORDED, ()))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del session.info.get(PENDING, [])[entries:]
        session.info[RECORDED] = recorded
        raise
