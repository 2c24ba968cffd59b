"""Uploads of before the virus check live through the migration, and what hangs on them too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app import create_app
from app.extensions import db
from config import Settings
from tests import postgres_server

ROWS = (
    "INSERT INTO stored_file (id, purpose, name, media_type, size, sha256, uploaded_at) "
    "VALUES (7, 'evidence', 'Đề án.pdf', 'application/pdf', 3, 'abc', '2026-10-01 05:00:00+00')",
    "CREATE TABLE hanging (file_id BIGINT REFERENCES stored_file (id))",
    "INSERT INTO hanging VALUES (7)",
)


@pytest.fixture(params=["sqlite", "postgres"])
def old_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is one migration behind, with an upload."""
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    if request.param == "postgres":
        url = postgres_server.fresh_database(request.getfixturevalue("postgres"), "files_old")
    app = create_app(
        Settings(data_dir=tmp_path, database_url=url, app_env="test", secret_key="test-only")
    )
    with app.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            for row in ROWS:
                connection.execute(text(row))
        yield app
        db.session.remove()
        db.engine.dispose()


def stored(columns: str) -> tuple[object, ...]:
    with db.engine.connect() as connection:
        joined = f"SELECT {columns} FROM stored_file f JOIN hanging h ON h.file_id = f.id"  # noqa: S608
        return tuple(connection.execute(text(joined)).one())


def test_an_earlier_upload_is_kept_and_named_unchecked(old_app: Flask) -> None:
    upgrade(revision="0004")
    assert stored("f.name, f.state, f.check_note") == ("Đề án.pdf", "unchecked", "")

    downgrade(revision="0003")
    assert stored("f.name, f.sha256") == ("Đề án.pdf", "abc")

    upgrade(revision="0004")
    assert stored("f.id, f.state") == (7, "unchecked")
