"""Keep an upload. Who may attach what is decided by the room that calls."""

from datetime import datetime
from typing import BinaryIO

from flask import current_app
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.files.rules import judge, stored_name
from app.files.storage import FolderStorage, TooLarge
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T


def storage() -> FolderStorage:
    """The storage of this installation."""
    return FolderStorage(current_app.config["FILES_FOLDER"])


def keep_upload(
    session: Session,
    actor: Actor,
    stream: BinaryIO,
    raw_name: str | None,
    *,
    purpose: str,
    owner_id: int | None,
    now: datetime,
) -> StoredFile:
    """Check and store one upload and return its row (flushed). Raises `Blocked` with the reason."""
    megabytes: int = current_app.config["MAX_UPLOAD_MB"]
    name = stored_name(raw_name)
    try:
        kept = storage().keep(stream, megabytes << 20)
    except TooLarge:
        raise Blocked([Blocker("file", T("Tệp phải nhỏ hơn %(n)s MB", n=megabytes))]) from None
    with storage().open(kept.sha256) as content:
        facts = judge(content, name, kept.size)
    if isinstance(facts, Blocker):
        raise Blocked([facts])
    row = StoredFile(
        purpose=purpose,
        owner_id=owner_id,
        name=name,
        media_type=facts.media_type,
        size=kept.size,
        sha256=kept.sha256,
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    session.add(row)
    session.flush()
    return row
