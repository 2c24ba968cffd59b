"""Life cycles of a council's sitting and of each item on its agenda."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class SittingState(StrEnum):
    """Where a sitting stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """Where an item of the agenda stands."""

    WAITING = "waiting"
    ON_TABLE = "on_table"
    DECIDED = "decided"
    PUT_OFF = "put_off"
    ON_PAPER = "on_paper"


S, I = SittingState, ItemState  # noqa: E741 - the tables below read better

SITTING_TITLES = {
    S.PLANNED: T("Đang chuẩn bị"),
    S.OPEN: T("Đang họp"),
    S.CLOSED: T("Đã bế mạc"),
    S.CANCELLED: T("Đã hủy"),
}
SITTING_SHAPES = {S.PLANNED: "none", S.OPEN: "doing", S.CLOSED: "locked", S.CANCELLED: "no"}
SITTING_LIFECYCLE = Lifecycle(
    "sitting",
    SITTING_TITLES,
    [
        Move("open", T("Khai mạc"), frozenset({S.PLANNED}), S.OPEN),
        Move("close", T("Bế mạc"), frozenset({S.OPEN}), S.CLOSED),
        Move("cancel", T("Hủy phiên họp"), frozenset({S.PLANNED}), S.CANCELLED),
    ],
)

ITEM_TITLES = {
    I.WAITING: T("Chưa xét"),
    I.ON_TABLE: T("Đang xét"),
    I.DECIDED: T("Đã xét"),
    I.PUT_OFF: T("Để lại phiên sau"),
    I.ON_PAPER: T("Đang bỏ phiếu chung"),
}
ITEM_SHAPES = {I.WAITING: "none", I.ON_TABLE: "doing", I.DECIDED: "done", I.PUT_OFF: "grey",
               I.ON_PAPER: "doing"}  # fmt: skip
ITEM_LIFECYCLE = Lifecycle(
    "sitting_item",
    ITEM_TITLES,
    [
        Move("call", T("Xét nội dung này"), frozenset({I.WAITING, I.PUT_OFF}), I.ON_TABLE),
        Move("hand_out", T("Phát phiếu chung"), frozenset({I.WAITING}), I.ON_PAPER),
        Move("take_back", T("Hủy phiếu chung"), frozenset({I.ON_PAPER}), I.WAITING),
        Move("set_aside", T("Chờ phiếu chung"), frozenset({I.ON_TABLE}), I.WAITING),
        Move("decide", T("Ghi kết quả"), frozenset({I.ON_TABLE, I.ON_PAPER}), I.DECIDED),
        Move("undo", T("Làm lại biểu quyết"), frozenset({I.DECIDED}), I.ON_TABLE),
        Move("put_off", T("Để lại phiên sau"), frozenset({I.WAITING, I.ON_TABLE}), I.PUT_OFF),
    ],
)


class BallotKind(StrEnum):
    """How the council votes on an item."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105 - a way to vote
    PAPER = "paper"


BALLOT_TITLES = {
    BallotKind.OPEN: T("Biểu quyết công khai"),
    BallotKind.SECRET: T("Bỏ phiếu kín trên máy"),
    BallotKind.PAPER: T("Phiếu giấy, tổ kiểm phiếu nhập số"),
}


class Choice(StrEnum):
    """What a member may answer."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


CHOICE_TITLES = {
    Choice.YES: T("Đồng ý"),
    Choice.NO: T("Không đồng ý"),
    Choice.OTHER: T("Ý kiến khác"),
}


class Base(StrEnum):
    """Of whom a share is asked."""

    APPOINTED = "appointed"
    VOTING = "voting"
    PRESENT = "present"


BASE_TITLES = {
    Base.APPOINTED: T("tổng số thành viên Hội đồng"),
    Base.VOTING: T("số thành viên không thuộc diện phải tránh"),
    Base.PRESENT: T("số thành viên có mặt và gửi ý kiến bằng văn bản"),
}
