"""Signing in with a password: admit the guess, compare, settle it.

Three steps, since comparing takes a tenth of a second on purpose and must not hold the writers'
lock meanwhile: `admit` (one transaction), `passwords.fits` (none), `settle` (another).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.actions import normal_email
from app.accounts.models import Account
from app.audit.actions import record
from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require_ready
from app.kernel.text import T
from app.signin.actions import open_sign_in, rotate
from app.signin.guesses import Keys, charge, give_back, is_last, use_up
from app.signin.link_actions import NewPassword, blockers_to_choose, store_password
from app.signin.models import SignIn
from app.signin.rules import KNOWN, guess_keys
from app.signin.states import Stage
from app.signin.tokens import token_hash

WRONG = T("Địa chỉ thư hoặc mật khẩu không đúng")
WRONG_OLD = T("Mật khẩu hiện tại không đúng")
PLACE_KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed on the sign-in page, and from where.

    `device`: who this browser has proven to be before, by account id (see `device.py`).
    """

    email: str
    password: str
    address: str = ""
    agent: str = ""
    device: tuple[str, frozenset[int]] = ("", frozenset())


@dataclass(frozen=True, slots=True)
class Admission:
    """A guess that may be compared (`wait` is None), or how long it has to wait."""

    keys: Keys
    shared: Keys = ()
    account_id: int | None = None
    stored: str = passwords.NO_PASSWORD
    wait: timedelta | None = None


def admit(session: Session, typed: Credentials, now: datetime) -> Admission:
    """Take one guess from the budgets of this account and address."""
    email = normal_email(typed.email)
    account = session.scalar(select(Account).where(Account.email == email))
    keys, shared = _keys(session, email, account, typed, now)
    wait = use_up(session, keys, now, shared=shared)
    if wait is not None:
        return Admission(keys, shared, wait=wait)
    if is_last(session, keys, now):
        record(session, _who(account, typed), "sign_in:locked", account or "account:0", now)
    if account is None:
        return Admission(keys, shared)
    return Admission(keys, shared, account.id, account.password_hash)


def settle(
    session: Session, admission: Admission, typed: Credentials, now: datetime, *, right: bool
) -> tuple[str, Account] | Blocker:
    """Open a sign-in, or refuse; unknown, disabled and wrong are answered alike."""
    account = session.get(Account, admission.account_id) if admission.account_id else None
    actor = _who(account, typed)
    same = account is not None and account.password_hash == admission.stored
    if account is None or not right or not same or not account.active:
        charge(session, admission.shared, now)
        record(session, actor, "sign_in:refused", account or "account:0", now)
        return Blocker("password", WRONG)
    give_back(session, admission.keys, now)
    if passwords.needs_new_hash(account.password_hash):
        account.password_hash = passwords.hashed(typed.password)
    token = open_sign_in(session, actor, account, method="password", address=typed.address,
                         agent=typed.agent, now=now)  # fmt: skip
    return token, account


def _keys(
    session: Session, email: str, account: Account | None, typed: Credentials, now: datetime
) -> tuple[Keys, Keys]:
    device, proven = typed.device
    own = device if account is not None and account.id in proven else ""
    known_place = account is not None and bool(
        session.scalar(
            select(
                exists().where(
                    SignIn.account_id == account.id,
                    SignIn.address == typed.address,
                    SignIn.stage == Stage.FULL,
                    SignIn.started_at > now - PLACE_KNOWN_FOR,
                )
            )
        )
    )
    return guess_keys(token_hash(email)[:32], typed.address, own, known_place=known_place)


def _who(account: Account | None, typed: Credentials) -> Actor:
    return Actor(user_id=account.id if account else None,
                 name=account.full_name if account else "?", address=typed.address)  # fmt: skip


def admit_owner(session: Session, account: Account, now: datetime) -> Admission:
    """A signed-in person types the password once more; own budget, so nobody else uses it up."""
    keys = ((f"again:{account.id}", KNOWN),)
    wait = use_up(session, keys, now)
    return Admission(keys, (), account.id, account.password_hash, wait)


def settle_owner(
    session: Session, actor: Actor, admission: Admission, now: datetime, *, right: bool
) -> None:
    """Note whether it was right."""
    if right:
        give_back(session, admission.keys, now)
    else:
        record(session, actor, "password:refused", f"account:{admission.account_id}", now)


def change_password(
    session: Session, actor: Actor, checked: Admission, new: NewPassword, sign_in_id: int,
    now: datetime,
) -> str:  # fmt: skip
    """Change one's own password; `checked`: the admission whose password was found right.

    The other sign-ins end; this one goes on under a new token, which is returned.
    """
    account = to_change(session, Account, actor.user_id)
    if checked.account_id != account.id or checked.stored != account.password_hash:
        raise Blocked([Blocker("old", WRONG_OLD)])
    require_ready(blockers_to_choose(session, account, new))
    store_password(session, actor, account, new.password, now, keep=sign_in_id)
    return rotate(to_change(session, SignIn, sign_in_id), now)
