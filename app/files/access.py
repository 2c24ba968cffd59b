"""Who may read a stored file: each room answers for its own purpose; unknown purposes stay shut."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial

Reader = Callable[[Session, Actor | None, StoredFile], Denial | None]
_readers: dict[str, Reader] = {}


def readable_by(purpose: str, reader: Reader) -> None:
    """Register the policy of one purpose; `create_app` does this for each room."""
    _readers[purpose] = reader


def may_read(session: Session, actor: Actor | None, file: StoredFile) -> Denial | None:
    """None when the actor may read this file."""
    reader = _readers.get(file.purpose)
    return reader(session, actor, file) if reader else NOT_FOUND
