"""Where contents lie: addressed by their SHA-256, so equal contents are kept once.

Contents come first, rows second: a crash between the two leaves a content that nobody names,
which `flask files sweep` removes; never a row without its content.
"""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

BLOCK = 1 << 20
DRAFT = ".draft-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SHA256 = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The stream went over the limit; nothing was kept."""


class StorageProblem(Exception):
    """The storage cannot serve now; nothing was changed."""


class StorageFull(StorageProblem):
    """No room is left."""


class StorageDown(StorageProblem):
    """It does not answer, or refuses us."""


class ContentMissing(StorageProblem):
    """A content that a row names is not there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """One content that lies in a storage, and when it was put there."""

    sha256: str
    size: int
    kept_at: datetime


class Storage(Protocol):
    """What every storage can do. All raise `StorageProblem` when they cannot."""

    def keep(self, stream: BinaryIO, limit: int) -> Kept:
        """Store a stream of at most `limit` bytes whole, or raise `TooLarge` and store nothing."""

    def open(self, sha256: str) -> BinaryIO:
        """Read a content; raises `ContentMissing`."""

    def size(self, sha256: str) -> int | None:
        """Its size in bytes; None when it is not there."""

    def exists(self, sha256: str) -> bool:
        """Whether it is there."""

    def delete(self, sha256: str) -> None:
        """Remove a content; absent ones are fine."""

    def walk(self) -> Iterator[Content]:
        """Every content, in no particular order."""

    def stale_drafts(self, before: datetime) -> list[str]:
        """Names of half-written contents that were begun before this instant."""

    def drop_draft(self, name: str) -> None:
        """Remove one of them."""

    def ready(self) -> None:
        """Return when it answers and would take a content now."""


class FolderStorage:
    """Content-addressed files under one folder; written aside, synced, renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where this content lies."""
        if not SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def keep(self, stream: BinaryIO, limit: int) -> Kept:
        """See `Storage.keep`."""
        with _problems():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, draft = tempfile.mkstemp(dir=self.folder, prefix=DRAFT)
            try:
                with os.fdopen(handle, "wb") as file:
                    kept = copy_hashed(stream, file, limit)
                    file.flush()
                    os.fsync(file.fileno())
                self._settle(Path(draft), self.path(kept.sha256))
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise
        return kept

    def _settle(self, draft: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.chmod(0o600)
        draft.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def open(self, sha256: str) -> BinaryIO:
        """See `Storage.open`."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise ContentMissing(sha256) from None
        except OSError as problem:
            raise StorageDown(str(problem)) from problem

    def size(self, sha256: str) -> int | None:
        """See `Storage.size`."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def exists(self, sha256: str) -> bool:
        """See `Storage.exists`."""
        return self.size(sha256) is not None

    def delete(self, sha256: str) -> None:
        """See `Storage.delete`."""
        self.path(sha256).unlink(missing_ok=True)

    def walk(self) -> Iterator[Content]:
        """See `Storage.walk`."""
        for path in self.folder.glob("??/??/*"):
            with contextlib.suppress(FileNotFoundError):  # swept by another process meanwhile
                if SHA256.fullmatch(path.name):
                    facts = path.stat()
                    kept_at = datetime.fromtimestamp(facts.st_mtime, UTC)
                    yield Content(path.name, facts.st_size, kept_at)

    def stale_drafts(self, before: datetime) -> list[str]:
        """See `Storage.stale_drafts`."""
        found = []
        for path in self.folder.glob(f"{DRAFT}*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    found.append(path.name)
        return sorted(found)

    def drop_draft(self, name: str) -> None:
        """See `Storage.drop_draft`."""
        (self.folder / Path(name).name).unlink(missing_ok=True)

    def ready(self) -> None:
        """See `Storage.ready`."""
        with _problems():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.folder, prefix=DRAFT) as file:
                file.write(b"ready")
                file.flush()


def copy_hashed(source: BinaryIO, target: BinaryIO, limit: int) -> Kept:
    """Copy block by block and hash on the way; at most one block beyond the limit is read."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        size += len(block)
        if size > limit:
            raise TooLarge
        digest.update(block)
        target.write(block)
    return Kept(digest.hexdigest(), size)


@contextlib.contextmanager
def _problems() -> Iterator[None]:
    """The operating system's errors in our words."""
    try:
        yield
    except OSError as problem:
        kind = StorageFull if problem.errno in FULL else StorageDown
        raise kind(str(problem)) from problem
