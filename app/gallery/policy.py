"""Who may publish. Reading what is published needs no right."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

PUBLISHERS = (Role.COMMUNICATIONS,)


def publish(actor: Actor) -> Denial | None:
    """Publish, change, withdraw, refresh: the communications officers."""
    if actor.has(*PUBLISHERS):
        return None
    return Denial(
        "not_communications", T("Chỉ cán bộ truyền thông được công khai hoặc gỡ giải pháp.")
    )
