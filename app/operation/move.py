"""Carry all rows from this database to an empty one of the other kind, or none."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module

from sqlalchemy import Connection, Integer, Table, inspect, select, text, update

from app.database.base import Base
from app.database.schema import INDEXES
from app.database.text_search import SearchIndex
from app.database.transaction import WRITES
from app.extensions import db
from app.operation.databases import reading, revision_of
from app.operation.digests import CHUNK, STREAMED, TableDigest, typed_digest
from app.operation.faults import Stopped
from app.operation.restore import MIGRATIONS, another_app
from config import Settings


@dataclass(frozen=True, slots=True)
class Moved:
    """What went over."""

    tables: dict[str, TableDigest]
    search_entries: int


def move_data(settings: Settings, target: str) -> Moved:
    """Copy every row to the database at `target`; digests are compared before it counts.

    The target must have no table at all: it gets the schema from the migrations. When anything
    fails, it is left as empty as it was.
    """
    source = db.engine.url
    with another_app(replace(settings, database_url=target)):
        if inspect(db.engine).get_table_names():
            raise Stopped("Cơ sở dữ liệu đích không trống. Tạo một cơ sở dữ liệu mới rồi làm lại.")
        with _all_or_nothing():
            import_module("flask_migrate").upgrade(directory=MIGRATIONS)
            engine = db.engine.execution_options(**{WRITES: True})
            with reading(source) as given, engine.begin() as taking:
                _same_revision(given, taking)
                _empty(taking)
                found = {t.name: _carry(given, taking, t) for t in Base.metadata.sorted_tables}
                entries = sum(_carry_search(given, taking, index) for index in INDEXES)
                return Moved(found, entries)


@contextlib.contextmanager
def _all_or_nothing() -> Iterator[None]:
    try:
        yield
    except BaseException:
        if inspect(db.engine).has_table("alembic_version"):
            import_module("flask_migrate").downgrade(directory=MIGRATIONS, revision="base")
            with db.engine.execution_options(**{WRITES: True}).begin() as connection:
                connection.execute(text("DROP TABLE alembic_version"))
        raise


def _same_revision(given: Connection, taking: Connection) -> None:
    if revision_of(given) != revision_of(taking):
        raise Stopped("Cơ sở dữ liệu nguồn chưa ở phiên bản mới nhất: chạy flask db upgrade trước.")


def _empty(taking: Connection) -> None:
    """Rows that migrations put in are in the source as well, as they are there now."""
    for table in reversed(Base.metadata.sorted_tables):
        if taking.execute(select(table).limit(1)).first():
            taking.execute(table.delete())


def _carry(given: Connection, taking: Connection, table: Table) -> TableDigest:
    """Copy one table, set its sequence, and compare both sides."""
    own = [fk.parent for fk in table.foreign_keys if fk.column.table is table]
    rows = given.execute(select(table), execution_options=STREAMED).mappings()
    for chunk in rows.partitions(CHUNK):
        # A row may point at a later one of its own table: such pointers are set once all are there.
        blank = dict.fromkeys((column.name for column in own), None)
        taking.execute(table.insert(), [{**row, **blank} for row in chunk])
    for column in own:
        key = table.primary_key.columns[0]
        pointing = given.execute(select(key, column).where(column.is_not(None))).all()
        for value, other in pointing:
            taking.execute(update(table).where(key == value).values({column.name: other}))
    _set_sequence(taking, table)
    here, there = typed_digest(given, table), typed_digest(taking, table)
    if here != there:
        raise Stopped(f"Bảng {table.name} sau khi chuyển không giống bảng gốc. Đích đã được dọn.")
    return there


def _set_sequence(taking: Connection, table: Table) -> None:
    """The next new row gets a number above every one that is there."""
    keys = list(table.primary_key.columns)
    single = len(keys) == 1 and isinstance(keys[0].type, Integer)
    if taking.dialect.name != "postgresql" or not single:
        return
    taking.execute(
        text(
            f'SELECT setval(s, COALESCE(m, 1), m IS NOT NULL) FROM (SELECT MAX("{keys[0].name}") '  # noqa: S608 - our own names
            f'AS m FROM "{table.name}") AS t, pg_get_serial_sequence(:table, :key) AS s '
            "WHERE s IS NOT NULL"
        ),
        {"table": f'"{table.name}"', "key": keys[0].name},
    )


def _carry_search(given: Connection, taking: Connection, index: SearchIndex) -> int:
    """Build the text search anew from the words that the source holds."""
    names = ", ".join(index.columns)
    rows = given.execute(
        text(f"SELECT rowid, {names} FROM {index.name}"),  # noqa: S608 - our own names
        execution_options=STREAMED,
    )
    count = 0
    for chunk in rows.partitions(CHUNK):
        entries = {int(key): dict(zip(index.columns, words, strict=True)) for key, *words in chunk}
        index.put_folded(taking, entries)
        count += len(entries)
    return count
