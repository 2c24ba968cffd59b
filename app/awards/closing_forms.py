"""Forms of a list that is closed: reopen, send back, decide, revoke."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField

from app.achievements.states import REASON_LIMIT as LEDGER_REASON
from app.awards.issuing import Revocation
from app.awards.states import NUMBER_LIMIT, REASON_LIMIT, RETURNER_TITLES, ReturnedBy
from app.web.forms import AtMost, DayField, DongField, LineField, ProseField, Wanted, WebForm


def _number(label: Any, missing: Any) -> LineField:
    return LineField(label, [Wanted(missing), AtMost(NUMBER_LIMIT, _l("Số quyết định"))])


def _reason(label: Any, missing: Any, most: int = REASON_LIMIT) -> ProseField:
    return ProseField(label, [Wanted(missing), AtMost(most, _l("Lý do"))])


_DAY_MISSING = _l("Nhập ngày quyết định, ví dụ 05/02/2026")


class ReopenForm(WebForm):
    """Why a locked list is opened again."""

    reopen_reason = _reason(_l("Lý do mở lại"), _l("Nhập lý do mở lại danh sách"))


class ReturnForm(WebForm):
    """Who sent the list back, and why."""

    returned_by = SelectField(
        _l("Bên trả lại"),
        choices=[SelectChoice(str(one), RETURNER_TITLES[one]) for one in ReturnedBy],
    )
    return_reason = _reason(_l("Lý do trả lại"), _l("Nhập lý do trả lại"))


class IssueForm(WebForm):
    """Number and day of the signed decision."""

    number = _number(_l("Số quyết định"), _l("Nhập số quyết định"))
    decided_on = DayField(_l("Ngày quyết định"), [Wanted(_DAY_MISSING)])


class RefusalForm(WebForm):
    """Why a line that was held back is not granted."""

    refusal_reason = _reason(_l("Lý do không khen thưởng"), _l("Nhập lý do không khen thưởng"))


class RevocationForm(WebForm):
    """The decision that takes an award back."""

    revoke_number = _number(_l("Số quyết định thu hồi"), _l("Nhập số quyết định thu hồi"))
    revoked_on = DayField(_l("Ngày quyết định thu hồi"), [Wanted(_DAY_MISSING)])
    revoke_reason = _reason(_l("Lý do thu hồi"), _l("Nhập lý do thu hồi"), LEDGER_REASON)
    money_recovered = DongField(_l("Số tiền đã thu lại"))
    recovered_on = DayField(_l("Ngày thu tiền"))
    certificate_back = BooleanField(_l("Đã thu lại hiện vật, giấy khen"))

    def draft(self) -> Revocation:
        """What was typed."""
        return Revocation(
            number=self.revoke_number.data or "", decided_on=self.revoked_on.data,
            reason=self.revoke_reason.data or "", money_recovered=self.money_recovered.data or 0,
            recovered_on=self.recovered_on.data,
            certificate_back=bool(self.certificate_back.data),
        )  # fmt: skip


class RecoveryForm(WebForm):
    """What has come back since."""

    money_recovered = DongField(_l("Số tiền đã thu lại"))
    recovered_on = DayField(_l("Ngày thu tiền"))
    certificate_back = BooleanField(_l("Đã thu lại hiện vật, giấy khen"))
