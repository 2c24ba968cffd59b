"""What a reader of the log may ask for, from the address."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.audit.events import CATEGORY_TITLES
from app.web.forms import AtMost, DayField, LineField, WebForm


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
