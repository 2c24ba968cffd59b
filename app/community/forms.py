"""The form of a round's vote."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.community.rules import PollDraft
from app.kernel.dates import LOCAL, local
from app.rounds.forms import TimeField
from app.web.forms import CountField, DayField, ExactField, Wanted, WebForm


class PollForm(WebForm):
    """When, how many points, and what they are for."""

    opens_on = DayField(_l("Ngày bắt đầu"), [Wanted(_l("Nhập ngày bắt đầu, ví dụ 01/11/2026"))])
    opens_time = TimeField(_l("Giờ bắt đầu"), [Wanted(_l("Nhập giờ bắt đầu, ví dụ 08:00"))])
    closes_on = DayField(_l("Ngày kết thúc"), [Wanted(_l("Nhập ngày kết thúc, ví dụ 15/11/2026"))])
    closes_time = TimeField(_l("Giờ kết thúc"), [Wanted(_l("Nhập giờ kết thúc, ví dụ 17:00"))])
    max_points = ExactField(_l("Điểm tối đa"), [Wanted(_l("Nhập điểm tối đa, ví dụ 20"))])
    digits = CountField(_l("Số chữ số thập phân"), [Wanted(_l("Nhập 0, 1 hoặc 2"))])
    own_votes = BooleanField(_l("Được bình chọn cho hồ sơ của chính mình"))
    counts = BooleanField(_l("Cộng vào điểm chính thức"))

    def draft(self) -> PollDraft:
        """What was typed, once the form is valid."""
        days: tuple[date | None, date | None] = self.opens_on.data, self.closes_on.data
        hours: tuple[time | None, time | None] = self.opens_time.data, self.closes_time.data
        most, digits = self.max_points.data, self.digits.data
        if None in (*days, *hours, most, digits):
            raise ValueError("ask for the draft of a valid form only")
        return PollDraft(
            _moment(days[0], hours[0]), _moment(days[1], hours[1]), most or Decimal(0),
            digits or 0, bool(self.own_votes.data), bool(self.counts.data),
        )  # fmt: skip


def _moment(day: date | None, hour: time | None) -> datetime:
    if day is None or hour is None:
        raise ValueError("a day and an hour")
    return datetime.combine(day, hour, LOCAL).astimezone(UTC)


def form_of(draft: PollDraft | None) -> PollForm:
    """Filled with what is stored; an empty one has the usual 20 points and one digit."""
    if draft is None:
        return PollForm(formdata=None, data={"max_points": Decimal(20), "digits": 1})
    opens, closes = local(draft.opens_at), local(draft.closes_at)
    return PollForm(formdata=None, data={
        "opens_on": opens.date(), "opens_time": opens.time(), "closes_on": closes.date(),
        "closes_time": closes.time(), "max_points": draft.max_points, "digits": draft.digits,
        "own_votes": draft.own_votes, "counts": draft.counts,
    })  # fmt: skip
