"""PostgreSQL itself is restarted while an author saves; it keeps what it acknowledged."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from tests import postgres_server
from tests.operation.conftest import fill, make_app
from tests.operation.writing import all_is_whole, save, stored
from tests.people import sign_in

SAVES = 30
RESTARTS = (signal.SIGINT, signal.SIGQUIT, signal.SIGQUIT)
"""An orderly restart, then two crashes."""


@dataclass
class OwnServer:
    """A server of this test alone: the others' must not be restarted."""

    running: postgres_server.PostgresServer

    def restart(self, how: signal.Signals) -> None:
        self.running = postgres_server.restart_server(self.running, how)


@pytest.fixture
def server() -> Iterator[OwnServer]:
    own = OwnServer(postgres_server.start_server(lasting=True))
    yield own
    postgres_server.stop_server(own.running)


@pytest.fixture
def house(server: OwnServer, tmp_path: Path) -> Iterator[Flask]:
    url = postgres_server.fresh_database(server.running, "restarted")
    fill(url, tmp_path)
    app = make_app(url, tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass
class Author:
    """Saves until so many saves were acknowledged; notes every answer."""

    app: Flask
    client: FlaskClient
    codes: set[int] = field(default_factory=set)
    saved: list[int] = field(default_factory=list)
    impolite: list[str] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)
    more: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def write(self) -> None:
        try:
            for number in range(5000):
                if len(self.saved) == SAVES:
                    return
                self.save(number)
        except BaseException as problem:
            self.problems.append(problem)

    def save(self, number: int) -> None:
        version = 0
        with contextlib.suppress(SQLAlchemyError):  # our own look; the author has the page open
            version = stored(self.app)[0]
        answer = save(self.client, version, f"Lần lưu {number}")
        self.codes.add(answer.status_code)
        if answer.status_code == 303:
            self.saved.append(number)
            self.more.release()
        elif f"Lần lưu {number}" not in answer.text or "<h1" not in answer.text:
            self.impolite.append(answer.text[:300])


def test_postgres_that_is_restarted_keeps_what_it_acknowledged(
    house: Flask, server: OwnServer
) -> None:
    """30 saves, three restarts among them: a polite page with the text, or saved for good."""
    author = Author(house, sign_in(house.test_client(), "author@quan3.example"))
    writer = threading.Thread(target=author.write)
    writer.start()
    for how in RESTARTS:
        for _ in range(SAVES // (len(RESTARTS) + 1)):
            assert author.more.acquire(timeout=20), author.problems
        server.restart(how)
    writer.join()

    assert author.problems == []
    assert len(author.saved) == SAVES
    assert author.codes <= {303, 409, 503}  # 409: an answer was lost, the text was saved
    assert author.impolite == []
    version, problem = stored(house)
    assert int(problem.removeprefix("Lần lưu ")) >= author.saved[-1]
    assert version > SAVES
    all_is_whole(house)
