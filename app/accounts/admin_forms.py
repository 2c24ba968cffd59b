"""Forms of the administration: a person, a role, a unit, a succession, an upload."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.people_rules import NAME_LIMIT as PERSON_NAME_LIMIT
from app.accounts.people_rules import POSITION_LIMIT, PersonDraft
from app.accounts.roles_rules import SEATS, RoleDraft
from app.accounts.units_rules import (
    ADDRESS_LIMIT,
    KINDS,
    NAME_LIMIT,
    SHORT_LIMIT,
    SuccessionDraft,
    UnitDraft,
)
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.vietnamese import clean_line
from app.web.forms import AtMost, CountField, DayField, LineField, ProseField, Wanted, WebForm

Choices = list[tuple[str, Any]]


def _select(choices: Iterable[tuple[str, Any]], *, none: bool = True) -> list[SelectChoice]:
    """Choices as WTForms wants them, after an empty one."""
    first = [SelectChoice("", _l("Chọn…"))] if none else []
    return [*first, *(SelectChoice(str(value), label) for value, label in choices)]


def given(field: Field) -> Any:
    """What a wanted box holds; `validate` has seen to it that it holds something."""
    return field.data


def key_of(text: str | None) -> int | None:
    """The id a select was set to; None for nothing or nonsense."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def _choice(label: Any) -> SelectField:
    return SelectField(label, choices=_select(()), validate_choice=False, default="")


