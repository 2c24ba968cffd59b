"""The worker meets a database that is locked, cut off or full: each mail leaves all the same."""

import contextlib
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import event, select

from app import worker
from app.extensions import db
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from tests import postgres_server
from tests.operation.conftest import ON_SQLITE
from tests.operation.hands import NOON, queue_mail
from tests.operation.test_faults_database import cut
from tests.operation.writing import all_is_whole
from tests.outbox.test_delivery import Box, free_port, point

MAILS, CUTS = 12, 6


@pytest.fixture
def box(house: Flask) -> Iterator[Box]:
    """A real mail server that this installation sends to, and mails that wait."""
    received, port = Box(), free_port()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    with house.app_context():
        point(house, port)
    for number in range(MAILS):
        queue_mail(house, number)
    yield received
    controller.stop()


def turn(app: Flask, minutes: int = 0) -> None:
    """One look of the worker at everything; it must never raise."""
    with app.app_context():
        worker.turn(NOON + timedelta(minutes=minutes))
        worker.duties(NOON + timedelta(minutes=minutes))


def mine(app: Flask) -> Counter[MessageState]:
    with app.app_context():
        found = Counter(
            db.session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == "test"))
        )
        db.session.remove()
    return found


def taken(box: Box) -> Counter[str]:
    return Counter(str(letter["To"]) for letter in box.letters)


ALL_ONCE = Counter(f"n{number}@quan3.example" for number in range(MAILS))


@ON_SQLITE
def test_a_locked_database_stops_the_worker_for_that_turn_only(
    house: Flask, box: Box, tmp_path: Path
) -> None:
    with house.app_context():
        event.listen(db.engine, "connect", lambda c, _record: c.execute("PRAGMA busy_timeout=100"))
        db.engine.dispose()
    with contextlib.closing(sqlite3.connect(tmp_path / "sangkien.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        turn(house)
        other.rollback()
    assert box.letters == []
    assert mine(house) == {MessageState.WAITING: MAILS}

    turn(house, 1)

    assert taken(box) == ALL_ONCE
    assert mine(house) == {MessageState.SENT: MAILS}
    all_is_whole(house)


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_a_database_that_drops_every_connection_loses_and_doubles_no_mail(
    house: Flask, box: Box, postgres: postgres_server.PostgresServer
) -> None:
    """6 cuts: between two turns, and in the middle of handing a mail over."""
    with house.app_context(), postgres.connect("postgres") as server:
        waiting = [3, 5, 8]

        def cut_in_between(*_: object) -> None:
            if waiting and len(box.letters) == waiting[0]:
                waiting.pop(0)
                cut(server)

        event.listen(db.engine, "begin", cut_in_between)
        for number in range(CUTS - len(waiting)):
            cut(server)
            turn(house, 10 * number)
        event.remove(db.engine, "begin", cut_in_between)
        turn(house, 100)

    assert waiting == []
    assert set(taken(box)) == set(ALL_ONCE)
    assert mine(house) == {MessageState.SENT: MAILS}
    ids = Counter(letter["Message-ID"] for letter in box.letters)
    assert len(ids) == MAILS  # a second letter bears the first one's Message-ID
    all_is_whole(house)


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.operation.conftest import make_app
from tests.operation.test_worker_faults import turn
from tests.outbox.test_delivery import point
folder, port = Path(sys.argv[1]), int(sys.argv[2])
app = make_app(f"sqlite:///{folder / 'sangkien.sqlite'}", folder)
with app.app_context():
    point(app, port)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
turn(app)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("lived")
"""


@ON_SQLITE
def test_on_a_full_disk_no_mail_leaves_and_the_worker_lives(
    house: Flask, box: Box, tmp_path: Path
) -> None:
    """What cannot be noted is not sent: else it would be sent again at every turn."""
    with house.app_context():
        port = house.config["MAIL_PORT"]
        db.engine.dispose()

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FULL_DISK, str(tmp_path), str(port)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.strip() == "lived"
    assert "worker: mails" in ran.stderr  # it said what could not be done
    assert box.letters == []
    assert mine(house) == {MessageState.WAITING: MAILS}

    turn(house, 1)
    assert taken(box) == ALL_ONCE
    all_is_whole(house)
