"""Full-text search that gives the same hits on SQLite (FTS5) and PostgreSQL (tsvector).

Text is taken apart in Python before it is stored, so neither engine's idea of words or marks
matters: both only ever see blank-separated tokens. An entry has named parts (title, office, …),
each in two forms, folded and exact (`app.kernel.search_words`). A query says in which parts it
may look: what somebody may not read can neither be hit nor change the order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.kernel.search_words import Term, parse_query, words_in

# PostgreSQL refuses a tsvector of more than 1 MB: of each part and form only so many bytes of
# different words are kept, on both databases alike.
MOST_BYTES = 95_000
MOST_WORDS = 400_000
_LETTERS = "abcdefghij"  # marks the part of a lexeme on PostgreSQL; capital: the exact form


@dataclass(frozen=True, slots=True)
class Wanted:
    """One demand on an entry: the terms, in these parts, in one form."""

    terms: tuple[Term, ...]
    parts: tuple[str, ...]
    exact: bool = False


class SearchIndex:
    """One searchable collection, keyed by the id of the row the text belongs to."""

    def __init__(self, name: str, parts: Sequence[str] = ("own",)) -> None:
        self.name = name
        self.parts = tuple(parts)
        self.columns = tuple(name for part in parts for name in (part, f"{part}_exact"))

    def create(self, connection: Connection) -> None:
        """Make the table; called by migrations."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {self.name} USING fts5"
                f"({', '.join(self.columns)}, tokenize = 'ascii')"
            )
            return
        texts = ", ".join(f"{name} text NOT NULL DEFAULT ''" for name in self.columns)
        connection.exec_driver_sql(
            f"CREATE TABLE {self.name} (rowid bigint PRIMARY KEY, {texts}, words tsvector NOT NULL)"
        )
        connection.exec_driver_sql(
            f"CREATE INDEX ix_{self.name}_words ON {self.name} USING gin (words)"
        )

    def drop(self, connection: Connection) -> None:
        """Remove the table; called by migrations."""
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.name}")

    def put(self, session: Session, key: int, *texts: str, **parts: Iterable[str]) -> None:
        """Store or replace the searchable text of one row, in the caller's transaction.

        Plain texts go into the first part, or `title=[…], office=[…]` into theirs.
        """
        given = {**({self.parts[0]: texts} if texts else {}), **parts}
        self.remove(session, key)
        self.put_folded(session.connection(), {key: self.tokens(given)})

    def tokens(self, parts: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """Every column of an entry, out of the texts of its parts."""
        found = dict.fromkeys(self.columns, "")
        for part, texts in parts.items():
            words = [word for one in texts for word in words_in(one or "")][:MOST_WORDS]
            found[part] = _bounded(word.folded for word in words)
            found[f"{part}_exact"] = _bounded(word.exact for word in words)
        return found

    def put_folded(self, connection: Connection, entries: Mapping[int, Mapping[str, str]]) -> None:
        """Store entries whose columns are made already: none of them may be there yet."""
        if not entries:
            return
        names, sqlite = ", ".join(self.columns), connection.dialect.name == "sqlite"
        values = ", ".join(f":{name}" for name in self.columns)
        rows: list[dict[str, Any]] = [{"key": key, **row} for key, row in entries.items()]
        if not sqlite:
            names, values = f"{names}, words", f"{values}, array_to_tsvector(:lexemes)"
            rows = [{**row, "lexemes": self._lexemes(row)} for row in rows]
        connection.execute(
            text(f"INSERT INTO {self.name} (rowid, {names}) VALUES (:key, {values})"),  # noqa: S608 - our own names
            rows,
        )

    def _lexemes(self, row: Mapping[str, str]) -> list[str]:
        """Each different word of each column, marked with where it stands."""
        return [
            mark + token
            for name, mark in self._marks().items()
            for token in dict.fromkeys(row[name].split())
        ]

    def _marks(self) -> dict[str, str]:
        pairs = zip(self.parts, _LETTERS, strict=False)
        return {
            name: mark
            for part, letter in pairs
            for name, mark in ((part, letter), (f"{part}_exact", letter.upper()))
        }

    def remove(self, session: Session, key: int) -> None:
        """Take one row out of the index."""
        session.execute(text(f"DELETE FROM {self.name} WHERE rowid = :key"), {"key": key})  # noqa: S608

    def blank(self, connection: Connection, key: int, part: str) -> None:
        """Take one part of an entry out at once; the rest stays."""
        emptied = f"{part} = '', {part}_exact = ''"
        if connection.dialect.name != "sqlite":
            marks = self._marks()
            kept = " AND ".join(
                f"lexeme NOT LIKE '{marks[name]}%'" for name in (part, f"{part}_exact")
            )
            emptied += (
                ", words = (SELECT coalesce(array_to_tsvector(array_agg(lexeme)), '')"  # noqa: S608 - our own names
                f" FROM unnest(words) WHERE {kept})"
            )
        statement = f"UPDATE {self.name} SET {emptied} WHERE rowid = :key"  # noqa: S608 - our own names
        connection.execute(text(statement), {"key": key})

    def matches(
        self,
        session: Session,
        key: ColumnElement[int],
        query: str | Sequence[Term],
        parts: Sequence[str] = (),
        *,
        exact: bool = False,
    ) -> ColumnElement[bool]:
        """A condition for a select: the row named by `key` holds what the query asks for, with
        the very marks that were typed (`exact`) or whatever marks.

        Without `parts` the query looks in the first two: for dossiers, those that anybody who
        may see the dossier at all may read.
        """
        terms = tuple(parse_query(query) if isinstance(query, str) else query)
        found = table(self.name, column("rowid", Integer))
        asked = Wanted(terms, tuple(parts) or self.parts[:2], exact=exact)
        return key.in_(select(found.c.rowid).where(self.holds(session, [asked])))

    def holds(
        self, session: Session, wanted: Sequence[Wanted], unwanted: Sequence[Wanted] = ()
    ) -> ColumnElement[bool]:
        """A condition on the index's own table: all of `wanted`, none of `unwanted`."""
        if session.get_bind().dialect.name != "sqlite":
            return self._postgres(session, wanted, unwanted)
        asked = " AND ".join(f"({self._fts(one)})" for one in wanted)
        for one in unwanted:
            asked = f"({asked}) NOT ({self._fts(one)})"
        hit: ColumnElement[bool] = literal_column(self.name).op("MATCH")(literal(asked))
        return hit

    def reads(
        self, session: Session, wanted: Sequence[Wanted], unwanted: Sequence[Wanted] = ()
    ) -> ColumnElement[bool]:
        """As `holds`, answered from the text of the rows, without the inverted index.

        For rows that are picked out by their key: what it costs depends on these rows alone, not
        on how often the words stand in rows that whoever asks may not see.
        """
        asked = [self._stands_in_rows(session, one, one.terms) for one in wanted]
        return and_(
            *asked, *(not_(self._stands_in_rows(session, one, one.terms)) for one in unwanted)
        )

    def _fts(self, one: Wanted) -> str:
        """FTS5's own language. Tokens are letters and digits: nothing in them needs escaping."""
        names = " ".join(self._names(one))
        terms = " AND ".join(
            f'"{" ".join(term.form(exact=one.exact))}"{star}'
            for term in one.terms
            for star in ["*" if term.prefix and not one.exact else ""]
        )
        return f"{{{names}}} : ({terms})"

    def _postgres(
        self, session: Session, wanted: Sequence[Wanted], unwanted: Sequence[Wanted]
    ) -> ColumnElement[bool]:
        """One question to the inverted index; whether words stand in a row is asked of the text.

        What must not be there is part of that question too, unless it is a phrase.
        """
        asked = [self._tsquery(one) for one in wanted]
        asked += [f"!({self._tsquery(one)})" for one in unwanted if not _has_phrase(one)]
        tsquery = cast(literal(" & ".join(f"({one})" for one in asked)), TSQUERY)
        hit: ColumnElement[bool] = literal_column(f"{self.name}.words").op("@@")(tsquery)
        rows = [self._stands_in_rows(session, one, _phrases(one)) for one in wanted]
        rows += [
            not_(and_(self._words_at(one), self._stands_in_rows(session, one, _phrases(one))))
            for one in unwanted
            if _has_phrase(one)
        ]
        return and_(hit, *rows)

    def _words_at(self, one: Wanted) -> ColumnElement[bool]:
        asked = cast(literal(self._tsquery(one)), TSQUERY)
        hit: ColumnElement[bool] = literal_column(f"{self.name}.words").op("@@")(asked)
        return hit

    def _tsquery(self, one: Wanted) -> str:
        """PostgreSQL's own language: every word of every term, in any of the parts."""
        marks = self._marks()
        names = self._names(one)
        return " & ".join(
            "(" + " | ".join(f"'{marks[name]}{word}'{star}" for name in names) + ")"
            for term in one.terms
            for star in [":*" if term.prefix and not one.exact else ""]
            for word in term.form(exact=one.exact)
        )

    def _stands_in_rows(
        self, session: Session, one: Wanted, terms: Iterable[Term]
    ) -> ColumnElement[bool]:
        """Whether each of these terms stands in a column: every word there has blanks around."""
        place = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
        columns: list[ColumnElement[str]] = [
            literal_column(f"{self.name}.{name}") for name in self._names(one)
        ]
        return and_(
            true(),
            *(or_(*(place(one_text, literal(row)) > 0 for one_text in columns))
              for term in terms for row in [_row(term, exact=one.exact)]),
        )  # fmt: skip

    @staticmethod
    def _names(one: Wanted) -> list[str]:
        return [f"{part}_exact" if one.exact else part for part in one.parts]

    @staticmethod
    @contextmanager
    def by_index(session: Session) -> Iterator[None]:
        """Inside, PostgreSQL asks the inverted index for all hits, whatever it guesses.

        It takes reading every row for cheap, and does not know that each one's words lie apart
        and have to be fetched and unpacked: at 100,000 entries that takes seconds.
        """
        if session.get_bind().dialect.name == "sqlite":
            yield
            return
        session.execute(text("SET LOCAL enable_seqscan = off"))
        yield
        session.execute(text("SET LOCAL enable_seqscan = DEFAULT"))

    @staticmethod
    def asks_something(query: str) -> bool:
        """Whether anything searchable was typed."""
        return bool(parse_query(query))


def _phrases(one: Wanted) -> list[Term]:
    return [term for term in one.terms if len(term.folded) > 1]


def _has_phrase(one: Wanted) -> bool:
    return bool(_phrases(one))


def _row(term: Term, *, exact: bool) -> str:
    """The words in a row as a column holds them; of a beginning the end is left open."""
    open_end = term.prefix and not exact
    return f" {' '.join(term.form(exact=exact))}{'' if open_end else ' '}"


def _bounded(tokens: Iterable[str]) -> str:
    """The tokens with a blank around each, as many as `MOST_BYTES` of different ones allow."""
    kept: list[str] = []
    seen: set[str] = set()
    size = 0
    for token in tokens:
        if token not in seen:
            seen.add(token)
            size += len(token.encode()) + 1
            if size > MOST_BYTES:
                break
        kept.append(token)
    return f" {' '.join(kept)} " if kept else ""
