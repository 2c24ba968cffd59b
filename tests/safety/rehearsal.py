"""Requests whose writes are seen and then undone, so that thousands meet the same world."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.extensions import db

WRITING = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# Noting a visit, a refusal or a guess changes nothing that anybody decided.
NOTES = {"sign_in", "audit_entry", "audit_head", "refusal_count", "guess_budget",
         "sign_in_ceremony"}  # fmt: skip


@dataclass
class Writes:
    """The tables that were written to since the last look."""

    tables: set[str] = field(default_factory=set)

    def taken(self) -> set[str]:
        """What was written, and start anew."""
        found, self.tables = self.tables - NOTES, set()
        return found


@contextmanager
def rehearsal(patch: pytest.MonkeyPatch) -> Iterator[Writes]:
    """Inside, every commit is a rollback; the tables that were written to are noted."""
    writes = Writes()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if found := WRITING.match(statement):
            writes.tables.add(found[1].lower())

    def undo(session: Session) -> None:
        session.flush()
        session.rollback()

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    with patch.context() as patched:
        patched.setattr(Session, "commit", undo)
        yield writes
    event.remove(engine, "before_cursor_execute", note)
