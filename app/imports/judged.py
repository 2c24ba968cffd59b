"""What the rows of a list are judged with, and what is found in those of one dossier."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.imports.columns import OWN_CODE
from app.imports.facts import Facts
from app.imports.problems import Problem
from app.imports.states import Verdict
from app.kernel.vietnamese import search_text

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Setting:
    """What a sheet is judged with. `units`: name → ids; `allowed`: the units one may file for."""

    sheet: str
    columns: Mapping[int, str]
    scales: Mapping[int, int]
    facts: Facts
    units: Mapping[str, Sequence[int]]
    unit_names: Mapping[int, str]
    allowed: frozenset[int] | None
    own_unit: int | None
    categories: Mapping[int, str]
    answers: Mapping[str, str]
    eight_bit: bool = False
    headings: Mapping[int, str] = field(default_factory=dict)

    def column_of(self, key: str) -> int | None:
        """Where a field stands."""
        return next((place for place, one in self.columns.items() if one == key), None)


@dataclass
class Judged:
    """One dossier of the list; `options` are the choices of the questions it asks."""

    number: int
    title: str = ""
    verdict: Verdict = Verdict.NEW
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    section: str = ""

    @property
    def key(self) -> str:
        """The same for the same dossier: its own code or its title, in its unit."""
        own = self.values.get(OWN_CODE) or search_text(self.title)
        text = f"{self.values.get('unit_id')}\x00{own}"
        return hashlib.sha256(text.encode()).hexdigest()[:40]
