"""One archive of everything: a gzip-compressed tar with a manifest, encrypted on wish.

Members: ``database.sqlite`` or ``database.dump``, ``files/<sha256>``, ``secret_key`` (when asked
for) and, last, ``manifest.json`` with the SHA-256 and size of each. Nothing is ever unpacked by
the name an archive gives: only these members are accepted, each written where we say.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

from app.operation.databases import POSTGRES_MEMBER, SQLITE_MEMBER
from app.operation.digests import TableDigest
from app.operation.faults import Stopped

BLOCK = 1 << 20
FORMAT = 1
MANIFEST, KEY, FILES = "manifest.json", "secret_key", "files/"
MEMBER = re.compile(
    rf"{MANIFEST}|{KEY}|{re.escape(SQLITE_MEMBER)}|{re.escape(POSTGRES_MEMBER)}|{FILES}[0-9a-f]{{64}}"
)
Sink = Callable[[str, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Member:
    """One part of an archive."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds, and which moment of which system it is."""

    made_at: str
    version: str
    revision: str
    database: str
    audit_last_id: int
    audit_hash: str
    tables: dict[str, TableDigest]
    members: dict[str, Member] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Stored files whose content was already gone or damaged when the archive was made."""
    format: int = FORMAT

    def as_json(self) -> bytes:
        """The manifest as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read a manifest; raises `Stopped` when it is not one of ours."""
        try:
            told: dict[str, Any] = json.loads(content)
            if told["format"] != FORMAT:
                raise Stopped(
                    f"Bản sao lưu theo dạng {told['format']}, phần mềm này chưa đọc được."
                )
            told["tables"] = {name: TableDigest(**row) for name, row in told["tables"].items()}
            told["members"] = {name: Member(**row) for name, row in told["members"].items()}
            return cls(**told)
        except (ValueError, KeyError, TypeError) as problem:
            raise Stopped(f"Bản sao lưu hỏng: bản kê không đọc được ({problem}).") from problem


class Hashing(io.RawIOBase):
    """Reads through another stream and keeps the hash and size of what went by."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self.stream.read(size)
        self.digest.update(block)
        self.size += len(block)
        return block

    def member(self) -> Member:
        """What went by so far."""
        return Member(self.digest.hexdigest(), self.size)


class ArchiveWriter:
    """Adds members to a new archive; the manifest comes last."""

    def __init__(self, target: BinaryIO) -> None:
        self.members: dict[str, Member] = {}
        self._zip = gzip.GzipFile("", fileobj=target, mode="wb", compresslevel=4, mtime=0)
        self._tar = tarfile.open(fileobj=self._zip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by close()

    def add(self, name: str, stream: BinaryIO, size: int) -> Member:
        """Add `size` bytes of a stream."""
        hashing = Hashing(stream)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, hashing)
        self.members[name] = hashing.member()
        return self.members[name]

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and end the archive."""
        content = manifest.as_json()
        self.add(MANIFEST, io.BytesIO(content), len(content))
        self._tar.close()
        self._zip.close()


def read_archive(source: BinaryIO, sink: Sink) -> Manifest:
    """Give each member to `sink`, check every hash; raises `Stopped` that names what is damaged."""
    found: dict[str, Member] = {}
    content, current = b"", "phần đầu"
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as unzipped:
            with tarfile.open(fileobj=unzipped, mode="r|") as tar:
                for entry in tar:
                    current = _accepted(entry, found)
                    member = tar.extractfile(entry)
                    if member is None:
                        raise Stopped(f"Bản sao lưu hỏng ở {current}.")
                    hashing = Hashing(member)  # type: ignore[arg-type]
                    if current == MANIFEST:
                        content = hashing.read()
                    else:
                        sink(current, hashing)  # type: ignore[arg-type]
                        found[current] = hashing.member()
            while unzipped.read(BLOCK):  # to the end, where gzip keeps its own checksum
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise Stopped(f"Bản sao lưu hỏng, từ {current} trở đi không đọc được.") from problem
    if not content:
        raise Stopped("Bản sao lưu hỏng: thiếu bản kê ở cuối, có thể tệp bị cắt ngắn.")
    manifest = Manifest.from_json(content)
    _compare(manifest.members, found)
    return manifest


def _accepted(entry: tarfile.TarInfo, earlier: Collection[str]) -> str:
    if not entry.isreg() or not MEMBER.fullmatch(entry.name) or entry.name in earlier:
        raise Stopped(f"Bản sao lưu có phần không được phép: {entry.name!r}. Không lấy gì ra.")
    return entry.name


def _compare(expected: dict[str, Member], found: dict[str, Member]) -> None:
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            raise Stopped(f"Bản sao lưu hỏng: {name} không đúng mã băm trong bản kê.")


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
