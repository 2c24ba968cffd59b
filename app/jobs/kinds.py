"""The kinds of long jobs that rooms offer: who may ask for one, and how one step is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.refusals import Denial
from app.kernel.text import Text

Args = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step made, and where the next one begins."""

    cursor: str
    done: int
    total: int
    part: bytes = b""
    finished: bool = False


StepMaker = Callable[[Session, Actor, Args, str, datetime], Step]
AtEnd = Callable[[Session, Actor, Args, datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    `step` gets the arguments and the last cursor ("" at first) and runs inside a transaction that
    also stores its `Step`: it happens wholly or not at all, also when the worker is killed. Keep
    one step under a second: nobody else writes meanwhile. `may` is asked again at every step.

    `aside`: the step only reads and computes. It is then made before the transaction that stores
    it, so that others write meanwhile; what it made is dropped when the job went on without it.
    `at_end` runs in the transaction of the last step: it notes, say, that personal data went out.
    """

    name: str
    title: Text
    media_type: str
    result_name: Callable[[Args], str]
    may: Callable[[Actor, Args], Denial | None]
    step: StepMaker
    aside: bool = False
    at_end: AtEnd | None = None


_KINDS: dict[str, Kind] = {}


def handles(kind: Kind) -> None:
    """Offer a kind of job; called when a room joins the application."""
    _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The kind of this name. KeyError when no room offers it (any more)."""
    return _KINDS[name]


def known_kind(name: str) -> Kind | None:
    """The kind of this name, or None when no room offers it any more."""
    return _KINDS.get(name)
