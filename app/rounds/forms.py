"""Forms of a round: settings with windows, categories, the year of a copy."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectChoice

from app.kernel.dates import LOCAL, end_of_day_exclusive, local
from app.kernel.keys import key_in
from app.rounds.drafts import (
    CATEGORY_LIMIT,
    CODE_LIMIT,
    LIMITS,
    TITLE_LIMIT,
    CategoryDraft,
    RoundDraft,
)
from app.rounds.states import BLIND_TITLES, QUALIFY_TITLES, BlindMode, QualifyRule
from app.web.forms import (
    AtMost,
    CountField,
    DayField,
    LineField,
    ProseField,
    TypedField,
    Wanted,
    WebForm,
    YearField,
)

STARTS = ("opens_at", "scoring_opens_at")
ENDS = ("closes_at", "endorse_until", "checked_until", "scoring_closes_at")
DAYS = ("sits_on", "publishes_on")
COUNTS = (
    "year", "supplement_days", "reviews_wanted", "quorum", "rounding_digits", "vote_numerator",
    "vote_denominator",
)  # fmt: skip
_TIME = re.compile(r"([01]?[0-9]|2[0-3]) ?(?:[:h.]|giờ) ?([0-5][0-9])?(?: ?phút)?")
PROSE_LIMIT = 2000


class TimeField(TypedField):
    """A time of day such as 17:00 or 17h30."""

    problem = _l("Nhập giờ dạng 17:00")

    def parse(self, text: str) -> time:
        """Hours, and minutes after ":" or "h"."""
        found = _TIME.fullmatch(text.lower())
        if found is None:
            raise ValueError(text)
        return time(int(found[1]), int(found[2] or 0))

    def show(self, value: time) -> str:
        """HH:MM."""
        return f"{value:%H:%M}"


def _day(label: Any, wanted: Any) -> DayField:
    return DayField(label, [Wanted(wanted)])


def _count(label: Any, wanted: Any) -> CountField:
    return CountField(label, [Wanted(wanted)])


class RoundForm(WebForm):
    """Settings of a round. A day with an empty time means its beginning or its end."""

    code = LineField(
        _l("Mã đợt"), [Wanted(_l("Nhập mã đợt, ví dụ DX-2026")), AtMost(CODE_LIMIT, _l("Mã đợt"))]
    )
    title = LineField(
        _l("Tên đợt xét"), [Wanted(_l("Nhập tên đợt xét")), AtMost(TITLE_LIMIT, _l("Tên đợt xét"))]
    )
    year = YearField(_l("Năm"), [Wanted(_l("Nhập năm, ví dụ 2026"))])
    summary = ProseField(_l("Lời mời"), [AtMost(PROSE_LIMIT, _l("Lời mời"))])
    who_may_enter = ProseField(
        _l("Ai được nộp hồ sơ"), [AtMost(PROSE_LIMIT, _l("Ai được nộp hồ sơ"))]
    )
    opens_at = _day(_l("Mở nhận hồ sơ"), _l("Nhập ngày mở nhận hồ sơ, ví dụ 05/10/2026"))
    opens_at_time = TimeField(_l("Giờ mở nhận hồ sơ"))
    closes_at = _day(_l("Hạn nộp hồ sơ"), _l("Nhập ngày hết hạn nộp hồ sơ, ví dụ 20/11/2026"))
    closes_at_time = TimeField(_l("Giờ hết hạn nộp"))
    endorse_until = _day(_l("Hạn đơn vị xác nhận"), _l("Nhập ngày hết hạn đơn vị xác nhận"))
    endorse_until_time = TimeField(_l("Giờ hết hạn xác nhận"))
    checked_until = _day(_l("Hạn kiểm tra hồ sơ"), _l("Nhập ngày hết hạn kiểm tra hồ sơ"))
    checked_until_time = TimeField(_l("Giờ hết hạn kiểm tra"))
    scoring_opens_at = _day(_l("Mở chấm điểm"), _l("Nhập ngày mở chấm điểm"))
    scoring_opens_at_time = TimeField(_l("Giờ mở chấm điểm"))
    scoring_closes_at = _day(_l("Hạn chấm điểm"), _l("Nhập ngày hết hạn chấm điểm"))
    scoring_closes_at_time = TimeField(_l("Giờ hết hạn chấm"))
    sits_on = _day(_l("Ngày họp Hội đồng"), _l("Nhập ngày họp Hội đồng"))
    publishes_on = _day(_l("Ngày công bố kết quả"), _l("Nhập ngày công bố kết quả"))
    supplement_days = _count(
        _l("Số ngày để bổ sung hồ sơ"), _l("Nhập số ngày để bổ sung hồ sơ, ví dụ 5")
    )
    supplement_kind = RadioField(
        _l("Cách tính ngày bổ sung"),
        choices=[
            SelectChoice("working", _l("Ngày làm việc")),
            SelectChoice("calendar", _l("Ngày theo lịch")),
        ],
    )
    return_days = CountField(_l("Số ngày hoàn thiện hồ sơ bị trả lại"))
    max_as_author = CountField(_l("Mỗi người đứng tên tối đa"))
    max_as_main = CountField(_l("Mỗi người là tác giả chính tối đa"))
    max_per_unit = CountField(_l("Mỗi đơn vị xác nhận tối đa"))
    coauthors_must_confirm = BooleanField(
        _l("Mọi đồng tác giả phải xác nhận tỷ lệ đóng góp trước khi nộp")
    )
    qualifiers = CountField(_l("Số người thẩm định điều kiện mỗi hồ sơ"))
    qualify_rule = RadioField(
        _l("Khi ý kiến thẩm định khác nhau"),
        default=str(QualifyRule.ALL),
        choices=[SelectChoice(str(one), _l(t.message)) for one, t in QUALIFY_TITLES.items()],
    )
    blind = RadioField(
        _l("Người chấm thấy gì"),
        choices=[SelectChoice(str(mode), _l(text.message)) for mode, text in BLIND_TITLES.items()],
    )
    files_judged = BooleanField(
        _l("Người chấm ẩn danh chỉ nhận tệp mà thư ký đã xem và không thấy tên")
    )
    coauthor_years = CountField(_l("Tránh đồng tác giả cũ, tính lùi"))
    reviews_wanted = _count(
        _l("Số phiếu chấm mỗi hồ sơ"), _l("Nhập số phiếu chấm mỗi hồ sơ, ví dụ 3")
    )
    quorum = _count(_l("Số phiếu tối thiểu để có kết quả"), _l("Nhập số phiếu tối thiểu, ví dụ 2"))
    rounding_digits = _count(
        _l("Số chữ số thập phân của điểm trung bình"), _l("Nhập số chữ số thập phân, ví dụ 2")
    )
    vote_numerator = _count(
        _l("Tỷ lệ phiếu đồng ý: tử số"), _l("Nhập tử số của tỷ lệ phiếu đồng ý, ví dụ 2")
    )
    vote_denominator = _count(
        _l("Tỷ lệ phiếu đồng ý: mẫu số"), _l("Nhập mẫu số của tỷ lệ phiếu đồng ý, ví dụ 3")
    )
    reason = ProseField(_l("Lý do thay đổi"), [AtMost(500, _l("Lý do thay đổi"))])

    def draft(self) -> RoundDraft:
        """What was typed, once `validate` has passed."""
        typed = {name: self[name].data for name in ("code", "title", "summary", "who_may_enter")}
        typed |= {name: self[name].data for name in (*COUNTS, *DAYS)}
        typed |= {name: start_of(self[name].data, self[f"{name}_time"].data) for name in STARTS}
        typed |= {name: end_of(self[name].data, self[f"{name}_time"].data) for name in ENDS}
        return RoundDraft(
            **typed,
            supplement_in_working_days=self.supplement_kind.data == "working",
            coauthors_must_confirm=bool(self.coauthors_must_confirm.data),
            **{name: self[name].data for name in LIMITS},
            qualifiers=self.qualifiers.data,
            qualify_rule=QualifyRule(self.qualify_rule.data),
            blind=BlindMode(self.blind.data),
            files_judged=bool(self.files_judged.data),
            coauthor_years=self.coauthor_years.data,
        )


def start_of(day: date, at: time | None) -> datetime:
    """The instant of a day and a time; without a time, its beginning."""
    return datetime.combine(day, at or time(), LOCAL).astimezone(UTC)


def end_of(day: date, at: time | None) -> datetime:
    """The exclusive end: the time typed, or the end of the day."""
    return end_of_day_exclusive(day) if at is None else start_of(day, at)


def typed_round(found: Any) -> dict[str, Any]:
    """A stored round (or a `RoundDraft`) as the boxes of `RoundForm` show it."""
    names = ("code", "title", "summary", "who_may_enter", *COUNTS, *DAYS)
    values: dict[str, Any] = {name: getattr(found, name) for name in names}
    for name in (*STARTS, *ENDS):
        shown = local(getattr(found, name))
        midnight = shown.time() == time()
        if midnight and name in ENDS:
            shown -= timedelta(days=1)
        values[name] = shown.date()
        values[f"{name}_time"] = None if midnight else shown.time()
    plain = (*LIMITS, "coauthors_must_confirm", "qualifiers", "files_judged",
             "coauthor_years")  # fmt: skip
    values |= {name: getattr(found, name) for name in plain}
    values["qualify_rule"] = str(found.qualify_rule)
    values["supplement_kind"] = "working" if found.supplement_in_working_days else "calendar"
    values["blind"] = str(found.blind)
    return values


class CategoryRow(WebForm):
    """One category; an empty row is left out."""

    category_id = HiddenField()
    name = LineField(_l("Tên lĩnh vực"), [AtMost(CATEGORY_LIMIT, _l("Tên lĩnh vực"))])


class CategoriesForm(WebForm):
    """The categories of a round, in order."""

    categories = FieldList(FormField(CategoryRow), min_entries=1)

    def drafts(self) -> list[CategoryDraft]:
        """The rows that hold a name."""
        rows = [entry.form for entry in self.categories if entry.form.name.data]
        return [CategoryDraft(row.name.data, key_in(row.category_id.data)) for row in rows]

    def change_rows(self, remove: str | None) -> None:
        """Take away the row of this name, or without one append an empty row."""
        if remove is None:
            self.categories.append_entry()
        else:
            kept = [entry for entry in self.categories.entries if entry.name != remove]
            self.categories.entries = kept


class CloneForm(WebForm):
    """The year of the copy."""

    year = YearField(_l("Năm của đợt mới"), [Wanted(_l("Nhập năm, ví dụ 2027"))])
