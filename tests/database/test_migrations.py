"""Migrations go up, down and up again on both databases, and end where the models are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.database.base import Base
from app.database.schema import INDEXES
from app.extensions import db
from config import Settings
from tests import postgres_server


@pytest.fixture(params=["sqlite", "postgres"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    url = f"sqlite:///{tmp_path / 'bare.sqlite'}"
    if request.param == "postgres":
        url = postgres_server.fresh_database(request.getfixturevalue("postgres"), "bare")
    app = create_app(
        Settings(data_dir=tmp_path, database_url=url, app_env="test", secret_key="test-only")
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_down_up_and_the_models_agree(bare_app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    upgrade()

    assert left == set()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            difference
            for difference in compare_metadata(context, Base.metadata)
            if not any(index.name in str(difference) for index in INDEXES)
        ]
    assert differences == []
