"""Answers to the questions of a round: typed values, kept as JSON, read as text.

Values by kind: text, rich, choice: str; number: Decimal; money: int (đồng); date: date;
choices: tuple of str; table: tuple of rows, each a tuple of cell values (None when empty).
The answer to a file question is the evidence that names the question.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.ideas.rich_text import plain
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text, integer_text
from app.rounds.fields import Column, FieldKind, FieldSpec, Visibility

Value = Any


def question_name(field_id: int) -> str:
    """The name of the question's box on pages and in blockers: "q12"."""
    return f"q{field_id}"


def stored(spec: FieldSpec, value: Value) -> str:
    """The value as JSON: ``{"kind": "number", "value": "12.5"}``."""
    return json.dumps(
        {"kind": str(spec.kind), "value": _plain_value(value)}, ensure_ascii=False, sort_keys=True
    )


def _plain_value(value: Value) -> Any:
    if isinstance(value, tuple | list):
        return [_plain_value(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def read(spec: FieldSpec, text: str) -> Value:
    """The typed value of a stored answer."""
    return typed(spec, json.loads(text)["value"])


def typed(spec: FieldSpec, value: Any) -> Value:
    """A value out of JSON in the type of its question."""
    if spec.kind is FieldKind.TABLE:
        return tuple(
            tuple(_cell(column.kind, cell) for column, cell in zip(spec.columns, row, strict=False))
            for row in value or ()
        )
    if spec.kind is FieldKind.CHOICES:
        return tuple(value or ())
    return _cell(spec.kind, value)


def _cell(kind: FieldKind, value: Any) -> Value:
    if value is None:
        return None
    if kind is FieldKind.NUMBER:
        return Decimal(value)
    return date.fromisoformat(value) if kind is FieldKind.DATE else value


def is_empty(value: Value) -> bool:
    """Whether nothing was answered; the number 0 is an answer."""
    return value is None or (isinstance(value, str | tuple | list) and not value)


def value_text(kind: FieldKind, value: Value, unit: str = "") -> str:
    """One value as people read it: "1.250,5 lượt", "10.000.000 đồng", "05/02/2026"."""
    if value is None or value == "":
        return ""
    if kind is FieldKind.NUMBER:
        return f"{decimal_text(value)} {unit}".rstrip()
    if kind is FieldKind.MONEY:
        return f"{integer_text(value)} đồng"
    if kind is FieldKind.DATE:
        return day_text(value)
    return plain(value) if kind is FieldKind.RICH else str(value)


def answer_text(spec: FieldSpec, value: Value) -> str:
    """A whole answer as plain text: choices by "; ", tables a row a line, cells by " | "."""
    if is_empty(value):
        return ""
    if spec.kind is FieldKind.CHOICES:
        return "; ".join(value)
    if spec.kind is FieldKind.TABLE:
        return "\n".join(" | ".join(row) for row in table_texts(spec.columns, value))
    return value_text(spec.kind, value, spec.unit)


def table_texts(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[list[str]]:
    """The cells of a table answer as people read them."""
    return [
        [value_text(column.kind, cell) for column, cell in zip(columns, row, strict=False)]
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question as it is shown; `old` when the round no longer asks it."""

    field_id: int
    key: str
    label: str
    kind: FieldKind
    value: Value
    unit: str = ""
    columns: tuple[Column, ...] = ()
    visibility: Visibility = Visibility.BLIND
    old: bool = False
    files: tuple[Any, ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text; files by how they are labelled."""
        if self.kind is FieldKind.FILE:
            return "\n".join(str(getattr(file, "name", "")) for file in self.files)
        return answer_text(self.spec, self.value)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table as text."""
        return table_texts(self.columns, self.value or ())

    @property
    def spec(self) -> FieldSpec:
        """As much of the question as reading the answer needs."""
        return FieldSpec(self.key, self.label, self.kind, unit=self.unit, columns=self.columns,
                         visibility=self.visibility)  # fmt: skip


def frozen_answer(answer: Answer) -> dict[str, Any]:
    """As a frozen version keeps it: the question with it, for questions change."""
    return {
        "field_id": answer.field_id, "key": answer.key, "label": answer.label,
        "kind": str(answer.kind), "unit": answer.unit, "visibility": str(answer.visibility),
        "columns": [[column.name, str(column.kind)] for column in answer.columns],
        "value": _plain_value(answer.value), "old": answer.old,
    }  # fmt: skip


def thawed_answer(kept: dict[str, Any]) -> Answer:
    """An answer out of a frozen version."""
    columns = tuple(Column(name, FieldKind(kind)) for name, kind in kept["columns"])
    answer = Answer(
        kept["field_id"], kept["key"], kept["label"], FieldKind(kept["kind"]), None, kept["unit"],
        columns, Visibility(kept["visibility"]), kept["old"],
    )  # fmt: skip
    value = typed(answer.spec, kept["value"])
    return Answer(answer.field_id, answer.key, answer.label, answer.kind, value, answer.unit,
                  answer.columns, answer.visibility, answer.old)  # fmt: skip


def public_texts(content: Mapping[str, Any]) -> list[str]:
    """The answers of a frozen version that anybody who reads the dossier may find it by."""
    kept = (thawed_answer(one) for one in content.get("answers", ()))
    return [one.text for one in kept if one.visibility is Visibility.PUBLIC and one.text]


def confidential_questions(content: Mapping[str, Any]) -> set[int]:
    """The questions of a frozen version whose answers and files are found by nobody."""
    return {
        one["field_id"]
        for one in content.get("answers", ())
        if one["visibility"] == Visibility.CONFIDENTIAL
    }
