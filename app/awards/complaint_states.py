"""The life cycle of a kiến nghị about one line of a list."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class ComplaintState(StrEnum):
    """A kiến nghị about one line: from the day it is filed to its answer."""

    FILED = "filed"
    ASSIGNED = "assigned"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OPEN_COMPLAINTS = frozenset({ComplaintState.FILED, ComplaintState.ASSIGNED})
COMPLAINT_LIFECYCLE = Lifecycle(
    "complaint",
    {
        ComplaintState.FILED: T("Mới nhận"),
        ComplaintState.ASSIGNED: T("Đang xem xét"),
        ComplaintState.UPHELD: T("Kiến nghị đúng"),
        ComplaintState.DISMISSED: T("Kiến nghị không có cơ sở"),
    },
    [
        Move("assign", T("Giao người xem xét"), OPEN_COMPLAINTS, ComplaintState.ASSIGNED),
        Move("uphold", T("Kết luận kiến nghị đúng"), frozenset({ComplaintState.ASSIGNED}),
             ComplaintState.UPHELD),
        Move("dismiss", T("Kết luận kiến nghị không có cơ sở"),
             frozenset({ComplaintState.ASSIGNED}), ComplaintState.DISMISSED),
    ],
)  # fmt: skip
COMPLAINT_SHAPES = {
    ComplaintState.FILED: "ask", ComplaintState.ASSIGNED: "doing",
    ComplaintState.UPHELD: "bad", ComplaintState.DISMISSED: "done",
}  # fmt: skip
