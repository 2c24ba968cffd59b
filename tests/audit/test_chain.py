"""The chain names the first bad entry after any tampering; heads find a cut or rewritten one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from app.audit import heads
from app.audit.actions import FIRST_HASH, entry_hash, record
from app.audit.models import AuditDailyHead, AuditEntry
from app.audit.protection import grant_to, is_protected, protect
from app.audit.queries import first_break
from app.database.transaction import WRITES, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from tests import postgres_server
from tests.conftest import BOTH
from tests.people import NOON, World

INSERT = """INSERT INTO audit_entry (id, at, actor_id, actor_name, address, verb, subject, before,
 after, reason, detail, previous_hash, hash) SELECT {id}, at, actor_id, actor_name, address, verb,
 subject, before, after, reason, detail, previous_hash, '{hash}' FROM audit_entry WHERE id = 4"""

TAMPERINGS = {
    "an edited reason": (["UPDATE audit_entry SET reason = 'x' WHERE id = 3"],
                         "entry 3 was changed"),
    "an edited time": (["UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = 4"],
                       "entry 4 was changed"),
    "another actor": (["UPDATE audit_entry SET actor_name = 'Ai đó' WHERE id = 2"],
                      "entry 2 was changed"),
    "an edited detail": (["UPDATE audit_entry SET detail = '{}' WHERE id = 6"],
                         "entry 6 was changed"),
    "a deleted entry": (["DELETE FROM audit_entry WHERE id = 5"], "entry 5 is missing"),
    "the first one deleted": (["DELETE FROM audit_entry WHERE id = 1"], "entry 1 is missing"),
    "two swapped": (["UPDATE audit_entry SET id = 900 WHERE id = 4",
                     "UPDATE audit_entry SET id = 4 WHERE id = 5",
                     "UPDATE audit_entry SET id = 5 WHERE id = 900"],
                    "entry 4 does not follow entry 3"),
    "one inserted in between": (["UPDATE audit_entry SET id = id + 1000 WHERE id > 4",
                                 INSERT.format(id=5, hash="f" * 64),
                                 "UPDATE audit_entry SET id = id - 999 WHERE id > 1000"],
                                "entry 5 does not follow entry 4"),
    "one added at the end": ([INSERT.format(id=90000, hash="e" * 64)], "entry"),
    "a cut tail": (["DELETE FROM audit_entry WHERE id > 7"], "the chain ends at entry 7"),
}  # fmt: skip


def broken_by(statements: list[str], *more: Callable[[Connection], None]) -> str | None:
    """What verification says after raw SQL; everything is undone afterwards."""
    db.session.remove()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        undone = connection.begin()
        for statement in statements:
            connection.execute(text(statement))
        for step in more:
            step(connection)
        with Session(bind=connection) as session:
            found = first_break(session)
        undone.rollback()
    return found


@BOTH
@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_names_the_first_bad_entry(app: Flask, world: World, name: str) -> None:
    assert first_break(db.session()) is None
    statements, expected = TAMPERINGS[name]

    found = broken_by(statements)

    assert found is not None
    assert found.startswith(expected)


def keep_head(days_later: int = 0) -> AuditDailyHead:
    with transaction() as session:
        made = heads.make_head(session, NOON + timedelta(days=days_later), ("a@quan3.example",))
        assert made is not None
        session.flush()
        session.expunge(made)
        return made


def cut(connection: Connection, last: int) -> None:
    """Cut the tail and mend the head, as somebody with the database's owner rights would."""
    for statement in (
        "DELETE FROM audit_entry WHERE id > :last",
        "UPDATE audit_head SET last_id = :last, "
        "hash = (SELECT hash FROM audit_entry WHERE id = :last)",
    ):
        connection.execute(text(statement), {"last": last})


def rewrite(connection: Connection) -> None:
    """Write the whole chain anew with another text in entry 3, all hashes right."""
    with Session(bind=connection) as session:
        previous = FIRST_HASH
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all():
            if entry.id == 3:
                entry.reason = "viết lại"
            entry.previous_hash = previous
            entry.hash = previous = entry_hash(entry)
        session.commit()  # into the connection's transaction, which the caller undoes
    connection.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})


