"""How connections behave: SQLite in WAL with real transactions; query counting."""

import time
from typing import Any

from flask import Flask, g, has_request_context, request
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
    event.listen(engine, "before_cursor_execute", _counted)


def _sqlite_connect(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: `_sqlite_begin` says which kind.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _sqlite_begin(connection: Any) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _counted(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: object
) -> None:
    if has_request_context():
        g.query_count = g.get("query_count", 0) + 1
        if "X-Bare-Sql" in request.headers and statement.lstrip().startswith("SELECT"):
            g.setdefault("selects", []).append((statement, parameters))


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings: few connections, checked before use on PostgreSQL."""
    quiet = {"hide_parameters": True}  # what people typed stays out of the logs
    if url.startswith("sqlite"):
        return quiet
    return {**quiet, "pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}


def report_queries(app: Flask, engine: Engine) -> None:
    """On a bench installation each answer says how many queries it took.

    Asked with the header `X-Bare-Sql`, it also runs the page's SELECTs once more on a bare
    connection, reads every row, and says how long that took: the floor no page can go under.
    """

    @app.after_request
    def add(response: Any) -> Any:
        response.headers["X-Query-Count"] = str(g.get("query_count", 0))
        if "X-Bare-Sql" in request.headers:
            spent = _bare_seconds(engine, g.get("selects", []))
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
