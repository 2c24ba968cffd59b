"""The life of one uploaded list: read, looked at, stored; or dropped; or taken back."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class ImportState(StrEnum):
    """Where an upload stands."""

    READING = "reading"
    MAPPING = "mapping"
    CHECKING = "checking"
    READY = "ready"
    STORING = "storing"
    STORED = "stored"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


S = ImportState
IMPORT_TITLES = {
    S.READING: T("Đang đọc tệp"),
    S.MAPPING: T("Chờ ghép cột"),
    S.CHECKING: T("Đang kiểm tra"),
    S.READY: T("Chờ nhập"),
    S.STORING: T("Đang nhập"),
    S.STORED: T("Đã nhập"),
    S.FAILED: T("Không nhập được"),
    S.UNDOING: T("Đang hoàn tác"),
    S.UNDONE: T("Đã hoàn tác"),
    S.DROPPED: T("Đã bỏ"),
}
IMPORT_SHAPES = {
    S.READING: "doing", S.MAPPING: "ask", S.CHECKING: "doing", S.READY: "ask", S.STORING: "doing",
    S.STORED: "ok", S.FAILED: "bad", S.UNDOING: "doing", S.UNDONE: "no", S.DROPPED: "no",
}  # fmt: skip
OPEN = frozenset({S.MAPPING, S.READY})
WORKING = frozenset({S.READING, S.CHECKING, S.STORING, S.UNDOING})

IMPORT_LIFECYCLE = Lifecycle(
    "dossier_import",
    IMPORT_TITLES,
    (
        Move("read", T("Đọc xong"), frozenset({S.READING}), S.MAPPING),
        Move("map", T("Ghép cột"), frozenset({S.MAPPING, S.READY}), S.CHECKING),
        Move("check", T("Kiểm tra xong"), frozenset({S.CHECKING}), S.READY),
        Move("store", T("Nhập"), frozenset({S.READY}), S.STORING),
        Move("finish", T("Nhập xong"), frozenset({S.STORING}), S.STORED),
        Move("fail", T("Dừng vì lỗi"), frozenset({S.READING, S.STORING}), S.FAILED),
        Move("undo", T("Hoàn tác"), frozenset({S.STORED}), S.UNDOING),
        Move("undone", T("Hoàn tác xong"), frozenset({S.UNDOING}), S.UNDONE),
        Move("drop", T("Bỏ"), frozenset({S.READING, S.MAPPING, S.CHECKING, S.READY}), S.DROPPED),
    ),
)


class Verdict(StrEnum):
    """What would happen to a row; the value stands in addresses."""

    WAITING = ""
    WRONG = "loi"
    ASK = "can-xac-nhan"
    NEW = "moi"
    CHANGED = "thay-doi"
    SAME = "da-co"
    SKIPPED = "bo-qua"


VERDICT_TITLES = {
    Verdict.WRONG: T("Có lỗi"),
    Verdict.ASK: T("Cần xác nhận"),
    Verdict.NEW: T("Thêm mới"),
    Verdict.CHANGED: T("Cập nhật hồ sơ đang có"),
    Verdict.SAME: T("Đã có"),
    Verdict.SKIPPED: T("Bỏ qua"),
}
VERDICT_SHAPES = {
    Verdict.WAITING: "none", Verdict.WRONG: "bad", Verdict.ASK: "ask", Verdict.NEW: "ok",
    Verdict.CHANGED: "doing", Verdict.SAME: "done", Verdict.SKIPPED: "none",
}  # fmt: skip


class Outcome(StrEnum):
    """What became of a row."""

    NONE = ""
    ADDED = "added"
    SUBMITTED = "submitted"
    UPDATED = "updated"
    LEFT = "left"
    UNDONE = "undone"
    KEPT = "kept"


OUTCOME_TITLES = {
    Outcome.NONE: T("Không nhập"),
    Outcome.ADDED: T("Đã thêm bản nháp"),
    Outcome.SUBMITTED: T("Đã thêm và nộp"),
    Outcome.UPDATED: T("Đã cập nhật"),
    Outcome.LEFT: T("Không nhập được"),
    Outcome.UNDONE: T("Đã hoàn tác"),
    Outcome.KEPT: T("Không hoàn tác được"),
}
