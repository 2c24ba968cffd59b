"""Kinds of papers that the office may make from a Word template of its own.

A kind says which blanks exist, what each means and an example; rooms that hold the data add where
real data for a preview comes from (`fills`), and fill templates with `Filling`s of the same blanks.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Slot:
    """A blank {{name}}; `lines`: may hold several lines, each a paragraph of its own."""

    name: str
    meaning: Text
    example: str
    lines: bool = False


@dataclass(frozen=True, slots=True)
class SlotTable:
    """A list: {{name.column}} in a row of a table repeats that row."""

    name: str
    meaning: Text
    columns: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper; `code` is stored with each template and never changes.

    `sheets`: many are printed at once, sheet after sheet in one file, so that what stands in head
    and foot of the pages is the same on each: no blank may stand there.
    """

    code: str
    title: Text
    slots: tuple[Slot, ...]
    tables: tuple[SlotTable, ...] = ()
    sheets: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every blank outside tables."""
        return frozenset(slot.name for slot in self.slots)

    @property
    def columns(self) -> frozenset[str]:
        """Every blank of a table, as written: danh_sach.ho_ten."""
        return frozenset(f"{one.name}.{slot.name}" for one in self.tables for slot in one.columns)


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the blanks; `about` names the thing it is from, for who looks at a preview."""

    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    about: str = ""


_BREAKS = re.compile(r"[\t\r\n]+")
Source = Callable[[Session, Actor], Filling | None]
_kinds: dict[str, PaperKind] = {}
_sources: dict[str, Source] = {}


def register(kind: PaperKind) -> PaperKind:
    """Add a kind; a room may add its own. ValueError where the code is another kind's."""
    if _kinds.setdefault(kind.code, kind) != kind:
        msg = f"two kinds of papers are called {kind.code}"
        raise ValueError(msg)
    return kind


def fills(code: str, source: Source) -> None:
    """Where real data for a preview come from: the latest thing that this actor may read."""
    _sources[code] = source


def has_real_data(code: str) -> bool:
    """Does a room give real data for previews of this kind."""
    return code in _sources


def all_kinds() -> tuple[PaperKind, ...]:
    """Every kind, in the order in which they were added."""
    return tuple(_kinds.values())


def kind_of(code: str) -> PaperKind | None:
    """The kind with this code."""
    return _kinds.get(code)


def real_filling(session: Session, actor: Actor, code: str) -> Filling | None:
    """Real data for a preview; None where no room gives any, or there is nothing yet."""
    source = _sources.get(code)
    return source(session, actor) if source else None


def example_filling(kind: PaperKind) -> Filling:
    """The examples of the kind, three rows in each table."""
    return Filling(
        {slot.name: slot.example for slot in kind.slots},
        {one.name: [_example_row(one, place) for place in (1, 2, 3)] for one in kind.tables},
    )


def complete(kind: PaperKind, filling: Filling) -> Filling:
    """The filling with "" in each blank that it lacks, so that a template is never half filled."""
    texts = {slot.name: _value(slot, filling.texts) for slot in kind.slots}
    rows = {
        one.name: [
            {slot.name: _value(slot, row) for slot in one.columns}
            for row in filling.rows.get(one.name, ())
        ]
        for one in kind.tables
    }
    return Filling(texts, rows, filling.about)


def _value(slot: Slot, given: Mapping[str, str]) -> str:
    """A blank of one line has no line ends and tabs, whatever somebody typed into a name."""
    value = given.get(slot.name, "")
    return value if slot.lines else _BREAKS.sub(" ", value)


def _example_row(table: SlotTable, place: int) -> dict[str, str]:
    return {slot.name: str(place) if slot.name == "stt" else slot.example for slot in table.columns}
