"""Whether two databases hold the same rows: a count and a digest per table.

The digest is the sum of the SHA-256 of each row, so it does not depend on the order in which a
database gives its rows, and no table has to fit into memory.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Table, inspect, select, text

from app.database.schema import INDEXES

CHUNK = 1000
STREAMED = {"yield_per": CHUNK}


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and what they hold together."""

    rows: int
    sha256: str


def plain(value: Any) -> Any:
    """A value in the one form that both databases and JSON agree on."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def digest_rows(rows: Iterable[Sequence[Any]]) -> TableDigest:
    """Count rows and add up their hashes."""
    count = total = 0
    for row in rows:
        text = json.dumps([plain(value) for value in row], ensure_ascii=False)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest())
        count += 1
    return TableDigest(count, f"{total % 2**256:064x}")


def stored_tables(connection: Connection) -> list[str]:
    """Every table of this database, without the private tables of SQLite's text search."""
    shadows = tuple(f"{index.name}_" for index in INDEXES)
    names = inspect(connection).get_table_names()
    return sorted(name for name in names if not name.startswith(shadows))


def stored_digests(connection: Connection) -> dict[str, TableDigest]:
    """Digest of every table as stored. Comparable between databases of the same kind only."""
    return {
        name: digest_rows(
            connection.execute(text(f'SELECT * FROM "{name}"'), execution_options=STREAMED)  # noqa: S608 - names the database gave
        )
        for name in stored_tables(connection)
    }


def typed_digest(connection: Connection, table: Table) -> TableDigest:
    """Digest of one table by its values as the application reads them: equal on both databases."""
    return digest_rows(connection.execute(select(table), execution_options=STREAMED))
