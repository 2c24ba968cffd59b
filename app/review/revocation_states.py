"""Hủy bỏ việc công nhận sáng kiến: noted by one person, confirmed by another."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class RevocationState(StrEnum):
    """Nothing follows from a revocation before it is confirmed."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class RevocationGround(StrEnum):
    """Why a recognition is annulled."""

    FALSE = "false"
    CONDITIONS = "conditions"
    AUTHORS = "authors"
    OTHER = "other"


class EffectScope(StrEnum):
    """How far an initiative's effect was recognised beyond the cơ sở."""

    PROVINCE = "province"
    NATION = "nation"


EFFECT_TITLES = {
    EffectScope.PROVINCE: T("Trong tỉnh, thành phố"),
    EffectScope.NATION: T("Trong toàn quốc"),
}
GROUND_TITLES = {
    RevocationGround.FALSE: T("Khai không trung thực, giấy tờ giả"),
    RevocationGround.CONDITIONS: T("Không đáp ứng điều kiện công nhận sáng kiến"),
    RevocationGround.AUTHORS: T("Người được ghi nhận không phải là tác giả"),
    RevocationGround.OTHER: T("Lý do khác, nêu ở dưới"),
}
GROUND_CLAUSES = {
    RevocationGround.FALSE: T("Luật Thi đua, khen thưởng 2022, Chương VII"),
    RevocationGround.CONDITIONS: T("Điều lệ Sáng kiến (NĐ 13/2012/NĐ-CP), Điều 3, Điều 4"),
    RevocationGround.AUTHORS: T("Điều lệ Sáng kiến (NĐ 13/2012/NĐ-CP)"),
    RevocationGround.OTHER: T("Quyết định hủy bỏ nêu căn cứ"),
}
REVOCATION_SHAPES = {
    RevocationState.ASKED: "ask", RevocationState.CONFIRMED: "bad", RevocationState.DROPPED: "none",
}  # fmt: skip
_ASKED = frozenset({RevocationState.ASKED})
REVOCATION_LIFECYCLE = Lifecycle(
    "recognition_revocation",
    {
        RevocationState.ASKED: T("Chờ người thứ hai xác nhận"),
        RevocationState.CONFIRMED: T("Đã hủy công nhận"),
        RevocationState.DROPPED: T("Đã bỏ, vẫn công nhận"),
    },
    [
        Move("confirm", T("Xác nhận hủy công nhận"), _ASKED, RevocationState.CONFIRMED),
        Move("drop", T("Bỏ ghi nhận hủy công nhận"), _ASKED, RevocationState.DROPPED),
    ],
)
