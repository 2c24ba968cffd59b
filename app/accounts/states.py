"""An uploaded list waits for a decision, once."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class BatchState(StrEnum):
    """Where an uploaded list stands."""

    WAITING = "waiting"
    APPLIED = "applied"
    DROPPED = "dropped"


BATCH_TITLES = {
    BatchState.WAITING: T("Chờ nhập"),
    BatchState.APPLIED: T("Đã nhập"),
    BatchState.DROPPED: T("Đã bỏ"),
}

BATCH_LIFECYCLE = Lifecycle(
    "import",
    BATCH_TITLES,
    (
        Move("apply", T("Nhập"), frozenset({BatchState.WAITING}), BatchState.APPLIED),
        Move("drop", T("Bỏ danh sách này"), frozenset({BatchState.WAITING}), BatchState.DROPPED),
    ),
)
