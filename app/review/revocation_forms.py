"""Forms of the page that annuls a recognition."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.review.certificate_ending import NUMBER_LIMIT
from app.review.revocation_states import GROUND_TITLES, RevocationGround
from app.review.revoking import RevocationDraft
from app.review.rules import REASON_LIMIT
from app.web.forms import AtMost, DayField, LineField, ProseField, Wanted, WebForm


class RecognitionRevocationForm(WebForm):
    """The decision that annuls."""

    revoke_number = LineField(
        _l("Số quyết định hủy bỏ công nhận"),
        [Wanted(_l("Nhập số quyết định hủy bỏ")), AtMost(NUMBER_LIMIT, _l("Số quyết định"))],
    )
    revoked_on = DayField(_l("Ngày quyết định"),
                          [Wanted(_l("Nhập ngày quyết định, ví dụ 05/02/2026"))])  # fmt: skip
    ground = RadioField(
        _l("Căn cứ hủy bỏ"),
        choices=[SelectChoice(str(one), title) for one, title in GROUND_TITLES.items()],
        default=RevocationGround.FALSE,
    )  # fmt: skip
    revoke_reason = ProseField(
        _l("Lý do hủy công nhận"),
        [Wanted(_l("Nhập lý do hủy công nhận")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )

    def draft(self) -> RevocationDraft:
        """What was typed."""
        return RevocationDraft(self.revoke_number.data or "", self.revoked_on.data,
                               RevocationGround(self.ground.data),
                               self.revoke_reason.data or "")  # fmt: skip


class DropForm(WebForm):
    """Why it stays recognised."""

    drop_reason = ProseField(
        _l("Lý do bỏ ghi nhận"),
        [Wanted(_l("Nhập lý do bỏ ghi nhận này")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )
