"""Sums and decisions about accounts: values in, Blockers out."""

from datetime import date
from typing import Protocol

from app.kernel.refusals import Blocker
from app.kernel.text import T


class Dated(Protocol):
    """Anything that holds from a day to a day (exclusive)."""

    valid_from: date
    valid_to: date | None


def in_force(thing: Dated, day: date) -> bool:
    """Whether it holds on that day; the end is exclusive."""
    return thing.valid_from <= day and (thing.valid_to is None or day < thing.valid_to)


def blockers_to_add(email: str, full_name: str) -> list[Blocker]:
    """Every reason this person cannot be added yet; `password_rules` speaks of the password."""
    found: list[Blocker] = []
    if "@" not in email[1:-1] or " " in email or len(email) > 254:
        found.append(Blocker("email", T("Địa chỉ thư phải có dạng ten@coquan.example")))
    if not full_name.strip():
        found.append(Blocker("full_name", T("Nhập họ và tên")))
    return found
