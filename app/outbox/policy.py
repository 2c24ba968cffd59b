"""Who may see and steer the mails that leave: administrators only."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

KEEPERS = (Role.ADMIN,)


def manage(actor: Actor) -> Denial | None:
    """See, hold, release, mend, cancel, send again."""
    if actor.has(*KEEPERS):
        return None
    return Denial("role", T("Chỉ quản trị viên được xem và xử lý thư đi."))
