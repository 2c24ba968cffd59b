"""Forms of the awards room: they read what was typed; the actions decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.awards.facts import ListDraft, Part
from app.awards.states import (
    ACHIEVEMENT_LIMIT,
    GENDER_TITLES,
    MOVEMENT_LIMIT,
    NAME_LIMIT,
    POSITION_TITLES,
    TITLE_LIMIT,
    AwardFamily,
    Gender,
    PositionKind,
    Verdict,
)
from app.web.forms import (
    AtMost,
    CountField,
    DayField,
    DongField,
    LineField,
    ProseField,
    Wanted,
    WebForm,
)

OWN_FORMS, OWN_TITLES = "hinh-thuc", "danh-hieu"
HIGHER_FORMS, HIGHER_TITLES = "cap-tren", "danh-hieu-cap-tren"
KINDS = {
    OWN_FORMS: (AwardFamily.FORM, False),
    OWN_TITLES: (AwardFamily.TITLE, False),
    HIGHER_FORMS: (AwardFamily.FORM, True),
    HIGHER_TITLES: (AwardFamily.TITLE, True),
}


class ListInfoForm(WebForm):
    """What a list is about, once its kind is settled."""

    title = LineField(
        _l("Tên danh sách"),
        [Wanted(_l("Nhập tên danh sách")), AtMost(TITLE_LIMIT, _l("Tên danh sách"))],
    )
    movement = LineField(
        _l("Phong trào, chuyên đề"), [AtMost(MOVEMENT_LIMIT, _l("Tên phong trào"))]
    )
    judged_on = DayField(_l("Ngày xét"), [Wanted(_l("Nhập ngày xét, ví dụ 05/02/2026"))])
    due_on = DayField(_l("Hạn trình"))
    money_limit = DongField(_l("Mức tiền thưởng tối đa"))
    signer_title = ProseField(_l("Chức vụ người ký"), [AtMost(NAME_LIMIT, _l("Chức vụ người ký"))])
    signer_name = LineField(
        _l("Họ và tên người ký"), [AtMost(NAME_LIMIT, _l("Họ và tên người ký"))]
    )

    def draft(self) -> ListDraft:
        """What was typed; only of a form that validates."""
        day = self.judged_on.data
        if not isinstance(day, date):
            raise TypeError("the form was not validated")
        return ListDraft(
            title=self.title.data or "", judged_on=day, movement=self.movement.data or "",
            due_on=self.due_on.data, money_limit=self.money_limit.data,
            signer_title=self.signer_title.data or "", signer_name=self.signer_name.data or "",
        )  # fmt: skip


class ListForm(ListInfoForm):
    """A new list: its kind is chosen here, once."""

    kind = RadioField(
        _l("Danh sách này đề nghị"),
        choices=[
            SelectChoice(
                OWN_FORMS, _l("Hình thức khen thưởng do cơ quan quyết định, ví dụ Giấy khen")
            ),
            SelectChoice(
                OWN_TITLES,
                _l("Danh hiệu thi đua do cơ quan quyết định, ví dụ Chiến sĩ thi đua cơ sở"),
            ),
            SelectChoice(
                HIGHER_FORMS, _l("Hình thức khen thưởng do cấp trên quyết định, ví dụ Bằng khen")
            ),
            SelectChoice(
                HIGHER_TITLES,
                _l("Danh hiệu thi đua do cấp trên quyết định, ví dụ Chiến sĩ thi đua cấp tỉnh"),
            ),
        ],
        default=OWN_FORMS,
    )

    def draft(self) -> ListDraft:
        """What was typed, with family and level."""
        family, upward = KINDS[self.kind.data]
        return replace(super().draft(), family=family, upward=upward)


class PartsField(SelectMultipleField):
    """Letters of dossier parts: boxes, or one text "TTr BC" from the page of two versions."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Each box, and each word of a joined value."""
        self.data = [word for value in valuelist for word in value.split()]


class NominationForm(WebForm):
    """Award, wording and parts of one nomination."""

    award = RadioField(_l("Hình thức, danh hiệu đề nghị"))
    achievement = ProseField(
        _l("Thành tích ghi trong danh sách"),
        [Wanted(_l("Nhập thành tích")), AtMost(ACHIEVEMENT_LIMIT, _l("Thành tích"))],
    )
    parts = PartsField(_l("Thành phần hồ sơ đã có"))
    gender = RadioField(
        _l("Giới tính"),
        choices=[SelectChoice(str(key), title) for key, title in GENDER_TITLES.items()],
        validate_choice=False,
    )
    position_kind = RadioField(
        _l("Vị trí công tác"),
        choices=[SelectChoice(str(key), title) for key, title in POSITION_TITLES.items()],
        validate_choice=False,
    )

    months_worked = CountField(_l("Số tháng làm việc trong năm"))
    maternity_months = CountField(_l("Số tháng nghỉ thai sản trong năm"))

    def counted(self) -> tuple[Gender | None, PositionKind | None]:
        """What is counted, as it was chosen; None: nothing chosen, it stays."""
        gender, kind = self.gender.data, self.position_kind.data
        return (
            Gender(gender) if gender in set(Gender) else None,
            PositionKind(kind) if kind in set(PositionKind) else None,
        )

    def offer(self, awards: Sequence[tuple[str, Any]], parts: Sequence[Part]) -> "NominationForm":
        """The awards of the list for this kind of subject, and the parts of its dossier."""
        self.award.choices = [SelectChoice(code, label) for code, label in awards]
        self.parts.choices = [
            SelectChoice(part.letters, f"{part.letters}: {part.name}") for part in parts
        ]
        return self


class OverrideForm(WebForm):
    """What a person concludes; a second person confirms it."""

    verdict = RadioField(
        _l("Kết luận của người xem"),
        choices=[
            SelectChoice(str(Verdict.MET), _l("Giữ trong danh sách")),
            SelectChoice(str(Verdict.LACKING), _l("Không đủ điều kiện")),
        ],
    )
    reason = ProseField(_l("Lý do"), [Wanted(_l("Nhập lý do kết luận"))])


class OverrideRefusalForm(WebForm):
    """Why the second person does not agree."""

    refusal_reason = ProseField(_l("Lý do không đồng ý"), [Wanted(_l("Nhập lý do không đồng ý"))])


class RemovalForm(WebForm):
    """Why somebody is taken off."""

    removal_reason = LineField(
        _l("Lý do loại khỏi danh sách"), [Wanted(_l("Nhập lý do loại khỏi danh sách"))]
    )
