"""The life cycle of a long job."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOB_TITLES = {
    JobState.WAITING: T("Chờ thực hiện"),
    JobState.RUNNING: T("Đang thực hiện"),
    JobState.DONE: T("Đã xong"),
    JobState.FAILED: T("Không thực hiện được"),
    JobState.CANCELLED: T("Đã hủy"),
}

OPEN = frozenset({JobState.WAITING, JobState.RUNNING})

JOB_LIFECYCLE = Lifecycle(
    "job",
    JOB_TITLES,
    (
        Move("start", T("Bắt đầu"), frozenset({JobState.WAITING}), JobState.RUNNING),
        Move("finish", T("Hoàn thành"), frozenset({JobState.RUNNING}), JobState.DONE),
        Move("fail", T("Dừng vì lỗi"), OPEN, JobState.FAILED),
        Move("cancel", T("Hủy việc"), OPEN, JobState.CANCELLED),
        Move("retry", T("Thực hiện lại"), frozenset({JobState.FAILED, JobState.CANCELLED}),
             JobState.WAITING),
    ),
)  # fmt: skip
