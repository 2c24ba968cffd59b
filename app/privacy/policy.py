"""Who may use whose rights."""

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T


def look_after(actor: Actor) -> Denial | None:
    """Answer requests, write consent texts, set periods, anonymise: the administrator."""
    if actor == SYSTEM or actor.has(Role.ADMIN):
        return None
    return Denial("not_admin", T("Chỉ quản trị viên được xử lý yêu cầu về dữ liệu cá nhân."))


def own(actor: Actor, account_id: int) -> Denial | None:
    """One's own data only; that others have any is hidden."""
    return None if actor.user_id == account_id else NOT_FOUND
