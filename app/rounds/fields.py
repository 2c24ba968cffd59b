"""The questions a round asks beside the statutory form: what kinds there are and what each needs.

A `FieldSpec` is the whole definition of one question, as the settings page edits it, the settings
file carries it and the dossier obeys it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.kernel.text import T, Text


class FieldKind(StrEnum):
    """What is typed. A choice keeps the words that were chosen, so that it stays readable."""

    TEXT = "text"
    RICH = "rich"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    TABLE = "table"
    FILE = "file"


KIND_TITLES: Mapping[FieldKind, Text] = {
    FieldKind.TEXT: T("Văn bản"),
    FieldKind.RICH: T("Văn bản có định dạng"),
    FieldKind.NUMBER: T("Số kèm đơn vị tính"),
    FieldKind.MONEY: T("Số tiền (đồng)"),
    FieldKind.DATE: T("Ngày"),
    FieldKind.CHOICE: T("Chọn một mục"),
    FieldKind.CHOICES: T("Chọn nhiều mục"),
    FieldKind.TABLE: T("Bảng"),
    FieldKind.FILE: T("Tệp"),
}
WRITTEN = frozenset({FieldKind.TEXT, FieldKind.RICH})
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


class Visibility(StrEnum):
    """Who may read the answer; see `app.ideas.fields` for the same flags of the form itself."""

    PUBLIC = "public"
    BLIND = "blind"
    CONFIDENTIAL = "confidential"


VISIBILITY_TITLES: Mapping[Visibility, Text] = {
    Visibility.PUBLIC: T("Công khai được; người chấm đọc"),
    Visibility.BLIND: T("Người chấm đọc (không lộ tác giả); không công khai"),
    Visibility.CONFIDENTIAL: T(
        "Bảo mật: chỉ tác giả, đơn vị, thư ký đọc; không tìm thấy, không xuất, không công khai"
    ),
}


class Stage(StrEnum):
    """How far a dossier is, for "required from" and "frozen from"."""

    NEVER = "never"
    DRAFT = "draft"
    SUBMIT = "submit"
    ENDORSE = "endorse"
    ACCEPT = "accept"


_REACHED = (Stage.DRAFT, Stage.SUBMIT, Stage.ENDORSE, Stage.ACCEPT)
REQUIRED_TITLES: Mapping[Stage, Text] = {
    Stage.NEVER: T("Không bắt buộc"),
    Stage.DRAFT: T("Ngay khi lưu bản nháp"),
    Stage.SUBMIT: T("Khi nộp hồ sơ"),
    Stage.ENDORSE: T("Khi đơn vị xác nhận"),
    Stage.ACCEPT: T("Khi thư ký tiếp nhận"),
}
FROZEN_TITLES: Mapping[Stage, Text] = {
    Stage.NEVER: T("Không khóa (sửa được khi hồ sơ được trả lại)"),
    Stage.SUBMIT: T("Từ khi nộp lần đầu"),
    Stage.ENDORSE: T("Từ khi đơn vị xác nhận"),
    Stage.ACCEPT: T("Từ khi thư ký tiếp nhận"),
}


def reached(since: Stage, now_at: Stage) -> bool:
    """Whether a dossier that is at `now_at` has come to the stage `since`."""
    return since is not Stage.NEVER and _REACHED.index(since) <= _REACHED.index(now_at)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table question; only text, number, money and date stand in cells."""

    name: str
    kind: FieldKind = FieldKind.TEXT


CELL_KINDS = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE)


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown only when the earlier question `key` was answered with one of `values`."""

    key: str
    values: tuple[str, ...] = ()


KEY_LIMIT, LABEL_LIMIT, HELP_LIMIT, UNIT_LIMIT, CHOICE_LIMIT = 40, 200, 1000, 40, 200
MOST_FIELDS, MOST_CHOICES, MOST_COLUMNS, MOST_ROWS, MOST_CHARACTERS = 40, 40, 8, 50, 20_000
TEXT_DEFAULT, CELL_LIMIT = 2_000, 500


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of a round. `most` counts characters of written answers (0: 2,000)."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    unit: str = ""
    most: int = 0
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    show_if: Condition | None = None
    categories: tuple[str, ...] = ()
    visibility: Visibility = Visibility.BLIND
    required_from: Stage = Stage.NEVER
    frozen_from: Stage = Stage.NEVER

    @property
    def limit(self) -> int:
        """Most characters of a written answer."""
        return self.most or TEXT_DEFAULT


@dataclass(frozen=True, slots=True)
class RoundQuestion:
    """A stored question: its number, its definition, and whether the round still asks it."""

    field_id: int
    spec: FieldSpec
    removed: bool = False


@dataclass(frozen=True, slots=True)
class EligibilityDraft:
    """A yes/no question before the form. `wanted` is the answer that lets a person in.

    The other answer shows `explanation`; with `blocks` it also keeps the dossier from being begun.
    """

    question: str
    wanted: bool = True
    explanation: str = ""
    blocks: bool = True
    question_id: int | None = field(default=None, compare=False)


QUESTION_LIMIT, EXPLANATION_LIMIT, MOST_ELIGIBILITY = 500, 1000, 15
