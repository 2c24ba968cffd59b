"""Forms of the catalogue and of sets of rules: they read what was typed; the actions decide."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.awards.catalogue_rules import KindDraft
from app.awards.conditions import CONDITIONS
from app.awards.rule_actions import SetDraft
from app.awards.rule_checks import RuleDraft
from app.awards.rule_states import DEADLINE_TITLES, DeadlineUnit
from app.awards.states import FAMILY_TITLES, SUBJECT_TITLES, VERDICT_TITLES, Verdict
from app.kernel.dates import parse_day
from app.sittings.states import BASE_TITLES
from app.sittings.states import Base as VoteBase
from app.web.forms import (
    CountField,
    DayField,
    DongField,
    ExactField,
    LineField,
    ProseField,
    TypedField,
    Wanted,
    WebForm,
)


class MonthDayField(TypedField):
    """A day of every year such as 10/12; stored "12-10"."""

    problem = _l("Nhập ngày và tháng, ví dụ 10/12")

    def parse(self, text: str) -> str:
        """Day and month, of any year."""
        return parse_day(f"{text}/2027").strftime("%m-%d")

    def show(self, value: str) -> str:
        """dd/mm."""
        return "/".join(reversed(value.split("-"))) if value else ""


def _choices(titles: Any) -> list[SelectChoice]:
    return [SelectChoice(str(key), title) for key, title in titles.items()]


class KindForm(WebForm):
    """A new version of an entry, from a day on."""

    name = LineField(_l("Tên"), [Wanted(_l("Nhập tên danh hiệu hoặc hình thức"))])
    authority = LineField(_l("Thẩm quyền"), [Wanted(_l("Nhập thẩm quyền quyết định"))])
    upward = BooleanField(_l("Do cấp trên quyết định, cơ quan chỉ đề nghị"))
    clause = LineField(_l("Căn cứ"), [Wanted(_l("Nhập căn cứ: điều, khoản, văn bản"))])
    standard = ProseField(_l("Tiêu chuẩn"), [Wanted(_l("Nhập tiêu chuẩn"))])
    money_factor = ExactField(_l("Hệ số lương cơ sở"), [Wanted(_l("Nhập hệ số, ví dụ 0,3"))])
    vote = LineField(_l("Tỷ lệ phiếu của Hội đồng"), [Wanted(_l("Nhập tỷ lệ, ví dụ 80%"))])
    vote_base = SelectField(_l("Tính trên"), choices=_choices(BASE_TITLES))
    ballot = BooleanField(_l("Phải bỏ phiếu kín"))
    parts = ProseField(_l("Thành phần hồ sơ"))
    sets = CountField(_l("Số bộ hồ sơ"), [Wanted(_l("Nhập số bộ hồ sơ"))])
    deadline_unit = SelectField(_l("Thời hạn"), choices=_choices(DEADLINE_TITLES))
    deadline_count = CountField(_l("Số ngày"))
    deadline_day = MonthDayField(_l("Ngày cuối trong năm"))
    deadline_note = LineField(_l("Tính từ, hoặc ghi chú"))
    to_verify = LineField(_l("Cần đối chiếu"))
    valid_from = DayField(_l("Có hiệu lực từ ngày"), [Wanted(_l("Nhập ngày bắt đầu có hiệu lực"))])

    def draft(self, **fixed: Any) -> KindDraft:
        """What was typed; only of a form that validates."""
        return KindDraft(
            name=self.name.data, authority=self.authority.data, upward=self.upward.data,
            clause=self.clause.data, standard=self.standard.data,
            money_factor=self.money_factor.data or Decimal(0), vote=self.vote.data,
            vote_base=VoteBase(self.vote_base.data), ballot=self.ballot.data,
            parts=self.parts.data or "", sets=self.sets.data or 0,
            deadline_unit=DeadlineUnit(self.deadline_unit.data),
            deadline_count=self.deadline_count.data, deadline_day=self.deadline_day.data or "",
            deadline_note=self.deadline_note.data or "", to_verify=self.to_verify.data or "",
            **fixed,
        )  # fmt: skip


class NewKindForm(KindForm):
    """A new entry: code, family and kind of subject are settled here, once."""

    code = LineField(_l("Mã"), [Wanted(_l("Nhập mã, ví dụ GK-CN"))])
    family = RadioField(_l("Loại"), choices=_choices(FAMILY_TITLES))
    subject_kind = RadioField(_l("Đối tượng"), choices=_choices(SUBJECT_TITLES))


class EndKindForm(WebForm):
    """From when an award is not given any more."""

    ends_on = DayField(_l("Ngừng áp dụng từ ngày"), [Wanted(_l("Nhập ngày"))])
    end_reason = LineField(_l("Lý do"), [Wanted(_l("Nhập lý do"))])


class SalaryForm(WebForm):
    """A new base salary."""

    amount = DongField(_l("Mức lương cơ sở, đồng"), [Wanted(_l("Nhập mức lương cơ sở"))])
    basis = LineField(_l("Văn bản quy định"), [Wanted(_l("Nhập văn bản quy định"))])
    valid_from = DayField(_l("Có hiệu lực từ ngày"), [Wanted(_l("Nhập ngày bắt đầu có hiệu lực"))])


class RuleSetForm(WebForm):
    """What a set is about."""

    name = LineField(_l("Tên bộ quy tắc"), [Wanted(_l("Nhập tên bộ quy tắc"))])
    basis = LineField(_l("Văn bản làm căn cứ"))
    valid_from = DayField(_l("Dự kiến có hiệu lực từ ngày"))

    def draft(self) -> SetDraft:
        """What was typed."""
        return SetDraft(self.name.data or "", self.basis.data or "", self.valid_from.data)


class AwardsField(SelectMultipleField):
    """Boxes of awards."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Each box, and each word of a joined value (the page of two versions)."""
        self.data = [word for value in valuelist for word in value.split()]

    def _value(self) -> str:
        return " ".join(self.data or ())


