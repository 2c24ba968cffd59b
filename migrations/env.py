"""How migrations run: one transaction, foreign keys off on SQLite while tables are rebuilt."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from app.database.base import Base
from app.database.schema import INDEXES
from app.database.transaction import WRITES
from app.database.types import Exact, UtcDateTime

SEARCH_TABLES = tuple(index.name for index in INDEXES)


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Search tables (and FTS5's shadows of them) are made by hand in migrations."""
    table = name if kind == "table" else getattr(getattr(_thing, "table", None), "name", "")
    return not str(table or "").startswith(SEARCH_TABLES)


def plain_type(kind: str, thing: Any, _context: Any) -> str | bool:
    """Migrations name what is stored, not our Python types: those may change later."""
    if kind == "type" and isinstance(thing, Exact):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run the asked-for migrations on this connection, all or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=ours,
        render_item=plain_type,
        compare_type=True,
    )
    context.run_migrations()


def online() -> None:
    """SQLite swaps tables to alter them: with foreign keys on, child rows would be deleted."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        try:
            connection = connection.execution_options(**{WRITES: True})
            with connection.begin():
                run(connection)
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"migration leaves broken references: {broken[:5]}")
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


online()
