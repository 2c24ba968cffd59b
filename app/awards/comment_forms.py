"""Forms of publication, complaints and internal remarks."""

from collections.abc import Sequence
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField

from app.awards.publishing import ANSWER_DAYS, DAYS, Objection, Period
from app.awards.states import NAME_LIMIT, REASON_LIMIT, TEXT_LIMIT
from app.kernel.keys import key_in
from app.web.forms import AtMost, CountField, LineField, ProseField, Wanted, WebForm


def chosen_number(value: object) -> int:
    """A number chosen from a list; 0 when it is none."""
    return key_in(value) or 0


class EndingForm(WebForm):
    """Why a publication ends before its last day."""

    end_reason = ProseField(
        _l("Lý do kết thúc sớm"),
        [Wanted(_l("Nêu lý do kết thúc sớm")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )


class PublicationForm(WebForm):
    """How long comment is asked for, and from whom."""

    days = CountField(_l("Số ngày lấy ý kiến"), [Wanted(_l("Nhập số ngày"))], default=DAYS)
    day_kind = RadioField(
        _l("Cách tính ngày"),
        choices=[SelectChoice("working", _l("Ngày làm việc")),
                 SelectChoice("calendar", _l("Ngày liên tục, gồm ngày nghỉ"))],
        default="working",
    )  # fmt: skip
    answer_days = CountField(
        _l("Số ngày làm việc để trả lời kiến nghị"), [Wanted(_l("Nhập số ngày"))],
        default=ANSWER_DAYS,
    )  # fmt: skip
    audience = RadioField(
        _l("Người xem được"),
        choices=[SelectChoice("inside", _l("Người có tài khoản")),
                 SelectChoice("everyone", _l("Mọi người có liên kết"))],
        default="inside",
    )  # fmt: skip

    def period(self) -> Period:
        """What was typed."""
        return Period(
            days=self.days.data or 0, working_days=self.day_kind.data == "working",
            answer_days=self.answer_days.data or 0, to_everyone=self.audience.data == "everyone",
        )  # fmt: skip


_TEXT = [Wanted(_l("Nhập nội dung kiến nghị")), AtMost(TEXT_LIMIT, _l("Nội dung"))]


class ObjectionForm(WebForm):
    """A kiến nghị of a signed-in person about the line of the address."""

    text = ProseField(_l("Nội dung kiến nghị"), _TEXT)
    withheld = BooleanField(_l("Giữ kín tên tôi; chỉ người xem xét biết"))

    def objection(self) -> Objection:
        """What was typed."""
        return Objection(self.text.data or "", withheld=bool(self.withheld.data))


class LetterForm(WebForm):
    """A letter that came another way, entered by an officer."""

    line = SelectField(_l("Về dòng nào"), coerce=chosen_number, validate_choice=False)
    filer_name = LineField(
        _l("Họ và tên người gửi"), [AtMost(NAME_LIMIT, _l("Họ và tên người gửi"))]
    )
    text = ProseField(_l("Nội dung kiến nghị"), _TEXT)
    withheld = BooleanField(_l("Người gửi đề nghị giữ kín tên"))

    def offer(self, lines: Sequence[tuple[int, str]]) -> Self:
        """The lines of the list; none is chosen by accident."""
        self.line.choices = [SelectChoice(key, name) for key, name in ((0, _("Chọn")), *lines)]
        return self

    def objection(self) -> Objection:
        """What was typed."""
        return Objection(
            self.text.data or "", withheld=bool(self.withheld.data),
            filer_name=self.filer_name.data or "",
        )  # fmt: skip


class AssignForm(WebForm):
    """Who looks into it."""

    assigned_to = SelectField(_l("Người xem xét"), coerce=chosen_number, validate_choice=False)

    def offer(self, people: Sequence[tuple[int, str]]) -> Self:
        """Those without a part in the list."""
        self.assigned_to.choices = [
            SelectChoice(key, name) for key, name in ((0, _("Chọn")), *people)
        ]
        return self


class AnswerForm(WebForm):
    """What was found."""

    finding = RadioField(
        _l("Kết luận"),
        choices=[SelectChoice("uphold", _l("Kiến nghị đúng: dòng này không được khen thưởng")),
                 SelectChoice("dismiss", _l("Kiến nghị không có cơ sở: dòng này được xét tiếp"))],
    )  # fmt: skip
    answer = ProseField(
        _l("Nội dung trả lời"),
        [Wanted(_l("Nhập nội dung trả lời, nêu rõ lý do")), AtMost(TEXT_LIMIT, _l("Nội dung"))],
    )


class NoteForm(WebForm):
    """An internal remark."""

    note = ProseField(
        _l("Ghi chú"), [Wanted(_l("Nhập ghi chú")), AtMost(TEXT_LIMIT, _l("Ghi chú"))]
    )
