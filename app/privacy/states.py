"""What a person may ask about their data, how a request ends, and what is consented to."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class RequestKind(StrEnum):
    """The rights a person may use (Luật 91/2025/QH15, Điều 4)."""

    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    OBJECT = "object"
    OTHER = "other"


REQUEST_TITLES = {
    RequestKind.CORRECT: T("Đính chính dữ liệu"),
    RequestKind.ERASE: T("Xóa dữ liệu"),
    RequestKind.RESTRICT: T("Hạn chế xử lý dữ liệu"),
    RequestKind.OBJECT: T("Phản đối xử lý dữ liệu"),
    RequestKind.OTHER: T("Yêu cầu khác"),
}


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


STATE_TITLES = {
    RequestState.OPEN: T("Chờ trả lời"),
    RequestState.ACCEPTED: T("Đã thực hiện"),
    RequestState.REFUSED: T("Đã từ chối"),
}
STATE_SHAPES = {
    RequestState.OPEN: "doing", RequestState.ACCEPTED: "ok", RequestState.REFUSED: "no",
}  # fmt: skip
_OPEN = frozenset({RequestState.OPEN})

REQUEST_LIFECYCLE = Lifecycle(
    "data_request",
    STATE_TITLES,
    [
        Move("accept", T("Đã thực hiện"), _OPEN, RequestState.ACCEPTED),
        Move("refuse", T("Từ chối"), _OPEN, RequestState.REFUSED),
    ],
)


class Purpose(StrEnum):
    """What rests on consent alone, and therefore ends when consent is withdrawn."""

    GALLERY_NAME = "gallery_name"


PURPOSE_TITLES = {
    Purpose.GALLERY_NAME: T("Nêu tên tác giả trên thư viện công khai"),
}
FIRST_TEXTS = {
    Purpose.GALLERY_NAME: (
        "Tôi đồng ý để cơ quan nêu họ và tên của tôi bên cạnh giải pháp do tôi là tác giả hoặc "
        "đồng tác giả trên thư viện giải pháp công khai của hệ thống. Tôi có thể rút lại sự đồng "
        "ý bất cứ lúc nào; sau khi rút, tên của tôi không còn hiện trên thư viện."
    ),
}
"""Version 1 of each text, until the administrator writes another."""
