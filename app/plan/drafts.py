"""What forms hand to the actions of this room, and how it is written in their boxes."""

from dataclasses import dataclass
from datetime import date

from app.kernel.text import T, Text

PROSE_LIMIT = 5_000
LINE_LIMIT = 2_000
NUMBER_LIMIT = 1_000_000
REASON_LIMIT = 500
DOCUMENT_NUMBER_LIMIT = 60

YES, NO = "Có", "Không"
"""How a ticked and an empty box are written where two edits are compared."""

TEXTS: dict[str, Text] = {
    "achievements": T("Kết quả nổi bật"),
    "difficulties": T("Khó khăn, vướng mắc"),
    "proposals": T("Kiến nghị, đề xuất"),
}
NUMBERS: dict[str, Text] = {
    "trained_people": T("Lượt người được tập huấn, bồi dưỡng"),
    "events_held": T("Sự kiện, hội thảo đã tổ chức"),
    "ideas_submitted": T("Giải pháp đã nộp"),
    "solutions_applied": T("Giải pháp được đưa vào áp dụng"),
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What the unit did on one task; `percent` from 0 to 100 as the unit sees it."""

    item_id: int
    percent: int = 0
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was written: such a line is not stored."""
        return not self.text and not self.percent


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A unit's report as typed; `lines` in the order of the plan, without empty ones."""

    no_activity: bool = False
    achievements: str = ""
    difficulties: str = ""
    proposals: str = ""
    trained_people: int = 0
    events_held: int = 0
    ideas_submitted: int = 0
    solutions_applied: int = 0
    lines: tuple[ReportLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What the plan officer notes on a task; an empty `move` leaves its state alone."""

    move: str = ""
    note: str = ""
    due_on: date | None = None


def line_field(item_id: int, name: str) -> str:
    """The name of a task's box in the report form."""
    return f"item-{item_id}-{name}"
