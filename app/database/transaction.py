"""One request's changes: all of them, or none. The only file that commits.

SQLite: a writer says BEGIN IMMEDIATE before it reads, so check and act see the same data
(without it, two read-then-write transactions silently lose one update). PostgreSQL: rows that
are decided on are locked by the queries that load them (`to_change`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TypeVar

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from app.database.base import Base
from app.extensions import db
from app.kernel.refusals import NOT_FOUND, Denied

M = TypeVar("M", bound=Base)

WRITES = "sangkien_writes"
_before_commit: list[Callable[[Session], None]] = []


def before_commit(step: Callable[[Session], None]) -> Callable[[Session], None]:
    """Register a last step of every transaction (the audit chain is sealed here)."""
    _before_commit.append(step)
    return step


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the writing transaction of this request; leaving it normally commits."""
    session: Session = db.session()
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() inside transaction(): pass the session on instead")
    session.rollback()  # end the read transaction: its snapshot may be old
    session.info["in_transaction"] = True
    try:
        session.connection(execution_options={WRITES: True})
        yield session
        session.flush()
        for step in _before_commit:
            step(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()


def to_change(session: Session, model: type[M], key: int | None) -> M:
    """Load one row to change it, locked until the end of the transaction; 404 if absent."""
    if key is None:
        raise Denied(NOT_FOUND)
    row = session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise Denied(NOT_FOUND)
    return row


def one_to_change(session: Session, statement: Select[M]) -> M:
    """Load the one row a select names, locked; 404 if absent."""
    row = session.scalars(statement.with_for_update(of=_entity(statement))).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return row


def _entity(statement: Select[M]) -> type[M]:
    entity: type[M] = statement.column_descriptions[0]["entity"]
    return entity


class Turn(IntEnum):
    """Acts that no row stands for yet, so that two at once would not see each other."""

    CONTENTS = 0x7E9
    LEDGER_IMPORT = 0x7EA
    AWARD_NUMBER = 0x7EB
    DOSSIER_IMPORT = 0x7EC


def one_at_a_time(session: Session, what: Turn, *, alone: bool = True) -> None:
    """Whoever comes second waits for the first one's end, then sees what it wrote.

    Those who are not `alone` share the turn, and wait only for one who is. Call it before
    reading what is decided on. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        session.execute(text(f"SELECT {name}(:key)"), {"key": int(what)})


def all_to_change(session: Session, model: type[M], keys: list[int]) -> list[M]:
    """Load several rows to change them, locked in the order of their keys (no deadlocks)."""
    statement = (
        select(model)
        .where(model.__table__.c.id.in_(keys))
        .order_by(model.__table__.c.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))
