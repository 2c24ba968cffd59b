"""What the decision table can be narrowed to and sorted by, and what it flags."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, and_

from app.ideas.models import Idea
from app.ideas.states import DECIDED, IdeaState
from app.kernel.text import T, Text
from app.review.models import Result
from app.review.states import Proposal

WIDE_SHARE = Decimal("0.2")
"""A spread above this share of the maximum is flagged for a second look."""


def is_wide(maximum: Decimal) -> ColumnElement[bool]:
    """The sheets lie further apart than `WIDE_SHARE` of the rubric's maximum."""
    return Result.high - Result.low > maximum * WIDE_SHARE


class Show(StrEnum):
    """The filters of the table; the value is what stands in the address."""

    ALL = "tat-ca"
    SCORING = "dang-cham"
    SCORED = "da-cham"
    UNPROPOSED = "chua-de-xuat"
    BELOW_FLOOR = "duoi-san"
    VETOED = "khong-dat"
    WIDE = "lech-lon"
    COUNCIL = "trinh-hoi-dong"
    DECIDED = "da-quyet-dinh"


SHOW_TITLES: dict[Show, Text] = {
    Show.ALL: T("Tất cả"),
    Show.SCORING: T("Đang chấm"),
    Show.SCORED: T("Đã khóa điểm"),
    Show.UNPROPOSED: T("Chưa đề xuất"),
    Show.BELOW_FLOOR: T("Dưới sàn"),
    Show.VETOED: T("Không đạt"),
    Show.WIDE: T("Lệch lớn"),
    Show.COUNCIL: T("Đã trình Hội đồng"),
    Show.DECIDED: T("Đã quyết định"),
}


class Sort(StrEnum):
    """What the table is sorted by; the value is what stands in the address."""

    SCORE = "diem"
    SPREAD = "lech"
    CODE = "ma"


@dataclass(frozen=True, slots=True)
class TableFilter:
    """What the table shows, and in which order."""

    show: Show = Show.ALL
    sort: Sort = Sort.SCORE
    text: str = ""


REVEALING = frozenset({Show.UNPROPOSED, Show.BELOW_FLOOR, Show.VETOED, Show.WIDE})
"""Filters that would tell something about a dossier's score: shut rows are not among their hits."""


def condition_of(show: Show, maximum: Decimal) -> ColumnElement[bool] | None:
    """The filter as a condition on `Idea` and `Result`; None for everything."""
    conditions: dict[Show, ColumnElement[bool]] = {
        Show.SCORING: Idea.state == IdeaState.SCORING,
        Show.SCORED: Idea.state == IdeaState.SCORED,
        Show.UNPROPOSED: and_(Idea.state == IdeaState.SCORED, Result.proposal == Proposal.NONE),
        Show.BELOW_FLOOR: Result.below_floor != "",
        Show.VETOED: Result.vetoed != "",
        Show.WIDE: is_wide(maximum),
        Show.COUNCIL: Idea.state == IdeaState.BEFORE_COUNCIL,
        Show.DECIDED: Idea.state.in_(DECIDED),
    }
    return conditions.get(show)
