"""What the pages of an import take."""

from collections.abc import Mapping, Sequence
from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from app.web.forms import WebForm


class UploadForm(WebForm):
    """The file, the round, the unit of rows that name none."""

    round_id = SelectField(_l("Đợt xét"), coerce=int)
    unit_id = SelectField(_l("Đơn vị của các dòng không ghi đơn vị"), coerce=int)
    file = FileField(_l("Tệp danh sách"))

    def offer(
        self, rounds: Sequence[tuple[int, str]], units: Sequence[tuple[int, str]], *, none: bool
    ) -> Self:
        """The choices; a secretary may leave the unit open."""
        self.round_id.choices = list(rounds)
        first = [(0, _l("Không: mỗi dòng phải ghi đơn vị"))] if none else []
        self.unit_id.choices = [*first, *units]
        return self


class StoreForm(WebForm):
    """How to store what was found good."""

    mode = RadioField(
        _l("Cách nhập"),
        choices=[
            SelectChoice("all", _l("Nhập tất cả; còn một dòng lỗi thì không nhập dòng nào")),
            SelectChoice("good", _l("Chỉ nhập các dòng không có lỗi")),
        ],
        default="all",
        validators=[InputRequired(_l("Chọn cách nhập"))],
    )
    update = BooleanField(_l("Cập nhật các hồ sơ đang có theo tệp"))
    submit = BooleanField(_l("Nộp ngay các hồ sơ đã đủ nội dung"))


def asked_mapping(
    form: Mapping[str, str], sheets: Sequence[Mapping[str, object]]
) -> dict[int, dict[int, str]]:
    """The columns of each ticked sheet, as posted: `column-0-3` is column D of the first sheet."""
    found: dict[int, dict[int, str]] = {}
    for number, sheet in enumerate(sheets):
        if form.get(f"sheet-{number}") != "1":
            continue
        columns = sheet["columns"]
        found[number] = {
            int(place): form.get(f"column-{number}-{place}", "")
            for place in columns  # type: ignore[attr-defined]
        }
    return found


def asked_answers(form: Mapping[str, str]) -> dict[int, str]:
    """The answers by question: `answer-7`."""
    found = {}
    for name, value in form.items():
        prefix, _, number = name.partition("-")
        if prefix == "answer" and number.isascii() and number.isdecimal() and len(number) < 18:
            found[int(number)] = value
    return found
