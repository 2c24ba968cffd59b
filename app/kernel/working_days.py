"""Time limits in days: which days count, and on which day a limit ends.

The days off and the make-up Saturdays of a year are decided anew each year by the State; they
come from a table and are never computed here.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Monday to Friday, without the days `off`, and with the `make_up` days worked instead."""

    off: frozenset[date] = field(default_factory=frozenset)
    make_up: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        both = self.off & self.make_up
        if both:
            raise ValueError(f"both a day off and a make-up day: {min(both).isoformat()}")

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.make_up:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`; the first day is not counted, 0 gives `start`."""
        day = start
        for _ in range(_checked(n)):
            day = self._working_from(day + _ONE_DAY)
        return day

    def last_day(self, start: date, n: int, *, working: bool) -> date:
        """The last day of a limit of n days (`working`: of n working days) that begins on `start`.

        The first day is not counted. A last day on which nobody works moves to the end of the
        next working day (Bộ luật Dân sự 2015, Điều 147 và 148).
        """
        if working:
            return self._working_from(self.add_working_days(start, n))
        return self._working_from(start + _checked(n) * _ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days come after `start` up to and including `end`; 0 when none."""
        days = (start + (n + 1) * _ONE_DAY for n in range((end - start).days))
        return sum(self.is_working(day) for day in days)

    def _working_from(self, day: date) -> date:
        while not self.is_working(day):
            day += _ONE_DAY
        return day


def _checked(n: int) -> int:
    if n < 0:
        raise ValueError("a limit cannot be shorter than no day")
    return n
