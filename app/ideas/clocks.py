"""Until when something is asked of somebody, and how that reads: "còn 3 ngày làm việc"."""

from datetime import date, datetime, timedelta
from typing import Protocol

from app.ideas.states import IdeaState
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.kernel.working_days import Calendar


class Clock(Protocol):
    """How a round counts the days it gives authors, and the ends they never pass."""

    @property
    def endorse_until(self) -> datetime: ...
    @property
    def scoring_closes_at(self) -> datetime: ...
    @property
    def supplement_days(self) -> int: ...
    @property
    def return_days(self) -> int | None: ...
    @property
    def supplement_in_working_days(self) -> bool: ...


ASK_TITLES = {
    "supplement": T("Thư ký Hội đồng yêu cầu bổ sung"),
    "reopen": T("Thư ký Hội đồng mở lại hồ sơ"),
    "return": T("Đơn vị trả lại hồ sơ"),
    "restore": T("Thư ký Hội đồng cho nộp lại hồ sơ đã rút"),
}
NEEDS_ANSWER = frozenset({IdeaState.RETURNED, IdeaState.SUPPLEMENT_ASKED})


def due_of_request(round_: Clock, calendar: Calendar, now: datetime) -> date:
    """The last day to supplement or to send again what the office opened."""
    return calendar.last_day(
        local_date(now), round_.supplement_days, working=round_.supplement_in_working_days
    )


def due_of_return(round_: Clock, calendar: Calendar, now: datetime) -> date:
    """The last day to send again what the unit gave back; never after the unit's own end."""
    end = _last_day(round_.endorse_until)
    if round_.return_days is None:
        return end
    own = calendar.last_day(
        local_date(now), round_.return_days, working=round_.supplement_in_working_days
    )
    return min(own, end)


def due_of_restored(round_: Clock, calendar: Calendar, now: datetime) -> date:
    """The last day to send a withdrawn dossier again: the unit still has to confirm it."""
    return min(due_of_request(round_, calendar, now), _last_day(round_.endorse_until))


def blockers_to_reopen(round_: Clock, now: datetime) -> list[Blocker]:
    """What was sent again after the end of scoring could not be scored any more."""
    if now < round_.scoring_closes_at:
        return []
    return [Blocker("window", T("Đợt đã hết hạn chấm điểm, không mở lại hồ sơ được nữa."))]


def blockers_past_unit(round_: Clock, due_on: date) -> list[Blocker]:
    """The unit gives no day on which it could not confirm any more."""
    last = _last_day(round_.endorse_until)
    if due_on <= last:
        return []
    text = T("Hạn mới không được sau hạn xác nhận của đơn vị, ngày %(day)s", day=day_text(last))
    return [Blocker("due_on", text)]


def _last_day(exclusive_end: datetime) -> date:
    """The day on which an end lies; an end at midnight belongs to the day before."""
    return local_date(exclusive_end - timedelta(microseconds=1))


def left_text(calendar: Calendar, today: date, due_on: date, *, working: bool) -> Text:
    """ "còn 3 ngày làm việc, đến hết 14/06/2026", "hôm nay là ngày cuối", "quá hạn 2 ngày"."""
    day = day_text(due_on)
    if today > due_on:
        return T("quá hạn %(n)s ngày, hạn là hết %(day)s", n=(today - due_on).days, day=day)
    if today == due_on:
        return T("hôm nay là ngày cuối, đến hết %(day)s", day=day)
    if working:
        n = calendar.working_days_between(today, due_on)
        return T("còn %(n)s ngày làm việc, đến hết %(day)s", n=n, day=day)
    return T("còn %(n)s ngày, đến hết %(day)s", n=(due_on - today).days, day=day)


def blockers_of_due(due_on: date | None, now: datetime) -> list[Blocker]:
    """What was given back to its authors comes in by the end of its day."""
    if due_on is None or local_date(now) <= due_on:
        return []
    text = T("Đã hết hạn hoàn thiện hồ sơ ngày %(day)s; liên hệ đầu mối đơn vị để được gia hạn.",
             day=day_text(due_on))  # fmt: skip
    return [Blocker("window", text)]
