"""Where items of an agenda come from: higher rooms (dossiers, nominations) offer them.

A source also says who must keep away from each; it is asked again when the sitting opens and
when an item is called, because people move.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be put on the agenda. `rule`: the code of its threshold."""

    subject: str
    code: str
    title: str
    unit_name: str
    rule: str
    summary: str = ""
    share: tuple[int, int] | None = None
    """The share its own round asks for; None: that of the rule."""


Grounds = Mapping[str, Mapping[int, Text]]
"""For each subject, the accounts that must keep away and why."""


class Source(Protocol):
    """What a higher room knows of items of one kind."""

    @property
    def kind(self) -> str:
        """The first part of its subjects ("idea")."""

    @property
    def title(self) -> Text:
        """What the secretary sees above the choices."""

    def candidates(self, session: Session, actor: Actor, council_id: int) -> list[Candidate]:
        """What waits for this council and the actor may see."""

    def recused(
        self, session: Session, subjects: Collection[str], accounts: Collection[int]
    ) -> Grounds:
        """Who of these people must keep away from which of these subjects."""


sources: dict[str, Source] = {}
"""By kind; filled by the rooms above when the application is made."""


def offered(
    session: Session, actor: Actor, council_id: int
) -> list[tuple[Source, list[Candidate]]]:
    """Every source with what it offers this council."""
    return [(source, source.candidates(session, actor, council_id)) for source in sources.values()]


def grounds(session: Session, subjects: Collection[str], accounts: Collection[int]) -> Grounds:
    """Who must keep away, whichever room knows."""
    found: dict[str, Mapping[int, Text]] = {}
    for source in sources.values():
        mine = [subject for subject in subjects if subject.partition(":")[0] == source.kind]
        if mine:
            found.update(source.recused(session, mine, accounts))
    return found
