"""Links that let their owner choose a password: good once, for one hour, bound to the person.

A link dies with any change of the person's password or address, whoever makes it. It opens no
sign-in: whoever used it signs in next, with the second factor if there is one.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.actions import normal_email, weak_password
from app.accounts.models import Account, Unit
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.signin import notices, policy
from app.signin.actions import end_all_sign_ins
from app.signin.guesses import Keys, use_up
from app.signin.models import SignInLink
from app.signin.rules import ADDRESS, MAILS, address_key
from app.signin.states import LinkKind
from app.signin.tokens import new_token, token_hash

LIFE = timedelta(hours=1)
DEAD = T("Liên kết này đã dùng, đã hết hạn hoặc đã được thay bằng liên kết mới")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password typed twice."""

    password: str
    again: str


def send_link(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    """Mail a link: an invitation to whoever has no password yet, else a reset.

    The person who asks for it never sees it.
    """
    require(policy.send_link(actor))
    _mail(session, actor, account, now)


def ask_for_link(session: Session, email: str, address: str, now: datetime) -> None:
    """ "Quên mật khẩu": mail a reset to the address if it has an account; the answer never tells.

    Not for a person who was invited and never came: the lapsed invitation itself asks for another.
    """
    normal = normal_email(email)
    admitted = use_up(session, _letters_to(normal, address), now) is None
    account = session.scalar(select(Account).where(Account.email == normal))
    actor = Actor(account.id if account else None, account.full_name if account else "?",
                  address=address)  # fmt: skip
    if not admitted or account is None or not account.active or not account.password_hash:
        if admitted:
            record(session, actor, "sign_in_link:not_sent", account or "account:0", now)
        return
    _mail(session, actor, account, now)


def lapsed_invitation(session: Session, token: str, now: datetime) -> Account | None:
    """Who was invited by this link, came too late, and may have another at the same address.

    None for a link that works, that a newer one has replaced, or whose owner has been disabled,
    has another address or a password: holding an old letter is no reason to write to them.
    """
    row = session.scalar(
        select(SignInLink).where(SignInLink.token_hash == token_hash(token)).with_for_update()
    )
    if row is None or row.kind != LinkKind.INVITATION or row.used_at or row.expires_at > now:
        return None
    account = session.get(Account, row.account_id, with_for_update=True, populate_existing=True)
    newest = select(func.max(SignInLink.id)).where(SignInLink.account_id == row.account_id)
    if account is None or not _still_theirs(row, account) or session.scalar(newest) != row.id:
        return None
    return account


def invite_again(session: Session, token: str, address: str, now: datetime) -> None:
    """The invited person, who came after the hour, is mailed another invitation.

    It goes to the address of the first and nowhere else. Refused when the link is not a lapsed
    invitation any more, or when too many letters went to this address.
    """
    account = lapsed_invitation(session, token, now)
    if account is None:
        raise Blocked([Blocker("", DEAD)])
    if use_up(session, _letters_to(account.email, address), now) is not None:
        raise Blocked([Blocker("", T("Vừa có nhiều thư được gửi tới địa chỉ này. Xem hộp thư, "
                                     "hoặc thử lại sau một giờ"))])  # fmt: skip
    _mail(session, Actor(account.id, account.full_name, address=address), account, now)


def _letters_to(email: str, address: str) -> Keys:
    """The budgets that a letter asked for without signing in uses up."""
    return (
        (f"mails:{token_hash(email)[:32]}", MAILS),
        (f"forgot:{address_key(address)}", ADDRESS),
    )


def _mail(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    kind, token = make_link(session, actor, account, now)
    notices.link(session, account, kind, link_url(token), now + LIFE, now)


def make_link(
    session: Session, actor: Actor, account: Account, now: datetime
) -> tuple[LinkKind, str]:
    """Make a link and void the earlier ones; its token is stored nowhere."""
    kind = LinkKind.RESET if account.password_hash else LinkKind.INVITATION
    void_links(session, account, now)
    token = new_token()
    session.add(
        SignInLink(
            kind=kind,
            token_hash=token_hash(token),
            account_id=account.id,
            email=account.email,
            password_mark=_mark(account),
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    record(session, actor, "sign_in_link:made", account, now, kind=str(kind))
    return kind, token


def link_url(token: str) -> str:
    """The address people open; from BASE_URL, never from what a request says."""
    return f"{current_app.config['BASE_URL']}/dat-mat-khau/{token}"


def void_links(session: Session, account: Account, now: datetime) -> None:
    """No link made so far works any more."""
    for row in session.scalars(
        select(SignInLink).where(
            SignInLink.account_id == account.id, SignInLink.expires_at > now,
            SignInLink.used_at.is_(None),
        )
    ):  # fmt: skip
        row.expires_at = now


def void_links_of(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    """The address has changed: what was mailed to the old one is void (hook of `accounts`)."""
    void_links(session, account, now)
    record(session, actor, "sign_in_link:voided", account, now)


def shut_out(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    """The account was disabled: every sign-in and link ends (hook of `accounts`)."""
    end_all_sign_ins(session, actor, account, now)
    void_links(session, account, now)


def link_owner(session: Session, token: str, now: datetime) -> Account | None:
    """Whose password this link may set now; None when it is dead. Reading uses nothing up."""
    found = _living(session, token, now)
    return found[1] if found else None


def _living(session: Session, token: str, now: datetime) -> tuple[SignInLink, Account] | None:
    row = session.scalar(
        select(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .with_for_update()
    )
    if row is None:
        return None
    account = session.get(Account, row.account_id, with_for_update=True, populate_existing=True)
    return (row, account) if account is not None and _still_theirs(row, account) else None


def _still_theirs(row: SignInLink, account: Account) -> bool:
    """Whether the person is still at work, at the address and with the password of that day."""
    return account.active and row.email == account.email and row.password_mark == _mark(account)


def use_link(session: Session, token: str, new: NewPassword, address: str, now: datetime) -> int:
    """Set the password; the link is used up, all sign-ins and other links end. The person's id."""
    found = _living(session, token, now)
    if found is None:
        raise Blocked([Blocker("", DEAD)])
    row, account = found
    actor = Actor(account.id, account.full_name, address=address)
    require_ready(blockers_to_choose(session, account, new))
    row.used_at = now
    record(session, actor, "sign_in_link:used", account, now, kind=str(row.kind))
    store_password(session, actor, account, new.password, now)
    return account.id


def set_by_operator(
    session: Session, actor: Actor, account: Account, new: NewPassword, now: datetime
) -> None:
    """The command line sets a password (an emergency administrator, without mail)."""
    require(policy.set_password(actor))
    require_ready(blockers_to_choose(session, account, new))
    store_password(session, actor, account, new.password, now)


def blockers_to_choose(session: Session, account: Account, new: NewPassword) -> list[Blocker]:
    """Why this password cannot be chosen by this person."""
    unit = session.get(Unit, account.unit_id)
    units = (unit.name, unit.short_name, unit.code) if unit else ()
    found = weak_password(new.password, account.email, account.full_name, *units)
    if passwords.normal_password(new.password) != passwords.normal_password(new.again):
        found.append(Blocker("again", T("Hai lần nhập mật khẩu không giống nhau")))
    return found


def store_password(
    session: Session,
    actor: Actor,
    account: Account,
    password: str,
    now: datetime,
    *,
    keep: int | None = None,
) -> None:
    """Keep the new password; every other sign-in and every link ends, the person is told."""
    account.password_hash = passwords.hashed(password)
    end_all_sign_ins(session, actor, account, now, keep=keep)
    void_links(session, account, now)
    record(session, actor, "account:password_changed", account, now)
    notices.password_changed(session, account, now)


def _mark(account: Account) -> str:
    return hashlib.sha256(f"mark:{account.password_hash}".encode()).hexdigest()
