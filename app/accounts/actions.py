"""Accounts, roles and sign-ins. Every act is recorded; refusals of sign-in too."""

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import policy, rules
from app.accounts.models import Account, RoleGrant, SignIn, Unit
from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, name_sort_key

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to add a person."""

    email: str
    full_name: str
    unit_id: int
    password: str
    position: str = ""
    demo: bool = False


def normal_email(text: str) -> str:
    """One address, one spelling."""
    return clean_line(text).casefold()


def add_account(session: Session, actor: Actor, new: NewAccount, now: datetime) -> Account:
    """Add a person; the password must be long enough, the address new."""
    require(policy.manage_accounts(actor))
    email = normal_email(new.email)
    blockers = rules.blockers_to_add(email, new.full_name, new.password)
    if session.scalar(select(Account.id).where(Account.email == email)):
        blockers.append(Blocker("email", T("Địa chỉ thư này đã có tài khoản")))
    require_ready(blockers)
    name = clean_line(new.full_name)
    account = Account(
        email=email,
        full_name=name,
        name_key=name_sort_key(name),
        unit_id=new.unit_id,
        position=clean_line(new.position),
        password_hash=_hash(new.password, new.demo),
        demo=new.demo,
        created_at=now,
    )
    session.add(account)
    record(session, actor, "account:add", account, now, email=email)
    return account


_demo_hashes: dict[str, str] = {}


def _hash(password: str, demo: bool) -> str:
    """Demo people share one password: hashing it once keeps loading thousands of them quick."""
    if not demo:
        return _hasher.hash(password)
    if password not in _demo_hashes:
        _demo_hashes[password] = _hasher.hash(password)
    return _demo_hashes[password]


def grant_role(
    session: Session,
    actor: Actor,
    account: Account,
    role: Role,
    now: datetime,
    *,
    valid_from: date,
    valid_to: date | None = None,
    unit_id: int | None = None,
    council_id: int | None = None,
) -> RoleGrant:
    """Give a role from a day on; it counts from the next request."""
    require(policy.manage_accounts(actor))
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        unit_id=unit_id,
        council_id=council_id,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    session.add(grant)
    record(session, actor, "account:grant", account, now, role=str(role), unit_id=unit_id,
           council_id=council_id)  # fmt: skip
    return grant


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed on the sign-in page, and from where."""

    email: str
    password: str
    address: str = ""
    agent: str = ""


WRONG = T("Địa chỉ thư hoặc mật khẩu không đúng")
THROTTLED = T("Đã nhập sai nhiều lần. Thử lại sau 5 phút hoặc liên hệ quản trị viên")


def sign_in(session: Session, typed: Credentials, now: datetime) -> tuple[str, Account] | Blocker:
    """Check the password and open a sign-in; returns its secret token once, or why not.

    Unknown, disabled and wrong are answered alike. Too many failures of one account make it
    wait, but only its own password guesses: other accounts behind the same address go on.
    """
    account = session.scalar(
        select(Account).where(Account.email == normal_email(typed.email)).with_for_update()
    )
    right = _verify(account.password_hash if account else _dummy_hash(), typed.password)
    actor = Actor(user_id=account.id if account else None,
                  name=account.full_name if account else "?", address=typed.address)  # fmt: skip
    if account and rules.is_throttled(account.failed_sign_ins, account.last_failed_at, now):
        record(session, actor, "sign_in:throttled", account, now)
        return Blocker("password", THROTTLED)
    if account is None or not right or not account.active:
        if account:
            account.failed_sign_ins += 1
            account.last_failed_at = now
        record(session, actor, "sign_in:refused", account or "account:0", now)
        return Blocker("password", WRONG)
    account.failed_sign_ins = 0
    if _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(typed.password)
    return _open(session, actor, account, typed, now), account


def _open(
    session: Session, actor: Actor, account: Account, typed: Credentials, now: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=account.id,
            started_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=current_app.config["SESSION_HOURS"]),
            address=typed.address[:64],
            agent=clean_line(typed.agent)[:200],
        )
    )
    record(session, actor, "sign_in:opened", account, now)
    return token


def _dummy_hash() -> str:
    """No password's hash: verifying against it costs the same, so that time tells nothing."""
    salt, digest = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


def _verify(stored: str, typed: str) -> bool:
    try:
        return _hasher.verify(stored, typed)
    except (VerifyMismatchError, InvalidHashError):
        return False


def token_hash(token: str) -> str:
    """How a token is stored: reading the table does not let anyone in."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_out(session: Session, actor: Actor, token: str, now: datetime) -> None:
    """End this sign-in on the server; the token is dead afterwards."""
    row = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if row is not None and row.ended_at is None:
        row.ended_at = now
        record(session, actor, "sign_in:ended", f"account:{row.account_id}", now)


def end_all_sign_ins(session: Session, actor: Actor, account: Account, now: datetime) -> int:
    """End every sign-in of one person, e.g. when the account is disabled."""
    require(policy.end_sign_ins(actor, account.id))
    rows = session.scalars(
        select(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    ).all()
    for row in rows:
        row.ended_at = now
    record(session, actor, "sign_in:all_ended", account, now, count=len(rows))
    return len(rows)


def unit_by_code(session: Session, code: str) -> Unit:
    """The unit with this code; raises `Blocked` when there is none."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise Blocked([Blocker("unit", T("Không có đơn vị mã %(code)s", code=code))])
    return unit
