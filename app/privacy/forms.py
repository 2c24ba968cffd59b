"""Requests, answers, consent texts and periods, as they are typed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice

from app.privacy.rules import BASIS_LIMIT, REASON_LIMIT, TEXT_LIMIT
from app.privacy.states import REQUEST_TITLES, RequestKind
from app.web.forms import AtMost, CountField, LineField, ProseField, Wanted, WebForm


class RequestForm(WebForm):
    """What a person asks about their data."""

    kind = RadioField(
        _l("Loại yêu cầu"),
        choices=[SelectChoice(str(kind), _l(REQUEST_TITLES[kind].message)) for kind in RequestKind],
        default=str(RequestKind.CORRECT),
    )
    text = ProseField(
        _l("Nội dung yêu cầu"),
        [Wanted(_l("Nhập nội dung yêu cầu")), AtMost(TEXT_LIMIT, _l("Nội dung"))],
    )
    once_key = HiddenField()


class AnswerForm(WebForm):
    """What was done, or why not."""

    outcome = RadioField(
        _l("Kết quả"),
        choices=[
            SelectChoice("accept", _l("Đã thực hiện")),
            SelectChoice("refuse", _l("Từ chối, có lý do")),
        ],
    )
    answer = ProseField(
        _l("Trả lời"), [Wanted(_l("Nhập nội dung trả lời")), AtMost(TEXT_LIMIT, _l("Trả lời"))]
    )

    def validate_outcome(self, field: RadioField) -> None:
        """Nothing is chosen beforehand."""
        if field.data not in {"accept", "refuse"}:
            field.errors = [_("Chọn kết quả")]


class ConsentForm(WebForm):
    """A choice that is never made beforehand (Luật 91/2025/QH15)."""

    agree = BooleanField(_l("Tôi đã đọc và đồng ý"), [Wanted(_l("Đánh dấu vào ô để đồng ý"))])
    wording = HiddenField()


class TextForm(WebForm):
    """A new wording."""

    text = ProseField(
        _l("Lời văn mới"), [Wanted(_l("Nhập lời văn")), AtMost(TEXT_LIMIT, _l("Lời văn"))]
    )


class PeriodForm(WebForm):
    """How long, and on what that rests."""

    months = CountField(_l("Số tháng"), [Wanted(_l("Nhập số tháng"))])
    basis = LineField(
        _l("Căn cứ"), [Wanted(_l("Nhập căn cứ của thời hạn")), AtMost(BASIS_LIMIT, _l("Căn cứ"))]
    )


class AnonymiseForm(WebForm):
    """Why a person is anonymised."""

    reason = ProseField(
        _l("Lý do (ghi vào nhật ký)"),
        [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )


class DisposeForm(WebForm):
    """How many were shown, and why they go."""

    shown = CountField(_l("Số bản ghi sẽ xử lý"), [Wanted(_l("Nhập số bản ghi đã xem"))])
    reason = ProseField(
        _l("Lý do, văn bản cho phép (ghi vào nhật ký)"),
        [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )
