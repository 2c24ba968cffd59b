"""Who may read the log."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

READERS = (Role.INSPECTOR, Role.ADMIN)
JUDGES = (Role.REVIEWER,)


def read_log(actor: Actor) -> Denial | None:
    """Read and export: inspectors and administrators."""
    if actor.has(*READERS):
        return None
    return Denial("role", T("Chỉ cán bộ kiểm tra và quản trị viên được xem nhật ký."))


def inquire(actor: Actor) -> Denial | None:
    """Open the judging of one round or dossier: inspectors who do not judge themselves."""
    if not actor.has(Role.INSPECTOR):
        return Denial("role", T("Chỉ cán bộ kiểm tra mở được việc chấm điểm để kiểm tra."))
    if judges_blind(actor):
        return Denial("judge", T("Người đang là ủy viên Hội đồng không mở được việc chấm điểm."))
    return None


def judges_blind(actor: Actor) -> bool:
    """Whether this reader also judges: then who acted on a dossier stays hidden from them."""
    return actor.has(*JUDGES)
