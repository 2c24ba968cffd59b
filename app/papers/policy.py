"""Who keeps the office's Word templates: those who make its papers."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

KEEPERS = (Role.SECRETARY, Role.AWARDS_OFFICER)


def keep(actor: Actor) -> Denial | None:
    """Secretaries of a council and awards officers see, upload, activate and retire templates."""
    if actor.has(*KEEPERS):
        return None
    return Denial("not_keeper", T("Chỉ thư ký Hội đồng và cán bộ khen thưởng quản lý mẫu văn bản."))
