"""Contents come back as they went in; too large ones leave nothing behind."""

import hashlib
import io
import stat
from pathlib import Path

import pytest

from app.files.storage import FolderStorage, TooLarge


def test_bytes_come_back_equal_and_private(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "files")
    content = bytes(range(256)) * 9000

    kept = storage.keep(io.BytesIO(content), limit=len(content))

    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    with storage.open(kept.sha256) as stream:
        assert stream.read() == content
    assert stat.S_IMODE(storage.path(kept.sha256).stat().st_mode) == 0o600


def test_equal_contents_are_kept_once(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.keep(io.BytesIO(b"x"), 10)
    storage.keep(io.BytesIO(b"x"), 10)

    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_one_byte_too_many_leaves_nothing(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)

    with pytest.raises(TooLarge):
        storage.keep(io.BytesIO(b"x" * 11), 10)

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
