"""Who reads the registry, checks texts by it, and keeps it."""

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

EDITORS = (Role.AWARDS_OFFICER, Role.SECRETARY)
READERS = (*EDITORS, Role.PLAN_OFFICER, Role.UNIT_CLERK, Role.LEADER, Role.INSPECTOR, Role.ADMIN)


def keep(actor: Actor) -> Denial | None:
    """Awards officers and secretaries keep it; the command line loads what is shipped."""
    if actor == SYSTEM or actor.has(*EDITORS):
        return None
    return Denial("not_editor", T("Chỉ cán bộ khen thưởng và thư ký được sửa danh mục văn bản."))
