"""Which roles' pages an administrator may look at, and for how long."""

from datetime import timedelta

from app.accounts.roles_rules import SEATS
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

LASTS = timedelta(minutes=30)
SHOWN = tuple(role for role in Role if role not in SEATS and role is not Role.ADMIN)
"""Not the council's seats: scores and reviewers' names live behind them."""


def look_as(actor: Actor, role: Role) -> Denial | None:
    """An administrator who judges nowhere; see docs/decisions/0008-view-as.md.

    Somebody with a seat in a council would read, as leader or inspector, dossiers that scoring
    keeps blind for them.
    """
    if not actor.has(Role.ADMIN):
        return Denial("not_admin", T("Chỉ quản trị viên được xem như vai trò khác."))
    if actor.has(*SEATS):
        return Denial("judges", T("Thành viên Hội đồng không dùng được chức năng này: hồ sơ đang "
                                  "chấm phải được giữ kín với người chấm."))  # fmt: skip
    if role not in SHOWN:
        return Denial("seat", T("Không xem được như vai trò này: vai trò trong Hội đồng cho thấy "
                                "điểm và người chấm."))  # fmt: skip
    return None
