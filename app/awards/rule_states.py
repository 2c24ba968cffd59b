"""The life cycle of a set of eligibility rules, and how a deadline is counted."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T

NOTE_LIMIT = 300
BASIS_LIMIT = 300
MESSAGE_LIMIT = 300
CLAUSE_LIMIT = 200
PARAMETER_LIMIT = 60
CODE_LIMIT = 40
MOST_RULES = 300


class RuleSetState(StrEnum):
    """Where a set of rules stands. Whether an approved one counts is said by its days."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DROPPED = "dropped"


S = RuleSetState
RULE_SET_LIFECYCLE = Lifecycle(
    "rule_set",
    {
        S.DRAFT: T("Dự thảo"),
        S.PROPOSED: T("Chờ duyệt"),
        S.APPROVED: T("Đã duyệt"),
        S.DROPPED: T("Đã bỏ"),
    },
    [
        Move("propose", T("Trình duyệt"), frozenset({S.DRAFT}), S.PROPOSED),
        Move("send_back", T("Trả lại để sửa"), frozenset({S.PROPOSED}), S.DRAFT),
        Move("approve", T("Duyệt bộ quy tắc"), frozenset({S.PROPOSED}), S.APPROVED),
        Move("drop", T("Bỏ dự thảo"), frozenset({S.DRAFT}), S.DROPPED),
    ],
)
RULE_SET_SHAPES = {S.DRAFT: "doing", S.PROPOSED: "ask", S.APPROVED: "sealed", S.DROPPED: "grey"}


class DeadlineUnit(StrEnum):
    """How the time for a dossier is counted; a fixed day is the last day of each year."""

    NONE = "none"
    WORKING = "working"
    CALENDAR = "calendar"
    DAY = "day"


DEADLINE_TITLES = {
    DeadlineUnit.NONE: T("Không quy định"),
    DeadlineUnit.WORKING: T("Số ngày làm việc"),
    DeadlineUnit.CALENDAR: T("Số ngày"),
    DeadlineUnit.DAY: T("Ngày cố định trong năm"),
}
