"""How many of one award a list may ask for: numbers that the office set, dated, with their clause.

Counted for one list. A number may refuse the lock or only be told: the office says which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from app.awards.compiled import CompiledList
from app.awards.rules import in_force
from app.kernel.numbers import integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

_FILE = Path(__file__).with_name("data") / "quotas.yaml"


@dataclass(frozen=True, slots=True)
class Quota:
    """The most of one award. `refuse`: more than that cannot be locked."""

    award: str
    most: int
    refuse: bool
    clause: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A quota with what the list asks for."""

    quota: Quota
    award_name: str
    count: int

    @property
    def reached(self) -> bool:
        """Nobody more fits."""
        return self.count == self.quota.most

    @property
    def exceeded(self) -> bool:
        """More than was set."""
        return self.count > self.quota.most

    @property
    def told(self) -> Text:
        """By how many, and where the number is written."""
        return T("%(award)s: %(n)s, vượt số lượng %(most)s (%(clause)s)", award=self.award_name,
                 n=integer_text(self.count), most=integer_text(self.quota.most),
                 clause=self.quota.clause)  # fmt: skip


@cache
def office_quotas() -> tuple[Quota, ...]:
    """Every number of the file."""
    lines = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["quotas"]
    return tuple(Quota(**line) for line in lines)


def filled(compiled: CompiledList, quotas: Sequence[Quota]) -> dict[str, Filled]:
    """By code: the quotas of the list's day for the awards that the list asks for."""
    of_the_day = {one.award: one for one in in_force(quotas, compiled.heading.judged_on)}
    return {
        one.award_code: Filled(of_the_day[one.award_code], one.award_name, one.count)
        for one in compiled.sums
        if one.award_code in of_the_day
    }


def blockers_of_quotas(compiled: CompiledList, quotas: Sequence[Quota]) -> list[Blocker]:
    """What was exceeded and refuses the lock."""
    return [
        Blocker("quota", one.told)
        for one in filled(compiled, quotas).values()
        if one.exceeded and one.quota.refuse
    ]
