"""The dates of a round as people read them: the public list, and one status word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.dates import (
    day_text,
    end_of_day_exclusive,
    instant_text,
    local,
    local_date,
    start_of_day,
    weekday_text,
)
from app.kernel.text import T, Text
from app.rounds.rules import RoundLike, phase
from app.rounds.states import PHASE_TITLES, Phase, RoundState

SHAPES = {
    Phase.BEFORE: "none", Phase.RECEIVING: "doing", Phase.CHECKING: "doing",
    Phase.SCORING: "doing", Phase.SITTING: "doing", Phase.PUBLISHED: "done",
    Phase.CLOSED: "locked",
}  # fmt: skip

DATE_TITLES = {
    "opens_at": T("Mở nhận hồ sơ"), "closes_at": T("Hạn nộp hồ sơ"),
    "endorse_until": T("Hạn đơn vị xác nhận"), "checked_until": T("Hạn kiểm tra hồ sơ"),
    "scoring_opens_at": T("Mở chấm điểm"), "scoring_closes_at": T("Hạn chấm điểm"),
    "sits_on": T("Ngày họp Hội đồng"), "publishes_on": T("Ngày công bố kết quả"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the list of dates; `state` is "past", "now" or ""."""

    text: Text
    when: Text
    state: str


def status(found: RoundLike, now: datetime) -> tuple[str, Text]:
    """Shape and words of the status tag."""
    if found.state is RoundState.DRAFT:
        return "none", T("Chưa công bố")
    where = phase(found, now)
    return SHAPES[where], PHASE_TITLES[where]


def start_text(start: datetime) -> str:
    """When something begins: "08:00 thứ Hai 07/09/2026"."""
    return f"{local(start):%H:%M} {weekday_text(local_date(start))} {day_text(local_date(start))}"


def end_text(end: datetime) -> str:
    """When something ends, short: "17:00 20/11/2026", or only the day when it ends at midnight."""
    if local(end) == local(start_of_day(local_date(end))):
        return day_text(local_date(end) - timedelta(days=1))
    return instant_text(end)


def milestones(found: RoundLike, now: datetime) -> list[Milestone]:
    """The dates in the order in which they come, with the ones that run now marked."""

    def line(text: Text, when: Text, start: datetime, end: datetime) -> Milestone:
        return Milestone(text, when, "past" if end <= now else "now" if start <= now else "")

    def until(end: datetime) -> Text:
        return T("đến %(end)s", end=end_text(end))

    def on(text: Text, day: datetime) -> Milestone:
        end = end_of_day_exclusive(local_date(day))
        return line(text, T("%(day)s", day=day_text(local_date(day))), day, end)

    opens = T("từ %(start)s", start=instant_text(found.opens_at))
    return [
        line(T("Nhận hồ sơ"), opens if now < found.opens_at else until(found.closes_at),
             found.opens_at, found.closes_at),
        line(T("Đơn vị xác nhận hồ sơ"), until(found.endorse_until),
             found.opens_at, found.endorse_until),
        line(T("Kiểm tra, yêu cầu bổ sung"), until(found.checked_until),
             found.closes_at, found.checked_until),
        line(T("Chấm điểm độc lập"),
             T("%(start)s–%(end)s", start=day_text(local_date(found.scoring_opens_at))[:5],
               end=end_text(found.scoring_closes_at)),
             found.scoring_opens_at, found.scoring_closes_at),
        on(T("Họp Hội đồng"), start_of_day(found.sits_on)),
        on(T("Công bố kết quả"), start_of_day(found.publishes_on)),
    ]  # fmt: skip
