"""What the transaction promises: no lost updates, no state without a record, a whole chain."""

import multiprocessing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import Account, Unit
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.audit.queries import first_break
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from config import Settings
from tests.conftest import BOTH
from tests.people import NOON, World

PROCESSES, TURNS = 4, 200


def _add_many(url: str, folder: str, key: int) -> None:
    settings = Settings(
        data_dir=Path(folder), database_url=url, app_env="test", secret_key="test-only"
    )
    with create_app(settings).app_context():
        for _ in range(TURNS):
            with transaction() as session:
                unit = to_change(session, Unit, key)
                unit.official_order = unit.official_order + 1


@BOTH
def test_four_processes_lose_no_update(app: Flask, world: World, tmp_path: Path) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    key = world.units["P9"]
    before = db.session.get_one(Unit, key).official_order
    db.session.remove()
    # Forked with what is imported here: each makes an application and connections of its own.
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_add_many, args=(url, str(tmp_path), key))
               for _ in range(PROCESSES)]  # fmt: skip
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    with transaction() as session:
        assert to_change(session, Unit, key).official_order == before + PROCESSES * TURNS


def test_a_failed_transaction_leaves_nothing(app: Flask, world: World) -> None:
    def fail() -> None:
        with transaction() as session:
            to_change(session, Account, world.author.user_id).position = "Trưởng phòng"
            record(session, SYSTEM, "round:rubric_frozen", "account:1", NOON)
            raise RuntimeError("stop")

    before = db.session.scalars(select(AuditEntry.id)).all()
    with pytest.raises(RuntimeError, match="stop"):
        fail()

    assert db.session.scalars(select(AuditEntry.id)).all() == before
    assert db.session.get(Account, world.author.user_id).position == "Chuyên viên"  # type: ignore[union-attr]


@BOTH
def test_the_chain_is_whole_and_every_tampering_is_named(app: Flask, world: World) -> None:
    assert first_break(db.session()) is None
    db.session.remove()
    tamperings = {
        "UPDATE audit_entry SET reason = 'x' WHERE id = 3": "entry 3 was changed",
        "DELETE FROM audit_entry WHERE id = 5": "entry 5 is missing",
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)": "the chain ends",
    }
    for statement, expected in tamperings.items():
        with db.engine.connect() as connection:
            connection.execute(text(statement))
            with Session(bind=connection) as session:
                found = first_break(session)
            connection.rollback()
        assert found is not None
        assert found.startswith(expected)


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_postgres_compiles_no_statement(app: Flask) -> None:
    """Compiling the ties between people took 50 ms of each reviewer's page, running them four."""
    with transaction() as session:
        assert session.scalar(text("SHOW jit")) == "off"
    with transaction() as session:
        session.execute(text("SELECT 1"))
        session.rollback()
        assert session.scalar(text("SHOW jit")) == "off"
