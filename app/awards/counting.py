"""What a list amounts to: awards, money against its limit, units, women, direct workers. Pure.

Nobody is guessed: whose gender or position is not noted is counted apart ("chưa rõ").
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from app.awards.compiled import AwardSum, CompiledList, Line
from app.awards.states import Gender, PositionKind, SubjectKind


@dataclass(frozen=True, slots=True)
class Part:
    """A number of those of whom it is known, and how many are not known."""

    count: int
    known: int
    unknown: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None when nobody is known."""
        return (200 * self.count + self.known) // (2 * self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many of each award one unit gets."""

    unit_name: str
    awards: tuple[int, ...]

    @property
    def total(self) -> int:
        """All together."""
        return sum(self.awards)


@dataclass(frozen=True, slots=True)
class Counted:
    """The counters of a list."""

    people: int
    others: int
    money: int
    limit: int | None
    sums: tuple[AwardSum, ...]
    women: Part
    workers: Part
    leaders: int
    units: tuple[UnitCount, ...]

    @property
    def over(self) -> int:
        """By how much the money exceeds the limit."""
        return 0 if self.limit is None else max(0, self.money - self.limit)


def count(compiled: CompiledList, limit: int | None) -> Counted:
    """Count a list as it stands."""
    people = [line for line in compiled.lines if line.subject_kind is SubjectKind.INDIVIDUAL]
    positions = Counter(line.position_kind for line in people)
    genders = Counter(line.gender for line in people)
    sums = tuple(compiled.sums)
    return Counted(
        people=len(people),
        others=len(compiled.lines) - len(people),
        money=compiled.money,
        limit=limit,
        sums=sums,
        women=_part(genders[Gender.FEMALE], len(people), genders[Gender.UNKNOWN]),
        workers=_part(positions[PositionKind.STAFF], len(people), positions[PositionKind.UNKNOWN]),
        leaders=positions[PositionKind.LEADER],
        units=_units(compiled.lines, sums),
    )


def without(compiled: CompiledList, left_out: Collection[int]) -> CompiledList:
    """The list as it would be without these nominations; the list itself stays."""
    kept = tuple(line for line in compiled.lines if line.nomination_id not in left_out)
    return replace(compiled, lines=kept)


def _part(number: int, of: int, unknown: int) -> Part:
    return Part(number, of - unknown, unknown)


def _units(lines: Collection[Line], sums: tuple[AwardSum, ...]) -> tuple[UnitCount, ...]:
    columns = [(one.award_name, one.subject_kind) for one in sums]
    cells = Counter((line.unit_name, line.award_name, line.subject_kind) for line in lines)
    rows = [
        UnitCount(unit, tuple(cells[unit, *column] for column in columns))
        for unit in dict.fromkeys(line.unit_name for line in lines)
    ]
    return tuple(sorted(rows, key=lambda row: -row.total))
