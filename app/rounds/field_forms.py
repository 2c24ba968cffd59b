"""Forms of the questions a round asks: one question; the questions before the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel.text import Text
from app.kernel.vietnamese import clean_line
from app.rounds.field_rules import key_of
from app.rounds.fields import (
    CELL_KINDS,
    CHOICE_LIMIT,
    EXPLANATION_LIMIT,
    FROZEN_TITLES,
    HELP_LIMIT,
    KIND_TITLES,
    LABEL_LIMIT,
    QUESTION_LIMIT,
    REQUIRED_TITLES,
    UNIT_LIMIT,
    VISIBILITY_TITLES,
    Column,
    Condition,
    EligibilityDraft,
    FieldKind,
    FieldSpec,
    Stage,
    Visibility,
)
from app.web.forms import AtMost, CountField, LineField, ProseField, Wanted, WebForm


def _offered(titles: Mapping[Any, Text]) -> list[SelectChoice]:
    return [SelectChoice(str(key), _l(title.message)) for key, title in titles.items()]


class ColumnRow(WebForm):
    """One column of a table; an empty row is left out."""

    name = LineField(_l("Tên cột"), [AtMost(CHOICE_LIMIT, _l("Tên cột"))])
    kind = SelectField(
        _l("Kiểu"), choices=[SelectChoice(str(k), _l(KIND_TITLES[k].message)) for k in CELL_KINDS]
    )


class FieldForm(WebForm):
    """One question. What a kind does not use is left empty; the rules say so when it is not."""

    label = LineField(
        _l("Câu hỏi"), [Wanted(_l("Nhập câu hỏi")), AtMost(LABEL_LIMIT, _l("Câu hỏi"))]
    )
    kind = SelectField(_l("Kiểu trả lời"), choices=_offered(KIND_TITLES))
    help = ProseField(_l("Hướng dẫn trả lời"), [AtMost(HELP_LIMIT, _l("Hướng dẫn trả lời"))])
    unit = LineField(_l("Đơn vị tính"), [AtMost(UNIT_LIMIT, _l("Đơn vị tính"))])
    most = CountField(_l("Số ký tự nhiều nhất"))
    choices = ProseField(_l("Các mục để chọn"))
    columns = FieldList(FormField(ColumnRow), _l("Cột của bảng"), min_entries=1)
    show_key = SelectField(_l("Chỉ hỏi khi câu này đã được trả lời"), validate_choice=False)
    show_values = ProseField(_l("với một trong các câu trả lời"))
    categories = SelectMultipleField(
        _l("Chỉ hỏi ở lĩnh vực"), validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    visibility = RadioField(_l("Ai đọc được"), choices=_offered(VISIBILITY_TITLES))
    required_from = SelectField(_l("Bắt buộc trả lời"), choices=_offered(REQUIRED_TITLES))
    frozen_from = SelectField(_l("Khóa câu trả lời"), choices=_offered(FROZEN_TITLES))

    def offer(self, earlier: Sequence[FieldSpec], categories: Sequence[str]) -> None:
        """The questions that stand before this one, and the round's categories."""
        empty = SelectChoice("", _("Luôn hỏi"))
        offered = [SelectChoice(spec.key, spec.label) for spec in earlier]
        self.show_key.choices = [empty, *offered]
        self.categories.choices = [SelectChoice(name, name) for name in categories]

    def change_rows(self, remove: str | None) -> None:
        """A column more, or without the one of this name."""
        if remove is None:
            self.columns.append_entry()
        else:
            self.columns.entries = [one for one in self.columns.entries if one.name != remove]

    def spec(self, key: str, taken: Sequence[str]) -> FieldSpec:
        """What was typed; a new question gets a key out of its words."""
        kind = FieldKind(self.kind.data)
        rows = [entry.form for entry in self.columns if entry.form.name.data]
        upon, values = self.show_key.data, _lines(self.show_values.data)
        return FieldSpec(
            key=key or key_of(self.label.data, taken), label=self.label.data, kind=kind,
            help=self.help.data, unit=self.unit.data, most=self.most.data or 0,
            choices=_lines(self.choices.data),
            columns=tuple(Column(row.name.data, FieldKind(row.kind.data)) for row in rows),
            show_if=Condition(upon, values) if upon else None,
            categories=tuple(self.categories.data or ()),
            visibility=Visibility(self.visibility.data),
            required_from=Stage(self.required_from.data),
            frozen_from=Stage(self.frozen_from.data),
        )  # fmt: skip


def _lines(text: str | None) -> tuple[str, ...]:
    """One entry a line; empty lines are left out."""
    return tuple(line for one in (text or "").split("\n") if (line := clean_line(one)))


def typed_field(spec: FieldSpec) -> dict[str, Any]:
    """A stored question as the boxes show it."""
    return {
        "label": spec.label, "kind": str(spec.kind), "help": spec.help, "unit": spec.unit,
        "most": spec.most or None, "choices": "\n".join(spec.choices),
        "columns": [{"name": one.name, "kind": str(one.kind)} for one in spec.columns] or [{}],
        "show_key": spec.show_if.key if spec.show_if else "",
        "show_values": "\n".join(spec.show_if.values) if spec.show_if else "",
        "categories": list(spec.categories), "visibility": str(spec.visibility),
        "required_from": str(spec.required_from), "frozen_from": str(spec.frozen_from),
    }  # fmt: skip


class EligibilityRow(WebForm):
    """One question before the form; an empty row is left out."""

    question = LineField(
        _l("Câu hỏi (trả lời có hoặc không)"), [AtMost(QUESTION_LIMIT, _l("Câu hỏi"))]
    )
    wanted = SelectField(
        _l("Được dự thi khi trả lời"),
        choices=[SelectChoice("yes", _l("Có")), SelectChoice("no", _l("Không"))],
    )
    explanation = ProseField(
        _l("Nếu trả lời khác: vì sao chưa đủ điều kiện, nên làm gì"),
        [AtMost(EXPLANATION_LIMIT, _l("Lời giải thích"))],
    )
    effect = SelectField(
        _l("Khi đó"),
        choices=[
            SelectChoice("block", _l("Không tạo hồ sơ")),
            SelectChoice("warn", _l("Chỉ nhắc, vẫn tạo hồ sơ")),
        ],
    )


class EligibilityForm(WebForm):
    """The questions before the form, in order."""

    questions = FieldList(FormField(EligibilityRow), min_entries=1)

    def drafts(self) -> list[EligibilityDraft]:
        """The rows that say something."""
        return [
            EligibilityDraft(
                row.question.data, row.wanted.data == "yes", row.explanation.data,
                row.effect.data == "block",
            )
            for row in (entry.form for entry in self.questions)
            if row.question.data or row.explanation.data
        ]  # fmt: skip

    def change_rows(self, remove: str | None) -> None:
        """A row more, or without the one of this name."""
        if remove is None:
            self.questions.append_entry()
        else:
            self.questions.entries = [one for one in self.questions.entries if one.name != remove]


def typed_eligibility(drafts: Sequence[EligibilityDraft]) -> dict[str, Any]:
    """The stored questions as rows."""
    return {
        "questions": [
            {"question": one.question, "wanted": "yes" if one.wanted else "no",
             "explanation": one.explanation, "effect": "block" if one.blocks else "warn"}
            for one in drafts
        ] or [{}]
    }  # fmt: skip
