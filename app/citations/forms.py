"""Forms of the registry: an act, and a text to check."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectChoice, SelectField

from app.citations.acts import ActDraft
from app.citations.states import (
    CERTAINTY_TITLES,
    ISSUER_LIMIT,
    KIND_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    REGISTER,
    SUBJECT_LIMIT,
    USE_TITLES,
    Certainty,
)
from app.web.forms import AtMost, CountField, DayField, LineField, ProseField, Wanted, WebForm


def _choices(titles: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(key), title) for key, title in titles.items()]


class ActForm(WebForm):
    """One act."""

    kind = LineField(_l("Loại văn bản"), [Wanted(_l("Nhập loại văn bản")),
                                          AtMost(KIND_LIMIT, _l("Loại văn bản"))])  # fmt: skip
    number = LineField(_l("Số, ký hiệu"), [Wanted(_l("Nhập số, ký hiệu")),
                                           AtMost(NUMBER_LIMIT, _l("Số, ký hiệu"))])  # fmt: skip
    issuer = LineField(_l("Cơ quan ban hành"), [AtMost(ISSUER_LIMIT, _l("Cơ quan ban hành"))])
    issued_on = DayField(_l("Ngày ban hành"))
    subject = ProseField(_l("Trích yếu"), [Wanted(_l("Nhập trích yếu")),
                                           AtMost(SUBJECT_LIMIT, _l("Trích yếu"))])  # fmt: skip
    valid_from = DayField(_l("Có hiệu lực từ ngày"), [Wanted(_l("Nhập ngày có hiệu lực"))])
    last_day = DayField(_l("Đến hết ngày"))
    replaced_by = LineField(_l("Được thay thế bởi (số, ký hiệu)"), [AtMost(200, _l("Số thay thế"))])
    certainty = SelectField(_l("Mức chắc chắn"), choices=_choices(CERTAINTY_TITLES),
                            default=Certainty.UNSURE)  # fmt: skip
    used_for = SelectField(_l("Dùng vào việc"), choices=_choices(USE_TITLES), default=REGISTER)
    position = CountField(_l("Thứ tự trong phần căn cứ"))
    note = ProseField(_l("Ghi chú"), [AtMost(NOTE_LIMIT, _l("Ghi chú"))])
    reason = LineField(_l("Lý do sửa"), [AtMost(REASON_LIMIT, _l("Lý do sửa"))])

    def draft(self) -> ActDraft:
        """What was typed, once the form is valid."""
        if self.valid_from.data is None:
            raise ValueError("ask for the draft of a valid form only")
        return ActDraft(
            self.kind.data, self.number.data, self.issuer.data, self.issued_on.data,
            " ".join(self.subject.data.split()), self.valid_from.data, self.last_day.data,
            self.replaced_by.data, Certainty(self.certainty.data), self.note.data,
            self.used_for.data, min(self.position.data or 0, 10_000),
        )  # fmt: skip


class LintForm(WebForm):
    """A text to check, and the day on which its citations must hold."""

    text = ProseField(_l("Dán văn bản"))
    file = FileField(_l("Hoặc chọn tệp Word (.docx)"))
    day = DayField(_l("Xét hiệu lực vào ngày"))
