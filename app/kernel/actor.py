"""Who acts: a person with the roles that are in force at this moment."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.text import T, Text


class Role(StrEnum):
    """What a person may do. Rights hang on roles, never on the names of departments."""

    AUTHOR = "author"
    UNIT_CLERK = "unit_clerk"
    SECRETARY = "secretary"
    REVIEWER = "reviewer"
    CHAIR = "chair"
    AWARDS_OFFICER = "awards_officer"
    PLAN_OFFICER = "plan_officer"
    COMMUNICATIONS = "communications"
    LEADER = "leader"
    INSPECTOR = "inspector"
    ADMIN = "admin"


ROLE_TITLES: dict[Role, Text] = {
    Role.AUTHOR: T("Tác giả"),
    Role.UNIT_CLERK: T("Đầu mối đơn vị"),
    Role.SECRETARY: T("Thư ký Hội đồng"),
    Role.REVIEWER: T("Ủy viên Hội đồng"),
    Role.CHAIR: T("Chủ tịch Hội đồng"),
    Role.AWARDS_OFFICER: T("Cán bộ khen thưởng"),
    Role.PLAN_OFFICER: T("Cán bộ theo dõi kế hoạch"),
    Role.COMMUNICATIONS: T("Cán bộ truyền thông"),
    Role.LEADER: T("Lãnh đạo"),
    Role.INSPECTOR: T("Cán bộ kiểm tra"),
    Role.ADMIN: T("Quản trị hệ thống"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in force, in a unit or in a council."""

    role: Role
    unit_id: int | None = None
    council_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself (`SYSTEM`), at one moment."""

    user_id: int | None
    name: str
    email: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    grants: tuple[Grant, ...] = ()
    address: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is in force."""
        return any(grant.role in roles for grant in self.grants)

    def has_role(self, role: str) -> bool:
        """`has` for templates, where roles are plain words."""
        return any(grant.role == role for grant in self.grants)

    def in_unit(self, role: Role, unit_id: int | None) -> bool:
        """Whether this role is held in that unit."""
        return unit_id is not None and any(
            grant.role is role and grant.unit_id == unit_id for grant in self.grants
        )

    def in_council(self, council_id: int | None, *roles: Role) -> bool:
        """Whether one of these roles is held in that council."""
        return council_id is not None and any(
            grant.role in roles and grant.council_id == council_id for grant in self.grants
        )

    def units_as(self, role: Role) -> frozenset[int]:
        """The units in which this role is held."""
        return frozenset(
            grant.unit_id for grant in self.grants if grant.role is role and grant.unit_id
        )

    def councils_as(self, *roles: Role) -> frozenset[int]:
        """The councils in which one of these roles is held."""
        return frozenset(
            grant.council_id for grant in self.grants if grant.role in roles and grant.council_id
        )

    @property
    def roles(self) -> tuple[Role, ...]:
        """Each role once, in the order of `Role`."""
        held = {grant.role for grant in self.grants}
        return tuple(role for role in Role if role in held)

    @property
    def role_title(self) -> Text:
        """The role shown under the name; the first official one."""
        official = [role for role in self.roles if role is not Role.AUTHOR]
        if official:
            return ROLE_TITLES[official[0]]
        return ROLE_TITLES[Role.AUTHOR] if self.roles else T("Chưa có vai trò")


SYSTEM = Actor(user_id=None, name="Hệ thống")
