"""Keep an upload. Who may attach what is decided by the room that calls."""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from flask import current_app, g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import Turn, one_at_a_time
from app.files.models import StoredFile
from app.files.rules import FileFacts, judge, stored_name
from app.files.s3 import S3Place, S3Storage
from app.files.states import FileState
from app.files.storage import FolderStorage, Storage, StorageFull, StorageProblem
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, Denial, require_ready
from app.kernel.text import T
from config import Settings

MOST_FILES = 20_000
"""Files of one person together, whatever their size."""

log = logging.getLogger(__name__)


def storage(kind: str | None = None) -> Storage:
    """The storage of this installation, or the other kind ("folder", "s3") for a move."""
    settings: Settings = current_app.config["SETTINGS"]
    if (kind or settings.files_store) == "s3":
        return S3Storage(
            S3Place(
                settings.s3_endpoint, settings.s3_bucket, settings.s3_region,
                settings.s3_access_key, settings.s3_secret_key, settings.s3_prefix,
            )
        )  # fmt: skip
    return FolderStorage(current_app.config["FILES_FOLDER"])


def scanner_address() -> str:
    """Where the virus scanner listens; "" when this installation has none."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.clamd


def keep_upload(
    session: Session,
    actor: Actor,
    stream: BinaryIO,
    raw_name: str | None,
    *,
    purpose: str,
    owner_id: int | None,
    now: datetime,
    accept: Callable[[BinaryIO, str, int], FileFacts | Blocker] = judge,
) -> StoredFile:
    """Judge and store one upload and return its row (flushed). Raises `Blocked` with the reason.

    Nothing of a refused upload is kept. With a virus scanner set, the file waits for its word.
    `accept` decides what comes in: a room that reads a file itself may take other kinds.
    """
    name = stored_name(raw_name)
    limit: int = current_app.config["MAX_UPLOAD_MB"]
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > limit << 20:
        raise Blocked([Blocker("file", T("Tệp phải nhỏ hơn %(n)s MB", n=limit))])
    require_ready(_over_quota(session, actor, size))
    facts = accept(stream, name, size)
    if isinstance(facts, Blocker):
        g.denial = Denial("upload", facts.message)  # the log keeps that a file was refused
        raise Blocked([facts])
    lock_contents(session, alone=False)
    sha256 = _keep(stream, size)
    require_ready(_condemned_before(session, sha256))
    pending = bool(scanner_address())
    row = StoredFile(
        purpose=purpose,
        owner_id=owner_id,
        name=name,
        media_type=facts.media_type,
        size=size,
        sha256=sha256,
        uploaded_by=actor.user_id,
        uploaded_at=now,
        state=FileState.PENDING if pending else FileState.UNCHECKED,
        check_due_at=now if pending else None,
    )
    session.add(row)
    session.flush()
    return row


def _over_quota(session: Session, actor: Actor, size: int) -> list[Blocker]:
    """All files of one person together are bounded, in bytes and in number (ASVS 5.2.4)."""
    settings: Settings = current_app.config["SETTINGS"]
    most = settings.uploads_per_person_mb
    if not most or actor.user_id is None:
        return []
    held, files = session.execute(
        select(func.coalesce(func.sum(StoredFile.size), 0), func.count(StoredFile.id))
        .where(StoredFile.uploaded_by == actor.user_id)
    ).one()  # fmt: skip
    if held + size <= most << 20 and files < MOST_FILES:
        return []
    return [Blocker("file", T("Tài khoản này đã tải lên tới mức tối đa (%(n)s MB). Gỡ tệp không "
                              "dùng, hoặc đề nghị quản trị viên nâng mức", n=most))]  # fmt: skip


def lock_contents(session: Session, *, alone: bool) -> None:
    """Until the end of the transaction: uploads share this lock, the sweep wants it alone.

    So no content is swept between being kept and being named.
    """
    one_at_a_time(session, Turn.CONTENTS, alone=alone)


def _keep(stream: BinaryIO, size: int) -> str:
    try:
        return storage().keep(stream, size).sha256
    except StorageProblem as problem:
        full = isinstance(problem, StorageFull)
        log.error("an upload could not be stored: %s", problem)
        g.storage_status = 507 if full else 503  # the form comes back whole, with this status
        why = (
            T("Máy chủ đã hết chỗ chứa tệp nên chưa lưu được tệp; "
              "báo quản trị viên, rồi tải lại sau")
            if full
            else T("Kho tệp tạm thời không phục vụ nên chưa lưu được tệp; tải lại sau ít phút")
        )  # fmt: skip
        raise Blocked([Blocker("file", why)]) from problem


def _condemned_before(session: Session, sha256: str) -> list[Blocker]:
    known = session.scalar(
        select(StoredFile.id)
        .where(StoredFile.sha256 == sha256, StoredFile.state == FileState.INFECTED)
        .limit(1)
    )
    return [] if known is None else [Blocker("file", T("Tệp có mã độc nên không được nhận"))]
