"""Forms of this room: they read what was typed; rules and actions decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, RadioField, SelectChoice, SelectField

from app.adoption.review_rules import FollowUpDraft
from app.adoption.rules import (
    INDICATOR_LIMIT,
    MEASURE_LIMIT,
    METHOD_LIMIT,
    REASON_LIMIT,
    WHAT_LIMIT,
    AdoptionDraft,
)
from app.adoption.states import EXTENT_TITLES, Extent
from app.kernel.keys import key_in
from app.kernel.refusals import Blocker
from app.web.forms import (
    AtMost,
    CountField,
    DayField,
    DongField,
    ExactField,
    LineField,
    ProseField,
    Wanted,
    WebForm,
)


def chosen_id(typed: Any) -> int:
    """The id of a chosen row; 0 when nothing that could be one was sent."""
    text = str(typed or "")
    return key_in(text) or 0


def chosen_extent(typed: Any) -> Extent | None:
    """The extent that was ticked; None when none was."""
    return Extent(typed) if typed in set(Extent) else None


class AdoptionForm(WebForm):
    """Where, since when and how a solution is applied, and with what effect."""

    once_key = HiddenField()
    unit_id = SelectField(
        _l("Đơn vị áp dụng"),
        [Wanted(_l("Chọn đơn vị áp dụng"))],
        coerce=chosen_id,
        validate_choice=False,
        default=0,
    )
    since = DayField(_l("Áp dụng từ ngày"), [Wanted(_l("Nhập ngày bắt đầu áp dụng"))])
    extent = RadioField(
        _l("Mức áp dụng"),
        [Wanted(_l("Chọn mức áp dụng"))],
        coerce=chosen_extent,
        validate_choice=False,
        choices=[SelectChoice(str(extent), title) for extent, title in EXTENT_TITLES.items()],
    )
    what = ProseField(_l("Cách áp dụng tại đơn vị"), [AtMost(WHAT_LIMIT, _l("Cách áp dụng"))])
    indicator = LineField(_l("Chỉ tiêu đã đo"), [AtMost(INDICATOR_LIMIT, _l("Tên chỉ tiêu"))])
    before = ExactField(_l("Trước khi áp dụng"))
    after = ExactField(_l("Sau khi áp dụng"))
    measure = LineField(_l("Đơn vị tính"), [AtMost(MEASURE_LIMIT, _l("Đơn vị tính"))])
    method = LineField(_l("Cách đo"), [AtMost(METHOD_LIMIT, _l("Cách đo"))])
    sample_size = CountField(_l("Số lượt đo"))
    saved_vnd = DongField(_l("Giá trị làm lợi một năm"))
    evidence = FileField(_l("Tài liệu minh chứng"))

    def offer(self, units: Sequence[tuple[int, str]]) -> Self:
        """The units that may be chosen; the only one is chosen at once."""
        first = [] if len(units) == 1 else [(0, _("Chọn đơn vị"))]
        self.unit_id.choices = [SelectChoice(value, label) for value, label in (*first, *units)]
        return self

    def draft(self) -> AdoptionDraft:
        """What was typed, once the form is valid."""
        return AdoptionDraft(
            unit_id=self.unit_id.data,
            since=cast("date", self.since.data),
            extent=self.extent.data,
            what=self.what.data or "",
            indicator=self.indicator.data or "",
            before=self.before.data,
            after=self.after.data,
            measure=self.measure.data or "",
            method=self.method.data or "",
            sample_size=self.sample_size.data,
            saved_vnd=self.saved_vnd.data,
        )

    def upload(self) -> FileStorage | None:
        """The file that was chosen, if any."""
        chosen = self.evidence.data
        return chosen if isinstance(chosen, FileStorage) and chosen.filename else None

    def add_refusals(self, blockers: Sequence[Blocker]) -> None:
        """Show what the action refused; a refused file stands beside the file box."""
        self.add_blockers(
            [Blocker("evidence", b.message) if b.field == "file" else b for b in blockers]
        )


class ReasonForm(WebForm):
    """Why the unit does not confirm."""

    reason = ProseField(_l("Lý do không xác nhận"), [AtMost(REASON_LIMIT, _l("Lý do"))])


class StopForm(WebForm):
    """The last day, and why."""

    stopped_on = DayField(_l("Ngày cuối cùng áp dụng"), [Wanted(_l("Nhập ngày cuối cùng áp dụng"))])
    reason = ProseField(_l("Lý do dừng"), [AtMost(REASON_LIMIT, _l("Lý do"))])

    def last_day(self) -> date:
        """The day that was typed, once the form is valid."""
        return cast("date", self.stopped_on.data)


class FollowUpForm(WebForm):
    """What was measured some months on; when the unit no longer applies it, since when and why."""

    once_key = HiddenField()
    measured_on = DayField(_l("Ngày đo"), [Wanted(_l("Nhập ngày đo"))])
    goes_on = RadioField(
        _l("Đơn vị còn áp dụng giải pháp"),
        [Wanted(_l("Chọn đơn vị còn áp dụng hay đã dừng"))],
        choices=[SelectChoice("yes", _l("Còn áp dụng")), SelectChoice("no", _l("Đã dừng"))],
        validate_choice=False,
    )
    value = ExactField(_l("Số liệu hiện nay"))
    sample_size = CountField(_l("Số lượt đo"))
    saved_vnd = DongField(_l("Giá trị làm lợi một năm"))
    effect = ProseField(_l("Hiệu quả hiện nay"), [AtMost(WHAT_LIMIT, _l("Hiệu quả hiện nay"))])
    stopped_on = DayField(_l("Ngày cuối cùng áp dụng"))
    reason = ProseField(_l("Lý do dừng"), [AtMost(REASON_LIMIT, _l("Lý do"))])
    evidence = FileField(_l("Tài liệu minh chứng"))

    def draft(self) -> FollowUpDraft:
        """What was typed, once the form is valid."""
        goes_on = self.goes_on.data == "yes"
        return FollowUpDraft(
            measured_on=cast("date", self.measured_on.data),
            goes_on=goes_on,
            value=self.value.data,
            sample_size=self.sample_size.data,
            saved_vnd=self.saved_vnd.data,
            effect=self.effect.data or "",
            stopped_on=None if goes_on else self.stopped_on.data,
            reason="" if goes_on else self.reason.data or "",
        )

    def upload(self) -> FileStorage | None:
        """The file that was chosen, if any."""
        chosen = self.evidence.data
        return chosen if isinstance(chosen, FileStorage) and chosen.filename else None

    def add_refusals(self, blockers: Sequence[Blocker]) -> None:
        """Show what the action refused; a refused file stands beside the file box."""
        self.add_blockers(
            [Blocker("evidence", b.message) if b.field == "file" else b for b in blockers]
        )
