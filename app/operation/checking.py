"""Is this installation well? Each cause apart, each with what to do about it.

`ready` answers /readyz: quick, and safe to ask every few seconds. `examine` is `flask doctor`: the
same and what needs the file system, other programs or the network (see `examining`).
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.audit.models import AuditEntry, AuditHead
from app.database.transaction import WRITES
from app.extensions import db
from app.files.actions import storage
from app.files.clamd import answers
from app.files.scanning import waiting_since
from app.files.storage import StorageProblem
from app.kernel.dates import local
from app.operation.actions import Part
from app.operation.databases import revision_of
from app.operation.models import Pulse
from app.operation.version import ROOT
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from config import Settings

WORKER_LATE = timedelta(minutes=2)
MAIL_LATE = timedelta(minutes=30)
CLOCK_SLACK = timedelta(seconds=5)
REVISION = re.compile(r'^(down_)?revision = "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `vital`: without it no page can be served."""

    name: str
    ok: bool
    text: str
    vital: bool = False


Check = Callable[[Settings, datetime], Finding]


def ready(now: datetime) -> list[Finding]:
    """Every check of /readyz; one that fails by itself is a finding, not a fault."""
    return [_run(name, check, now) for name, check in CHECKS.items()]


def _run(name: str, check: Check, now: datetime) -> Finding:
    settings: Settings = current_app.config["SETTINGS"]
    try:
        return check(settings, now)
    except (SQLAlchemyError, StorageProblem, OSError) as problem:
        return Finding(name, False, f"không kiểm tra được: {type(problem).__name__}", name in VITAL)
    finally:
        db.session.rollback()


def _database(_settings: Settings, now: datetime) -> Finding:
    """Read and write, undone: a probe leaves no trace."""
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        connection.execute(insert(Pulse).values(name="probe", at=now, note=""))
        connection.rollback()
    return Finding("database", True, "đọc và ghi được", True)


@cache
def newest_revision(folder: Path = ROOT / "migrations" / "versions") -> str:
    """The revision no other one follows, read from the files: Alembic is slow to load."""
    own: set[str] = set()
    followed: set[str] = set()
    for path in folder.glob("*.py"):
        for down, revision in REVISION.findall(path.read_text("utf-8")):
            (followed if down else own).add(revision)
    return max(own - followed)


def _migrations(_settings: Settings, _now: datetime) -> Finding:
    found, wanted = revision_of(db.session.connection()) or "trống", newest_revision()
    if found == wanted:
        return Finding("migrations", True, f"cấu trúc {found}", True)
    return Finding(
        "migrations", False, f"cấu trúc {found}, cần {wanted}: chạy flask db upgrade", True
    )


def _storage(_settings: Settings, _now: datetime) -> Finding:
    storage().ready()
    return Finding("storage", True, "kho tệp đọc và ghi được", True)


def _disk(settings: Settings, _now: datetime) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free >> 20
    if free >= settings.disk_free_mb:
        return Finding("disk", True, f"còn {free} MB")
    return Finding(
        "disk", False, f"còn {free} MB, ít hơn {settings.disk_free_mb} MB: dọn hoặc thêm ổ đĩa"
    )


def _age(part: Part, now: datetime) -> timedelta | None:
    at = db.session.scalar(select(Pulse.at).where(Pulse.name == str(part)))
    return now - at if at else None


def _worker(_settings: Settings, now: datetime) -> Finding:
    age = _age(Part.WORKER, now)
    if age is not None and age <= WORKER_LATE:
        return Finding("worker", True, "tiến trình nền đang chạy")
    since = "chưa từng chạy" if age is None else f"im lặng {int(age.total_seconds() // 60)} phút"
    return Finding("worker", False, f"{since}: systemctl restart sangkien-worker")


def _mail(settings: Settings, now: datetime) -> Finding:
    oldest = db.session.scalar(
        select(func.min(OutboxMessage.due_at)).where(OutboxMessage.state == MessageState.WAITING)
    )
    if not settings.mail_server:
        return Finding("mail", True, "chưa đặt MAIL_SERVER, thư nằm lại trong hộp thư đi")
    if oldest is None or now - oldest <= MAIL_LATE:
        return Finding("mail", True, "không có thư nào bị dồn")
    minutes = int((now - oldest).total_seconds() // 60)
    return Finding("mail", False, f"có thư chờ {minutes} phút: xem MAIL_SERVER và tiến trình nền")


def _backup(settings: Settings, now: datetime) -> Finding:
    if not settings.backup_max_hours:
        return Finding("backup", True, "không theo dõi (BACKUP_MAX_HOURS=0)")
    age = _age(Part.BACKUP, now)
    if age is not None and age <= timedelta(hours=settings.backup_max_hours):
        return Finding(
            "backup", True, f"bản mới nhất cách đây {age.total_seconds() / 3600:.0f} giờ"
        )
    last = (
        "chưa có bản nào"
        if age is None
        else f"bản cuối cách đây {age.total_seconds() / 3600:.0f} giờ"
    )
    return Finding("backup", False, f"{last}: chạy flask backup create, xem sangkien-backup.timer")


def _clock(_settings: Settings, now: datetime) -> Finding:
    """Nothing was written in the future: if it was, the clock has been set back since."""
    newest = db.session.scalar(
        select(AuditEntry.at).join(AuditHead, AuditHead.last_id == AuditEntry.id)
    )
    pulse = db.session.scalar(select(func.max(Pulse.at)))
    latest = max((at for at in (newest, pulse) if at), default=now)
    if latest - now <= CLOCK_SLACK:
        return Finding("clock", True, local(now).isoformat(timespec="seconds"))
    seconds = int((latest - now).total_seconds())
    return Finding("clock", False, f"đồng hồ bị lùi {seconds} giây: bật đồng bộ giờ (timedatectl)")


def _scanner(settings: Settings, now: datetime) -> Finding:
    """The virus scanner answers, and no upload has waited long for it."""
    if not settings.clamd:
        return Finding("scanner", True, "không đặt CLAMD, tệp không được quét")
    since = waiting_since(db.session())
    if not answers(settings.clamd):
        return Finding("scanner", False, "CLAMD không trả lời: systemctl restart clamav-daemon")
    if since is not None and now - since > MAIL_LATE:
        return Finding("scanner", False, "có tệp chờ quét quá 30 phút: xem tiến trình nền")
    return Finding("scanner", True, "trình quét trả lời")


VITAL = {"database", "migrations", "storage"}
CHECKS: dict[str, Check] = {
    "database": _database,
    "migrations": _migrations,
    "storage": _storage,
    "disk": _disk,
    "worker": _worker,
    "mail": _mail,
    "backup": _backup,
    "clock": _clock,
    "scanner": _scanner,
}


def examine(app: Flask, now: datetime) -> Iterator[Finding]:
    """Every check of /readyz, then those of the machine."""
    from app.operation.examining import MACHINE_CHECKS  # noqa: PLC0415 - it imports this file

    yield from ready(now)
    settings: Settings = app.config["SETTINGS"]
    for check in MACHINE_CHECKS:
        yield from check(settings)
