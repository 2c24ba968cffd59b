"""Migrations go up, down and up again on both databases, and end where the models are."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, inspect, text

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


def test_addresses_changed_earlier_are_found_in_the_record_but_not_those_of_the_forgotten(
    bare_app: Flask,
) -> None:
    upgrade(revision="0032")
    moment = datetime(2026, 10, 1, 5, tzinfo=UTC)
    with db.engine.begin() as link:
        tables = MetaData()
        tables.reflect(link, only=["unit", "account", "audit_entry", "anonymised"])
        link.execute(insert(tables.tables["unit"]).values(
            id=1, code="P9", name="Phường 9", short_name="P9", kind="ward", official_order=1,
            address="", valid_from=moment.date(), version=1))  # fmt: skip
        for key in (1, 2):
            link.execute(insert(tables.tables["account"]).values(
                id=key, email=f"moi{key}@quan3.example", full_name="Người", name_key="nguoi",
                unit_id=1, position="", password_hash="!", active=True, demo=False,
                created_at=moment, version=1, searched=""))  # fmt: skip
            was = {"was": {"email": f"cu{key}@quan3.example"}, "now_is": {}}
            link.execute(insert(tables.tables["audit_entry"]).values(
                id=key, at=moment, actor_name="", address="", verb="account:changed",
                subject=f"account:{key}", reason="", detail=json.dumps(was), previous_hash="",
                hash=str(key)))  # fmt: skip
        link.execute(insert(tables.tables["anonymised"]).values(account_id=2, at=moment, reason=""))
    upgrade()

    with db.engine.connect() as link:
        rows = link.execute(text("SELECT account_id, email FROM former_address")).all()
    assert [tuple(row) for row in rows] == [(1, "cu1@quan3.example")]
