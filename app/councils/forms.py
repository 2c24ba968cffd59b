"""The form of a council."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, SelectChoice, SelectField, ValidationError

from app.accounts.admin_forms import given
from app.councils.models import CouncilKind
from app.councils.rules import (
    ISSUER_LIMIT,
    NAME_LIMIT,
    NUMBER_LIMIT,
    CouncilDraft,
    OfficeDraft,
)
from app.councils.states import OFFICE_TITLES, Office
from app.kernel.text import T
from app.web.forms import AtMost, DayField, LineField, Wanted, WebForm

KIND_TITLES = {
    CouncilKind.INITIATIVE: T("Hội đồng sáng kiến"),
    CouncilKind.EMULATION: T("Hội đồng thi đua - khen thưởng"),
}


_ISSUER = [
    Wanted(_l("Nhập người ban hành, ví dụ “Chủ tịch Ủy ban nhân dân Quận 3”")),
    AtMost(ISSUER_LIMIT, _l("Người ban hành quyết định")),
]


class CouncilForm(WebForm):
    """A council as its decision names it."""

    name = LineField(
        _l("Tên Hội đồng"),
        [Wanted(_l("Nhập tên Hội đồng")), AtMost(NAME_LIMIT, _l("Tên Hội đồng"))],
    )
    kind = RadioField(
        _l("Loại"),
        choices=[SelectChoice(str(k), title) for k, title in KIND_TITLES.items()],
        default=CouncilKind.INITIATIVE,
    )
    decision_number = LineField(
        _l("Số quyết định thành lập"),
        [Wanted(_l("Nhập số quyết định")), AtMost(NUMBER_LIMIT, _l("Số quyết định"))],
    )
    decided_on = DayField(_l("Ngày quyết định"), [Wanted(_l("Nhập ngày quyết định"))])
    decided_by = LineField(_l("Người ban hành quyết định"), _ISSUER)
    term_from = DayField(_l("Nhiệm kỳ từ ngày"), [Wanted(_l("Nhập ngày bắt đầu nhiệm kỳ"))])
    last_day = DayField(_l("Đến hết ngày"))

    def draft(self) -> CouncilDraft:
        """What was typed."""
        return CouncilDraft(
            self.name.data, self.kind.data, self.decision_number.data, given(self.decided_on),
            self.decided_by.data, given(self.term_from), self.last_day.data,
        )  # fmt: skip


class IssuerForm(WebForm):
    """Who issued the decision that set a council up."""

    decided_by = LineField(_l("Người ban hành quyết định"), _ISSUER)


class OfficeForm(WebForm):
    """What a member is in the council from a day on."""

    account_id = SelectField(_l("Thành viên"), coerce=int, choices=[])
    office = SelectField(
        _l("Chức danh"), choices=[SelectChoice(str(k), title) for k, title in OFFICE_TITLES.items()]
    )
    decision_number = LineField(
        _l("Theo quyết định số"),
        [Wanted(_l("Nhập số quyết định")), AtMost(NUMBER_LIMIT, _l("Số quyết định"))],
    )
    valid_from = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày bắt đầu"))])

    def offer(self, members: list[tuple[int, str]]) -> "OfficeForm":
        """Who sits in the council."""
        self.account_id.choices = members
        return self

    def draft(self) -> OfficeDraft:
        """What was typed."""
        return OfficeDraft(
            self.account_id.data, Office(self.office.data), self.decision_number.data,
            given(self.valid_from),
        )  # fmt: skip


class DecisionFileForm(WebForm):
    """The signed decision, scanned."""

    file = FileField(_l("Tệp quyết định đã ký"))

    def validate_file(self, field: FileField) -> None:
        """A box left empty arrives as a file without a name."""
        if not field.data:
            raise ValidationError(_("Chọn tệp cần tải lên"))
