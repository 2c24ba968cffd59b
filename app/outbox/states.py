"""The life cycle of a notice."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class MessageState(StrEnum):
    """Where a mail stands."""

    HELD = "held"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


MESSAGE_TITLES = {
    MessageState.HELD: T("Đang giữ"),
    MessageState.WAITING: T("Chờ gửi"),
    MessageState.SENT: T("Đã gửi"),
    MessageState.FAILED: T("Không gửi được"),
    MessageState.CANCELLED: T("Đã hủy"),
}

UNSENT = frozenset({MessageState.HELD, MessageState.WAITING, MessageState.FAILED})

MESSAGE_LIFECYCLE = Lifecycle(
    "outbox_message",
    MESSAGE_TITLES,
    (
        Move("hold", T("Giữ lại"), frozenset({MessageState.WAITING}), MessageState.HELD),
        Move("release", T("Cho gửi"), frozenset({MessageState.HELD}), MessageState.WAITING),
        Move("deliver", T("Gửi"), frozenset({MessageState.WAITING}), MessageState.SENT),
        Move("fail", T("Thôi gửi"), frozenset({MessageState.WAITING}), MessageState.FAILED),
        Move("resend", T("Gửi lại"), frozenset({MessageState.FAILED}), MessageState.WAITING),
        Move("cancel", T("Hủy thư"), UNSENT, MessageState.CANCELLED),
    ),
)
