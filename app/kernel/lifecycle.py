"""A life cycle is a table: which moves exist, from which states, to which state."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.refusals import IllegalMove
from app.kernel.text import Text

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One named step. `title` is the verb on the button."""

    name: str
    title: Text
    sources: frozenset[S]
    target: S


class Lifecycle(Generic[S]):
    """All moves of one kind of thing, with the Vietnamese names of its states."""

    def __init__(self, thing: str, titles: dict[S, Text], moves: Iterable[Move[S]]) -> None:
        self.thing, self.titles = thing, titles
        self._moves = {move.name: move for move in moves}

    @property
    def moves(self) -> tuple[Move[S], ...]:
        """Every move, in the order they are written."""
        return tuple(self._moves.values())

    def after(self, state: S, name: str) -> S:
        """The state after this move; `IllegalMove` names what is possible instead."""
        move = self._moves[name]
        if state not in move.sources:
            raise IllegalMove(name, state, self.open_from(state))
        return move.target

    def allows(self, state: S, name: str) -> bool:
        """Whether the move exists from this state."""
        return state in self._moves[name].sources

    def open_from(self, state: S) -> list[str]:
        """Names of the moves that exist from this state."""
        return [name for name, move in self._moves.items() if state in move.sources]
