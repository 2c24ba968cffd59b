"""Forms of forwarding: uploads, the letter's code, one answer, a reason."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice

from app.forwarding.states import ANSWER_LABELS, ANSWER_TITLES, NUMBER_LIMIT, REASON_LIMIT
from app.web.forms import AtMost, DayField, LineField, Wanted, WebForm


class BundleForm(WebForm):
    """One bundle."""

    file = FileField(_l("Tệp gói (.zip)"))


class LetterForm(WebForm):
    """The code that the letter carries."""

    letter_code = LineField(_l("Mã gói ghi trong công văn"), [AtMost(64, _l("Mã gói"))])


def _label(name: str) -> Any:
    return _l(ANSWER_LABELS[name].message)


class AnswerForm(WebForm):
    """What is answered about one line."""

    answer = RadioField(
        _label("answer"),
        choices=[SelectChoice(str(k), title) for k, title in ANSWER_TITLES.items()],
    )
    decision_number = LineField(
        _label("decision_number"), [AtMost(NUMBER_LIMIT, _label("decision_number"))]
    )
    decided_on = DayField(_label("decided_on"))
    reason = LineField(_label("reason"), [AtMost(REASON_LIMIT, _label("reason"))])


class ReasonForm(WebForm):
    """Why a bundle is called back."""

    reason = LineField(_l("Lý do rút"), [Wanted(_l("Nhập lý do")),
                                         AtMost(REASON_LIMIT, _l("Lý do"))])  # fmt: skip