@BOTH
def test_a_cut_tail_with_a_mended_head_is_found_by_the_daily_head(app: Flask, world: World) -> None:
    head = keep_head()

    found = broken_by([], lambda c: cut(c, 5))

    assert found is not None
    assert found == (f"the chain ends at entry 5, but the head of 2026-10-01 says {head.last_id}: "
                     "its tail was cut")  # fmt: skip


@BOTH
def test_a_rewritten_chain_is_found_by_the_daily_head_and_by_the_paper(
    app: Flask, world: World
) -> None:
    head = keep_head()
    outside = (head.last_id, head.hash)

    assert "the head of 2026-10-01 sealed" in (broken_by([], rewrite) or "")
    db.session.remove()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(text("DELETE FROM audit_daily_head"))
        rewrite(connection)
        with Session(bind=connection) as session:
            without, with_paper = first_break(session), first_break(session, outside)
        connection.rollback()
    assert without is None  # whoever owns the database can forge everything inside it …
    assert with_paper is not None  # … but not the paper
    assert "the head given sealed: the chain was written anew" in with_paper
    assert first_break(db.session(), outside) is None


@BOTH
def test_a_head_is_made_once_a_day_and_later_entries_do_not_disturb_it(
    app: Flask, world: World
) -> None:
    keep_head()
    with transaction() as session:
        assert heads.make_head(session, NOON + timedelta(hours=3)) is None
        record(session, SYSTEM, "round:rubric_frozen", "round:1", NOON)
    keep_head(1)

    assert first_break(db.session()) is None


@BOTH
def test_a_protected_chain_cannot_be_changed_through_our_own_connection(
    app: Flask, world: World
) -> None:
    keep_head()
    db.session.remove()
    refused = []
    statements = (
        "UPDATE audit_entry SET reason = 'x' WHERE id = 1", "DELETE FROM audit_entry",
        "UPDATE audit_daily_head SET hash = 'x'", "DELETE FROM audit_daily_head",
    )  # fmt: skip
    truncate = ("TRUNCATE audit_entry",) if db.engine.dialect.name == "postgresql" else ()
    for statement in (*statements, *truncate):
        with db.engine.connect().execution_options(**{WRITES: True}) as connection:
            protect(connection)
            assert is_protected(connection)
            with pytest.raises(DBAPIError, match="the audit chain is written once"):
                connection.execute(text(statement))
            refused.append(statement)
            connection.rollback()  # the triggers leave with it: other tests empty the tables
    assert len(refused) == len(statements) + len(truncate)


@pytest.mark.parametrize("text_of", ["", "7", "x:" + "a" * 64, "7:" + "g" * 64, "7:abc"])
def test_a_head_that_is_none_is_refused(text_of: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        heads.parse_head(text_of)


def test_a_head_typed_from_paper_may_have_blanks() -> None:
    assert heads.parse_head(" 12:" + "AB " * 32) == (12, "ab" * 32)


def test_the_applications_own_role_may_only_read_and_lengthen_the_chain(
    postgres_app: Flask, postgres: postgres_server.PostgresServer
) -> None:
    with postgres_app.app_context():
        with db.engine.connect() as connection:
            connection.execute(text("DROP ROLE IF EXISTS sangkien_app"))
            connection.execute(text("CREATE ROLE sangkien_app LOGIN"))
            grant_to(connection, "sangkien_app")
            connection.commit()
        url = db.engine.url.set(username="sangkien_app")
    own = create_engine(url)
    refused = []
    for statement in (
        "UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
        "UPDATE audit_daily_head SET hash = 'x'", "DELETE FROM audit_daily_head",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL", "DROP TABLE audit_entry",
    ):  # fmt: skip
        with own.connect() as connection, pytest.raises(ProgrammingError) as refusal:
            connection.execute(text(statement))
        refused.append("permission denied" in str(refusal.value)
                       or "must be owner" in str(refusal.value))  # fmt: skip
    with own.connect() as connection:
        connection.execute(text("INSERT INTO audit_daily_head VALUES "
                                "('2026-10-01', 1, 'x', now(), '')"))  # fmt: skip
        connection.execute(text("UPDATE audit_head SET last_id = last_id"))
        connection.execute(text("SELECT count(*) FROM audit_entry"))
        connection.rollback()
    own.dispose()
    with postgres_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP OWNED BY sangkien_app"))
        connection.execute(text("DROP ROLE sangkien_app"))

    assert refused == [True] * 7
