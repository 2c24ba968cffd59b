"""The last day of "trước ngày …", and how something due stands."""

from datetime import date, timedelta
from enum import StrEnum

SOON_DAYS = 7


class DueState(StrEnum):
    """How something that is due by a day stands."""

    ON_TIME = "on_time"
    LATE_DONE = "late_done"
    DUE_SOON = "due_soon"
    LATE = "late"
    OPEN = "open"


def strictly_before(day: int, month: int, year: int, *, inclusive: bool = False) -> date:
    """The last day on which "trước ngày 15/6" is kept: 14/6.

    Many offices take the 15th as on time; they set `inclusive`. ValueError on an unreal day.
    """
    named = date(year, month, day)
    return named if inclusive else named - timedelta(days=1)


def due_state(
    today: date, last_day: date, done_on: date | None, *, soon_days: int = SOON_DAYS
) -> DueState:
    """How it stands today, when the last day to do it in time is `last_day`.

    Done: in time or late. Not done: late from the day after `last_day`, due soon from
    `soon_days` days before it, open until then.
    """
    if done_on is not None:
        return DueState.ON_TIME if done_on <= last_day else DueState.LATE_DONE
    if today > last_day:
        return DueState.LATE
    if last_day - today <= timedelta(days=soon_days):
        return DueState.DUE_SOON
    return DueState.OPEN
