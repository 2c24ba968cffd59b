"""What the room of forwarding tells of a list whose decision lies above; `create_app` connects it.

Awards cannot know that room. What it answers is only offered: an officer records the decision.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a list stands on its way up: its bundle, or that none stands for its locked version.

    `url` is empty for a reader who may not open bundles.
    """

    title: Text
    shape: str
    url: str
    action_text: Text


@dataclass(frozen=True, slots=True)
class Granted:
    """The decision by which the higher level granted one line."""

    number: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class AnswerFromAbove:
    """What the higher level answered about the locked version, by nomination."""

    by: str
    url: str
    granted: Mapping[int, Granted]
    refused: Mapping[int, str]

    @property
    def decisions(self) -> list[Granted]:
        """The decisions, the one with most lines first."""
        found = [one for one in self.granted.values() if one.number]
        return sorted(set(found), key=lambda one: (-found.count(one), one.number))

    @property
    def main(self) -> Granted | None:
        """The decision that is offered for the whole list."""
        return next(iter(self.decisions), None)

    @property
    def own(self) -> dict[int, Granted]:
        """Lines that another decision granted."""
        main = self.main
        return {key: one for key, one in self.granted.items() if one.number and one != main}


def _no_standings(
    _session: Session, _actor: Actor, _list_ids: Collection[int]
) -> dict[int, Standing]:
    return {}


def _no_answer(_session: Session, _list_id: int) -> AnswerFromAbove | None:
    return None


@dataclass(slots=True)
class Hooks:
    """`standings`: by list, those locked and decided above; `answer`: of the locked version."""

    standings: Callable[[Session, Actor, Collection[int]], dict[int, Standing]] = field(
        default=_no_standings
    )
    answer: Callable[[Session, int], AnswerFromAbove | None] = field(default=_no_answer)


hooks = Hooks()
