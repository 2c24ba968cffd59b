"""How sure an entry of the registry is, and what the linter can find."""

from enum import StrEnum

from app.kernel.text import T

KIND_LIMIT, NUMBER_LIMIT, ISSUER_LIMIT, SUBJECT_LIMIT = 40, 60, 160, 600
NOTE_LIMIT, REASON_LIMIT = 1000, 500
AWARDS = "awards"
REGISTER = "register"
USE_TITLES = {
    AWARDS: T("Tự ghi vào căn cứ của Tờ trình khen thưởng"),
    REGISTER: T("Chỉ để tra cứu và soát văn bản"),
}
LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
KINDS = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Nghị định", "Quyết định", "Thông tư",
         "Chỉ thị", "Kế hoạch", "Hướng dẫn", "Công văn", "Quy chế")  # fmt: skip


class Certainty(StrEnum):
    """On what the entry rests."""

    READ = "read"
    SECONDARY = "secondary"
    UNSURE = "unsure"


CERTAINTY_TITLES = {
    Certainty.READ: T("Đã đối chiếu văn bản"),
    Certainty.SECONDARY: T("Theo nguồn dẫn lại"),
    Certainty.UNSURE: T("Chưa đối chiếu"),
}
CERTAINTY_SHAPES = {Certainty.READ: "ok", Certainty.SECONDARY: "ask", Certainty.UNSURE: "ask"}


class Fault(StrEnum):
    """What may be wrong with a citation."""

    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    TWIN = "twin"
    WRONG_DAY = "wrong_day"


FAULT_TITLES = {
    Fault.EXPIRED: T("Hết hiệu lực"),
    Fault.NOT_YET: T("Chưa có hiệu lực"),
    Fault.UNKNOWN: T("Số chưa có trong danh mục"),
    Fault.TWIN: T("Hai số gần giống của một văn bản"),
    Fault.WRONG_DAY: T("Ngày không khớp"),
}
FAULT_SHAPES = {
    Fault.EXPIRED: "bad", Fault.NOT_YET: "bad", Fault.TWIN: "bad", Fault.WRONG_DAY: "bad",
    Fault.UNKNOWN: "ask",
}  # fmt: skip
