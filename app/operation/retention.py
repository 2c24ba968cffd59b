"""Which backups are kept: the newest of each of the last days, weeks and months."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.dates import local_date


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, ISO weeks and months back one backup each is kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def kept(made: Iterable[datetime], rule: Retention) -> set[datetime]:
    """The instants whose backups stay; the newest one always does."""
    newest_first = sorted(made, reverse=True)
    stays = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[date], object]], ...] = (
        (rule.daily, lambda day: day),
        (rule.weekly, lambda day: day.isocalendar()[:2]),
        (rule.monthly, lambda day: (day.year, day.month)),
    )
    for count, period in periods:
        newest: dict[object, datetime] = {}
        for instant in newest_first:
            newest.setdefault(period(local_date(instant)), instant)
        stays.update(list(newest.values())[:count])
    return stays
