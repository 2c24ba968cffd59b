"""Sign-ins made before the second factor stay good; half ones do not become whole going back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from app import create_app
from app.extensions import db
from config import Settings
from tests import postgres_server

ROWS = (
    "INSERT INTO unit (id, code, name, short_name, kind, official_order, address, valid_from) "
    "VALUES (1, 'P9', 'Phường 9', 'P9', 'ward', 1, '', '2024-01-01')",
    "INSERT INTO account (id, email, full_name, name_key, unit_id, position, password_hash, active,"
    " demo, created_at, failed_sign_ins) VALUES (1, 'a@quan3.example', 'Trần Ánh', 'A', 1, '',"
    " '$x', true, false, CURRENT_TIMESTAMP, 3)",
    "INSERT INTO sign_in (id, token_hash, account_id, started_at, seen_at, ends_at, address, agent)"
    " VALUES (1, 'old', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, '::1', '')",
)
HALF = (
    "INSERT INTO sign_in (id, token_hash, account_id, stage, started_at, seen_at, ends_at, address,"
    " agent) VALUES (2, 'half', 1, 'code', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP,"
    " CURRENT_TIMESTAMP, '', '')"
)


@pytest.fixture(params=["sqlite", "postgres"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    url = f"sqlite:///{tmp_path / 'bare.sqlite'}"
    if request.param == "postgres":
        url = postgres_server.fresh_database(request.getfixturevalue("postgres"), "sign_in")
    app = create_app(
        Settings(data_dir=tmp_path, database_url=url, app_env="test", secret_key="test-only")
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(*statements: str) -> None:
    """Plain SQL, committed."""
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def rows(statement: str) -> list[tuple[object, ...]]:
    """What the database holds."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def test_sign_in_rows_survive_up_down_up(bare_app: Flask) -> None:
    upgrade(revision="0001")
    run(*ROWS)

    upgrade(revision="0002")
    assert rows("SELECT token_hash, stage, method FROM sign_in") == [("old", "full", "password")]
    run(HALF)
    downgrade(revision="0001")
    assert rows("SELECT token_hash FROM sign_in WHERE ended_at IS NULL") == [("old",)]
    assert rows("SELECT email, failed_sign_ins FROM account") == [("a@quan3.example", 0)]
    upgrade(revision="0002")

    assert rows("SELECT count(*) FROM sign_in WHERE ended_at IS NULL") == [(1,)]
