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


def judges_blind(actor: Actor) -> bool:
    """Whether this reader also judges: then who acted on a dossier stays hidden from them."""
    return actor.has(*JUDGES)
