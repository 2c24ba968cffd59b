"""Why a switch is turned, as it is typed."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _l

from app.kernel.dates import LOCAL, local, parse_day
from app.switches.rules import REASON_LIMIT
from app.web.forms import AtMost, ProseField, TypedField, Wanted, WebForm


class MomentField(TypedField):
    """A time and day such as 17:00 20/11/2026."""

    problem = _l("Nhập giờ và ngày, ví dụ 17:00 20/11/2026")

    def parse(self, text: str) -> datetime:
        """Hour and minute, then the day; Vietnamese time."""
        clock, _, day = text.partition(" ")
        hour, _, minute = clock.partition(":")
        return datetime.combine(parse_day(day), time(int(hour), int(minute)), LOCAL)

    def show(self, value: datetime) -> str:
        """The same way."""
        return f"{local(value):%H:%M %d/%m/%Y}"


class OnForm(WebForm):
    """Turn a switch on."""

    reason = ProseField(
        _l("Lý do (ghi vào nhật ký)"),
        [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )
    message = ProseField(_l("Thông báo cho mọi người"), [AtMost(REASON_LIMIT, _l("Thông báo"))])
    until = MomentField(_l("Dự kiến đến"))


class ReasonForm(WebForm):
    """Turn a switch off, or end all sign-ins."""

    reason = ProseField(
        _l("Lý do (ghi vào nhật ký)"),
        [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )
