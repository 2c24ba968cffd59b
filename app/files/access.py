"""Who may read a stored file: each room answers for its own purpose; unknown purposes stay shut."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial

Reader = Callable[[Session, Actor | None, StoredFile], Denial | None]
StandIn = Callable[[Session, Actor | None, StoredFile], StoredFile | None]
Namer = Callable[[Session, Actor | None, StoredFile], str | None]
_readers: dict[str, Reader] = {}
_namers: dict[str, Namer] = {}
_stand_ins: dict[str, StandIn] = {}


def readable_by(purpose: str, reader: Reader) -> None:
    """Register the policy of one purpose; `create_app` does this for each room."""
    _readers[purpose] = reader


def may_read(session: Session, actor: Actor | None, file: StoredFile) -> Denial | None:
    """None when the actor may read this file."""
    reader = _readers.get(file.purpose)
    return reader(session, actor, file) if reader else NOT_FOUND


def named_by(purpose: str, namer: Namer) -> None:
    """Register who must not see the file's own name: None leaves it as it is."""
    _namers[purpose] = namer


def download_name(session: Session, actor: Actor | None, file: StoredFile) -> str:
    """The name under which this actor receives the file."""
    namer = _namers.get(file.purpose)
    return (namer(session, actor, file) if namer else None) or file.name


def stood_in_by(purpose: str, stand_in: StandIn) -> None:
    """Register who receives another content: the file itself when that is what they may have,
    None when there is nothing yet that they may have."""
    _stand_ins[purpose] = stand_in


def served(session: Session, actor: Actor | None, file: StoredFile) -> StoredFile | None:
    """The row whose content this actor receives; None: held back from them."""
    stand_in = _stand_ins.get(file.purpose)
    return stand_in(session, actor, file) if stand_in else file
