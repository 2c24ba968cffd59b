"""How many of one award may be asked for: numbers that the office set, dated, with their clause.

Of a whole list, of each unit, or of one unit; a count, or a share of the unit's lao động tiên tiến
of the year. A number may refuse the lock or only be told: the office says which. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.awards.compiled import CompiledList
from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class Quota:
    """The most of one award. `unit_name`: of the one unit it is for. `hundredths`: a count or a
    per cent, times a hundred.
    """

    award: str
    scope: QuotaScope
    measure: QuotaMeasure
    hundredths: int
    refuse: bool
    clause: str
    valid_from: date
    valid_to: date | None = None
    unit_name: str = ""

    def most(self, advanced: int | None) -> int | None:
        """The most in whole numbers, never rounded up; None while the figure is not known."""
        if self.measure is QuotaMeasure.COUNT:
            return self.hundredths // 100
        return None if advanced is None else self.hundredths * advanced // 10_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A quota with what the list asks for, of the list or of one unit. `most` None: not known."""

    quota: Quota
    award_name: str
    count: int
    most: int | None
    unit_name: str = ""

    @property
    def reached(self) -> bool:
        """Nobody more fits."""
        return self.count == self.most

    @property
    def exceeded(self) -> bool:
        """More than was set."""
        return self.most is not None and self.count > self.most

    @property
    def about(self) -> str:
        """Which award, and of which unit."""
        return f"{self.award_name}, {self.unit_name}" if self.unit_name else self.award_name

    @property
    def told(self) -> Text:
        """By how many, and where the number is written."""
        if self.most is None:
            return T("%(award)s: %(n)s; chưa có số lao động tiên tiến của năm để tính tỷ lệ "
                     "(%(clause)s)", award=self.about, n=integer_text(self.count),
                     clause=self.quota.clause)  # fmt: skip
        return T("%(award)s: %(n)s, vượt số lượng %(most)s (%(clause)s)", award=self.about,
                 n=integer_text(self.count), most=integer_text(self.most),
                 clause=self.quota.clause)  # fmt: skip

    @property
    def says(self) -> Text:
        """The number as it was set."""
        if self.quota.measure is QuotaMeasure.COUNT:
            return T("tối đa %(n)s", n=integer_text(self.quota.hundredths // 100))
        return T("tối đa %(n)s%% lao động tiên tiến", n=decimal_text_of(self.quota.hundredths))


def decimal_text_of(hundredths: int) -> str:
    """1250 is "12,5"."""
    return decimal_text(Decimal(hundredths).scaleb(-2))


Figures = Mapping[str, int]
"""Lao động tiên tiến of the year, by the name of the unit; a unit without figures is not in it."""


def filled(
    compiled: CompiledList, quotas: Sequence[Quota], advanced: Figures | None = None
) -> list[Filled]:
    """The quotas of the list's day for the awards that the list asks for: whole list, then units.

    A share of a whole list is of all units that have a name on it.
    """
    known = advanced or {}
    found: list[Filled] = []
    names = {line.award_code: line.award_name for line in compiled.lines}
    each = Counter((line.award_code, line.unit_name) for line in compiled.lines)
    units = sorted({line.unit_name for line in compiled.lines})
    whole = sum(known[unit] for unit in units) if set(units) <= set(known) else None
    for one in quotas:
        if one.award not in names:
            continue
        if one.scope is QuotaScope.LIST:
            count = sum(n for (code, _unit), n in each.items() if code == one.award)
            found.append(Filled(one, names[one.award], count, one.most(whole)))
            continue
        wanted = units if one.scope is QuotaScope.EACH_UNIT else [one.unit_name]
        found += [
            Filled(one, names[one.award], each[one.award, unit], one.most(known.get(unit)), unit)
            for unit in wanted
            if each[one.award, unit]
        ]
    return found


def of_list(found: Iterable[Filled]) -> dict[str, Filled]:
    """Those of the whole list by code of award; the one that leaves least room, of several."""
    told: dict[str, Filled] = {}
    for one in sorted(found, key=lambda each: (each.most is None, -(each.most or 0))):
        if one.quota.scope is QuotaScope.LIST and one.most is not None:
            told[one.quota.award] = one
    return told


def of_units(found: Iterable[Filled]) -> list[Filled]:
    """Those of units, and shares that cannot be counted yet."""
    return [one for one in found if one.quota.scope is not QuotaScope.LIST or one.most is None]


def blockers_of_quotas(found: Iterable[Filled]) -> list[Blocker]:
    """What was exceeded and refuses the lock; a share without its figure refuses as well."""
    return [
        Blocker("quota", one.told)
        for one in found
        if one.quota.refuse and (one.exceeded or one.most is None)
    ]
