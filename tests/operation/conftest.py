"""Installations as an office has them: migrated, with people, on either database."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.extensions import db
from config import Settings
from tests import people, postgres_server
from tests.ideas.pages import stored

TEMPLATE = "operation_template"


def make_app(url: str, folder: Path, **more: Any) -> Flask:
    """The application over a database that is there already."""
    settings = Settings(
        data_dir=folder, database_url=url, base_url="http://localhost", app_env="test",
        secret_key="test-only", demo=True, **more,
    )  # fmt: skip
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def fill(url: str, folder: Path) -> None:
    """Migrate an empty database and put the world of tests/people.py into it."""
    app = make_app(url, folder)
    with app.app_context():
        upgrade()
        stored(people.make_world())  # one draft of `author`
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the world of tests/people.py."""
    folder = tmp_path_factory.mktemp("template")
    fill(f"sqlite:///{folder / 'sangkien.sqlite'}", folder)
    return folder / "sangkien.sqlite"


@pytest.fixture(scope="session")
def postgres_template(
    postgres: postgres_server.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The same on PostgreSQL, as a template to copy."""
    fill(postgres_server.fresh_database(postgres, TEMPLATE), tmp_path_factory.mktemp("pgtemplate"))
    return TEMPLATE


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a fresh database with the world in it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "sangkien.sqlite")
        return f"sqlite:///{tmp_path / 'sangkien.sqlite'}"
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    return postgres_server.fresh_database(server, "operation_house", template)


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[Flask]:
    """An installation; no context is open, as between two commands."""
    app = make_app(url, tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
