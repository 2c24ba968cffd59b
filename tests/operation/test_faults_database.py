"""A database that is locked, cut off or full: a polite page, the text kept, no half state."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, select, text

from app.database.transaction import transaction
from app.extensions import db
from app.outbox.delivery import send_due
from app.signin.models import SignIn
from tests import postgres_server
from tests.operation.conftest import ON_SQLITE, make_app
from tests.operation.hands import NOON, queue_mail
from tests.operation.writing import all_is_whole, save, stored
from tests.people import sign_in

CUTS, HOUR = 8, timedelta(hours=1)


@ON_SQLITE
def test_a_locked_database_gives_a_polite_page_and_keeps_the_text(
    house: Flask, tmp_path: Path
) -> None:
    """Another process holds the write lock longer than we wait."""
    with house.app_context():
        event.listen(db.engine, "connect", lambda c, _record: c.execute("PRAGMA busy_timeout=200"))
        db.engine.dispose()
    client = sign_in(house.test_client(), "author@quan3.example")
    version, before = stored(house)
    with contextlib.closing(sqlite3.connect(tmp_path / "sangkien.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = save(client, version, "Nội dung viết cả buổi sáng")
        other.rollback()

    page = answer.text
    assert answer.status_code == 503
    assert "Hệ thống đang bận" in page
    assert "Nội dung viết cả buổi sáng" in page
    assert answer.headers["X-Request-ID"] in page
    assert stored(house) == (version, before)
    assert save(client, version, "Nội dung viết cả buổi sáng").status_code == 303
    assert stored(house)[1] == "Nội dung viết cả buổi sáng"
    all_is_whole(house)


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_postgres_that_restarts_under_load_loses_nothing_acknowledged(
    house: Flask, postgres: postgres_server.PostgresServer
) -> None:
    """8 times every connection is cut and none is let in for a moment, while one author saves."""
    client = sign_in(house.test_client(), "author@quan3.example")
    stop = threading.Event()
    answers: list[tuple[int, int]] = []

    def write() -> None:
        while not stop.is_set():
            with contextlib.suppress(Exception):
                version, _problem = stored(house)
                number = len(answers)
                answers.append((number, save(client, version, f"Lần lưu {number}").status_code))

    writer = threading.Thread(target=write)
    writer.start()
    with postgres.connect("postgres") as server:
        for _ in range(CUTS):
            wait_for_more(answers, 3)
            cut(server)
    wait_for_more(answers, 3)
    stop.set()
    writer.join()

    codes = {code for _number, code in answers}
    assert codes <= {303, 409, 503}  # 409: an answer was lost, the text was saved
    last = max(number for number, code in answers if code == 303)
    assert int(stored(house)[1].removeprefix("Lần lưu ")) >= last
    all_is_whole(house)


def wait_for_more(answers: list[tuple[int, int]], count: int) -> None:
    goal, tick = len(answers) + count, threading.Event()
    for _ in range(1000):
        if len(answers) >= goal:
            return
        tick.wait(0.02)
    raise AssertionError("the author's page stopped answering")


def cut(server: psycopg.Connection) -> None:
    server.execute("ALTER DATABASE operation_house WITH ALLOW_CONNECTIONS false")
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = 'operation_house'")  # fmt: skip
    server.execute("ALTER DATABASE operation_house WITH ALLOW_CONNECTIONS true")


def test_a_clock_that_is_set_back_breaks_nothing(url: str, tmp_path: Path) -> None:
    """What was written an hour in the future: still signed in, mails in order, the chain whole."""
    app = make_app(url, tmp_path, mail_server="mail.invalid")
    client = sign_in(app.test_client(), "author@quan3.example")
    with app.app_context(), transaction() as session:
        for row in session.scalars(select(SignIn)):
            row.seen_at, row.ends_at = row.seen_at + HOUR, row.ends_at + HOUR
    queue_mail(app, 1)

    assert client.get("/viec-cho-toi", follow_redirects=True).status_code in {200, 404}
    version, _problem = stored(app)
    assert save(client, version, "Sau khi đồng hồ lùi").status_code == 303
    with app.app_context():
        early = send_due(NOON - HOUR)
        db.session.remove()
    assert early[0] == 0  # not lost, not early: it waits until its time comes again
    all_is_whole(app)
    with app.app_context():
        db.engine.dispose()


FULL_DISK = """
import resource, sys
from tests.operation.conftest import make_app
from tests.operation.writing import save, stored
from tests.people import sign_in
from pathlib import Path
folder = Path(sys.argv[1])
app = make_app(f"sqlite:///{folder / 'sangkien.sqlite'}", folder)
client = sign_in(app.test_client(), "author@quan3.example")
refused = saved = 0
for number in range(30):
    text = f"Lần {number} " + "chữ " * 1500
    room = 12_000 * (number % 7)  # of the log, where SQLite writes first
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    version, before = stored(app)
    answer = save(client, version, text)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if answer.status_code == 503:
        refused += 1
        assert f"Lần {number} chữ" in answer.text, "the text was not kept"
        assert stored(app) == (version, before), "half saved"
    else:
        assert answer.status_code == 303, answer.status_code
        saved += 1
        assert stored(app)[1].startswith(f"Lần {number} ")
print(f"saved {saved}, refused {refused}")
"""


def test_a_full_disk_gives_a_polite_page_and_no_half_state(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """30 saves with less and more room (RLIMIT_FSIZE); each is whole or refused with its text."""
    (tmp_path / "sangkien.sqlite").write_bytes(sqlite_template.read_bytes())

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FULL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr[-3000:]
    refused = int(ran.stdout.split()[-1])
    assert refused >= 5, ran.stdout
    app = make_app(f"sqlite:///{tmp_path / 'sangkien.sqlite'}", tmp_path)
    all_is_whole(app)
    with app.app_context():
        check = db.session.execute(text("PRAGMA integrity_check")).scalar()
        db.session.remove()
        db.engine.dispose()
    assert check == "ok"
