"""A consistent copy of a database, by its own means, while it is being written to.

SQLite: the online backup, one step, so that writers go on in the write-ahead log. PostgreSQL:
`pg_dump` on an exported snapshot; counts and digests are taken in that same snapshot.
"""

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text

from app.operation.digests import TableDigest, stored_digests
from app.operation.faults import Stopped

SQLITE_MEMBER, POSTGRES_MEMBER = "database.sqlite", "database.dump"
PG_NAMES = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "host": "PGHOST",
            "port": "PGPORT", "service": "PGSERVICE", "passfile": "PGPASSFILE"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What one moment of a database holds."""

    tables: dict[str, TableDigest]
    revision: str
    audit_last_id: int
    audit_hash: str
    contents: dict[str, int]
    """SHA-256 of every stored file and its size in bytes."""


def facts_of(connection: Connection) -> Facts:
    """Read the facts of what this connection sees."""
    head = connection.execute(text("SELECT last_id, hash FROM audit_head")).first()
    files = connection.execute(text("SELECT DISTINCT sha256, size FROM stored_file"))
    return Facts(
        tables=stored_digests(connection),
        revision=revision_of(connection),
        audit_last_id=head[0] if head else 0,
        audit_hash=head[1] if head else "",
        contents={str(digest): int(size) for digest, size in files},
    )


def revision_of(connection: Connection) -> str:
    """Where this database's schema is; empty when no migration was ever run."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


@contextlib.contextmanager
def reading(url: URL) -> Iterator[Connection]:
    """A connection for reading one unchanging moment, closed with its engine."""
    options = {} if is_sqlite(url) else {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, hide_parameters=True, **options)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def is_sqlite(url: URL) -> bool:
    """Whether this is the embedded database."""
    return url.get_backend_name() == "sqlite"


def dump(url: URL, folder: Path) -> tuple[Path, Facts]:
    """Copy the database into `folder` as one file; gives the file and what it holds."""
    return _dump_sqlite(url, folder) if is_sqlite(url) else _dump_postgres(url, folder)


def _dump_sqlite(url: URL, folder: Path) -> tuple[Path, Facts]:
    target = folder / SQLITE_MEMBER
    copy_sqlite(Path(url.database or ""), target)
    with reading(make_url(f"sqlite:///{target}")) as connection:
        return target, facts_of(connection)


def copy_sqlite(source: Path, target: Path) -> None:
    """One consistent file from a database that may be in use."""
    if not source.is_file():
        raise Stopped(f"Không thấy cơ sở dữ liệu {source}.")
    with (
        contextlib.closing(sqlite3.connect(source, timeout=15)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # a single file, without a log beside it


def _dump_postgres(url: URL, folder: Path) -> tuple[Path, Facts]:
    target = folder / POSTGRES_MEMBER
    with reading(url) as connection:
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar()
        words = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
        run_postgres(url, [*words, f"--snapshot={snapshot}", f"--file={target}"])
        return target, facts_of(connection)


def run_postgres(url: URL, words: list[str]) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, not by `ps`."""
    environment = {**os.environ, "PGDATABASE": url.database or ""}
    for name, value in (("PGHOST", url.host), ("PGPORT", url.port), ("PGUSER", url.username),
                        ("PGPASSWORD", url.password)):  # fmt: skip
        if value:
            environment[name] = str(value)
    for name, told in dict(url.query).items():
        if name in PG_NAMES:
            environment[PG_NAMES[name]] = str(told)
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, arguments of ours
            words, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Stopped(f"Không có chương trình {words[0]}: cài gói postgresql-client.") from None
    if done.returncode:
        raise Stopped(f"{words[0]} báo lỗi: {done.stderr.strip()[:500]}")
