"""Who sends lists on, receives them and answers."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

READERS = (Role.AWARDS_OFFICER, Role.LEADER, Role.INSPECTOR)


def see(actor: Actor) -> Denial | None:
    """Bundles are read by awards officers, leaders and inspectors."""
    if actor.has(*READERS):
        return None
    return Denial("not_reader", T("Chỉ cán bộ khen thưởng, lãnh đạo và cán bộ kiểm tra được xem."))


def send(actor: Actor) -> Denial | None:
    """Awards officers make, receive and answer bundles."""
    if actor.has(Role.AWARDS_OFFICER):
        return None
    return Denial("not_officer", T("Chỉ cán bộ khen thưởng được chuyển và nhận danh sách."))
