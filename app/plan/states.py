"""Life cycles of the plan: a task's progress and a unit's report."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class TaskState(StrEnum):
    """Progress of one task of the plan, as the plan officer judges it."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    PAUSED = "paused"


TASK_LIFECYCLE = Lifecycle(
    "plan_item",
    {
        TaskState.NOT_STARTED: T("Chưa thực hiện"),
        TaskState.UNDER_WAY: T("Đang thực hiện"),
        TaskState.DONE: T("Hoàn thành"),
        TaskState.PAUSED: T("Tạm dừng"),
    },
    [
        Move("start", T("Bắt đầu thực hiện"),
             frozenset({TaskState.NOT_STARTED, TaskState.PAUSED, TaskState.DONE}),
             TaskState.UNDER_WAY),
        Move("finish", T("Ghi nhận hoàn thành"), frozenset({TaskState.UNDER_WAY}), TaskState.DONE),
        Move("pause", T("Tạm dừng"), frozenset({TaskState.NOT_STARTED, TaskState.UNDER_WAY}),
             TaskState.PAUSED),
    ],
)  # fmt: skip
TASK_SHAPES = {
    TaskState.NOT_STARTED: "none", TaskState.UNDER_WAY: "doing",
    TaskState.DONE: "done", TaskState.PAUSED: "grey",
}  # fmt: skip


class ReportState(StrEnum):
    """Where one unit's report of one period stands."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"


REPORT_LIFECYCLE = Lifecycle(
    "unit_report",
    {
        ReportState.DRAFT: T("Đang soạn"),
        ReportState.SENT: T("Đã gửi"),
        ReportState.RETURNED: T("Đã trả lại để bổ sung"),
    },
    [
        Move("send", T("Gửi báo cáo"), frozenset({ReportState.DRAFT, ReportState.RETURNED}),
             ReportState.SENT),
        Move("return", T("Trả lại"), frozenset({ReportState.SENT}), ReportState.RETURNED),
    ],
)  # fmt: skip