class Checklist(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonForm(WebForm):
    """One person. No password: the person chooses it behind the mailed link."""

    full_name = LineField(
        _l("Họ và tên"), [Wanted(_l("Nhập họ và tên")), AtMost(PERSON_NAME_LIMIT, _l("Họ và tên"))]
    )
    email = LineField(_l("Địa chỉ thư công vụ"), [Wanted(_l("Nhập địa chỉ thư"))])
    unit_id = _choice(_l("Đơn vị"))
    position = LineField(_l("Chức vụ"), [AtMost(POSITION_LIMIT, _l("Chức vụ"))])

    def offer(self, units: Choices) -> None:
        """The units to choose from."""
        self.unit_id.choices = _select(units)

    def draft(self) -> PersonDraft:
        """What was typed."""
        return PersonDraft(
            self.email.data, self.full_name.data, key_of(self.unit_id.data), self.position.data
        )


class NewPersonForm(PersonForm):
    """A new person may begin to write dossiers at once."""

    is_author = BooleanField(_l("Được viết hồ sơ ngay (vai trò Tác giả)"), default=True)


class ReasonForm(WebForm):
    """Why something is done; kept in the record."""

    reason = LineField(_l("Lý do"), [AtMost(300, _l("Lý do"))])


class RoleForm(WebForm):
    """A role to be given."""

    role = SelectField(_l("Vai trò"), choices=_select(()), validate_choice=False)
    unit_id = _choice(_l("Tại đơn vị"))
    council_id = _choice(_l("Trong Hội đồng"))
    valid_from = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày bắt đầu, ví dụ 05/02/2026"))])
    last_day = DayField(_l("Đến hết ngày"))

    def offer(self, units: Choices, councils: Choices) -> None:
        """The places to choose from."""
        self.role.choices = _select((str(role), ROLE_TITLES[role]) for role in Role)
        self.unit_id.choices = _select(units)
        self.council_id.choices = _select(councils)

    def validate_role(self, field: SelectField) -> None:
        """A known role, and a council that was offered."""
        if field.data not in set(Role):
            raise ValidationError(_l("Chọn vai trò"))

    def validate_council_id(self, field: SelectField) -> None:
        """Only councils that were offered."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Chọn Hội đồng trong danh sách"))

    def draft(self) -> RoleDraft:
        """What was typed; the place that does not belong to the role is left out."""
        role = Role(self.role.data)
        seat = role in SEATS
        return RoleDraft(
            role,
            given(self.valid_from),
            self.last_day.data,
            None if seat else key_of(self.unit_id.data),
            key_of(self.council_id.data) if seat else None,
        )


class EndRoleForm(WebForm):
    """The last day of a role, and why."""

    last_day = DayField(_l("Đến hết ngày"), [Wanted(_l("Nhập ngày cuối, ví dụ 05/02/2026"))])
    reason = LineField(_l("Lý do"), [AtMost(300, _l("Lý do"))])


class UnitForm(WebForm):
    """One unit."""

    name = LineField(
        _l("Tên đơn vị"), [Wanted(_l("Nhập tên đơn vị")), AtMost(NAME_LIMIT, _l("Tên đơn vị"))]
    )
    short_name = LineField(
        _l("Tên gọi tắt"), [Wanted(_l("Nhập tên gọi tắt")), AtMost(SHORT_LIMIT, _l("Tên gọi tắt"))]
    )
    code = LineField(_l("Mã đơn vị"), [Wanted(_l("Nhập mã đơn vị, ví dụ PKT"))])
    kind = SelectField(_l("Loại đơn vị"), choices=_select(KINDS.items()), validate_choice=False)
    official_order = CountField(
        _l("Thứ tự chính thức"), [Wanted(_l("Nhập thứ tự của đơn vị trong danh sách chính thức"))]
    )
    valid_from = DayField(
        _l("Hoạt động từ ngày"), [Wanted(_l("Nhập ngày bắt đầu, ví dụ 01/07/2025"))]
    )
    address = LineField(_l("Địa chỉ"), [AtMost(ADDRESS_LIMIT, _l("Địa chỉ"))])
    aliases = ProseField(_l("Tên khác hay gặp"))
    renamed_from = DayField(_l("Tên mới có hiệu lực từ ngày"))

    def draft(self) -> UnitDraft:
        """What was typed."""
        names = tuple(line for line in (self.aliases.data or "").split("\n") if line.strip())
        return UnitDraft(
            clean_line(self.code.data).upper(), self.name.data, self.short_name.data,
            self.kind.data, given(self.official_order), given(self.valid_from), self.address.data,
            names, self.renamed_from.data,
        )  # fmt: skip


class SuccessionForm(WebForm):
    """From a day on, some units are carried on by others."""

    effective_on = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày hiệu lực, ví dụ 01/07/2025"))])
    from_ids = Checklist(_l("Đơn vị được tiếp nhận"), choices=[], validate_choice=False)
    to_ids = Checklist(_l("Đơn vị tiếp nhận"), choices=[], validate_choice=False)
    ends = BooleanField(_l("Các đơn vị được tiếp nhận ngừng hoạt động từ ngày này"), default=True)
    note = LineField(_l("Căn cứ, ghi chú"), [AtMost(300, _l("Căn cứ, ghi chú"))])

    def offer(self, units: Choices) -> None:
        """The units to choose from, on both sides."""
        self.from_ids.choices = _select(units, none=False)
        self.to_ids.choices = _select(units, none=False)

    def draft(self) -> SuccessionDraft:
        """What was typed."""
        day: date = given(self.effective_on)
        return SuccessionDraft(
            day, _keys(self.from_ids.data), _keys(self.to_ids.data), bool(self.ends.data),
            self.note.data,
        )  # fmt: skip


def _keys(texts: list[str] | None) -> tuple[int, ...]:
    found = [key for text in texts or () if (key := key_of(text)) is not None]
    return tuple(dict.fromkeys(found))


class UploadForm(WebForm):
    """One workbook."""

    file = FileField(_l("Tệp Excel (.xlsx)"))


class ViewAsForm(WebForm):
    """Which role's pages to look at."""

    role = SelectField(_l("Vai trò"), choices=_select(()), validate_choice=False)

    def offer(self, roles: tuple[Role, ...]) -> None:
        """The roles that may be looked at."""
        self.role.choices = _select((str(role), ROLE_TITLES[role]) for role in roles)
