"""When reminders leave: read from data, once; which of its days has come for one deadline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.kernel.dates import LOCAL, local, local_date, months_later, start_of_day
from app.kernel.text import T, Text

SHIPPED = Path(__file__).with_name("data") / "reminders.yaml"
HOURS, LATE, DISTANCES = range(24), range(367), range(1, 367)
TABLES = ("days_before", "days_after", "months_after")
KIND_TITLES = {
    "idea_draft": T("Tác giả có bản nháp chưa nộp"),
    "idea_endorse": T("Đầu mối có hồ sơ chờ đơn vị xác nhận"),
    "idea_supplement": T("Tác giả được yêu cầu bổ sung hồ sơ"),
    "idea_return": T("Tác giả có hồ sơ được đơn vị trả lại"),
    "idea_share": T("Đồng tác giả chưa xác nhận tỷ lệ đóng góp"),
    "review_sheets": T("Ủy viên có phiếu chấm chưa chốt"),
    "plan_report": T("Đơn vị chưa gửi báo cáo kế hoạch"),
    "adoption_confirm": T("Đơn vị chưa xác nhận áp dụng giải pháp"),
    "adoption_follow_up": T("Đơn vị rà soát việc áp dụng giải pháp"),
}
Distances = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Days before and after, by kind of reminder.

    Every kind leaves at the last of its days that has come, also late: a worker that was off on
    that day makes up for it while that still helps anybody.
    """

    from_hour: int
    late_days: int
    days_before: Distances
    days_after: Distances
    months_after: Distances

    def before(
        self, kind: str, end: datetime, now: datetime, since: datetime | None = None
    ) -> date | None:
        """The day of the reminder that is due before `end` (exclusive); None when none is.

        `since`: when the matter began; a day on which it did not exist yet is no day to remind.
        """
        last_day, today = local_date(end - timedelta.resolution), local_date(now)
        days = [last_day - timedelta(days=n) for n in self.days_before.get(kind, ())]
        came = max((day for day in days if day <= today), default=None)
        if came is None or now >= end or (since is not None and since >= start_of_day(came)):
            return None
        return came

    def after(self, kind: str, event: datetime, now: datetime) -> date | None:
        """The day of the reminder that is due after `event`; None when none is, or too late."""
        start, today = local_date(event), local_date(now)
        days = [start + timedelta(days=n) for n in self.days_after.get(kind, ())]
        days += [months_later(start, n) for n in self.months_after.get(kind, ())]
        came = max((day for day in days if day <= today), default=None)
        if came is None or today - came > timedelta(days=self.late_days):
            return None
        return came

    def in_words(self, kind: str) -> Text:
        """When this kind leaves: "trước hạn 7, 3, 1 ngày"."""
        if kind in self.days_before:
            said, days = T("trước hạn %(n)s ngày"), self.days_before[kind]
        elif kind in self.days_after:
            said, days = T("sau %(n)s ngày"), self.days_after[kind]
        else:
            said, days = T("sau %(n)s tháng"), self.months_after[kind]
        return Text(said.message, {"n": ", ".join(map(str, days))}) if days else T("không nhắc")

    def horizon(self, kind: str, now: datetime) -> datetime:
        """No end at or after this instant is reminded of yet: queries need not look there."""
        most = max(self.days_before.get(kind, ()), default=0)
        return start_of_day(local_date(now) + timedelta(days=most + 2))

    def earliest(self, kind: str, now: datetime) -> datetime:
        """No event before this instant is reminded of any more: queries need not look there."""
        days = max(self.days_after.get(kind, ()), default=0)
        months = max(self.months_after.get(kind, ()), default=0)
        day = local_date(now) - timedelta(days=days + 31 * months + self.late_days + 1)
        return start_of_day(day)

    def leaves_at(self, day: date) -> datetime:
        """The instant at which the reminders of this day leave."""
        return datetime.combine(day, time(self.from_hour), LOCAL)

    def is_open(self, now: datetime) -> bool:
        """Whether it is late enough in the day for mails."""
        return local(now).hour >= self.from_hour


def read_timetable(path: Path | None) -> Timetable:
    """The timetable in this file, or the one that comes with the software.

    SystemExit with one sentence when it says something else than the shipped one could.
    """
    path = path or SHIPPED
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise SystemExit(f"{path.name} cannot be read as a timetable of reminders.") from problem
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or set(data) != set(shipped):
        raise SystemExit(f"{path.name} must say exactly: {', '.join(shipped)}.")
    tables = {name: _table(path, name, data[name], shipped[name]) for name in TABLES}
    return Timetable(
        _number(path, "from_hour", data["from_hour"], HOURS),
        _number(path, "late_days", data["late_days"], LATE),
        **tables,
    )


def _table(path: Path, name: str, given: object, shipped: Mapping[str, Any]) -> Distances:
    if not isinstance(given, dict) or set(given) != set(shipped):
        raise SystemExit(f"{path.name}: {name} must name exactly: {', '.join(shipped)}.")
    for kind, distances in given.items():
        if not isinstance(distances, list):
            raise SystemExit(f"{path.name}: {kind} must be a list of whole numbers.")
    return {
        kind: tuple(_number(path, kind, n, DISTANCES) for n in distances)
        for kind, distances in given.items()
    }


def _number(path: Path, name: str, value: object, allowed: range) -> int:
    if type(value) is not int or value not in allowed:
        most = allowed.stop - 1
        raise SystemExit(f"{path.name}: {name} must be from {allowed.start} to {most}, "
                         f"not {value!r}.")  # fmt: skip
    return value
