"""Which questions of the round a dossier has to answer, may change, and answers wrongly."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.ideas.answers import Value, is_empty, question_name, value_text
from app.ideas.drafts import MOST_VND
from app.kernel.numbers import integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.kernel.vietnamese import fold
from app.rounds.fields import (
    CELL_LIMIT,
    CHOSEN,
    MOST_ROWS,
    WRITTEN,
    FieldKind,
    FieldSpec,
    RoundQuestion,
    Stage,
    Visibility,
    reached,
)

_NAME = re.compile(r"q[0-9]+")


def is_question(name: str) -> bool:
    """Whether a blocker is about a question of the round."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a round beside the answers of one dossier; `files` are counts."""

    questions: tuple[RoundQuestion, ...] = ()
    values: Mapping[int, Value] = field(default_factory=dict)
    files: Mapping[int, int] = field(default_factory=dict)
    category: str = ""
    stage: Stage = Stage.DRAFT

    def answered(self, question: RoundQuestion) -> bool:
        """Whether something was given."""
        if question.spec.kind is FieldKind.FILE:
            return bool(self.files.get(question.field_id))
        return not is_empty(self.values.get(question.field_id))

    def hidden_from(self, only: Collection[Visibility]) -> set[int]:
        """The questions whose answers and files these readers do not receive."""
        return {q.field_id for q in self.questions if q.spec.visibility not in only}


def applying(asked: Asked) -> tuple[RoundQuestion, ...]:
    """The questions that this dossier has to look at: its category, and conditions that hold.

    A question that hangs on one that does not apply does not apply either.
    """
    found: dict[str, RoundQuestion] = {}
    for question in asked.questions:
        if not question.removed and _for_category(question.spec, asked.category):
            condition = question.spec.show_if
            upon = found.get(condition.key) if condition else None
            if condition is None or (upon is not None and _holds(upon, condition.values, asked)):
                found[question.spec.key] = question
    return tuple(found.values())


def _for_category(spec: FieldSpec, category: str) -> bool:
    return not spec.categories or category in spec.categories


def _holds(upon: RoundQuestion, wanted: Sequence[str], asked: Asked) -> bool:
    if not asked.answered(upon):
        return False
    if not wanted:
        return True
    value = asked.values.get(upon.field_id)
    given = value if isinstance(value, tuple | list) else (value,)
    texts = {fold(value_text(upon.spec.kind, one)) for one in given}
    return any(fold(one) in texts for one in wanted)


def is_locked(spec: FieldSpec, stage: Stage) -> bool:
    """Whether the answer may no longer change: the dossier has come to the question's stage."""
    return reached(spec.frozen_from, stage)


def blockers_of_answers(asked: Asked, stage: Stage) -> list[Blocker]:
    """What this stage wants answered and is not, or is answered with what is no longer offered."""
    found: list[Blocker] = []
    for question in applying(asked):
        spec, name = question.spec, question_name(question.field_id)
        if not asked.answered(question):
            missing = _missing(question, stage)
            found += [missing] if missing else []
        elif not is_locked(spec, asked.stage):
            wrong = problem_of(spec, asked.values.get(question.field_id))
            if wrong is not None:
                found.append(Blocker(name, wrong))
    return found


def _missing(question: RoundQuestion, stage: Stage) -> Blocker | None:
    """The reason, when this stage wants an answer."""
    spec = question.spec
    if not reached(spec.required_from, stage):
        return None
    if spec.kind is FieldKind.FILE:
        text = T("Tải tệp cho câu hỏi “%(label)s”", label=spec.label)
    else:
        text = T("Trả lời câu hỏi “%(label)s”", label=spec.label)
    return Blocker(question_name(question.field_id), text)


def problem_of(spec: FieldSpec, value: Value) -> Text | None:
    """Why this value cannot be the answer; None when it can. Nothing is shortened."""
    if spec.kind in WRITTEN and value:
        return _too_long(spec.label, len(value), spec.limit)
    if spec.kind in CHOSEN and value:
        chosen = value if isinstance(value, tuple | list) else (value,)
        gone = [one for one in chosen if one not in spec.choices]
        if gone:
            return T("Chọn lại “%(label)s”: mục “%(gone)s” không còn trong danh sách",
                     label=spec.label, gone=gone[0])  # fmt: skip
    if spec.kind is FieldKind.TABLE and value:
        return _table_problem(spec, value)
    return _number_problem(spec.label, spec.kind, value)


def _number_problem(label: str, kind: FieldKind, value: Value) -> Text | None:
    """Money is not negative; no number has more than fifteen digits before the comma, six after."""
    if kind is FieldKind.MONEY and value is not None and not 0 <= value <= MOST_VND:
        return T("“%(what)s” phải là số tiền từ 0 đồng trở lên", what=label)
    if kind is FieldKind.NUMBER and value is not None:
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or abs(value) >= MOST_VND or exponent < -6:
            return T("“%(what)s” phải là số dưới 15 chữ số, nhiều nhất 6 chữ số thập phân",
                     what=label)  # fmt: skip
    return None


def _too_long(label: str, length: int, most: int) -> Text | None:
    if length <= most:
        return None
    return T("“%(what)s” không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
             what=label, most=integer_text(most), length=integer_text(length))  # fmt: skip


def _table_problem(spec: FieldSpec, rows: Sequence[Sequence[Value]]) -> Text | None:
    if len(rows) > MOST_ROWS:
        return T("“%(what)s” có nhiều nhất %(most)s dòng", what=spec.label, most=MOST_ROWS)
    lengths = (len(cell) for row in rows for cell in row if isinstance(cell, str))
    return _too_long(spec.label, max(lengths, default=0), CELL_LIMIT) or next(
        (
            wrong
            for row in rows
            for column, cell in zip(spec.columns, row, strict=False)
            if (wrong := _number_problem(f"{spec.label}: {column.name}", column.kind, cell))
        ),
        None,
    )


def blockers_to_save_answers(
    asked: Asked, given: Mapping[int, Value], *, complete: bool
) -> list[Blocker]:
    """Why these answers cannot be stored. `complete`: a person saved the page, not a script.

    An answer that was stored earlier may stay although it is no longer offered; a new one must be.
    """
    found: list[Blocker] = []
    after = Asked(asked.questions, {**asked.values, **given}, asked.files, asked.category,
                  asked.stage)  # fmt: skip
    for question in asked.questions:
        key, spec = question.field_id, question.spec
        if key in given and given[key] != asked.values.get(key):
            locked = is_locked(spec, asked.stage)
            wrong = LOCKED if locked else problem_of(spec, given[key])
            if wrong is not None:
                found.append(Blocker(question_name(key), wrong))
    if complete:
        named = {blocker.field for blocker in found}
        found += [
            blocker
            for question in applying(after)
            if not after.answered(question)
            and question.spec.kind is not FieldKind.FILE
            and (blocker := _missing(question, Stage.DRAFT)) is not None
            and blocker.field not in named
        ]
    return found


LOCKED = T("Câu trả lời này đã khóa, không sửa được ở giai đoạn hiện tại của hồ sơ")
