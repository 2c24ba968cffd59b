"""The form of a council."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice

from app.accounts.admin_forms import given
from app.councils.models import CouncilKind
from app.councils.rules import NAME_LIMIT, NUMBER_LIMIT, CouncilDraft
from app.kernel.text import T
from app.web.forms import AtMost, DayField, LineField, Wanted, WebForm

KIND_TITLES = {
    CouncilKind.INITIATIVE: T("Hội đồng sáng kiến"),
    CouncilKind.EMULATION: T("Hội đồng thi đua - khen thưởng"),
}


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
    term_from = DayField(_l("Nhiệm kỳ từ ngày"), [Wanted(_l("Nhập ngày bắt đầu nhiệm kỳ"))])
    last_day = DayField(_l("Đến hết ngày"))

    def draft(self) -> CouncilDraft:
        """What was typed."""
        return CouncilDraft(
            self.name.data, self.kind.data, self.decision_number.data, given(self.decided_on),
            given(self.term_from), self.last_day.data,
        )  # fmt: skip
