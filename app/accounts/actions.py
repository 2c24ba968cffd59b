"""Accounts and roles. Every act is recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import password_rules, policy, rules
from app.accounts.common_passwords import is_common
from app.accounts.leaked_passwords import is_leaked
from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.passwords import hashed, normal_password, shared_hash
from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, name_sort_key


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
    blockers = rules.blockers_to_add(email, new.full_name)
    if not new.demo:
        blockers += weak_password(new.password, email, new.full_name)
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
        password_hash=shared_hash(new.password) if new.demo else hashed(new.password),
        demo=new.demo,
        created_at=now,
    )
    session.add(account)
    record(session, actor, "account:add", account, now, email=email)
    return account


def weak_password(typed: str, *context: str, field: str = "password") -> list[Blocker]:
    """Why this cannot be a password; `context`: address, name and unit of its owner."""
    found = password_rules.blockers(
        normal_password(typed), context, is_common,
        least=current_app.config["PASSWORD_LEAST"], field=field,
    )  # fmt: skip
    listed: Path | None = current_app.config["SETTINGS"].leaked_passwords
    if found or listed is None or not is_leaked(listed, normal_password(typed)):
        return found
    return [Blocker(field, T("Mật khẩu này đã bị lộ ở nơi khác, chọn mật khẩu khác"))]


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


def unit_by_code(session: Session, code: str) -> Unit:
    """The unit with this code; raises `Blocked` when there is none."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise Blocked([Blocker("unit", T("Không có đơn vị mã %(code)s", code=code))])
    return unit
