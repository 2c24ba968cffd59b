"""What is needed to turn a switch. Values in, Blockers out."""

from datetime import datetime

from app.kernel.refusals import Blocker
from app.kernel.text import T

REASON_LIMIT = 500


def blockers_to_turn(
    reason: str, message: str = "", *, until: datetime | None = None, now: datetime | None = None
) -> list[Blocker]:
    """Every switch has a reason that is recorded; a stated end lies ahead."""
    found: list[Blocker] = []
    if not reason:
        found.append(Blocker("reason", T("Nhập lý do")))
    for name, text in (("reason", reason), ("message", message)):
        if len(text) > REASON_LIMIT:
            found.append(Blocker(name, T("Rút ngắn còn tối đa %(n)s ký tự", n=REASON_LIMIT)))
    if until is not None and now is not None and until <= now:
        found.append(Blocker("until", T("Thời điểm dự kiến kết thúc phải ở phía trước")))
    return found
