"""Forms of units' proposals."""

from collections.abc import Sequence
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField, RadioField, SelectChoice, SelectField

from app.awards.comment_forms import chosen_number
from app.awards.proposing import ProposalDraft
from app.awards.states import (
    ACHIEVEMENT_LIMIT,
    GENDER_TITLES,
    NAME_LIMIT,
    POSITION_TITLES,
    REASON_LIMIT,
    SUBJECT_TITLES,
    Gender,
    PositionKind,
    SubjectKind,
)
from app.web.forms import AtMost, CountField, DayField, LineField, ProseField, Wanted, WebForm


class ProposalForm(WebForm):
    """One subject, one award, why, and the unit's meeting."""

    kind = RadioField(
        _l("Đối tượng"),
        choices=[SelectChoice(str(key), title) for key, title in SUBJECT_TITLES.items()],
        default=str(SubjectKind.INDIVIDUAL),
    )
    account = SelectField(_l("Người của đơn vị"), coerce=chosen_number, validate_choice=False)
    name = LineField(_l("Họ và tên, tên tập thể hoặc hộ"), [AtMost(NAME_LIMIT, _l("Tên"))])
    job_title = LineField(_l("Chức danh"), [AtMost(120, _l("Chức danh"))])
    gender = RadioField(
        _l("Giới tính"),
        choices=[SelectChoice(str(key), title) for key, title in GENDER_TITLES.items()],
        default=str(Gender.UNKNOWN),
    )
    position_kind = RadioField(
        _l("Vị trí công tác"),
        choices=[SelectChoice(str(key), title) for key, title in POSITION_TITLES.items()],
        default=str(PositionKind.UNKNOWN),
    )
    months_worked = CountField(_l("Số tháng làm việc trong năm"))
    maternity_months = CountField(_l("Số tháng nghỉ thai sản trong năm"))
    award = SelectField(_l("Hình thức, danh hiệu đề nghị"), validate_choice=False)
    achievement = ProseField(
        _l("Thành tích"),
        [Wanted(_l("Nhập thành tích")), AtMost(ACHIEVEMENT_LIMIT, _l("Thành tích"))],
    )
    idea_codes = LineField(
        _l("Mã hồ sơ giải pháp làm căn cứ"), [AtMost(NAME_LIMIT, _l("Mã hồ sơ"))]
    )
    meeting_on = DayField(
        _l("Ngày họp của đơn vị"), [Wanted(_l("Nhập ngày họp, ví dụ 05/02/2026"))]
    )
    votes_for = CountField(_l("Số người đồng ý"))
    votes_of = CountField(_l("Số người dự họp"))
    minutes = FileField(_l("Biên bản họp của đơn vị"))

    def offer(self, people: Sequence[tuple[int, str]], awards: Sequence[tuple[str, str]]) -> Self:
        """People of the unit and the catalogue of today; nothing is chosen by accident."""
        first = (0, _("Không chọn: nhập tên bên dưới"))
        self.account.choices = [SelectChoice(key, name) for key, name in (first, *people)]
        self.award.choices = [SelectChoice(key, name) for key, name in (("", _("Chọn")), *awards)]
        return self

    def draft(self) -> ProposalDraft:
        """What was typed, once the form is valid."""
        return ProposalDraft(
            kind=SubjectKind(self.kind.data), award_code=self.award.data or "",
            achievement=self.achievement.data or "", meeting_on=self.meeting_on.data,
            votes_for=self.votes_for.data, votes_of=self.votes_of.data,
            account_id=self.account.data or None, name=self.name.data or "",
            job_title=self.job_title.data or "", idea_codes=self.idea_codes.data or "",
            gender=Gender(self.gender.data), position_kind=PositionKind(self.position_kind.data),
            months_worked=self.months_worked.data, maternity_months=self.maternity_months.data,
        )  # fmt: skip

    def upload(self) -> FileStorage | None:
        """The file that was chosen, if any."""
        chosen = self.minutes.data
        return chosen if isinstance(chosen, FileStorage) and chosen.filename else None


class ProposalReturnForm(WebForm):
    """Why it goes back."""

    return_reason = ProseField(
        _l("Lý do trả lại"),
        [Wanted(_l("Nhập lý do trả lại")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )


class TakeForm(WebForm):
    """Into which draft it goes."""

    list = SelectField(_l("Đưa vào danh sách"), coerce=chosen_number, validate_choice=False)

    def offer(self, lists: Sequence[tuple[int, str]]) -> Self:
        """The drafts."""
        self.list.choices = [SelectChoice(key, name) for key, name in lists]
        return self
