"""Full-text search that gives the same hits on SQLite (FTS5) and PostgreSQL (tsvector).

Text is folded in Python before it is stored, so neither engine's idea of words or marks
matters: both only ever see blank-separated lower-case tokens. A query matches a text that
holds every one of its words; the last word may be the beginning of one.
"""

from sqlalchemy import ColumnElement, Integer, bindparam, column, select, table, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.kernel.vietnamese import search_tokens

MAX_WORDS = 12


class SearchIndex:
    """One searchable collection, keyed by the id of the row the text belongs to."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create(self, connection: Connection) -> None:
        """Make the table; called by migrations."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {self.name} USING fts5"
                '(folded, tokenize = "unicode61 remove_diacritics 0")'
            )
        else:
            connection.exec_driver_sql(
                f"CREATE TABLE {self.name} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)"
            )
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{self.name}_words ON {self.name} USING gin (words)"
            )

    def drop(self, connection: Connection) -> None:
        """Remove the table; called by migrations."""
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.name}")

    def put(self, session: Session, key: int, *texts: str) -> None:
        """Store or replace the searchable text of one row, in the caller's transaction."""
        self.remove(session, key)
        words = " ".join(token for part in texts for token in search_tokens(part or ""))
        self.put_folded(session.connection(), {key: words})

    def put_folded(self, connection: Connection, entries: dict[int, str]) -> None:
        """Store texts that are folded already, by key: none of them may be there yet."""
        if not entries:
            return
        if connection.dialect.name == "sqlite":
            statement = f"INSERT INTO {self.name} (rowid, folded) VALUES (:key, :words)"  # noqa: S608 - our own name
        else:
            statement = (
                f"INSERT INTO {self.name} (rowid, words) VALUES "  # noqa: S608 - our own name
                "(:key, array_to_tsvector(array_remove(string_to_array(:words, ' '), '')))"
            )
        rows = [{"key": key, "words": words} for key, words in entries.items()]
        connection.execute(text(statement), rows)

    def remove(self, session: Session, key: int) -> None:
        """Take one row out of the index."""
        session.execute(text(f"DELETE FROM {self.name} WHERE rowid = :key"), {"key": key})  # noqa: S608

    def matches(self, session: Session, key: ColumnElement[int], query: str) -> ColumnElement[bool]:
        """A condition for a select: the row named by `key` holds the query's words."""
        tokens = search_tokens(query)[:MAX_WORDS]
        found = table(self.name, column("rowid", Integer))
        if session.get_bind().dialect.name == "sqlite":
            wanted = " ".join(f'"{token}"' for token in tokens[:-1]) + f' "{tokens[-1]}"*'
            hit = text(f"{self.name} MATCH :{self.name}_q")
        else:
            wanted = " & ".join(f"'{token}'" for token in tokens[:-1])
            wanted = f"{wanted} & '{tokens[-1]}':*" if wanted else f"'{tokens[-1]}':*"
            hit = text(f"{self.name}.words @@ CAST(:{self.name}_q AS tsquery)")
        hit = hit.bindparams(bindparam(f"{self.name}_q", wanted))
        return key.in_(select(found.c.rowid).where(hit))

    @staticmethod
    def asks_something(query: str) -> bool:
        """Whether anything searchable was typed."""
        return bool(search_tokens(query))
