"""What a search narrows to, and how its counts are made from one grouped count. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

Value = int | str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The facets that were chosen; None is everything. `files`: found in an attachment."""

    year: int | None = None
    round_id: int | None = None
    unit_id: int | None = None
    category: str | None = None
    sector: str | None = None
    state: str | None = None
    files: bool | None = None

    @property
    def chosen(self) -> dict[str, Value]:
        """Only what was chosen."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


class Group(NamedTuple):
    """How many hits share these values. None: this person may not know it, or there is none."""

    year: int
    round_id: int
    unit_id: int | None
    category: str | None
    sector: str | None
    state: str
    files: bool
    number: int


FACETS = tuple(field.name for field in fields(Narrowed))


@dataclass(frozen=True, slots=True)
class Counts:
    """The total, and for each facet how many hits each value would leave."""

    total: int
    facets: Mapping[str, Mapping[Value, int]]


def counted(groups: Iterable[Group], narrowed: Narrowed) -> Counts:
    """A facet's numbers obey all other chosen facets, not its own: that one can be changed."""
    chosen = narrowed.chosen
    total = 0
    facets: dict[str, Counter[Value]] = {name: Counter() for name in FACETS}
    for group in groups:
        wrong = [name for name, value in chosen.items() if getattr(group, name) != value]
        if not wrong:
            total += group.number
        if len(wrong) > 1:
            continue
        for name in wrong or FACETS:
            value = getattr(group, name)
            if value not in (None, "", False):
                facets[name][value] += group.number
    return Counts(total, facets)
