"""Sums and decisions about accounts: values in, Blockers out."""

from datetime import date, datetime, timedelta
from typing import Protocol

from app.kernel.refusals import Blocker
from app.kernel.text import T

PASSWORD_LEAST, PASSWORD_MOST = 12, 256
FREE_FAILURES = 5
WAIT = timedelta(minutes=5)
COMMON = frozenset(
    {"matkhau12345", "password1234", "123456789012", "quantri12345", "admin1234567", "abcd12345678"}
)


class Dated(Protocol):
    """Anything that holds from a day to a day (exclusive)."""

    valid_from: date
    valid_to: date | None


def in_force(thing: Dated, day: date) -> bool:
    """Whether it holds on that day; the end is exclusive."""
    return thing.valid_from <= day and (thing.valid_to is None or day < thing.valid_to)


def blockers_to_add(email: str, full_name: str, password: str) -> list[Blocker]:
    """Every reason this person cannot be added yet. No composition rules (ASVS 5.0, 6.2)."""
    found: list[Blocker] = []
    if "@" not in email[1:-1] or " " in email or len(email) > 254:
        found.append(Blocker("email", T("Địa chỉ thư phải có dạng ten@coquan.example")))
    if not full_name.strip():
        found.append(Blocker("full_name", T("Nhập họ và tên")))
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        found.append(
            Blocker("password", T("Mật khẩu phải có từ %(n)s ký tự trở lên", n=PASSWORD_LEAST))
        )
    elif password.casefold() in COMMON:
        found.append(Blocker("password", T("Mật khẩu này quá phổ biến, chọn mật khẩu khác")))
    return found


def is_throttled(failures: int, last_failed_at: datetime | None, now: datetime) -> bool:
    """Whether this account has to wait: five failures in a row, the last within five minutes."""
    return failures >= FREE_FAILURES and last_failed_at is not None and now - last_failed_at < WAIT
