"""Each plug pulled: the right item says so, and only vital ones take the system out of service."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.operation.actions import Part, beat
from app.operation.checking import newest_revision
from app.operation.models import Pulse
from app.worker import turn
from tests.operation.conftest import ON_SQLITE, make_app
from tests.operation.hands import let_go, queue_mail

TOKEN = "mot-ma-du-dai-de-thu-nghiem"
NAMES = {"database", "migrations", "storage", "disk", "worker", "mail", "backup", "clock",
         "scanner"}  # fmt: skip


@pytest.fixture
def well(url: str, tmp_path: Path) -> Iterator[Flask]:
    """An installation in which everything is as it should be."""
    app = make_app(url, tmp_path, metrics_token=TOKEN, mail_server="mail.invalid", disk_free_mb=1)
    live(app)
    yield app
    let_go(app)


def live(app: Flask, at: datetime | None = None) -> None:
    """The worker and the backups have just done their work."""
    with app.app_context():
        with transaction() as session:
            for part in (Part.WORKER, Part.BACKUP):
                beat(session, part, at or now())
        db.session.remove()


def asked(app: Flask, strict: bool = False) -> tuple[int, str, set[str]]:
    """Status code, word, and the names of what is not well."""
    answer = app.test_client().get("/readyz", query_string={"strict": "1"} if strict else None)
    told = answer.get_json()
    assert set(told["checks"]) == NAMES
    return answer.status_code, told["status"], {n for n, c in told["checks"].items() if not c["ok"]}


def test_all_is_well(well: Flask) -> None:
    assert asked(well, strict=True) == (200, "ready", set())


def database_gone(app: Flask, folder: Path) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        name = str(db.engine.url.database)
        if db.engine.dialect.name == "sqlite":
            Path(name).write_bytes(b"not a database at all" * 100)
            for suffix in ("-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("ALTER TABLE pulse RENAME TO gone"))
                connection.execute(text("ALTER TABLE audit_head RENAME TO gone2"))


def schema_old(app: Flask, folder: Path) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def store_gone(app: Flask, folder: Path) -> None:
    shutil.rmtree(folder / "files", ignore_errors=True)
    (folder / "files").write_text("a file where the folder should be")


def disk_full(app: Flask, folder: Path) -> None:
    settings = app.config["SETTINGS"]
    from dataclasses import replace  # noqa: PLC0415 - only here

    app.config["SETTINGS"] = replace(settings, disk_free_mb=10**9)


def worker_dead(app: Flask, folder: Path) -> None:
    with app.app_context(), transaction() as session:
        beat(session, Part.WORKER, now() - timedelta(minutes=3))


def mail_stuck(app: Flask, folder: Path) -> None:
    queue_mail(app)  # due since 1 October


def backup_old(app: Flask, folder: Path) -> None:
    with app.app_context(), transaction() as session:
        beat(session, Part.BACKUP, now() - timedelta(hours=27))


def clock_back(app: Flask, folder: Path) -> None:
    live(app, now() + timedelta(hours=1))


def scanner_down(app: Flask, folder: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415 - only here

    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, clamd=str(folder / "no.sock"))


PLUGS: list[tuple[Callable[[Flask, Path], None], int, str, str]] = [
    (schema_old, 503, "not ready", "migrations"),
    (store_gone, 503, "not ready", "storage"),
    (disk_full, 200, "degraded", "disk"),
    (worker_dead, 200, "degraded", "worker"),
    (mail_stuck, 200, "degraded", "mail"),
    (backup_old, 200, "degraded", "backup"),
    (clock_back, 200, "degraded", "clock"),
    (scanner_down, 200, "degraded", "scanner"),
]


@pytest.mark.parametrize(
    ("pull", "status", "word", "name"), PLUGS, ids=[name for _pull, _status, _word, name in PLUGS]
)
def test_a_pulled_plug_is_named(
    well: Flask, tmp_path: Path, pull: Callable[[Flask, Path], None], status: int, word: str,
    name: str,
) -> None:  # fmt: skip
    pull(well, tmp_path)

    assert asked(well) == (status, word, {name})
    assert asked(well, strict=True)[0] == 503


def test_a_database_that_is_gone_is_named_and_the_process_still_lives(
    well: Flask, tmp_path: Path
) -> None:
    database_gone(well, tmp_path)

    status, word, wrong = asked(well)

    assert (status, word) == (503, "not ready")
    assert "database" in wrong
    assert "storage" not in wrong
    assert well.test_client().get("/healthz").data == b"ok\n"


def test_the_worker_shows_that_it_lives_but_not_at_every_turn(well: Flask) -> None:
    start = now() + timedelta(minutes=1)
    with well.app_context():
        for seconds, noted in ((0, 0), (29, 0), (30, 30), (45, 30), (-3600, -3600)):
            turn(start + timedelta(seconds=seconds))
            at = db.session.scalar(select(Pulse.at).where(Pulse.name == "worker"))
            assert at == start + timedelta(seconds=noted)
            db.session.remove()


@ON_SQLITE
def test_strangers_see_one_word_only(well: Flask) -> None:
    client = well.test_client()
    far = {"REMOTE_ADDR": "203.0.113.9"}

    assert client.get("/readyz", environ_base=far).get_json() == {"status": "ready"}
    by_proxy = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert by_proxy.get_json() == {"status": "ready"}
    wrong = client.get("/readyz", environ_base=far, headers={"Authorization": "Bearer sai"})
    assert "checks" not in wrong.get_json()
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert set(client.get("/readyz", environ_base=far, headers=token).get_json()["checks"]) == NAMES


def test_asking_leaves_no_trace(well: Flask) -> None:
    asked(well)

    with well.app_context():
        names = db.session.execute(text("SELECT name FROM pulse ORDER BY name")).scalars().all()
    assert names == ["backup", "worker"]


def test_the_newest_migration_is_found_without_alembic(tmp_path: Path) -> None:
    assert newest_revision() == max(
        path.name.split("_")[1] for path in Path("migrations/versions").glob("2*.py")
    )
    (tmp_path / "a.py").write_text('revision = "0001"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text('revision = "0002"\ndown_revision = "0001"\n')
    assert newest_revision(tmp_path) == "0002"


@ON_SQLITE
def test_metrics_need_the_token_and_count_what_happened(
    well: Flask, url: str, tmp_path: Path
) -> None:
    queue_mail(well)
    client = well.test_client()
    client.get("/healthz")

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    told = answer.get_data(as_text=True)
    assert 'sangkien_requests_total{endpoint="operation.healthz",status="200"}' in told
    assert "sangkien_request_seconds_bucket" in told
    assert "\nsangkien_mails_waiting 1\n" in told
    for name in ("disk_free_bytes", "database_bytes", "oldest_waiting_mail_seconds",
                 "worker_age_seconds"):  # fmt: skip
        assert f"\nsangkien_{name} " in told
    assert make_app(url, tmp_path).test_client().get("/metrics").status_code == 404


@ON_SQLITE
def test_numbers_of_processes_are_added_up(well: Flask, tmp_path: Path) -> None:
    """A second process that counted and died is still counted."""
    client = well.test_client()
    client.get("/healthz")
    if (child := os.fork()) == 0:
        well.test_client().get("/healthz")
        os._exit(0)
    os.waitpid(child, 0)

    told = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    line = next(s for s in told.splitlines() if s.startswith("sangkien_requests_total") and
                '"operation.healthz"' in s)  # fmt: skip
    assert float(line.rpartition(" ")[2]) >= 2
