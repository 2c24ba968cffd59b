"""Forms of one certificate: give another, or revoke it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from app.review.certificate_ending import NAME_LIMIT, NUMBER_LIMIT, Annulment
from app.review.rules import REASON_LIMIT
from app.web.forms import AtMost, DayField, LineField, ProseField, Wanted, WebForm


class ReplaceForm(WebForm):
    """Why, and the name as it must stand on the new paper."""

    shown = HiddenField()
    name = LineField(_l("Họ tên in trên giấy mới"), [AtMost(NAME_LIMIT, _l("Họ tên"))])
    reason = ProseField(_l("Lý do cấp lại"), [Wanted(_l("Nhập lý do cấp lại")),
                                              AtMost(REASON_LIMIT, _l("Lý do"))])  # fmt: skip


class RevokeForm(WebForm):
    """The decision that revokes."""

    revoke_number = LineField(
        _l("Số quyết định thu hồi"),
        [Wanted(_l("Nhập số quyết định thu hồi")), AtMost(NUMBER_LIMIT, _l("Số quyết định"))],
    )
    revoked_on = DayField(_l("Ngày quyết định thu hồi"),
                          [Wanted(_l("Nhập ngày quyết định, ví dụ 05/02/2026"))])  # fmt: skip
    revoke_reason = ProseField(
        _l("Lý do thu hồi"),
        [Wanted(_l("Nhập lý do thu hồi")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )
    all_of_it = BooleanField(
        _l("Thu hồi giấy của mọi tác giả của hồ sơ này, sáng kiến vẫn được công nhận")
    )

    def draft(self) -> Annulment:
        """What was typed."""
        return Annulment(self.revoke_number.data or "", self.revoked_on.data,
                         self.revoke_reason.data or "", bool(self.all_of_it.data))  # fmt: skip
