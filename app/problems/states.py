"""The life of a problem that a unit posts for others to solve."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class ProblemState(StrEnum):
    """Where a problem stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


S = ProblemState
PROBLEM_TITLES = {
    S.DRAFT: T("Bản nháp"),
    S.PUBLISHED: T("Đang tìm lời giải"),
    S.CLOSED: T("Đã đóng"),
}
PROBLEM_SHAPES = {S.DRAFT: "none", S.PUBLISHED: "doing", S.CLOSED: "locked"}

PROBLEM_LIFECYCLE = Lifecycle(
    "problem",
    PROBLEM_TITLES,
    [
        Move("publish", T("Đăng bài toán"), frozenset({S.DRAFT}), S.PUBLISHED),
        Move("close", T("Đóng bài toán"), frozenset({S.PUBLISHED}), S.CLOSED),
        Move("republish", T("Đăng lại"), frozenset({S.CLOSED}), S.PUBLISHED),
    ],
)
