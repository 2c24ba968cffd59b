"""What a reader of the log may ask for, from the address."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.audit.events import CATEGORY_TITLES
from app.web.forms import AtMost, CountField, DayField, LineField, ProseField, Wanted, WebForm


class InquiryForm(WebForm):
    """What is opened, why, and for how many days."""

    code = LineField(
        _l("Mã hồ sơ hoặc mã đợt xét"),
        [Wanted(_l("Nhập mã hồ sơ hoặc mã đợt xét")), AtMost(40, _l("Mã"))],
    )
    reason = ProseField(
        _l("Lý do, văn bản giao kiểm tra"),
        [Wanted(_l("Nhập lý do và văn bản giao việc kiểm tra")), AtMost(1000, _l("Lý do"))],
    )
    days = CountField(_l("Số ngày mở"), [Wanted(_l("Nhập số ngày"))], default=7)


class FilterForm(WebForm):
    """Filters of the log, and the form of an export; the names are those of the address."""

    tu = DayField(_l("Từ ngày"))
    den = DayField(_l("Đến ngày"))
    nguoi = LineField(_l("Người thực hiện"), [AtMost(100, _l("Tên người thực hiện"))])
    nhom = SelectField(
        _l("Nhóm"),
        choices=[
            SelectChoice("", _l("Tất cả")),
            *(SelectChoice(str(c), str(title)) for c, title in CATEGORY_TITLES.items()),
        ],
        default="",
    )  # fmt: skip
    doi_tuong = LineField(_l("Đối tượng"), [AtMost(80, _l("Tên đối tượng"))])
