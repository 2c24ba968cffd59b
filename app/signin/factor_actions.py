"""The second factor: setting it up, giving it, losing it. Recorded; codes never are.

A wrong code is an answer (`Blocker`), not an exception: that it was tried must stay stored.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require
from app.kernel.text import T
from app.signin import codes, notices, policy
from app.signin.actions import demands_factor, end_all_sign_ins, rotate
from app.signin.guesses import Keys, give_back, use_up
from app.signin.models import Passkey, RecoveryCode, SignIn, TotpSecret
from app.signin.queries import has_passkey
from app.signin.rules import CODES
from app.signin.sealing import seal, unseal
from app.signin.states import Stage

PENDING_FOR = timedelta(minutes=15)
WRONG_CODE = T("Mã không đúng hoặc đã dùng. Nhập mã đang hiện trên ứng dụng, hoặc một mã dự phòng")
TOO_MANY = T("Đã nhập sai nhiều lần. Thử lại sau vài phút")


def start_totp(session: Session, actor: Actor, now: datetime) -> None:
    """Make a new secret that waits for its first code; the one in use stays in use till then."""
    row = _totp(session, actor.user_id)
    if row is None:
        row = TotpSecret(account_id=actor.user_id)
        session.add(row)
    row.pending = seal(current_app.config["SECRET_KEY"], codes.new_secret())
    row.pending_at = now
    record(session, actor, "second_factor:started", f"account:{actor.user_id}", now)


def confirm_totp(
    session: Session, actor: Actor, typed: str, now: datetime, *, device: str
) -> list[str] | Blocker:
    """The first code proves that the authenticator works; returns the recovery codes, once."""
    keys = _keys(actor.user_id, device)
    if use_up(session, keys, now) is not None:
        return Blocker("code", TOO_MANY)
    row = _totp(session, actor.user_id)
    fresh = row is not None and row.pending_at is not None and row.pending_at > now - PENDING_FOR
    secret = _unsealed(row.pending) if row is not None and fresh else ""
    step = codes.matching_step(secret, typed, 0, now, _drift())
    if row is None or step is None:
        record(session, actor, "second_factor:refused", f"account:{actor.user_id}", now)
        return Blocker("code", WRONG_CODE)
    give_back(session, keys, now)
    row.secret, row.pending, row.pending_at = row.pending, "", None
    row.confirmed_at, row.last_step = now, step
    account = session.get_one(Account, actor.user_id)
    record(session, actor, "second_factor:set_up", account, now)
    notices.factor_set_up(session, account, now)
    return _fresh_codes(session, actor, account, now)


def renew_codes(
    session: Session, actor: Actor, typed: str, now: datetime, *, device: str
) -> list[str] | Blocker:
    """A new set of recovery codes for a right code; the old set is worthless."""
    wrong = check_code(session, actor, typed, now, device=device)
    if wrong is not None:
        return wrong
    return _fresh_codes(session, actor, session.get_one(Account, actor.user_id), now)


def _fresh_codes(session: Session, actor: Actor, account: Account, now: datetime) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    fresh = codes.new_recovery_codes()
    session.add_all(
        RecoveryCode(
            account_id=account.id, code_hash=codes.recovery_hash(account.id, code), created_at=now
        )
        for code in fresh
    )
    record(session, actor, "second_factor:codes_renewed", account, now, count=len(fresh))
    return fresh


def check_code(
    session: Session, actor: Actor, typed: str, now: datetime, *, device: str
) -> Blocker | None:
    """Use up one code of the authenticator or one recovery code; None when it was right."""
    keys = _keys(actor.user_id, device)
    if use_up(session, keys, now) is not None:
        return Blocker("code", TOO_MANY)
    account = session.get_one(Account, actor.user_id)
    how = _use_totp(session, account, typed, now) or _use_recovery(session, account, typed, now)
    if not how:
        record(session, actor, "second_factor:refused", account, now)
        return Blocker("code", WRONG_CODE)
    give_back(session, keys, now)
    record(session, actor, "second_factor:passed", account, now, how=how)
    return None


def _whole_life(method: str) -> timedelta:
    """From its beginning; what came from the provider no longer than its word may be old."""
    hours: int = current_app.config["SESSION_HOURS"]
    most: int = current_app.config["SETTINGS"].oidc_max_age_hours
    return timedelta(hours=min(hours, most) if method == "oidc" and most else hours)


def _drift() -> tuple[int, ...]:
    return codes.EXACT if current_app.config["SETTINGS"].totp_strict else codes.DRIFT


def _use_totp(session: Session, account: Account, typed: str, now: datetime) -> str:
    row = _totp(session, account.id)
    if row is None or row.confirmed_at is None:
        return ""
    step = codes.matching_step(_unsealed(row.secret), typed, row.last_step, now, _drift())
    if step is None:
        return ""
    row.last_step = step
    return "totp"


def _use_recovery(session: Session, account: Account, typed: str, now: datetime) -> str:
    row = session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == codes.recovery_hash(account.id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        return ""
    row.used_at = now
    notices.recovery_code_used(session, account, now)
    return "recovery"


def complete(session: Session, actor: Actor, sign_in_id: int, now: datetime) -> str:
    """The second factor was given (a code, a passkey): the sign-in is whole, its token new."""
    row = to_change(session, SignIn, sign_in_id)
    require(policy.end_sign_ins(actor, row.account_id))
    row.second_at = now
    if row.stage is not Stage.FULL:
        row.stage = Stage.FULL
        row.ends_at = row.started_at + _whole_life(row.method)
        record(session, actor, "sign_in:completed", f"account:{row.account_id}", now)
    return rotate(row, now)


def remove_totp(
    session: Session, actor: Actor, typed: str, now: datetime, *, device: str
) -> Blocker | None:
    """Give the authenticator up for a right code; None when done.

    Refused while a role demands a factor and none would be left.
    """
    account = session.get_one(Account, actor.user_id)
    if demands_factor(session, account, now) and not has_passkey(session, account.id):
        return Blocker("code", T("Vai trò của tài khoản này bắt buộc xác thực hai lớp"))
    wrong = check_code(session, actor, typed, now, device=device)
    if wrong is not None:
        return wrong
    session.execute(delete(TotpSecret).where(TotpSecret.account_id == account.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    record(session, actor, "second_factor:removed", account, now)
    notices.factor_removed(session, account, now)
    return None


def reset_second_factor(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    """An administrator takes away what a person has lost; the person is told by mail.

    Ends the person's sign-ins. The password is still needed, and unknown to the administrator.
    """
    require(policy.reset_second_factor(actor, account.id))
    for model in (TotpSecret, RecoveryCode, Passkey):
        session.execute(delete(model).where(model.account_id == account.id))
    end_all_sign_ins(session, actor, account, now)
    record(session, actor, "second_factor:reset", account, now)
    notices.factor_removed(session, account, now)


def _totp(session: Session, account_id: int | None) -> TotpSecret | None:
    return session.scalar(
        select(TotpSecret).where(TotpSecret.account_id == account_id).with_for_update()
    )


def _keys(account_id: int | None, device: str) -> Keys:
    return ((f"code:{account_id}:{device}", CODES),)


def _unsealed(sealed: str) -> str:
    return unseal(current_app.config["SECRET_KEY"], sealed)


def reseal(session: Session, actor: Actor, old: str, new: str, now: datetime) -> tuple[int, int]:
    """Seal every authenticator's secret with the new key of the installation.

    How many were sealed, and how many open with neither key. What is under the new key already
    stays as it is: running it twice changes nothing.
    """
    done = lost = 0
    for row in session.scalars(select(TotpSecret).order_by(TotpSecret.id).with_for_update()):
        for name in ("secret", "pending"):
            sealed: str = getattr(row, name)
            if not sealed or unseal(new, sealed):
                continue
            plain = unseal(old, sealed)
            if plain:
                setattr(row, name, seal(new, plain))
            done, lost = done + bool(plain), lost + (not plain)
    record(session, actor, "second_factor:resealed", "installation:key", now, count=done, lost=lost)
    return done, lost
