"""How connections behave: SQLite in WAL with real transactions; query counting."""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, request_started
from sqlalchemy import Engine, event

from app.database.transaction import WRITES

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a receipt that was handed out survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
)


def prepare_engine(engine: Engine) -> None:
    """Attach the listeners an engine needs; called once per application."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "connect", _postgres_connect)


def _sqlite_connect(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: `_sqlite_begin` says which kind.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _postgres_connect(connection: Any, _record: object) -> None:
    # Compiling a statement takes longer than any page's statement does: 50 ms for who once wrote
    # with whom, at 10,000 dossiers, where running it takes four.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _sqlite_begin(connection: Any) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings: few connections, checked before use on PostgreSQL."""
    quiet = {"hide_parameters": True}  # what people typed stays out of the logs
    if url.startswith("sqlite"):
        return quiet
    return {**quiet, "pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}


@dataclass(slots=True)
class _Watched:
    """What one request asked: how often, and each SELECT where it is to be asked again `bare`."""

    bare: bool
    count: int = 0
    selects: list[tuple[str, Any]] = field(default_factory=list)


_watched: ContextVar[_Watched | None] = ContextVar("watched", default=None)


def _counted(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: object
) -> None:
    found = _watched.get()
    if found is not None:
        found.count += 1
        if found.bare and statement.lstrip().startswith("SELECT"):
            found.selects.append((statement, parameters))


def report_queries(app: Flask, engine: Engine) -> None:
    """On a bench installation each answer says how many queries it took.

    Asked with the header `X-Bare-Sql`, it also runs the page's SELECTs once more on a bare
    connection, reads every row, and says how long that took: the floor no page can go under.
    """

    event.listen(engine, "before_cursor_execute", _counted)

    @request_started.connect_via(app)
    def watch(_app: Flask, **_more: object) -> None:
        _watched.set(_Watched("X-Bare-Sql" in request.headers))

    @app.after_request
    def add(response: Any) -> Any:
        found = _watched.get()
        if found is not None:
            _watched.set(None)
            response.headers["X-Query-Count"] = str(found.count)
            if found.bare:
                spent = _bare_seconds(engine, found.selects)
                response.headers["X-Query-Time-Ms"] = f"{spent * 1000:.3f}"
        return response


def _bare_seconds(engine: Engine, selects: list[tuple[str, Any]]) -> float:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        started = time.perf_counter()
        for statement, parameters in selects:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        return time.perf_counter() - started
    finally:
        connection.rollback()
        connection.close()
