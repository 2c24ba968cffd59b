"""The database itself refuses to change the chain: triggers, and rights on PostgreSQL.

The owner of the tables can lift this (see docs/decisions/0014): the daily head on paper is what
finds it then. Laid by migration 0005 and again by `flask audit protect`.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

TABLES = ("audit_entry", "audit_daily_head")
REFUSAL = "the audit chain is written once"
ACTS = ("UPDATE", "DELETE")


def protect(connection: Connection) -> None:
    """Lay the triggers, in place of those that are there."""
    lift(connection)
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            for act in ACTS:
                connection.execute(text(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                ))  # fmt: skip
        return
    connection.execute(text(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$"
    ))  # fmt: skip
    for table in TABLES:
        connection.execute(text(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        ))  # fmt: skip


def lift(connection: Connection) -> None:
    """Remove the triggers (the owner's way to retention, and the way down of the migration)."""
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            for act in ACTS:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}"))
        return
    for table in TABLES:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}"))
    connection.execute(text("DROP FUNCTION IF EXISTS audit_refuse()"))


def is_protected(connection: Connection) -> bool:
    """Whether every trigger is there."""
    if connection.dialect.name == "sqlite":
        wanted = {f"{table}_no_{act.lower()}" for table in TABLES for act in ACTS}
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        wanted = {f"{table}_no_change" for table in TABLES}
        found = connection.execute(text("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"))
    return wanted <= set(found.scalars())


def grant_to(connection: Connection, role: str) -> None:
    """Give the application's role what it needs and nothing more (PostgreSQL, run by the owner).

    It reads and writes every table; the chain it may only read and lengthen.
    """
    name = connection.dialect.identifier_preparer.quote(role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {table} FROM {{}}" for table in TABLES),
    ):
        connection.execute(text(statement.format(name)))
