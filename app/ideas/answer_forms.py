"""The form of a round's questions, made from their definitions."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    Field,
    FieldList,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.ideas.answer_rules import Asked, is_locked
from app.ideas.answers import Value, question_name
from app.ideas.people_forms import RowsForm
from app.kernel.vietnamese import clean_line
from app.rounds.fields import (
    CELL_LIMIT,
    MOST_ROWS,
    Column,
    FieldKind,
    FieldSpec,
    RoundQuestion,
)
from app.web.forms import (
    AtMost,
    DayField,
    DongField,
    ExactField,
    LineField,
    ProseField,
    WebForm,
)

RADIOS_AT_MOST = 7


class AnswerForm(RowsForm):
    """Base of the form of one dossier's questions; `specs` are those that may be answered here."""

    specs: Mapping[int, FieldSpec] = {}

    _pressed = ""

    @property
    def rows(self) -> FieldList:
        """The table whose button was pressed: "q12", or "q12-3" for a row of it."""
        return self._fields[self._pressed.partition("-")[0]]

    def change_rows(self, posted: Mapping[str, str]) -> bool:
        """Add or remove a row of one of the tables."""
        self._pressed = posted.get("add_row") or posted.get("remove_row") or ""
        known = isinstance(self._fields.get(self._pressed.partition("-")[0]), FieldList)
        return known and super().change_rows(posted)

    def all_errors(self) -> list[str]:
        """Every message, those of table cells too."""
        found: list[str] = []
        for one in self:
            if isinstance(one, FieldList):
                found += [str(e) for row in one for box in row.form for e in box.errors]
            else:
                found += map(str, one.errors)
        return found

    def values(self) -> dict[int, Value]:
        """What was typed, by question."""
        return {key: _value(spec, self[question_name(key)]) for key, spec in self.specs.items()}


def answer_form(asked: Asked) -> type[AnswerForm]:
    """The form for the questions this dossier may still answer (`answerable`)."""
    specs = {one.field_id: one.spec for one in answerable(asked)}
    boxes: dict[str, Any] = {
        question_name(key): _box(spec, asked.values.get(key)) for key, spec in specs.items()
    }
    return type("AnswerFormOfRound", (AnswerForm,), {**boxes, "specs": specs})


def answerable(asked: Asked) -> tuple[RoundQuestion, ...]:
    """Questions of the dossier's category that are typed here and not locked.

    Those with a condition are among them whether it holds or not: without scripts the page shows
    them with "nếu …".
    """
    return tuple(
        question
        for question in on_page(asked)
        if question.spec.kind is not FieldKind.FILE and not is_locked(question.spec, asked.stage)
    )


def on_page(asked: Asked) -> tuple[RoundQuestion, ...]:
    """Questions that are asked now of a dossier of this category."""
    return tuple(
        question
        for question in asked.questions
        if not question.removed
        and (not question.spec.categories or asked.category in question.spec.categories)
    )


def _box(spec: FieldSpec, stored: Value) -> Any:
    kind, label = spec.kind, spec.label
    if kind is FieldKind.TABLE:
        row = type("RowOfTable", (WebForm,), {
            f"c{n}": _cell(column) for n, column in enumerate(spec.columns)
        })  # fmt: skip
        return FieldList(FormField(row), label, min_entries=1, max_entries=MOST_ROWS + 1)
    if kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return _choice(spec, stored)
    plain: Mapping[FieldKind, Any] = {
        FieldKind.NUMBER: ExactField, FieldKind.MONEY: DongField, FieldKind.DATE: DayField,
    }  # fmt: skip
    if kind in plain:
        return plain[kind](label)
    return ProseField(label, [AtMost(spec.limit, label)])


def _choice(spec: FieldSpec, stored: Value) -> Field:
    """An answer that is no longer offered stays among the choices until another is made."""
    given = stored if isinstance(stored, tuple) else (stored,) if stored else ()
    offered = [SelectChoice(one, one) for one in spec.choices]
    offered += [
        SelectChoice(one, _("%(choice)s (không còn trong danh sách)", choice=one))
        for one in given
        if one not in spec.choices
    ]
    if spec.kind is FieldKind.CHOICES:
        return SelectMultipleField(
            spec.label, choices=offered, validate_choice=False,
            widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        )  # fmt: skip
    if len(offered) > RADIOS_AT_MOST:
        empty = SelectChoice("", _("Chọn một mục"))
        return SelectField(spec.label, choices=[empty, *offered], validate_choice=False, default="")
    return RadioField(spec.label, choices=offered, validate_choice=False, default="")


def _cell(column: Column) -> Field:
    kinds: Mapping[FieldKind, Any] = {
        FieldKind.NUMBER: ExactField, FieldKind.MONEY: DongField, FieldKind.DATE: DayField,
    }  # fmt: skip
    if column.kind in kinds:
        return kinds[column.kind](column.name)
    return LineField(column.name, [AtMost(CELL_LIMIT, column.name)])


def _value(spec: FieldSpec, box: Any) -> Value:
    if spec.kind is FieldKind.TABLE:
        rows = (tuple(_empty_to_none(cell.data) for cell in row.form) for row in box)
        return tuple(row for row in rows if any(cell is not None for cell in row))
    if spec.kind is FieldKind.CHOICES:
        # A choice between two texts (edit conflict) posts all of them in one box.
        typed = [clean_line(one) for text in box.data or () for one in str(text).split("\n")]
        return tuple(one for one in dict.fromkeys(typed) if one)
    if spec.kind is FieldKind.CHOICE:
        return clean_line(str(box.data or ""))
    return box.data


def _empty_to_none(value: Value) -> Value:
    return None if value == "" else value


def filled_answers(asked: Asked) -> dict[str, Any]:
    """The stored answers as the boxes show them."""
    found: dict[str, Any] = {}
    for question in answerable(asked):
        value = asked.values.get(question.field_id)
        if question.spec.kind is FieldKind.TABLE:
            value = [{f"c{n}": cell for n, cell in enumerate(row)} for row in value or ()] or [{}]
        elif question.spec.kind is FieldKind.CHOICES:
            value = list(value or ())
        elif value is None and question.spec.kind in {FieldKind.CHOICE, FieldKind.TEXT,
                                                      FieldKind.RICH}:  # fmt: skip
            value = ""
        found[question_name(question.field_id)] = value
    return found
