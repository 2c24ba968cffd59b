"""The reviews of an application some months on. Values in, values or Blockers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.adoption.rules import (
    WHAT_LIMIT,
    blockers_to_amounts,
    blockers_to_figure,
    blockers_to_stop,
)
from app.kernel.dates import day_text, months_later
from app.kernel.refusals import Blocker
from app.kernel.text import T

REVIEW_OPENS = timedelta(days=30)
REVIEW_MONTHS = (3, 6, 12)
"""The reviews of an application when the timetable of reminders names none."""


@dataclass(frozen=True, slots=True)
class Review:
    """A look at the application so many months after its confirmation, and the day of it."""

    months: int
    day: date


def open_review(confirmed_on: date, today: date, months: Sequence[int]) -> Review | None:
    """The last review that may be answered: from `REVIEW_OPENS` before its day, without end."""
    days = [Review(n, months_later(confirmed_on, n)) for n in sorted(months)]
    return max((one for one in days if one.day - REVIEW_OPENS <= today), default=None,
               key=lambda one: one.months)  # fmt: skip


def due_review(
    confirmed_on: date, today: date, months: Sequence[int], answered: int
) -> Review | None:
    """The last review whose day has come, unless it or a later one is answered (0: none is)."""
    days = [Review(n, months_later(confirmed_on, n)) for n in sorted(months)]
    come = [one for one in days if one.day <= today]
    return come[-1] if come and come[-1].months > answered else None


def next_review(confirmed_on: date, today: date, months: Sequence[int]) -> Review | None:
    """The first review that may not be answered yet; None when there is none any more."""
    days = [Review(n, months_later(confirmed_on, n)) for n in sorted(months)]
    return next((one for one in days if one.day - REVIEW_OPENS > today), None)


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """What the unit measured. `value` is in the record's measure; `saved_vnd` is đồng a year.

    `stopped_on` and `reason` only when it no longer applies the solution (`goes_on` False).
    """

    measured_on: date
    goes_on: bool
    value: Decimal | None = None
    sample_size: int | None = None
    saved_vnd: int | None = None
    effect: str = ""
    stopped_on: date | None = None
    reason: str = ""


def blockers_to_follow_up(
    draft: FollowUpDraft, since: date, today: date, *, has_figure: bool
) -> list[Blocker]:
    """Every reason this follow-up cannot be taken.

    While the unit applies the solution it states the figure of the report anew, or, where the
    report has none, says in words what the effect is now.
    """
    found: list[Blocker] = []
    if not since <= draft.measured_on <= today:
        found.append(
            Blocker("measured_on", T("Ngày đo phải từ %(first)s đến %(last)s",
                                     first=day_text(since), last=day_text(today)))
        )  # fmt: skip
    if draft.goes_on and has_figure and draft.value is None:
        found.append(Blocker("value", T("Nhập số liệu đo được hiện nay")))
    if draft.goes_on and not has_figure and not draft.effect:
        found.append(Blocker("effect", T("Nêu hiệu quả hiện nay của giải pháp tại đơn vị")))
    if draft.value is not None:
        found += blockers_to_figure("value", draft.value)
    if len(draft.effect) > WHAT_LIMIT:
        found.append(Blocker("effect", T("Rút ngắn còn tối đa %(n)s ký tự", n=WHAT_LIMIT)))
    found += blockers_to_amounts(draft.sample_size, draft.saved_vnd)
    if not draft.goes_on and draft.stopped_on is None:
        found.append(Blocker("stopped_on", T("Nhập ngày cuối cùng áp dụng")))
    if not draft.goes_on:
        found += blockers_to_stop(since, draft.stopped_on or since, draft.reason, today)
    return found
