"""The form of a new version."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from app.papers.models import BASIS_LIMIT, NOTE_LIMIT, STOCK_NAME_LIMIT
from app.web.forms import AtMost, DayField, LineField, ProseField, Wanted, WebForm


class TemplateForm(WebForm):
    """The Word file and what it rests on."""

    file = FileField(_l("Tệp mẫu đã sửa (.docx)"))
    legal_basis = LineField(
        _l("Căn cứ ban hành mẫu"),
        [Wanted(_l("Nhập văn bản mà mẫu căn cứ vào, ví dụ Nghị định số 30/2020/NĐ-CP")),
         AtMost(BASIS_LIMIT, _l("Căn cứ ban hành mẫu"))],
    )  # fmt: skip
    valid_from = DayField(
        _l("Dùng cho văn bản từ ngày"), [Wanted(_l("Nhập ngày bắt đầu dùng, ví dụ 01/12/2026"))]
    )
    note = ProseField(_l("Ghi chú: đã sửa gì"), [AtMost(NOTE_LIMIT, _l("Ghi chú"))])


class StockForm(WebForm):
    """Which stock, and from when; the places are read by `stocks.read_stock`."""

    name = LineField(
        _l("Tên phôi"),
        [Wanted(_l("Nhập tên phôi, ví dụ Phôi Giấy khen in năm 2026")),
         AtMost(STOCK_NAME_LIMIT, _l("Tên phôi"))],
    )  # fmt: skip
    valid_from = DayField(
        _l("Dùng từ ngày"), [Wanted(_l("Nhập ngày bắt đầu dùng, ví dụ 01/12/2026"))]
    )
