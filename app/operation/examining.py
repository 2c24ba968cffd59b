"""What `flask doctor` looks at beyond /readyz: settings, permissions, programs, the network."""

import os
import shutil
import smtplib
import sqlite3
import ssl
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.documents.fonts import FAMILIES, papers_font
from app.extensions import db
from app.operation.checking import Finding
from app.operation.databases import is_sqlite
from app.operation.version import ROOT
from config import Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
SQLITE_LEAST, POSTGRES_LEAST = (3, 38, 0), 14
SMTP_SECONDS = 5


def _settings(settings: Settings) -> Iterator[Finding]:
    serious = settings.app_env == "production" and not settings.demo
    https = settings.base_url.startswith("https://")
    yield Finding(
        "settings.base_url", https or not serious,
        settings.base_url if https else f"{settings.base_url}: đặt BASE_URL=https://… rồi chạy sau "
        "máy chủ trung gian có chứng thư",
    )  # fmt: skip
    yield Finding(
        "settings.cookie", settings.cookie_secure or not https,
        "phiên đăng nhập theo đúng kiểu kết nối" if settings.cookie_secure or not https
        else "BASE_URL là https mà COOKIE_SECURE=0: bỏ COOKIE_SECURE",
    )  # fmt: skip
    exposed = settings.demo and https
    yield Finding(
        "settings.demo", not exposed,
        "DEMO=1 trên địa chỉ https: tài khoản dùng thử đang lộ, đặt DEMO=0" if exposed
        else f"DEMO={int(settings.demo)}",
    )  # fmt: skip


def _permissions(settings: Settings) -> Iterator[Finding]:
    database = make_url(settings.database_url)
    paths = [settings.data_dir, settings.data_dir / "secret_key", settings.backups]
    if is_sqlite(database):
        paths.append(Path(database.database or ""))
    for path in paths:
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        closed = not mode & OTHERS
        yield Finding(
            f"permissions.{path.name}", closed,
            f"{mode:o}" if closed else f"{mode:o}, người khác đọc được: chmod go-rwx {path}",
        )  # fmt: skip
    umask = os.umask(0o077)
    os.umask(umask)
    yield Finding(
        "permissions.umask", umask & OTHERS == OTHERS,
        f"{umask:03o}" if umask & OTHERS == OTHERS else f"{umask:03o}: đặt umask 077 (UMask=0077)",
    )  # fmt: skip


def _database(settings: Settings) -> Iterator[Finding]:
    if is_sqlite(make_url(settings.database_url)):
        fine = sqlite3.sqlite_version_info >= SQLITE_LEAST
        yield Finding("database.version", fine, f"SQLite {sqlite3.sqlite_version}")
        return
    try:
        server = int(str(db.session.execute(text("SHOW server_version_num")).scalar())) // 10000
    except (SQLAlchemyError, ValueError):
        yield Finding("database.version", False, "không hỏi được PostgreSQL: xem DATABASE_URL")
        return
    yield Finding("database.version", server >= POSTGRES_LEAST, f"PostgreSQL {server}")
    program = _pg_dump_major()
    yield Finding(
        "database.pg_dump", program >= server,
        f"pg_dump {program}" if program >= server
        else f"pg_dump {program or 'không có'}: cài postgresql-client-{server} để sao lưu",
    )  # fmt: skip


def _pg_dump_major() -> int:
    try:
        words = ["pg_dump", "--version"]
        said = subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return 0
    number = said.rpartition(") ")[2].partition(".")[0].strip()
    return int(number) if number.isdecimal() else 0


def _machine(_settings: Settings) -> Iterator[Finding]:
    pages = (ROOT / "app/static/vendor/fonts").is_dir()
    yield Finding("fonts.pages", pages, "có đủ" if pages else "thiếu: chạy make setup")
    yield papers_found(papers_font())
    yield _synchronised()


def papers_found(family: str) -> Finding:
    """What papers are set in: without a font they cannot be made at all."""
    more = "apt-get install fonts-liberation2"
    said = f"văn bản in bằng {family}" if family else f"thiếu: {more}"
    if family == FAMILIES[-1]:
        said = f"chỉ có {family}, rộng hơn Times, chỗ xuống dòng khác bản Word: {more}"
    return Finding("fonts.documents", bool(family), said)


def _synchronised() -> Finding:
    """Whether the system keeps its clock by the network, where systemd can say so."""
    if not shutil.which("timedatectl"):
        return Finding(
            "clock.sync", True, "không có timedatectl để hỏi; máy chủ lo việc đồng bộ giờ"
        )
    words = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    if said != "no":
        return Finding("clock.sync", True, "đồng bộ" if said == "yes" else "không hỏi được")
    return Finding("clock.sync", False, "chưa đồng bộ: timedatectl set-ntp true")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.mail_server:
        yield Finding("mail.server", True, "chưa đặt MAIL_SERVER: thư không được gửi đi")
        return
    place = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=SMTP_SECONDS) as server:
            if settings.mail_use_tls:
                server.starttls(context=ssl.create_default_context())
    except ssl.SSLCertVerificationError as problem:
        why = problem.verify_message
        said = f"{place} đưa chứng thư không tin được ({why}): thay chứng thư của máy chủ thư"
        yield Finding("mail.server", False, said)
        return
    except (OSError, smtplib.SMTPException) as problem:
        said = f"{place} không trả lời ({type(problem).__name__}): xem MAIL_SERVER, MAIL_PORT"
        yield Finding("mail.server", False, said)
        return
    yield Finding("mail.server", True, f"{place} trả lời")


MACHINE_CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _settings, _permissions, _database, _machine, _mail,
)  # fmt: skip
