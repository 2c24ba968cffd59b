"""What a database holds, kept to be put into an empty one again: faster than doing it anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from app.database.base import Base
from app.database.schema import INDEXES
from app.database.text_search import SearchIndex
from app.extensions import db

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class KeptRows:
    """The rows of every table that has some, and of the search indexes."""

    rows: tuple[tuple[Table, Rows], ...]
    found_by: tuple[tuple[SearchIndex, Rows], ...]

    @classmethod
    def of_now(cls) -> "KeptRows":
        """Keep what the database holds now."""
        with db.engine.connect() as connection:
            rows = [(table, _rows(connection, table)) for table in Base.metadata.sorted_tables]
            found_by = [(index, _entries(connection, index)) for index in INDEXES]
        return cls(
            tuple((table, found) for table, found in rows if found),
            tuple((index, found) for index, found in found_by if found),
        )

    def put_back(self) -> None:
        """Into an empty database, with the same ids; numbers go on after them."""
        with db.engine.begin() as connection:
            postgres = connection.dialect.name == "postgresql"
            # Rows that name each other come one after the other; together they were whole.
            connection.execute(text("SET LOCAL session_replication_role = replica" if postgres
                                    else "PRAGMA defer_foreign_keys=ON"))  # fmt: skip
            for table, rows in self.rows:
                connection.execute(table.insert(), rows)
                if postgres and "id" in table.c:
                    connection.execute(select(func.setval(
                        func.pg_get_serial_sequence(table.name, "id"),
                        select(func.max(table.c.id)).scalar_subquery(),
                    )))  # fmt: skip
            for index, entries in self.found_by:
                connection.execute(_insert(index, postgres=postgres), entries)


def _rows(connection: Connection, table: Table) -> Rows:
    found = connection.execute(table.select().order_by(*table.primary_key))
    return [dict(row) for row in found.mappings()]


def _entries(connection: Connection, index: SearchIndex) -> Rows:
    words = ", words::text AS words" if connection.dialect.name == "postgresql" else ""
    columns = ", ".join(("rowid", *index.columns))
    found = connection.execute(text(f"SELECT {columns}{words} FROM {index.name}"))  # noqa: S608
    return [dict(row) for row in found.mappings()]


def _insert(index: SearchIndex, *, postgres: bool) -> Any:
    columns = ("rowid", *index.columns)
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    if postgres:
        names, values = f"{names}, words", f"{values}, CAST(:words AS tsvector)"
    return text(f"INSERT INTO {index.name} ({names}) VALUES ({values})")  # noqa: S608 - our names
