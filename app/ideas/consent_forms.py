"""Forms about the people behind a dossier: answers for shares, entering for somebody, notes."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField

from app.ideas.behalf import REASON_MOST
from app.ideas.drafts import LIMITS
from app.ideas.people_models import ConsentAnswer
from app.ideas.rules import REASON_LIMIT
from app.web.forms import AtMost, LineField, ProseField, Wanted, WebForm


class ShareForm(WebForm):
    """An author's answer about the own share; `shown` is the share that was on the page."""

    shown = HiddenField()
    answer = RadioField(
        _l("Trả lời"),
        [Wanted(_l("Chọn xác nhận hoặc từ chối"))],
        choices=[
            SelectChoice(ConsentAnswer.CONFIRMED.value, _l("Xác nhận đứng tên với tỷ lệ này")),
            SelectChoice(ConsentAnswer.DECLINED.value, _l("Không đồng ý")),
        ],
    )
    reason = ProseField(_l("Lý do không đồng ý"), [AtMost(REASON_LIMIT, _l("Lý do"))])


class PaperForm(WebForm):
    """Consent on paper of an author without an address."""

    reason = ProseField(
        _l("Giấy xác nhận và lý do"), [AtMost(REASON_LIMIT, _l("Giấy xác nhận và lý do"))]
    )


class BehalfForm(WebForm):
    """For whom a dossier is entered."""

    round_id = SelectField(_l("Đợt xét"), [Wanted(_l("Chọn đợt xét"))], coerce=int)
    full_name = LineField(
        _l("Họ và tên tác giả"),
        [Wanted(_l("Nhập họ và tên tác giả")),
         AtMost(LIMITS["full_name"], _l("Họ và tên tác giả"))],
    )  # fmt: skip
    unit_id = SelectField(_l("Đơn vị xác nhận hồ sơ"), [Wanted(_l("Chọn đơn vị"))], coerce=int)
    workplace = LineField(_l("Nơi công tác"), [AtMost(LIMITS["workplace"], _l("Nơi công tác"))])
    job_title = LineField(_l("Chức danh"), [AtMost(LIMITS["job_title"], _l("Chức danh"))])
    email = LineField(_l("Thư điện tử"), [AtMost(LIMITS["email"], _l("Thư điện tử"))])
    reason = LineField(
        _l("Lý do nhập thay"),
        [Wanted(_l("Nhập lý do nhập thay")), AtMost(REASON_MOST, _l("Lý do nhập thay"))],
    )


class HandOverForm(WebForm):
    """To which account a dossier is handed over."""

    email = LineField(
        _l("Thư điện tử của tác giả"),
        [Wanted(_l("Nhập thư điện tử của tác giả")), AtMost(254, _l("Thư điện tử"))],
    )


class NoteForm(WebForm):
    """A note of the office."""

    text = ProseField(_l("Ghi chú"), [AtMost(4_000, _l("Ghi chú"))])
