"""Where items of an agenda come from: higher rooms (dossiers, nominations) offer them.

A source also says who must keep away from each; it is asked again when the sitting opens and
when an item is called, because people move.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from app.councils.models import Council, CouncilKind
from app.kernel.actor import Actor
from app.kernel.text import Text
from app.sittings.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Part:
    """One of several subjects that one item puts to the vote together."""

    subject: str
    title: str
    unit_name: str = ""


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
    own: Threshold | None = None
    """The dated rule that a higher room keeps itself; it goes before that of the code."""
    parts: tuple[Part, ...] = ()
    """The subjects of an item that stands for several."""


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

    @property
    def empty(self) -> Text:
        """When it will have something to offer."""

    @property
    def council(self) -> CouncilKind:
        """Which kind of council votes on it: the two share the room, not the agenda."""

    def candidates(self, session: Session, actor: Actor, council_id: int) -> list[Candidate]:
        """What waits for this council and the actor may see."""

    def recused(
        self, session: Session, subjects: Collection[str], accounts: Collection[int]
    ) -> Grounds:
        """Who of these people must keep away from which of these subjects."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a closed sitting decided by vote on one subject."""

    subject: str
    sitting_id: int
    item_id: int
    sat_on: date
    ballot: str
    of_group: bool
    passed: bool
    counts: tuple[int, int, int, int, int]
    """yes, no, other, void, and how many of these came in writing."""
    base: int
    needed: int
    share: str
    clause: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a higher room makes of a closed sitting's results on its subjects."""

    title: Text
    endpoint: str


@dataclass(frozen=True, slots=True)
class PaperDoubt:
    """Something to look at before those papers are printed. `act_id`: the act it is about."""

    text: Text
    act_id: int | None


sources: dict[str, Source] = {}
"""By kind; filled by the rooms above when the application is made."""

listeners: dict[str, Callable[[Session, Sequence[Result]], None]] = {}
"""By the first part of the subject: who writes down what a closed sitting decided."""

papers: dict[str, tuple[Paper, ...]] = {}
"""By the first part of the subject: what the desk of a closed sitting offers."""

paper_doubts: dict[str, Callable[[Session, date, date], Sequence[PaperDoubt]]] = {}
"""By the first part of the subject: session, day of the sitting, today."""


def offered(
    session: Session, actor: Actor, council_id: int
) -> list[tuple[Source, list[Candidate]]]:
    """Every source with what it offers this council."""
    kind = session.get_one(Council, council_id).kind
    return [
        (source, source.candidates(session, actor, council_id))
        for source in sources.values()
        if source.council is kind
    ]


def tell(session: Session, results: Sequence[Result]) -> None:
    """Hand the results of a closed sitting to the rooms whose subjects they are about."""
    for kind, listener in listeners.items():
        mine = [one for one in results if one.subject.partition(":")[0] == kind]
        if mine:
            listener(session, mine)


def grounds(session: Session, subjects: Collection[str], accounts: Collection[int]) -> Grounds:
    """Who must keep away, whichever room knows."""
    found: dict[str, Mapping[int, Text]] = {}
    for source in sources.values():
        mine = [subject for subject in subjects if subject.partition(":")[0] == source.kind]
        if mine:
            found.update(source.recused(session, mine, accounts))
    return found
