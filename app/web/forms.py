"""Forms parse what was typed and say what is wrong with it; they do not decide."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea, TextInput

from app.kernel.dates import day_text, parse_day
from app.kernel.keys import whole
from app.kernel.money import parse_dong
from app.kernel.numbers import decimal_text, integer_text, parse_decimal
from app.kernel.refusals import Blocker
from app.kernel.vietnamese import clean, clean_line


class WebForm(FlaskForm):
    """Base of all forms: Vietnamese messages; unknown fields are ignored."""

    class Meta(FlaskForm.Meta):
        """CSRF is checked for the whole application (`csrf`), not form by form."""

        csrf = False
        locales = ("vi",)

        def get_translations(self, form: Any) -> None:
            """Our own messages are already Vietnamese."""
            return

    def add_blockers(self, blockers: tuple[Blocker, ...] | list[Blocker]) -> None:
        """Show what an action refused beside the field it is about, or at the top."""
        for blocker in blockers:
            field = self._fields.get(blocker.field)
            text = blocker.message.translated(gettext)
            if field is not None:
                field.errors = [*field.errors, text]
            else:
                self.form_errors.append(text)


class LineField(StringField):
    """One line of text, cleaned (NFC, blanks)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        self.data: str = clean_line(valuelist[0]) if valuelist else str(self.data or "")


class ProseField(StringField):
    """Several lines of text, cleaned; shown as a textarea."""

    widget = TextArea()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        self.data: str = clean(valuelist[0]) if valuelist else str(self.data or "")


class TypedField(Field):
    """A text box whose text is parsed; wrong text stays in the box with the message."""

    widget = TextInput()
    problem: Any = ""

    def parse(self, text: str) -> Any:
        """The value, or ValueError."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """How a stored value is written in the box."""
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse; an empty box is None."""
        text = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.parse(text)
        except ValueError:
            raise ValueError(str(self.problem)) from None


class DayField(TypedField):
    """A day such as 05/02/2026."""

    problem = _l("Ngày phải là ngày có thật, ví dụ 05/02/2026")

    def parse(self, text: str) -> date:
        """Several ways of writing a day."""
        return parse_day(text)

    def show(self, value: date) -> str:
        """dd/mm/yyyy."""
        return day_text(value)


class ExactField(TypedField):
    """A decimal such as 7,5."""

    problem = _l("Nhập số, dùng dấu phẩy cho phần thập phân, ví dụ 8,5")

    def parse(self, text: str) -> Decimal:
        """Comma or point; "1.234" is refused as ambiguous."""
        return parse_decimal(text.removesuffix("%").strip())

    def show(self, value: Decimal) -> str:
        """With a comma."""
        return decimal_text(value)


class DongField(TypedField):
    """Money in đồng such as 10.000.000."""

    problem = _l("Nhập số tiền bằng đồng, ví dụ 10.000.000")

    def parse(self, text: str) -> int:
        """Whole đồng."""
        return parse_dong(text)

    def show(self, value: int) -> str:
        """With thousands."""
        return integer_text(value)


class CountField(TypedField):
    """A whole number from 0."""

    problem = _l("Nhập số nguyên, ví dụ 120")

    def parse(self, text: str) -> int:
        """Dots between thousands are allowed."""
        return whole(text.replace(".", ""))

    def show(self, value: int) -> str:
        """With thousands."""
        return integer_text(value)


class YearField(CountField):
    """A year, written without a dot."""

    problem = _l("Nhập năm, ví dụ 2026")

    def show(self, value: int) -> str:
        """2026, not 2.026."""
        return str(value)


class Wanted:
    """The field must hold something; the message says what to do."""

    field_flags = {"required": False}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at the first problem of a field."""
        if field.errors:
            raise StopValidation
        if field.data is None or (field.data in {"", 0} and not isinstance(field, CountField)):
            raise StopValidation(str(self.message))


class AtMost:
    """At most so many characters; the message counts them."""

    def __init__(self, most: int, what: Any) -> None:
        self.most, self.what = most, what

    def __call__(self, form: Any, field: Field) -> None:
        """Say how long it is now."""
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                gettext(
                    "%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
                    what=str(self.what),
                    most=integer_text(self.most),
                    length=integer_text(length),
                )
            )
