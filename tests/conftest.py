"""Fixtures: an application on an empty database, a session inside a transaction, clients.

`TEST_DATABASE=postgres` (or the `postgres` marker) runs on a real PostgreSQL; else on SQLite.
"""

import contextvars
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import create_app
from app.accounts import passwords
from app.database.schema import create_everything, empty_everything
from app.database.transaction import transaction
from app.extensions import db
from config import Settings
from tests import memory, people, postgres_server

# How fast values are made up tells of the machine, not of the code.
hypothesis.settings.register_profile(
    "here", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("here")


# The folders with the tests of a minute and more.
LONG = ("safety", "browser", "operation", "journeys", "awards", "tools", "database")


IN_MEMORY = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that gives out the tests chooses where all of them keep their files."""
    if "PYTEST_XDIST_WORKER" not in os.environ and (folder := memory.move_in()):
        config.stash[IN_MEMORY] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    if IN_MEMORY in config.stash:
        memory.move_out(config.stash[IN_MEMORY])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of those folders go first, else in the random order that was drawn.

    Files are given out whole (`--dist=loadfile`), so that what a file shares is made once. A long
    one that came last would leave the other processes without work.
    """
    here = Path(__file__).parent
    place = {folder: at for at, folder in enumerate(LONG)}

    def later(item: pytest.Item) -> int:
        inside = item.path.relative_to(here).parts if item.path.is_relative_to(here) else ("",)
        return place.get(inside[0], len(LONG))

    items.sort(key=later)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again and again.

    Nor need it look at each page's objects while the page is drawn: most are gone the next moment.
    It was called so often that it took a twentieth of the run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


class OwnContextClient(FlaskClient):
    """Each request has its own application context, as on a server; the test's one is not seen."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Run the request in an empty context and read the whole answer there."""
        kwargs.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """The real hash takes a tenth of a second on purpose; one test of it is enough."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._hasher = hasher


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.PostgresServer]:
    """One PostgreSQL server for this worker, started on first use."""
    server = postgres_server.start_server()
    yield server
    postgres_server.stop_server(server)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The compiled templates of this run, shared by its applications and processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def _make_app(url: str, folder: Path, compiled: FileSystemBytecodeCache) -> Flask:
    settings = Settings(
        data_dir=folder,
        database_url=url,
        base_url="http://localhost",
        app_env="test",
        secret_key="test-only",
        security_contact="mailto:an-toan@sang-kien-so.invalid",
        demo=True,
    )
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled
    with app.app_context():
        if url.startswith("sqlite"):
            event.listen(db.engine, "connect", _no_sync)
        create_everything()
    return app


def _no_sync(connection: Any, _record: object) -> None:
    """A test database need not survive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def sqlite_app(
    tmp_path_factory: pytest.TempPathFactory, compiled: FileSystemBytecodeCache
) -> Iterator[Flask]:
    """The application on SQLite, made once per worker."""
    folder = tmp_path_factory.mktemp("sqlite")
    app = _make_app(f"sqlite:///{folder / 'test.sqlite'}", folder, compiled)
    yield app
    _close(app)


@pytest.fixture(scope="session")
def postgres_app(
    postgres: postgres_server.PostgresServer, tmp_path_factory: pytest.TempPathFactory,
    compiled: FileSystemBytecodeCache,
) -> Iterator[Flask]:  # fmt: skip
    """The application on PostgreSQL, made once per worker."""
    url = postgres_server.fresh_database(postgres, "rooms")
    app = _make_app(url, tmp_path_factory.mktemp("postgres"), compiled)
    yield app
    _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on an empty database. Parametrise indirectly with "postgres" to choose it."""
    kind = getattr(request, "param", "sqlite")
    made: Flask = request.getfixturevalue(f"{kind}_app")
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = OwnContextClient
    with made.app_context():
        yield made
    with made.app_context():
        empty_everything()


BOTH = pytest.mark.parametrize("app", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """One writing transaction that is committed when the test body ends."""
    with transaction() as opened:
        yield opened


@pytest.fixture(scope="session")
def kept_worlds() -> dict[Flask, people.KeptWorld]:
    """The world of each application of this worker, once made."""
    return {}


@pytest.fixture(scope="session")
def kept_small_worlds() -> dict[Flask, Any]:
    """The same of the small world of the journeys."""
    return {}


@pytest.fixture
def world(app: Flask, kept_worlds: dict[Flask, people.KeptWorld]) -> people.World:
    """Agency, units, council and one person per role, committed (see tests/people.py)."""
    if app in kept_worlds:
        return kept_worlds[app].put_back()
    made = people.make_world()
    kept_worlds[app] = people.KeptWorld.of(made)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without sign-in. Use `tests.people.sign_in(client, email)`."""
    return app.test_client()
