"""Logs that a machine can read and that hold no secret.

One JSON object a line (LOG_FORMAT=json): ts with offset, level, logger, message, request_id; a
request adds event, user_id (never a name), ip, method, path without its query, status and ms.
"""

import logging
import re
import secrets
import time
from datetime import datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

from app.kernel.dates import LOCAL
from config import Settings

REQUESTS = logging.getLogger("sangkien.request")
QUIET = ("/healthz", "/readyz", "/metrics")
# One-time links carry their code in the path: such a part has digits or capitals and is long.
CODE = re.compile(r"(?=[^/]*[A-Z0-9])[^/]{17,}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PATH_LIMIT = 200


class _JsonLines(JsonFormatter):
    """JSON lines, with times as an officer's clock shows them and their offset."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Put our fields first, then what the call added."""
        log_data["ts"] = datetime.fromtimestamp(record.created, LOCAL).isoformat(
            timespec="milliseconds"
        )
        log_data["level"], log_data["logger"] = record.levelname, record.name
        log_data["request_id"] = request_id()
        super().add_fields(log_data, record, message_dict)


class _TextLines(logging.Formatter):
    """One line for one message: what a visitor typed cannot begin a new one."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line, with control characters written out."""
        return CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))


def request_id() -> str | None:
    """The number of the present request; people see it as "mã lỗi" on a fault's page."""
    return g.get("request_id") if has_request_context() else None


def prepare_logs(app: Flask, settings: Settings) -> None:
    """Set up the root logger and number every request."""
    _root_handler().setFormatter(
        _JsonLines("%(message)s", json_ensure_ascii=False)
        if settings.log_format == "json"
        else _TextLines("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if settings.log_format == "json":
        server = logging.getLogger("gunicorn.error")
        server.handlers, server.propagate = [], True
    app.before_request(_number)
    app.after_request(_name_request)
    if settings.log_format == "json":
        app.after_request(_write_line)


def _root_handler() -> logging.Handler:
    """Our handler of the root logger: made once, however many applications a process makes."""
    root = logging.getLogger()
    for handler in root.handlers:
        if handler.get_name() == "sangkien":
            return handler
    made = logging.StreamHandler()
    made.set_name("sangkien")
    root.addHandler(made)
    root.setLevel(logging.INFO)
    return made


def _number() -> None:
    g.request_id, g.request_began = secrets.token_hex(4).upper(), time.perf_counter()


def _name_request(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response


def _write_line(response: Response) -> Response:
    if request.path not in QUIET:
        visitor = getattr(g.get("_login_user"), "actor", None)
        REQUESTS.info(
            "request",
            extra={
                "event": "request",
                "user_id": visitor.user_id if visitor else None,
                "ip": request.remote_addr,
                "method": request.method,
                "path": shown_path(request.path),
                "status": response.status_code,
                "ms": round(request_seconds() * 1000, 1),
            },
        )
    return response


def request_seconds() -> float:
    """How long the present request has taken so far."""
    began: float | None = g.get("request_began")
    return 0.0 if began is None else time.perf_counter() - began


def shown_path(path: str) -> str:
    """A path fit for a log: no query, no one-time code, no line break, not endless."""
    return CONTROL.sub("�", CODE.sub("…", path))[:PATH_LIMIT]
