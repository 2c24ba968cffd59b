"""Page side: the password typed once more, compared outside of any transaction."""

from app.accounts import passwords
from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.signin import password_actions
from app.signin.password_actions import WRONG_OLD, Admission

WAIT = T("Đã nhập sai nhiều lần. Thử lại sau vài phút")


def password_again(person: Actor, typed: str, field: str) -> Admission | Blocker:
    """The admission whose password was right, or why not."""
    with transaction() as session:
        account = to_change(session, Account, person.user_id)
        admission = password_actions.admit_owner(session, account, now())
    if admission.wait is not None:
        return Blocker(field, WAIT)
    right = passwords.fits(admission.stored, typed)
    with transaction() as session:
        password_actions.settle_owner(session, person, admission, now(), right=right)
    return admission if right else Blocker(field, WRONG_OLD)
