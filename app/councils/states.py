"""What a member is in a council: the office decides the title in the minutes, never the rights."""

from enum import StrEnum

from app.kernel.actor import Role
from app.kernel.text import T, Text


class Office(StrEnum):
    """Chức danh trong Hội đồng (TT 18/2013, Điều 8)."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    CRITIC = "critic"
    MEMBER = "member"
    ALTERNATE = "alternate"


OFFICE_TITLES: dict[Office, Text] = {
    Office.CHAIR: T("Chủ tịch Hội đồng"),
    Office.VICE_CHAIR: T("Phó Chủ tịch Hội đồng"),
    Office.SECRETARY: T("Thư ký Hội đồng"),
    Office.CRITIC: T("Ủy viên phản biện"),
    Office.MEMBER: T("Ủy viên"),
    Office.ALTERNATE: T("Ủy viên dự khuyết"),
}
USUAL_OFFICE = {
    Role.CHAIR: Office.CHAIR,
    Role.SECRETARY: Office.SECRETARY,
    Role.REVIEWER: Office.MEMBER,
}
"""The office of somebody to whom no other was given."""

FITTING: dict[Office, frozenset[Role]] = {
    Office.CHAIR: frozenset({Role.CHAIR}),
    Office.VICE_CHAIR: frozenset({Role.CHAIR, Role.REVIEWER}),
    Office.SECRETARY: frozenset({Role.SECRETARY}),
    Office.CRITIC: frozenset({Role.REVIEWER}),
    Office.MEMBER: frozenset({Role.REVIEWER, Role.SECRETARY, Role.CHAIR}),
    Office.ALTERNATE: frozenset({Role.REVIEWER}),
}
"""Which role lets somebody do what the office asks."""

OFFICE_ORDER = tuple(Office)
