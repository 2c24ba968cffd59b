"""The switches there are, in words, and what each of them stops."""

from enum import StrEnum

from app.kernel.text import T


class SwitchName(StrEnum):
    """A switch that an administrator can turn on and off."""

    SCORING_FREEZE = "scoring_freeze"
    READ_ONLY = "read_only"


SWITCH_TITLES = {
    SwitchName.SCORING_FREEZE: T("Đóng băng chấm điểm"),
    SwitchName.READ_ONLY: T("Chỉ đọc"),
}
SWITCH_EFFECTS = {
    SwitchName.SCORING_FREEZE: T(
        "Không ai mở, lưu, chốt, mở lại, từ chối, giao hoặc thu hồi phiếu chấm. "
        "Phiếu chấm và điểm vẫn xem được; các việc khác vẫn làm bình thường."
    ),
    SwitchName.READ_ONLY: T(
        "Mọi thay đổi đều dừng, kể cả công việc chạy nền. Vẫn đăng nhập, đăng xuất và đọc được; "
        "nhật ký vẫn ghi và thư đã xếp hàng vẫn được gửi."
    ),
}
REFUSALS = {
    SwitchName.SCORING_FREEZE: T("Việc chấm điểm đang tạm dừng"),
    SwitchName.READ_ONLY: T("Hệ thống đang ở chế độ chỉ đọc"),
}
FROZEN_TABLES = frozenset({"sheet", "mark"})
"""What "đóng băng chấm điểm" keeps as it is: score sheets and their points."""

OPEN_ROOMS = frozenset({"audit", "jobs", "outbox", "signin", "switches"})
"""Rooms whose rows may change under "chỉ đọc": the record, mails that go out, sign-ins, the notes
of the worker (what a job would change elsewhere stays closed)."""

OPEN_TABLES = frozenset({"pulse", "daily_run"})
"""Signs of life of the worker: what watches the system must go on seeing it."""

OPEN_ACTS = (
    "sign_in:", "second_factor:passed", "second_factor:refused", "password:refused", "switch:",
    "audit:", "job:", "outbox_message:deliver", "outbox_message:fail",
)  # fmt: skip
"""Under "chỉ đọc" a changed row of the open rooms may belong to these acts only."""

SIGN_IN_COLUMNS = frozenset({"password_hash"})
"""What signing in itself may touch of an account: a better hash of the same password."""
