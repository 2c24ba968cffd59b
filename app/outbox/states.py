"""The life cycle of a notice."""

from enum import StrEnum

from app.kernel.text import T


class MessageState(StrEnum):
    """Where a mail stands."""

    HELD = "held"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


MESSAGE_TITLES = {
    MessageState.HELD: T("Đang giữ"),
    MessageState.WAITING: T("Chờ gửi"),
    MessageState.SENT: T("Đã gửi"),
    MessageState.FAILED: T("Không gửi được"),
}
