"""The life cycle of an upload: looked at by the virus scanner, or honestly not looked at."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class FileState(StrEnum):
    """What the virus scanner said."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNCHECKED = "unchecked"


FILE_TITLES = {
    FileState.PENDING: T("Đang kiểm tra mã độc"),
    FileState.CLEAN: T("Đã kiểm tra, không phát hiện mã độc"),
    FileState.INFECTED: T("Có mã độc, đã cách ly"),
    FileState.UNCHECKED: T("Chưa kiểm tra mã độc"),
}
"""`UNCHECKED` is the state of every upload of an installation without a scanner."""

_OPEN = frozenset({FileState.PENDING, FileState.UNCHECKED})

FILE_LIFECYCLE = Lifecycle(
    "file",
    FILE_TITLES,
    [
        Move("clear", T("Không phát hiện mã độc"), _OPEN, FileState.CLEAN),
        # A content that was clean for an older list of viruses may be condemned by a newer one.
        Move("condemn", T("Cách ly"), _OPEN | {FileState.CLEAN}, FileState.INFECTED),
        Move("let_through", T("Cho qua, không kiểm tra"), frozenset({FileState.PENDING}),
             FileState.UNCHECKED),
    ],
)  # fmt: skip
