"""Copies for people who must not learn who wrote a file: the same content, nothing said about it.

The original is never touched. The copy is a stored file of its own, so that storage, backups and
the sweep treat it as any other; what cannot be cleaned has none and is held back, with a reason.
"""

import io
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.actions import lock_contents, storage
from app.files.models import CleanCopy, StoredFile
from app.files.rules import FileFacts, judge
from app.files.states import FileState
from app.kernel.text import T, Text
from config import Settings

CHILD = Path(__file__).with_name("cleaning_child.py")
PURPOSE = "clean_copy"
"""Nobody reads such a file by its own address: it is served in the place of its original."""
READY = (FileState.CLEAN, FileState.UNCHECKED)
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}
HELD_BACK = T("Không gỡ được thông tin ẩn (người tạo, ghi chú, thuộc tính) khỏi tệp này")
TOO_MUCH = T("Tệp quá lớn hoặc quá phức tạp nên không gỡ được thông tin ẩn")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What stands in the place of an original; neither: not made yet."""

    copy_id: int | None
    held: str


def cleaned(content: bytes, media_type: str, settings: Settings) -> bytes | Text:
    """The content without what is said about it, or why there is none. Never raises for what is
    in the file: it is read in a process of its own, within limits of time and memory."""
    if media_type not in SUFFIXES:
        return HELD_BACK
    limits = (settings.search_file_seconds, 2 * settings.search_file_mb)
    command = [sys.executable, "-I", str(CHILD), media_type, *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no word of the file in it
            command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=2 * settings.search_file_seconds + 5, check=False, env={}, cwd=os.sep,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return TOO_MUCH
    if done.returncode:
        return HELD_BACK if done.returncode == 3 else TOO_MUCH
    # The copy must be as honest a file as any that is taken in.
    facts = judge(io.BytesIO(done.stdout), f"tep{SUFFIXES[media_type]}", len(done.stdout))
    same = isinstance(facts, FileFacts) and facts.media_type == media_type
    return done.stdout if same else HELD_BACK


def make_clean_copy(session: Session, file_id: int, made: bytes | Text, now: datetime) -> CleanCopy:
    """Keep what `cleaned` gave, in the caller's transaction."""
    original = session.get_one(StoredFile, file_id)
    row = CleanCopy(file_id=file_id, made_at=now, held="")
    if isinstance(made, bytes):
        lock_contents(session, alone=False)
        kept = storage().keep(io.BytesIO(made), len(made))
        copy = StoredFile(
            purpose=PURPOSE, owner_id=file_id, name=f"tep{SUFFIXES[original.media_type]}",
            media_type=original.media_type, size=kept.size, sha256=kept.sha256, uploaded_by=None,
            uploaded_at=now, state=original.state, checked_at=original.checked_at,
        )  # fmt: skip
        session.add(copy)
        session.flush()
        row.copy_id = copy.id
    else:
        row.held = made.message
    session.add(row)
    session.flush()
    return row


def content_of(sha256: str) -> bytes:
    """A stored content, whole."""
    with storage().open(sha256) as stream:
        return stream.read()


def limits() -> Settings:
    """The settings of this installation."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def clean_copies(session: Session, file_ids: Collection[int]) -> dict[int, Cleaned]:
    """What stands in the place of each of these files; one that is not there was not looked at."""
    if not file_ids:
        return {}
    rows = session.execute(
        select(CleanCopy.file_id, CleanCopy.copy_id, CleanCopy.held).where(
            CleanCopy.file_id.in_(list(file_ids))
        )
    )
    return {key: Cleaned(copy_id, held) for key, copy_id, held in rows}


def clean_copy_of(session: Session, file_id: int) -> StoredFile | None:
    """The copy of one file; None while there is none, or it is held back."""
    return session.scalar(
        select(StoredFile)
        .join(CleanCopy, CleanCopy.copy_id == StoredFile.id)
        .where(CleanCopy.file_id == file_id)
    )
