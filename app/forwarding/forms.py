"""Forms of forwarding: uploads, the letter's code, one answer, a reason."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice

from app.forwarding.states import ANSWER_TITLES, NUMBER_LIMIT, REASON_LIMIT
from app.web.forms import AtMost, DayField, LineField, Wanted, WebForm


class BundleForm(WebForm):
    """One bundle."""

    file = FileField(_l("Tệp gói (.zip)"))


class LetterForm(WebForm):
    """The code that the letter carries."""

    letter_code = LineField(_l("Mã gói ghi trong công văn"), [AtMost(64, _l("Mã gói"))])


class AnswerForm(WebForm):
    """What is answered about one line, or about several."""

    answer = RadioField(
        _l("Trả lời"), choices=[SelectChoice(str(k), title) for k, title in ANSWER_TITLES.items()]
    )
    decision_number = LineField(_l("Số quyết định"), [AtMost(NUMBER_LIMIT, _l("Số quyết định"))])
    decided_on = DayField(_l("Ngày quyết định"))
    reason = LineField(_l("Lý do"), [AtMost(REASON_LIMIT, _l("Lý do"))])


class ReasonForm(WebForm):
    """Why a bundle is called back."""

    reason = LineField(_l("Lý do rút"), [Wanted(_l("Nhập lý do")),
                                         AtMost(REASON_LIMIT, _l("Lý do"))])  # fmt: skip
