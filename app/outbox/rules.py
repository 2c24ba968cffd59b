"""What must be so before a mail is held, mended, sent again; how long to wait between tries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.outbox.states import MessageState

TITLE_MOST, BODY_MOST = 300, 20_000
GIVE_UP_AFTER = timedelta(hours=48)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))
JITTER = 0.25


class Letter(Protocol):
    """What the rules look at."""

    state: MessageState
    secret: bool
    discreet: bool


def wait_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after this many tries; `chance` (0 to 1) spreads mails up to a quarter."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1] * (1 + JITTER * chance)


def is_over(tries_from: datetime, now: datetime) -> bool:
    """Whether a mail was tried for 48 hours."""
    return now - tries_from >= GIVE_UP_AFTER


def blockers_to_hold(reason: str) -> list[Blocker]:
    """A reason, for those who wait for the mail."""
    return [] if reason.strip() else [Blocker("reason", T("Nhập lý do giữ thư."))]


def blockers_to_cancel(reason: str) -> list[Blocker]:
    """A reason, for those who waited for the mail."""
    return [] if reason.strip() else [Blocker("reason", T("Nhập lý do hủy thư."))]


def blockers_to_resend(letters: Sequence[Letter]) -> list[Blocker]:
    """Mails with a one-time link cannot be sent again: their link is over."""
    secret = sum(letter.secret for letter in letters)
    if not secret:
        return []
    text = T("%(n)s thư chứa liên kết dùng một lần đã hết hạn. Tạo liên kết mới tại trang của "
             "người nhận.", n=secret)  # fmt: skip
    return [Blocker("message", text)]


def blockers_to_mend(letter: Letter, title: str, body: str) -> list[Blocker]:
    """Only a held mail without a link may be mended, and it must still say something."""
    found = []
    if letter.state is not MessageState.HELD:
        found.append(Blocker("message", T("Giữ thư lại trước khi sửa.")))
    if letter.secret:
        found.append(Blocker("message", T("Thư chứa liên kết dùng một lần nên không sửa được.")))
    if letter.discreet:
        found.append(Blocker("message", T("Thư có người nhận được giữ kín nên không sửa được.")))
    if not title.strip():
        found.append(Blocker("title", T("Nhập tiêu đề thư.")))
    if len(title) > TITLE_MOST:
        found.append(Blocker("title", T("Tiêu đề không được quá %(n)s ký tự.", n=TITLE_MOST)))
    if not body.strip():
        found.append(Blocker("body", T("Nhập nội dung thư.")))
    if len(body) > BODY_MOST:
        found.append(Blocker("body", T("Nội dung không được quá 20.000 ký tự.")))
    return found
