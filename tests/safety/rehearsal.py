"""Requests whose writes are seen and then undone, so that thousands meet the same world."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.models import RefusalCount
from app.audit.refused import MOST_AN_HOUR
from app.database.transaction import transaction
from app.extensions import db
from app.kernel import clock

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
    """Inside, every commit is a rollback; the tables that were written to are noted.

    What a server would write once, each request would write again, since it is undone: the visit
    of this minute and the first refusals of this hour. So the moment stays the same inside, and
    this hour's refusals of everybody have been noted already.
    """
    writes = Writes()
    moment = clock.now()
    _note_refusals_of_this_hour(moment)

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
        patched.setattr(clock, "steady", lambda: moment)
        yield writes
    event.remove(engine, "before_cursor_execute", note)


def _note_refusals_of_this_hour(moment: datetime) -> None:
    """As many as are kept, of every account and of visitors."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    with transaction() as session:
        for key in (0, *session.scalars(select(Account.id))):
            session.merge(RefusalCount(key=f"account:{key}", hour=hour, count=MOST_AN_HOUR))
