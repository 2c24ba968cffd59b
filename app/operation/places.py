"""A place beside the live database: filled, checked, and only then put in its stead.

SQLite: a file in the same folder; one rename makes it the live one. PostgreSQL: a database on the
same server; two renames in one transaction. The old one is kept aside under a name that says so.
"""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.operation.archive import sync_folder
from app.operation.databases import POSTGRES_MEMBER, SQLITE_MEMBER, is_sqlite, run_postgres
from app.operation.faults import Stopped

IN_USE = (
    "Cơ sở dữ liệu đang được dùng. Dừng máy chủ web và tiến trình nền rồi làm lại: "
    "systemctl stop sangkien-web sangkien-worker"
)


class Place(Protocol):
    """An empty database beside the live one."""

    member: str
    """Which part of an archive fills it."""

    @property
    def url(self) -> URL:
        """Its address."""

    def fill(self, source: Path) -> None:
        """Bring in the dump of an archive."""

    def take_over(self, kept_as: str) -> str:
        """Become the live database at once; says what the old one is called now."""

    def remove(self) -> None:
        """Leave nothing behind."""


def place_beside(live: URL, name: str, folder: Path | None = None) -> Place:
    """A new place for the same kind of database; `folder`: where a SQLite file is to lie."""
    if is_sqlite(live):
        path = Path(live.database or "")
        return SqlitePlace(live, (folder or path.parent) / f"{path.stem}.{name}.sqlite")
    return PostgresPlace(live, f"{live.database}_{name}")


@dataclass(slots=True)
class SqlitePlace:
    """A file."""

    live: URL
    path: Path
    member: str = SQLITE_MEMBER

    @property
    def url(self) -> URL:
        """Its address."""
        return self.live.set(database=str(self.path))

    def fill(self, source: Path) -> None:
        """See `Place.fill`."""
        self.path.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(source)) as given,
            contextlib.closing(sqlite3.connect(self.path)) as made,
        ):
            self.path.chmod(0o600)
            try:
                given.backup(made)
                found = made.execute("PRAGMA quick_check").fetchone()[0]
            except sqlite3.DatabaseError as problem:
                raise Stopped(f"Cơ sở dữ liệu trong bản sao lưu hỏng: {problem}") from problem
        if found != "ok":
            raise Stopped(f"Cơ sở dữ liệu trong bản sao lưu hỏng: {found}")

    def take_over(self, kept_as: str) -> str:
        """See `Place.take_over`. Refused while anybody else has the live file open."""
        _fold_log(self.path)
        live = Path(self.live.database or "")
        aside = live.with_name(f"{live.stem}.{kept_as}{live.suffix}")
        if live.exists():
            _fold_log(live)
            aside.hardlink_to(live)
        self.path.replace(live)
        sync_folder(live.parent)
        return str(aside)

    def remove(self) -> None:
        """See `Place.remove`."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _fold_log(path: Path) -> None:
    """Write the log into the file and leave WAL mode, which only the sole user of a file can."""
    with contextlib.closing(sqlite3.connect(path, timeout=2)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as problem:
            raise Stopped(IN_USE) from problem
    if mode != "delete":
        raise Stopped(IN_USE)


@dataclass(slots=True)
class PostgresPlace:
    """A database on the same server."""

    live: URL
    name: str
    member: str = POSTGRES_MEMBER

    @property
    def url(self) -> URL:
        """Its address."""
        return self.live.set(database=self.name)

    def fill(self, source: Path) -> None:
        """See `Place.fill`."""
        try:
            self._run(f'CREATE DATABASE "{self.name}" TEMPLATE template0', autocommit=True)
        except (OperationalError, ProgrammingError) as problem:
            raise Stopped(
                f"Không tạo được cơ sở dữ liệu {self.name}: {problem.orig}. Tài khoản của ứng dụng "
                f'cần quyền tạo cơ sở dữ liệu: ALTER ROLE "{self.live.username}" CREATEDB'
            ) from problem
        words = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error"]
        run_postgres(
            self.url, [*words, "--single-transaction", f"--dbname={self.name}", str(source)]
        )

    def take_over(self, kept_as: str) -> str:
        """See `Place.take_over`. PostgreSQL refuses to rename a database that is in use."""
        aside = f"{self.live.database}_{kept_as}"
        try:
            self._run(
                f'ALTER DATABASE "{self.live.database}" RENAME TO "{aside}"',
                f'ALTER DATABASE "{self.name}" RENAME TO "{self.live.database}"',
            )
        except OperationalError as problem:
            raise Stopped(IN_USE) from problem
        return aside

    def remove(self) -> None:
        """See `Place.remove`."""
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', autocommit=True)

    def _run(self, *statements: str, autocommit: bool = False) -> None:
        engine: Engine = create_engine(self.live.set(database="postgres"))
        try:
            if autocommit:
                engine = engine.execution_options(isolation_level="AUTOCOMMIT")
            with engine.begin() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()
