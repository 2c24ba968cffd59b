"""Numbers for Prometheus. Loaded only when METRICS_TOKEN is set.

What each web process counts is put together through files in DATA_DIR/metrics; everything else is
asked of the database when Prometheus comes, so it is the same whichever process answers.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, current_app, request
from sqlalchemy import func, select, text

from app.extensions import db
from app.jobs.models import Job
from app.operation.databases import is_sqlite
from app.operation.logs import request_seconds
from app.operation.models import Pulse
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from config import Settings

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client reads it once, when it is imported


def prepare_metrics(app: Flask, settings: Settings) -> None:
    """Count every request of this application."""
    folder = settings.data_dir / "metrics"
    if "gunicorn" in sys.modules:  # the server's own start: what an earlier one counted is over
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True, mode=0o700)
    os.environ.setdefault(VARIABLE, str(folder))
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - see VARIABLE

    registry = CollectorRegistry()
    answers = Counter(
        "sangkien_requests", "Answers by endpoint and status", ("endpoint", "status"),
        registry=registry,
    )  # fmt: skip
    seconds = Histogram(
        "sangkien_request_seconds", "Time to answer", ("endpoint",), buckets=SECONDS,
        registry=registry,
    )  # fmt: skip

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        answers.labels(endpoint, str(response.status_code)).inc()
        seconds.labels(endpoint).observe(request_seconds())
        return response


def exposition(now: datetime) -> tuple[bytes, str]:
    """Everything in Prometheus's text format, and its content type."""
    from prometheus_client import (  # noqa: PLC0415 - see VARIABLE
        CONTENT_TYPE_LATEST,
        CollectorRegistry,
        generate_latest,
        multiprocess,
    )

    counted = CollectorRegistry()
    multiprocess.MultiProcessCollector(counted, os.environ[VARIABLE])  # type: ignore[no-untyped-call]
    lines = [generate_latest(counted)]
    for name, help_text, value in _measures(now):
        lines.append(f"# HELP {name} {help_text}\n# TYPE {name} gauge\n{name} {value}\n".encode())
    return b"".join(lines), CONTENT_TYPE_LATEST


def _measures(now: datetime) -> Iterator[tuple[str, str, float]]:
    session = db.session()
    settings: Settings = current_app.config["SETTINGS"]
    by_state = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    mails = {state: count for state, count in session.execute(by_state)}
    for state in MessageState:
        yield f"sangkien_mails_{state}", f"Mails that are {state}", mails.get(state, 0)
    oldest = session.scalar(
        select(func.min(OutboxMessage.queued_at)).where(OutboxMessage.state == MessageState.WAITING)
    )
    age = (now - oldest).total_seconds() if oldest else 0
    yield "sangkien_oldest_waiting_mail_seconds", "Age of the oldest waiting mail", age
    jobs = select(Job.state, func.count()).group_by(Job.state).order_by(Job.state)
    for job_state, count in session.execute(jobs):
        yield f"sangkien_jobs_{job_state}", f"Jobs that are {job_state}", count
    for name, at in session.execute(select(Pulse.name, Pulse.at)):
        yield f"sangkien_{name}_age_seconds", f"Since the last {name}", (now - at).total_seconds()
    free = shutil.disk_usage(settings.data_dir).free
    yield "sangkien_disk_free_bytes", "Free room in DATA_DIR", free
    yield "sangkien_database_bytes", "Size of the database", _database_bytes()


def _database_bytes() -> float:
    if is_sqlite(db.engine.url):
        return float(Path(db.engine.url.database or "").stat().st_size)
    size = db.session.execute(text("SELECT pg_database_size(current_database())")).scalar()
    return float(size or 0)
