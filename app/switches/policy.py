"""Who may turn switches."""

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T


def turn(actor: Actor) -> Denial | None:
    """The administrator, or the command line (the system itself)."""
    if actor == SYSTEM or actor.has(Role.ADMIN):
        return None
    return Denial("not_admin", T("Chỉ quản trị viên được bật, tắt công tắc sự cố."))
