"""Add, change, disable and enable people."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.actions import normal_email
from app.accounts.addresses import keep_former
from app.accounts.hooks import hooks
from app.accounts.models import Account, Unit
from app.accounts.passwords import NO_PASSWORD
from app.accounts.people_rules import PersonDraft, blockers_in_person
from app.accounts.roles_actions import keep_an_administrator
from app.accounts.rules import in_force
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, name_sort_key
from app.outbox.actions import queue

FIELDS = ("email", "full_name", "unit_id", "position")


def cleaned(draft: PersonDraft) -> PersonDraft:
    """The draft as it is stored: NFC, one blank between words, the address folded."""
    return PersonDraft(
        normal_email(draft.email), clean_line(draft.full_name), draft.unit_id,
        clean_line(draft.position),
    )  # fmt: skip


def add_person(
    session: Session, actor: Actor, draft: PersonDraft, now: datetime, *, invited: bool = True
) -> Account:
    """Add a person without a password: a link to choose one goes to the address by mail.

    Not `invited`: the person signs in through the agency's provider and needs no password.
    """
    require(policy.manage_accounts(actor))
    draft = cleaned(draft)
    require_ready([*blockers_in_person(draft), *_refused(session, draft, None, now)])
    account = Account(
        email=draft.email, full_name=draft.full_name, name_key=name_sort_key(draft.full_name),
        unit_id=draft.unit_id, position=draft.position, password_hash=NO_PASSWORD, created_at=now,
    )  # fmt: skip
    session.add(account)
    record(session, actor, "account:add", account, now, email=draft.email)
    if invited:
        hooks.invite(session, actor, account, now)
    return account


def _refused(
    session: Session, draft: PersonDraft, own: Account | None, now: datetime
) -> list[Blocker]:
    found: list[Blocker] = []
    holder = session.scalar(select(Account.id).where(Account.email == draft.email))
    if holder is not None and (own is None or holder != own.id):
        found.append(Blocker("email", T("Địa chỉ thư này đã có tài khoản")))
    if draft.unit_id is not None and (own is None or own.unit_id != draft.unit_id):
        unit = session.get(Unit, draft.unit_id)
        if unit is None or not in_force(unit, local_date(now)):
            found.append(Blocker("unit_id", T("Đơn vị này không còn hoạt động, chọn đơn vị khác")))
    return found


def change_person(
    session: Session, actor: Actor, account: Account, draft: PersonDraft, now: datetime
) -> bool:
    """Store a changed entry; False when nothing differs.

    A new address makes old links void; the old one is kept, so that dossiers and declarations
    that name it still mean this person.
    """
    require(policy.manage_accounts(actor))
    draft = cleaned(draft)
    require_ready([*blockers_in_person(draft), *_refused(session, draft, account, now)])
    changed = [name for name in FIELDS if getattr(account, name) != getattr(draft, name)]
    if not changed:
        return False
    before = {name: getattr(account, name) for name in changed}
    for name in changed:
        setattr(account, name, getattr(draft, name))
    account.name_key = name_sort_key(account.full_name)
    account.version += 1
    record(session, actor, "account:changed", account, now, was=before,
           now_is={name: getattr(account, name) for name in changed})  # fmt: skip
    if "email" in changed:
        keep_former(session, account, str(before["email"]), now)
        hooks.new_address(session, actor, account, now)
        _tell_both(session, account, str(before["email"]), now)
    return True


def _tell_both(session: Session, account: Account, old: str, now: datetime) -> None:
    """The owner of the account reads of it at the old address too, in case nobody asked them."""
    body = T("Kính gửi Ông/Bà %(name)s,\nĐịa chỉ thư để đăng nhập của Ông/Bà đã đổi từ %(old)s "
             "thành %(new)s. Nếu Ông/Bà không đề nghị việc này, báo ngay cho quản trị viên.\n"
             "Trân trọng.", name=account.full_name, old=old, new=account.email)  # fmt: skip
    for address in (old, account.email):
        queue(session, kind="account_address", address=address, now=now, account_id=account.id,
              title=T("Địa chỉ thư đăng nhập đã đổi"), body=body,
              about=account.subject)  # fmt: skip


def disable(session: Session, actor: Actor, account: Account, now: datetime, reason: str) -> None:
    """Shut a person out: no sign-in from the next request on. Nothing of theirs is deleted."""
    require(policy.manage_accounts(actor))
    blockers: list[Blocker] = []
    if not account.active:
        blockers.append(Blocker("", T("Tài khoản này đã khóa")))
    if account.id == actor.user_id:
        blockers.append(Blocker("", T("Không tự khóa được tài khoản của mình. Nhờ một quản trị "
                                      "viên khác")))  # fmt: skip
    if not reason:
        blockers.append(Blocker("reason", T("Nhập lý do khóa")))
    require_ready(blockers)
    keep_an_administrator(
        session, now, lambda one: None if one.account_id == account.id else one.span
    )
    account.active = False
    account.version += 1
    record(session, actor, "account:disabled", account, now, reason=reason)
    hooks.shut_out(session, actor, account, now)


def enable(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    """Let a person in again, with the roles that are in force."""
    require(policy.manage_accounts(actor))
    require_ready([Blocker("", T("Tài khoản này đang hoạt động"))] if account.active else [])
    account.active = True
    account.version += 1
    record(session, actor, "account:enabled", account, now)
