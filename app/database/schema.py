"""All tables and search indexes at once, for tests and the freshness check of migrations."""

from functools import cache

from sqlalchemy import Connection, text

from app.database.base import Base
from app.database.text_search import SearchIndex
from app.extensions import db

IDEA_PARTS = ("title", "own", "office", "files")
BLIND_PARTS = IDEA_PARTS[:2]
"""What a dossier is found by: its title and its own words for everybody who may see it at all;
authors, unit and the texts of its files for those who read it whole."""
IDEA_SEARCH = SearchIndex("idea_search", IDEA_PARTS)
GALLERY_SEARCH = SearchIndex("gallery_search")
INDEXES = (IDEA_SEARCH, GALLERY_SEARCH)


def create_everything() -> None:
    """Create all tables and search indexes on an empty database."""
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        for index in INDEXES:
            index.create(connection)


def empty_everything() -> None:
    """Delete every row and begin all numbers anew (tests)."""
    db.session.remove()
    names = _names(len(Base.metadata.tables))
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            _empty_sqlite(connection, names)
        else:
            _empty_postgres(connection, names)


@cache
def _names(_tables: int) -> tuple[str, ...]:
    """What is emptied, whoever refers to others first; put in order once, not before every test."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    return (*tables, *(index.name for index in INDEXES))


def _empty_sqlite(connection: Connection, names: tuple[str, ...]) -> None:
    """On the bare cursor: it is one statement for every table, before every test."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA defer_foreign_keys=ON")
    for name in names:
        cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608 - our own names
    if any(table.dialect_options["sqlite"]["autoincrement"]
           for table in Base.metadata.tables.values()):  # fmt: skip
        cursor.execute("DELETE FROM sqlite_sequence")  # ids begin anew as well


def _empty_postgres(connection: Connection, names: tuple[str, ...]) -> None:
    """Only the tables that have rows: TRUNCATE writes a new file for each table and index."""
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"  # noqa: S608 - our own names
        for name in names
    )
    found = connection.execute(text(filled)).scalars().all()
    # Without the checks of foreign keys, which would each ask for what is deleted as well.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for name in found:
        connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - our own names
    connection.execute(text(_NUMBERS_BEGIN_ANEW))


_NUMBERS_BEGIN_ANEW = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
