"""The life cycle of a round. Phases (receiving, scoring…) are derived from dates, never stored."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class RoundState(StrEnum):
    """Whether the call is public, and whether its result is final."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"


class BlindMode(StrEnum):
    """What reviewers see of authors and units."""

    OPEN = "open"
    BLIND = "blind"


BLIND_TITLES = {
    BlindMode.OPEN: T("Người chấm thấy tác giả, đơn vị"),
    BlindMode.BLIND: T("Ẩn tác giả, đơn vị với người chấm"),
}


class QualifyRule(StrEnum):
    """How the answers of several qualifiers become one outcome."""

    ALL = "all"
    MAJORITY = "majority"
    THIRD = "third"


QUALIFY_TITLES = {
    QualifyRule.ALL: T("Tất cả cùng ý kiến; khác nhau là chưa thống nhất"),
    QualifyRule.MAJORITY: T("Theo đa số; ngang nhau là chưa thống nhất"),
    QualifyRule.THIRD: T("Hai người; khác nhau thì mời người thứ ba, theo đa số"),
}

ROUND_LIFECYCLE = Lifecycle(
    "round",
    {
        RoundState.DRAFT: T("Chưa mở"),
        RoundState.ANNOUNCED: T("Đã thông báo"),
        RoundState.CLOSED: T("Đã kết thúc"),
    },
    [
        Move("announce", T("Công bố đợt xét"), frozenset({RoundState.DRAFT}), RoundState.ANNOUNCED),
        Move("close", T("Kết thúc đợt xét"), frozenset({RoundState.ANNOUNCED}), RoundState.CLOSED),
    ],
)


class Phase(StrEnum):
    """Where a round stands at an instant."""

    BEFORE = "before"
    RECEIVING = "receiving"
    CHECKING = "checking"
    SCORING = "scoring"
    SITTING = "sitting"
    PUBLISHED = "published"
    CLOSED = "closed"


PHASE_TITLES = {
    Phase.BEFORE: T("Chưa mở"),
    Phase.RECEIVING: T("Đang nhận hồ sơ"),
    Phase.CHECKING: T("Đã hết hạn nộp, đang kiểm tra hồ sơ"),
    Phase.SCORING: T("Đang chấm điểm"),
    Phase.SITTING: T("Đang họp xét"),
    Phase.PUBLISHED: T("Đã công bố"),
    Phase.CLOSED: T("Đã kết thúc"),
}
