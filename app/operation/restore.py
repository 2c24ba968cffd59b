"""Bring a backup back: beside the live data first, checked there, then swapped in at once."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from flask import Flask
from sqlalchemy import URL

from app.audit.queries import first_break
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.operation.actions import settle_restored
from app.operation.archive import FILES, Manifest
from app.operation.backup import unpack
from app.operation.databases import reading, revision_of
from app.operation.digests import stored_digests
from app.operation.faults import Stopped
from app.operation.places import Place, place_beside
from app.switches.gate import even_when_read_only
from config import Settings

MIGRATIONS = "migrations"


@dataclass(slots=True)
class Restored:
    """What a restore or a drill did and found."""

    manifest: Manifest
    rows: int = 0
    contents: int = 0
    mails_held: int = 0
    sign_ins_ended: int = 0
    kept_as: str = ""
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Target:
    """Which installation a backup is brought back to, and what opens an encrypted one."""

    settings: Settings
    database: URL
    identity: Path | None = None


def restore(archive: Path, target: Target, now: datetime, accept: bool = False) -> Restored:
    """Replace the data of this installation by a backup; the old database is kept aside.

    Findings (a broken audit chain, an invariant that does not hold) stop it unless accepted.
    Contents of files are only ever added: they bear their hash as their name.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    with _staged(archive, target, f"restore{stamp}") as (done, place, folder):
        _bring_up(done, target.settings, place, folder, now)
        if done.findings and not accept:
            raise Stopped(
                "Chưa thay gì. Dữ liệu trong bản sao lưu có chỗ sai:\n  "
                + "\n  ".join(done.findings)
                + "\nNếu vẫn muốn dùng, thêm --accept-findings."
            )
        db.session.remove()
        db.engine.dispose()
        done.kept_as = place.take_over(f"before{stamp}")
    return done


def drill(archive: Path, target: Target, now: datetime) -> Restored:
    """The same into a temporary place that is removed afterwards; live data is not touched."""
    with tempfile.TemporaryDirectory(prefix="sangkien-drill-") as scratch:
        stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        elsewhere = replace(target, settings=_in_folder(target.settings, Path(scratch)))
        with _staged(archive, elsewhere, f"drill{stamp}", Path(scratch)) as (done, place, folder):
            _bring_up(done, elsewhere.settings, place, folder, now)
    return done


def _in_folder(settings: Settings, folder: Path) -> Settings:
    """The same settings, with everything stored in another folder."""
    known = {field.name for field in fields(settings)}
    local: dict[str, Any] = {"files_store": "folder"} if "files_store" in known else {}
    return replace(settings, data_dir=folder, **local)


@contextlib.contextmanager
def _staged(
    archive: Path, target: Target, name: str, folder: Path | None = None
) -> Iterator[tuple[Restored, Place, Path]]:
    """The backup unpacked and its database filled and compared; all of it removed at the end."""
    scratch = Path(tempfile.mkdtemp(prefix=".restore-", dir=target.settings.data_dir))
    place = place_beside(target.database, name, folder)
    try:
        manifest = unpack(archive, target.identity, scratch / "parts")
        if manifest.database != place.member:
            raise Stopped(
                "Bản sao lưu này của loại cơ sở dữ liệu khác. Phục hồi vào đúng loại rồi chuyển "
                "bằng lệnh flask data move."
            )
        _refuse_newer(manifest)
        place.fill(scratch / "parts" / manifest.database)
        yield Restored(manifest, rows=_compare(place, manifest)), place, scratch / "parts"
    finally:
        place.remove()
        shutil.rmtree(scratch, ignore_errors=True)


def _refuse_newer(manifest: Manifest) -> None:
    if not manifest.revision:
        raise Stopped("Bản sao lưu của một cơ sở dữ liệu chưa từng chạy flask db upgrade.")
    try:
        ScriptDirectory(MIGRATIONS).get_revision(manifest.revision)
    except CommandError as problem:
        raise Stopped(
            f"Bản sao lưu do phiên bản mới hơn tạo ra ({manifest.version}, cấu trúc "
            f"{manifest.revision}). Cài phiên bản đó rồi phục hồi."
        ) from problem


def _compare(place: Place, manifest: Manifest) -> int:
    """Every table has the rows it had when the backup was made; gives how many there are."""
    with reading(place.url) as connection:
        found, revision = stored_digests(connection), revision_of(connection)
    names = found.keys() | manifest.tables.keys()
    wrong = sorted(name for name in names if found.get(name) != manifest.tables.get(name))
    if wrong or revision != manifest.revision:
        raise Stopped(f"Dữ liệu phục hồi khác bản kê ở bảng: {', '.join(wrong) or 'phiên bản'}.")
    return sum(table.rows for table in found.values())


def _bring_up(
    done: Restored, settings: Settings, place: Place, folder: Path, now: datetime
) -> None:
    """Migrate the filled place, put the contents into the store, judge everything, calm it."""
    url = place.url.render_as_string(hide_password=False)
    with another_app(replace(settings, database_url=url)):
        for name in sorted(done.manifest.members):
            if name.startswith(FILES):
                with (folder / name).open("rb") as content:
                    storage().keep(content, (folder / name).stat().st_size)
                done.contents += 1
        import_module("flask_migrate").upgrade(directory=MIGRATIONS)
        done.findings = findings()
        with even_when_read_only(), transaction() as session:
            done.mails_held, done.sign_ins_ended = settle_restored(
                session, now, done.manifest.made_at, done.manifest.version
            )


@contextlib.contextmanager
def another_app(settings: Settings) -> Iterator[Flask]:
    """The application on another database, for as long as the block lasts."""
    made: Flask = import_module("app").create_app(settings)
    with made.app_context():
        try:
            yield made
        finally:
            db.session.remove()
            db.engine.dispose()


def findings() -> list[str]:
    """What is wrong with the data of the current application: the chain, then the invariants."""
    session = db.session()
    broken = first_break(session)
    found = [f"nhật ký: {broken}"] if broken else []
    found += [f"{name}: {sentence}" for name, sentence in breaches(session, storage())]
    return found
