"""Life cycles of a bundle that was sent and of one that was received; answers per line."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T

REASON_LIMIT, NUMBER_LIMIT, NAME_LIMIT = 500, 60, 200


class SentState(StrEnum):
    """Where a bundle stands at the authority that made it."""

    MADE = "made"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ReceivedState(StrEnum):
    """Where a bundle stands at the authority it was sent to."""

    WAITING = "waiting"
    RECEIVED = "received"
    ANSWERED = "answered"
    DROPPED = "dropped"


class LineAnswer(StrEnum):
    """What the higher level says of one line."""

    AGREED = "agreed"
    REFUSED = "refused"
    RETURNED = "returned"


SENT_LIFECYCLE = Lifecycle(
    "forwarding",
    {
        SentState.MADE: T("Đã lập gói, chờ trả lời"),
        SentState.ANSWERED: T("Đã có trả lời"),
        SentState.WITHDRAWN: T("Đã rút"),
    },
    [
        Move("answer", T("Nhập trả lời"), frozenset({SentState.MADE}), SentState.ANSWERED),
        Move("withdraw", T("Rút gói"), frozenset({SentState.MADE}), SentState.WITHDRAWN),
    ],
)
RECEIVED_LIFECYCLE = Lifecycle(
    "received_bundle",
    {
        ReceivedState.WAITING: T("Chờ tiếp nhận"),
        ReceivedState.RECEIVED: T("Đã tiếp nhận"),
        ReceivedState.ANSWERED: T("Đã trả lời"),
        ReceivedState.DROPPED: T("Không tiếp nhận"),
    },
    [
        Move("accept", T("Tiếp nhận"), frozenset({ReceivedState.WAITING}), ReceivedState.RECEIVED),
        Move("drop", T("Không tiếp nhận"), frozenset({ReceivedState.WAITING}),
             ReceivedState.DROPPED),
        Move("finish", T("Chốt trả lời"), frozenset({ReceivedState.RECEIVED}),
             ReceivedState.ANSWERED),
    ],
)  # fmt: skip
ANSWER_TITLES = {
    LineAnswer.AGREED: T("Đồng ý"),
    LineAnswer.REFUSED: T("Không đồng ý"),
    LineAnswer.RETURNED: T("Trả lại"),
}
ANSWER_LABELS = {
    "answer": T("Trả lời"), "decision_number": T("Số quyết định"),
    "decided_on": T("Ngày quyết định"), "reason": T("Lý do"),
}  # fmt: skip
"""The boxes of an answer, as its form names them."""
ANSWER_SHAPES = {
    LineAnswer.AGREED: "ok", LineAnswer.REFUSED: "bad", LineAnswer.RETURNED: "ask",
}  # fmt: skip
SENT_SHAPES = {
    SentState.MADE: "doing", SentState.ANSWERED: "ok", SentState.WITHDRAWN: "none",
}  # fmt: skip
RECEIVED_SHAPES = {
    ReceivedState.WAITING: "ask", ReceivedState.RECEIVED: "doing", ReceivedState.ANSWERED: "ok",
    ReceivedState.DROPPED: "none",
}  # fmt: skip
