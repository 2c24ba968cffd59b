"""What the forms of all sections share: their boxes and the version that was shown."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice

from app.ideas.births import birth_text, parse_birth
from app.ideas.choices import LISTS, key_of
from app.ideas.drafts import LABELS, LIMITS, Draft
from app.ideas.saving_rules import BIRTH_WRONG
from app.kernel.keys import key_in
from app.web.forms import AtMost, LineField, ProseField, TypedField, WebForm


class BirthField(TypedField):
    """A date of birth such as 05/02/1985, or only the year."""

    problem = _l(BIRTH_WRONG.message)

    def parse(self, text: str) -> str:
        """As it is stored."""
        return parse_birth(text)

    def show(self, value: str) -> str:
        """As it is typed."""
        return birth_text(value)


def label_of(name: str) -> Any:
    """What the table of fields calls it."""
    return _l(LABELS[name].message)


def line_of(name: str) -> LineField:
    """A box of one line with the field's limit."""
    return LineField(label_of(name), [AtMost(LIMITS[name], label_of(name))])


def prose_of(name: str) -> ProseField:
    """A box of several lines with the field's limit."""
    return ProseField(label_of(name), [AtMost(LIMITS[name], label_of(name))])


def one_of(name: str) -> RadioField:
    """Radio buttons that start empty; the title is accepted for its key (edit conflicts)."""
    return RadioField(
        label_of(name),
        coerce=lambda typed: key_of(name, str(typed or "")),
        validate_choice=False,
        default="",
        choices=[SelectChoice(key, _l(title.message)) for key, title in LISTS[name].items()],
    )


class SectionForm(WebForm):
    """Base of the forms that save one section; `version` is the one that was shown."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version the page was made from; 0, older than all, when it was tampered with."""
        text = self.version.data or ""
        return key_in(text) or 0

    def offer(self, categories: Mapping[int, str]) -> None:
        """The categories of the round, for the form that asks for one."""

    def draft(self) -> Draft:
        """What was typed, once the form is valid."""
        raise NotImplementedError

    def all_errors(self) -> list[str]:
        """Every message, for scripts."""
        return [str(error) for field in self for error in field.errors]
