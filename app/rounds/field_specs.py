"""Question definitions as plain values: for the database and for the settings file."""

import json
from functools import lru_cache
from typing import Any

from app.kernel.text import T
from app.rounds.fields import (
    CELL_KINDS,
    CHOICE_LIMIT,
    EXPLANATION_LIMIT,
    HELP_LIMIT,
    KEY_LIMIT,
    LABEL_LIMIT,
    MOST_CHARACTERS,
    MOST_CHOICES,
    MOST_COLUMNS,
    QUESTION_LIMIT,
    UNIT_LIMIT,
    Column,
    Condition,
    EligibilityDraft,
    FieldKind,
    FieldSpec,
    Stage,
    Visibility,
)
from app.rounds.reading import Reader

_NAMES = (
    "key", "label", "kind", "help", "unit", "most", "choices", "columns", "show_if", "categories",
    "visibility", "required_from", "frozen_from",
)  # fmt: skip


def spec_values(spec: FieldSpec) -> dict[str, Any]:
    """The definition as plain values; what is empty is left out."""
    values: dict[str, Any] = {
        "key": spec.key, "label": spec.label, "kind": str(spec.kind), "help": spec.help,
        "unit": spec.unit, "most": spec.most, "choices": list(spec.choices),
        "columns": [{"name": column.name, "kind": str(column.kind)} for column in spec.columns],
        "show_if": {"key": spec.show_if.key, "values": list(spec.show_if.values)}
        if spec.show_if else None,
        "categories": list(spec.categories), "visibility": str(spec.visibility),
        "required_from": str(spec.required_from), "frozen_from": str(spec.frozen_from),
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def spec_text(spec: FieldSpec) -> str:
    """The definition as the database keeps it."""
    return json.dumps(spec_values(spec), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1024)
def spec_of(text: str) -> FieldSpec:
    """A stored definition. Kept by its text: every dossier of a round asks for the same few."""
    return read_spec(Reader(json.loads(text)))


def read_spec(reader: Reader) -> FieldSpec:
    """A definition out of plain values; mistakes are noted in the reader."""
    reader.unknown(_NAMES)
    condition = reader.inner("show_if")
    show_if = None
    if condition is not None:
        condition.unknown(("key", "values"))
        show_if = Condition(
            condition.text("key", KEY_LIMIT, wanted=True),
            condition.texts("values", MOST_CHOICES, CHOICE_LIMIT),
        )
    return FieldSpec(
        key=reader.text("key", KEY_LIMIT, wanted=True),
        label=reader.text("label", LABEL_LIMIT, wanted=True),
        kind=reader.one_of("kind", FieldKind, FieldKind.TEXT),
        help=reader.text("help", HELP_LIMIT, lines=True),
        unit=reader.text("unit", UNIT_LIMIT),
        most=reader.whole("most", 0, 0, MOST_CHARACTERS),
        choices=reader.texts("choices", MOST_CHOICES, CHOICE_LIMIT),
        columns=tuple(_column(inner) for inner in reader.readers("columns", MOST_COLUMNS)),
        show_if=show_if,
        categories=reader.texts("categories", MOST_CHOICES, LABEL_LIMIT),
        visibility=reader.one_of("visibility", Visibility, Visibility.BLIND),
        required_from=reader.one_of("required_from", Stage, Stage.NEVER),
        frozen_from=reader.one_of("frozen_from", Stage, Stage.NEVER),
    )


def _column(reader: Reader) -> Column:
    reader.unknown(("name", "kind"))
    kind = reader.one_of("kind", FieldKind, FieldKind.TEXT)
    if kind not in CELL_KINDS:
        reader.wrong("kind", T("Cột của bảng chỉ là text, number, money hoặc date"))
    return Column(reader.text("name", CHOICE_LIMIT, wanted=True), kind)


def eligibility_values(draft: EligibilityDraft) -> dict[str, Any]:
    """A question before the form as plain values."""
    return {"question": draft.question, "wanted": draft.wanted, "explanation": draft.explanation,
            "blocks": draft.blocks}  # fmt: skip


def read_eligibility(reader: Reader) -> EligibilityDraft:
    """A question before the form out of plain values."""
    reader.unknown(("question", "wanted", "explanation", "blocks"))
    return EligibilityDraft(
        question=reader.text("question", QUESTION_LIMIT, wanted=True),
        wanted=reader.truth("wanted", default=True),
        explanation=reader.text("explanation", EXPLANATION_LIMIT, wanted=True, lines=True),
        blocks=reader.truth("blocks", default=True),
    )
