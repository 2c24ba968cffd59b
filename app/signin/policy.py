"""Who may end sign-ins, send links and take a lost second factor away."""

from app.accounts.policy import manage_accounts
from app.kernel.actor import Actor
from app.kernel.refusals import Denial


def end_sign_ins(actor: Actor, account_id: int) -> Denial | None:
    """One's own sign-ins, or anybody's for the administrator."""
    return None if actor.user_id == account_id else manage_accounts(actor)
