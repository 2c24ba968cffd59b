"""What a person's entry must say."""

import re
from dataclasses import dataclass

from app.kernel.refusals import Blocker
from app.kernel.text import T

NAME_LIMIT, POSITION_LIMIT, EMAIL_LIMIT = 200, 120, 254
# One "@", something on both sides, a dot in the domain; the mail itself proves the rest.
_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]+")


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as typed; texts are already cleaned, the address folded."""

    email: str
    full_name: str
    unit_id: int | None
    position: str = ""


def email_is_possible(email: str) -> bool:
    """Whether a mail could be addressed to it."""
    return len(email) <= EMAIL_LIMIT and _EMAIL.fullmatch(email) is not None


def blockers_in_person(draft: PersonDraft) -> list[Blocker]:
    """Every reason this entry cannot be stored as typed."""
    found: list[Blocker] = []
    if not draft.full_name:
        found.append(Blocker("full_name", T("Nhập họ và tên")))
    elif len(draft.full_name) > NAME_LIMIT:
        found.append(Blocker("full_name", T("Họ và tên không được quá %(n)s ký tự", n=NAME_LIMIT)))
    if not email_is_possible(draft.email):
        found.append(Blocker("email", T("Địa chỉ thư phải có dạng ten@coquan.example")))
    if draft.unit_id is None:
        found.append(Blocker("unit_id", T("Chọn đơn vị")))
    if len(draft.position) > POSITION_LIMIT:
        found.append(Blocker("position", T("Chức vụ không được quá %(n)s ký tự", n=POSITION_LIMIT)))
    return found
