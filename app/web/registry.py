"""What rooms hang on every page: tabs of the bar, waiting work, the round strip.

Lower rooms cannot know higher ones; `create_app` collects these from each room.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.actor import Actor, Role
from app.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the bar. Empty `roles`: every signed-in person; `public`: visitors see it too.

    `visitors`: only visitors see it.
    """

    label: Text
    endpoint: str
    position: int
    roles: tuple[Role, ...] = ()
    public: bool = False
    visitors: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of an index page (administration, or my account): a title, and what is behind it.

    Empty `roles`: every signed-in person.
    """

    title: Text
    hint: Text
    endpoint: str
    position: int
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits for me, as the home page shows it."""

    code: str
    title: str
    url: str
    action_text: Text
    hint: Text | str = ""
    due_at: datetime | None = None
    due_text: Text | str = ""
    due_shape: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where we are in the round, in words."""

    title: str
    stage: Text
    until_text: Text | str = ""
    remaining_text: Text | str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The box in the bar: a GET form with `q`."""

    endpoint: str


Waiting = Callable[[Session, Actor, datetime], list[Work]]
StripMaker = Callable[[Session, datetime], Strip | None]
Background = Callable[[datetime], object]
Duty = Callable[[Session, datetime], None]


@dataclass
class Registry:
    """Everything the rooms registered, of one application."""

    tabs: list[Tab] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    strip: StripMaker | None = None
    search: SearchBox | None = None
    administration: list[Door] = field(default_factory=list)
    personal: list[Door] = field(default_factory=list)
    background: dict[str, Background] = field(default_factory=dict)
    """What the worker does at every turn, by name; each takes a few seconds at most."""
    daily: dict[str, Duty] = field(default_factory=dict)
    """What the worker does once a day, by name, each in one transaction."""

    @property
    def administrators(self) -> tuple[Role, ...]:
        """The roles that have at least one door of the administration, in the order of `Role`."""
        held = {role for door in self.administration for role in door.roles}
        return tuple(role for role in Role if role in held)
