"""Make, check, list and thin out backups. See `archive` for what one holds."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL

from app.files.storage import ContentMissing
from app.operation.archive import (
    BLOCK,
    FILES,
    KEY,
    ArchiveWriter,
    Hashing,
    Manifest,
    read_archive,
    sync_folder,
)
from app.operation.databases import Facts, dump
from app.operation.faults import Stopped
from app.operation.retention import Retention, kept
from app.operation.sealing import SUFFIX, seal, unseal
from app.operation.version import version

STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"sangkien-(\d{8}T\d{6}Z)-v[^/]+\.tar\.gz(\.age)?")
DRAFT = ".draft-"
IN_MEMORY = 32 << 20
Opener = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: a database, the stored contents, and the key (None: left out)."""

    database: URL
    open_content: Opener
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """One archive in the folder."""

    path: Path
    made_at: datetime
    size: int

    @property
    def sealed(self) -> bool:
        """Whether it is encrypted."""
        return self.path.name.endswith(SUFFIX)


def create(folder: Path, source: Source, now: datetime, keys: list[str]) -> tuple[Path, Manifest]:
    """Write one archive into `folder`, mode 0600; what bears the name is complete and on disk."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"sangkien-{now.astimezone(UTC).strftime(STAMP)}-v{version()}.tar.gz"
    final = folder / (name + SUFFIX if keys else name)
    if final.exists():
        raise Stopped(f"Đã có {final.name}. Chờ một giây rồi làm lại.")
    with _draft_folder(folder) as draft:
        database, facts = dump(source.database, draft)
        _need_room(folder, database, facts)
        whole = draft / name
        manifest = _write(whole, source, database, facts, now)
        database.unlink()
        if keys:
            with whole.open("rb") as clear, (draft / final.name).open("wb") as sealed:
                seal(clear, sealed, keys)
        _settle(draft / final.name, final)
    return final, manifest


@contextlib.contextmanager
def _draft_folder(folder: Path) -> Iterator[Path]:
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=DRAFT))  # mode 0700
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _need_room(folder: Path, database: Path, facts: Facts) -> None:
    needed = database.stat().st_size + sum(facts.contents.values())
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Stopped(
            f"Không đủ chỗ để sao lưu: cần khoảng {needed >> 20} MB, "
            f"{folder} còn {free >> 20} MB. Dọn bớt hoặc đổi BACKUP_DIR."
        )


def _write(target: Path, source: Source, database: Path, facts: Facts, now: datetime) -> Manifest:
    missing: list[str] = []
    with target.open("wb") as file:
        writer = ArchiveWriter(file)
        with database.open("rb") as content:
            writer.add(database.name, content, database.stat().st_size)
        for digest in sorted(facts.contents):
            if not _add_content(writer, source.open_content, digest):
                missing.append(digest)
        if source.key is not None:
            with source.key.open("rb") as content:
                writer.add(KEY, content, source.key.stat().st_size)
        manifest = Manifest(
            made_at=now.astimezone(UTC).isoformat(),
            version=version(),
            revision=facts.revision,
            database=database.name,
            audit_last_id=facts.audit_last_id,
            audit_hash=facts.audit_hash,
            tables=facts.tables,
            members=dict(writer.members),
            missing=missing,
        )
        writer.close(manifest)
    return manifest


def _add_content(writer: ArchiveWriter, open_content: Opener, digest: str) -> bool:
    """Add one stored content; False when it is gone or is not what its name says."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        try:
            with open_content(digest) as content:
                hashing = Hashing(content)
                shutil.copyfileobj(hashing, spool, BLOCK)
        except ContentMissing:
            return False
        if hashing.member().sha256 != digest:
            return False
        spool.seek(0)
        writer.add(FILES + digest, spool, hashing.size)  # type: ignore[arg-type]
        return True


def _settle(draft: Path, final: Path) -> None:
    """Give the finished archive its name, and its checksum in the form of `sha256sum`."""
    draft.chmod(0o600)
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    note = draft.with_name("checksum")
    note.write_text(f"{digest}  {final.name}\n", "ascii")
    note.chmod(0o600)
    note.replace(checksum_of(final))
    draft.replace(final)
    sync_folder(final.parent)


def checksum_of(archive: Path) -> Path:
    """The file beside an archive that holds its SHA-256."""
    return archive.with_name(archive.name + ".sha256")


@contextlib.contextmanager
def opened(archive: Path, identity: Path | None, scratch: Path) -> Iterator[BinaryIO]:
    """The clear bytes of an archive; an encrypted one is opened into `scratch` first."""
    if not archive.is_file():
        raise Stopped(f"Không thấy bản sao lưu {archive}.")
    _check_whole(archive)
    if not archive.name.endswith(SUFFIX):
        with archive.open("rb") as file:
            yield file
        return
    clear = scratch / "clear.tar.gz"
    with archive.open("rb") as sealed, clear.open("wb") as target:
        clear.chmod(0o600)
        unseal(sealed, target, identity)
    with clear.open("rb") as file:
        yield file
    clear.unlink()


def _check_whole(archive: Path) -> None:
    note = checksum_of(archive)
    if not note.is_file():
        return
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not note.read_text("ascii").startswith(digest):
        raise Stopped(f"Bản sao lưu hỏng: {archive.name} không đúng mã băm trong {note.name}.")


def unpack(archive: Path, identity: Path | None, folder: Path) -> Manifest:
    """Check an archive to its last byte and lay its parts into an empty folder."""
    (folder / "files").mkdir(parents=True)

    def lay(name: str, content: BinaryIO) -> None:
        with (folder / name).open("wb") as target:
            shutil.copyfileobj(content, target, BLOCK)

    with opened(archive, identity, folder) as stream:
        manifest = read_archive(stream, lay)
    for name, member in manifest.members.items():
        if name.startswith(FILES) and name != FILES + member.sha256:
            raise Stopped(f"Bản sao lưu hỏng: {name} không phải nội dung mang mã băm đó.")
    if manifest.database not in manifest.members:
        raise Stopped("Bản sao lưu hỏng: không có cơ sở dữ liệu.")
    return manifest


def backups_in(folder: Path) -> list[Backup]:
    """The archives of a folder, newest first."""
    found = []
    for path in folder.glob("sangkien-*") if folder.is_dir() else ():
        named = NAME.fullmatch(path.name)
        if named:
            made = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, made, path.stat().st_size))
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def prune(folder: Path, rule: Retention, now: datetime) -> list[Path]:
    """Delete archives that the rule does not keep, and drafts older than a day; says which."""
    backups = backups_in(folder)
    stays = kept((backup.made_at for backup in backups), rule)
    gone = [backup.path for backup in backups if backup.made_at not in stays]
    for path in gone:
        checksum_of(path).unlink(missing_ok=True)
        path.unlink()
    yesterday = (now - timedelta(days=1)).timestamp()
    for draft in folder.glob(DRAFT + "*"):
        if draft.stat().st_mtime < yesterday:
            shutil.rmtree(draft, ignore_errors=True)
    return gone


def check(archive: Path, identity: Path | None, scratch: Path) -> Manifest:
    """Read an archive to its last byte against every hash; raises `Stopped` on any damage."""
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=scratch) as folder:
        return unpack(archive, identity, Path(folder) / "parts")
