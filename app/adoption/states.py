"""The life cycle of an application of a solution in a unit."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class AdoptionState(StrEnum):
    """Where an application record stands."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    STOPPED = "stopped"


ADOPTION_LIFECYCLE = Lifecycle(
    "adoption",
    {
        AdoptionState.REPORTED: T("Chờ đơn vị áp dụng xác nhận"),
        AdoptionState.CONFIRMED: T("Đang áp dụng"),
        AdoptionState.REJECTED: T("Đơn vị không xác nhận"),
        AdoptionState.STOPPED: T("Đã dừng áp dụng"),
    },
    [
        Move(
            "confirm",
            T("Xác nhận áp dụng"),
            frozenset({AdoptionState.REPORTED, AdoptionState.REJECTED}),
            AdoptionState.CONFIRMED,
        ),
        Move(
            "reject",
            T("Không xác nhận"),
            frozenset({AdoptionState.REPORTED}),
            AdoptionState.REJECTED,
        ),
        Move(
            "resend",
            T("Gửi lại để xác nhận"),
            frozenset({AdoptionState.REJECTED}),
            AdoptionState.REPORTED,
        ),
        Move(
            "stop", T("Dừng áp dụng"), frozenset({AdoptionState.CONFIRMED}), AdoptionState.STOPPED
        ),
    ],
)
UNCONFIRMED = frozenset({AdoptionState.REPORTED, AdoptionState.REJECTED})
LIVE = frozenset({AdoptionState.REPORTED, AdoptionState.CONFIRMED})
ADOPTION_SHAPES = {
    AdoptionState.REPORTED: "doing", AdoptionState.CONFIRMED: "ok",
    AdoptionState.REJECTED: "no", AdoptionState.STOPPED: "no",
}  # fmt: skip


class Extent(StrEnum):
    """How far the unit uses the solution."""

    TRIAL = "trial"
    APPLIED = "applied"
    SCALED = "scaled"


EXTENT_TITLES = {
    Extent.TRIAL: T("Áp dụng thử"),
    Extent.APPLIED: T("Áp dụng chính thức"),
    Extent.SCALED: T("Nhân rộng"),
}
