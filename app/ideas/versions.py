"""Reads of frozen versions: what stands, what was replaced, what changed between two."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.diffing import Change, changes_between
from app.ideas.models import IdeaVersion
from app.ideas.queries import VersionLine
from app.ideas.states import IdeaState
from app.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class Validity:
    """How a submitted version stands today."""

    shape: str
    title: Text


VALID = Validity("ok", T("Còn hiệu lực"))
REPLACED = Validity("late", T("Đã được thay"))
WITHDRAWN = Validity("no", T("Đã rút"))


def validity(versions: list[VersionLine], number: int, state: IdeaState) -> Validity:
    """The newest stands, unless the dossier was withdrawn; every earlier one was replaced."""
    if state is IdeaState.WITHDRAWN:
        return WITHDRAWN
    newest = max((line.number for line in versions), default=0)
    return VALID if number == newest else REPLACED


def frozen_content(session: Session, idea_id: int, number: int) -> dict[str, Any] | None:
    """A version as it was frozen; None when there is none of that number."""
    content = session.scalar(
        select(IdeaVersion.content).where(
            IdeaVersion.idea_id == idea_id, IdeaVersion.number == number
        )
    )
    return None if content is None else json.loads(content)


def changes_of(session: Session, idea_id: int, older: int, newer: int) -> list[Change] | None:
    """What changed from one version to another; None when one of them is not there."""
    old, new = (frozen_content(session, idea_id, number) for number in (older, newer))
    if old is None or new is None:
        return None
    return changes_between(old, new)
