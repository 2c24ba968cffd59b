"""Where contents lie: a folder addressed by content; written aside, synced, renamed."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20


class TooLarge(Exception):
    """The stream went over the limit; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored."""

    sha256: str
    size: int


class FolderStorage:
    """Content-addressed files under one folder; equal contents are kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where this content lies."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def keep(self, stream: BinaryIO, limit: int) -> Kept:
        """Store a stream of at most `limit` bytes; raises `TooLarge` and keeps nothing beyond."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.folder, prefix=".draft-")
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as file:
                while block := stream.read(BLOCK):
                    size += len(block)
                    if size > limit:
                        raise TooLarge
                    digest.update(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            self._settle(Path(draft), self.path(digest.hexdigest()))
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return Kept(digest.hexdigest(), size)

    def _settle(self, draft: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o600)
        draft.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def open(self, sha256: str) -> BinaryIO:
        """Read a stored content."""
        return self.path(sha256).open("rb")
