"""Invented data for the page that shows every component in every state (development, tests).

The view is one line: ``render_template("web/styleguide.html", **examples())``.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FileField,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

COUNTED = 120


def _choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class SampleAuthor(Form):
    """One repeated row."""

    name = StringField("Họ và tên")
    share = DecimalField("Tỷ lệ đóng góp")


class SampleForm(Form):
    """One field of each kind."""

    title = StringField("Tên giải pháp")
    category = SelectField(
        "Lĩnh vực áp dụng",
        choices=_choices(
            ("", "Chọn lĩnh vực"), ("hcc", "Hành chính công"), ("dt", "Quản lý đô thị")
        ),
    )
    applied = RadioField(
        "Giải pháp đã được áp dụng chưa",
        choices=_choices(
            ("yes", "Đã áp dụng"), ("trial", "Đang áp dụng thử"), ("no", "Chưa áp dụng")
        ),
    )
    applied_on = DateField("Ngày áp dụng lần đầu", format="%d/%m/%Y")
    benefit = DecimalField("Giá trị làm lợi trong năm đầu")
    method = TextAreaField("Cách đo")
    evidence = FileField("Tệp minh chứng")
    password = PasswordField("Mật khẩu")
    agreed = BooleanField("Tôi cam đoan nội dung khai là đúng")
    authors = FieldList(FormField(SampleAuthor), "Tác giả", min_entries=2)


@dataclass(frozen=True)
class SamplePage:
    """A page of results as `pager` expects it."""

    number: int
    pages: int
    total: int
    size: int = 50

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    def url(self, number: int) -> str:
        return f"?trang={number}"


def empty_form() -> SampleForm:
    """The form as it opens, with a draft in it."""
    draft = {
        "title": "Trợ lý đọc đơn tại quầy một cửa",
        "applied": "yes",
        "method": "Đồng hồ lấy số tự động.",
        "authors": [{"name": "Trần Ngọc Ánh", "share": Decimal(60)}, {"name": "Phạm Đình Ân"}],
    }
    return SampleForm(data=draft, prefix="ok-")


def wrong_form() -> SampleForm:
    """The same form with an error in every field."""
    form = SampleForm(data={"method": "Cách đo bằng đồng hồ lấy số. " * 5, "applied": "yes"})
    form.form_errors = ["Tổng tỷ lệ đóng góp phải bằng 100% (hiện là 90%)"]
    messages = {
        "title": "Nhập tên giải pháp",
        "category": "Chọn lĩnh vực áp dụng",
        "applied": "Chọn tình trạng áp dụng",
        "applied_on": "Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026",
        "benefit": "Giá trị làm lợi phải là số, ví dụ 186.000.000",
        "method": f"Cách đo không được quá {COUNTED} ký tự (hiện có 145 ký tự)",
        "evidence": "Tệp phải nhỏ hơn 20 MB",
        "password": "Nhập mật khẩu",
        "agreed": "Xác nhận cam đoan trước khi nộp",
    }
    for name, message in messages.items():
        form[name].errors = [message]
    form.authors[1].form["name"].errors = ["Nhập họ và tên"]
    form.authors.errors = [{}, {"name": ["Nhập họ và tên"]}]
    return form


def _criterion(number: int, name: str, points: str, *, is_open: bool = False) -> dict[str, Any]:
    bands = [
        (0, 6, "Chưa khác cách đang làm"),
        (7, 13, "Cải tiến một phần"),
        (14, 20, "Mới trong quận"),
        (21, 25, "Mới, chưa nơi nào công bố"),
    ]
    scored = float(points.replace(",", ".")) if points else -1
    return {
        "id": f"tc{number}",
        "number": number,
        "name": name,
        "maximum": 25,
        "floor": 10,
        "hint": "",
        "step": "0.5",
        "open": is_open,
        "errors": [],
        "bands": [
            {"value": low, "low": low, "high": high, "text": text, "checked": low <= scored <= high}
            for low, high, text in bands
        ],
        "band_name": f"band-{number}",
        "points_name": f"points-{number}",
        "points": points,
        "remark_name": f"remark-{number}",
        "remark": "",
        "remark_note": "",
    }


def examples() -> dict[str, Any]:
    """Everything `web/styleguide.html` needs."""
    return {
        "fine": empty_form(),
        "wrong": wrong_form(),
        "counted": COUNTED,
        "few": SamplePage(1, 1, 12),
        "many": SamplePage(7, 25, 1234),
        "until": datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
        "before": Decimal("18.4"),
        "after": Decimal("6.2"),
        "scored": [Decimal("84.83"), Decimal("57.00")],
        "criteria": [
            _criterion(1, "Tính mới, tính sáng tạo", "18,5", is_open=True),
            _criterion(2, "An toàn dữ liệu, dùng TTNT có trách nhiệm", ""),
        ],
    }
