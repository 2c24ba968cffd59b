"""Who may end sign-ins, send links and take a lost second factor away."""

from app.accounts.policy import manage_accounts
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import Denial
from app.kernel.text import T


def end_sign_ins(actor: Actor, account_id: int) -> Denial | None:
    """One's own sign-ins, or anybody's for the administrator."""
    return None if actor.user_id == account_id else manage_accounts(actor)


def send_link(actor: Actor) -> Denial | None:
    """Whoever manages accounts may have a link mailed to its owner, and never sees it."""
    return manage_accounts(actor)


def set_password(actor: Actor) -> Denial | None:
    """Nobody sets another's password; only the command line does, where the operator is."""
    if actor == SYSTEM:
        return None
    return Denial("operator", T("Chỉ người vận hành máy chủ đặt được mật khẩu của người khác."))


def reset_second_factor(actor: Actor, account_id: int) -> Denial | None:
    """Another administrator's task: a stolen session must not take away its own second lock."""
    if actor.user_id == account_id:
        return Denial("own", T("Không tự gỡ được xác thực hai lớp bằng quyền quản trị. "
                               "Nhờ một quản trị viên khác."))  # fmt: skip
    return manage_accounts(actor)