class RuleForm(WebForm):
    """One rule of a draft."""

    code = LineField(_l("Mã quy tắc"), [Wanted(_l("Nhập mã quy tắc, ví dụ used_once"))])
    award_code = SelectField(_l("Áp dụng cho"))
    condition = SelectField(
        _l("Điều kiện"), choices=[SelectChoice(one.name, one.title) for one in CONDITIONS.values()]
    )
    parameter = LineField(_l("Tham số"))
    message = LineField(_l("Nội dung quy tắc"), [Wanted(_l("Nhập nội dung quy tắc"))])
    clause = LineField(_l("Căn cứ"), [Wanted(_l("Nhập căn cứ: điều, khoản, văn bản"))])
    otherwise = RadioField(
        _l("Khi không đạt"), choices=_choices(VERDICT_TITLES), default=str(Verdict.LACKING)
    )
    active = BooleanField(_l("Đang bật"))
    off_for = AwardsField(_l("Không áp dụng cho"))
    valid_from = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày bắt đầu"))])
    last_day = DayField(_l("Đến hết ngày"))

    def offer(self, awards: Sequence[tuple[str, Any]]) -> "RuleForm":
        """The awards of the catalogue, by code."""
        self.award_code.choices = [
            SelectChoice("*", _l("Tất cả danh hiệu, hình thức")),
            *(SelectChoice(code, title) for code, title in awards),
        ]
        self.off_for.choices = [SelectChoice(code, title) for code, title in awards]
        return self

    def draft(self) -> RuleDraft:
        """What was typed; only of a form that validates."""
        first, last = self.valid_from.data, self.last_day.data
        if not isinstance(first, date):
            raise TypeError("the form was not validated")
        return RuleDraft(
            code=self.code.data, award_code=self.award_code.data, condition=self.condition.data,
            parameter=self.parameter.data or "", message=self.message.data,
            clause=self.clause.data, otherwise=Verdict(self.otherwise.data),
            active=self.active.data, off_for=" ".join(self.off_for.data or ()),
            valid_from=first, valid_to=last + timedelta(days=1) if last else None,
        )  # fmt: skip


def rule_values(draft: RuleDraft) -> dict[str, Any]:
    """A stored rule as the form shows it."""
    last = draft.valid_to - timedelta(days=1) if draft.valid_to else None
    return {**asdict(draft), "otherwise": str(draft.otherwise), "off_for": draft.off_for.split(),
            "last_day": last}  # fmt: skip


class SetReasonForm(WebForm):
    """Why a set is sent back or dropped."""

    reason = LineField(_l("Lý do"), [Wanted(_l("Nhập lý do"))])
