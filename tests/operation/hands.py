"""What the tests of this room do again and again."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.actions import record
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.kernel.actor import SYSTEM
from app.operation.backup import backups_in
from app.operation.digests import TableDigest, stored_digests
from app.outbox.actions import queue

NOON = datetime(2026, 10, 1, 5, 0, tzinfo=UTC)
SETTLED = {"audit_entry", "audit_head", "outbox_message", "sign_in", "pulse"}


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """One command of `flask …`."""
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def done(app: Flask, *words: str) -> str:
    """One command that must succeed; what it printed."""
    answer = run(app, *words)
    assert answer.exit_code == 0, answer.output + repr(answer.exception)
    return answer.output


def keep_file(app: Flask, content: bytes, name: str = "minh-chung.pdf") -> str:
    """Store a content with its row; gives its hash."""
    with app.app_context():
        kept = storage().keep(io.BytesIO(content), 1 << 30)
        with transaction() as session:
            session.add(StoredFile(
                purpose="test", owner_id=None, name=name, media_type="application/pdf",
                size=kept.size, sha256=kept.sha256, uploaded_by=None, uploaded_at=NOON,
            ))  # fmt: skip
        return kept.sha256


def queue_mail(app: Flask, number: int = 1) -> None:
    """A mail that waits, and the act it tells of."""
    with app.app_context(), transaction() as session:
        account = session.scalars(select(Account).limit(1)).one()
        record(session, SYSTEM, "account:disabled", account, NOON)
        queue(session, kind="test", address=f"n{number}@quan3.example", title=f"Thư {number}",
              body="Nội dung", now=NOON)  # fmt: skip


def digests(app: Flask) -> dict[str, TableDigest]:
    """What every table holds now."""
    with app.app_context(), db.engine.connect() as connection:
        return stored_digests(connection)


def let_go(app: Flask) -> None:
    """Close every connection of this application, as when its servers are stopped."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def newest(folder: Path) -> Path:
    """The newest archive of a data folder."""
    return backups_in(folder / "backups")[0].path


class Writers:
    """Threads that write acts, mails and files until they are told to stop."""

    def __init__(self, app: Flask, count: int) -> None:
        self.app, self.stop = app, threading.Event()
        self.problems: list[BaseException] = []
        self.written = [0] * count
        self.each = [threading.Semaphore(0) for _ in range(count)]
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(count)]

    def _write(self, place: int) -> None:
        try:
            while not self.stop.is_set():
                keep_file(self.app, os.urandom(20_000), f"{place}-{self.written[place]}.pdf")
                queue_mail(self.app, place)
                self.written[place] += 1
                self.each[place].release()
        except BaseException as problem:
            self.problems.append(problem)

    def wait_for(self, more: int) -> None:
        """Until each thread has written so many times more."""
        for semaphore in self.each:
            for _ in range(more):
                assert semaphore.acquire(timeout=20), self.problems


@contextmanager
def writers(app: Flask, count: int) -> Iterator[Writers]:
    """Writers at work as long as the block lasts; what went wrong in them is told."""
    crowd = Writers(app, count)
    for thread in crowd.threads:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.stop.set()
        for thread in crowd.threads:
            thread.join()
    assert crowd.problems == []
