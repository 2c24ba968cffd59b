"""Adding, using and removing passkeys. Each challenge is the server's, five minutes, once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.signin import notices, policy
from app.signin.actions import demands_factor, open_sign_in
from app.signin.ceremonies import Begun, begin, ended_well, take
from app.signin.models import Passkey
from app.signin.oidc_queries import identities_of
from app.signin.passkey_queries import has_totp, known_keys
from app.signin.passkey_rules import (
    KNOWN,
    LAPSED,
    MOST_KEYS,
    NAME_LIMIT,
    NOT_ADDED,
    REFUSED,
    TOO_MANY,
    Site,
    blockers_to_remove,
    site_of,
)
from app.signin.queries import has_password

METHOD = "passkey"
ADD, SIGN_IN, SECOND = "passkey:add", "passkey:sign_in", "passkey:second"
LIFE = timedelta(minutes=5)
BUSY = T("Nhiều lượt đang chờ từ địa chỉ mạng này. Thử lại sau ít phút")


@dataclass(frozen=True, slots=True)
class Asked:
    """A begun ceremony: what the browser keeps (`key`) and what its authenticator is asked."""

    key: str
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the browser sends back: the value it kept, the authenticator's answer, from where."""

    key: str
    answer: str
    address: str = ""
    agent: str = ""


def passkey_site() -> Site:
    """The site of this installation; 404 where passkeys cannot work."""
    site = site_of(current_app.config["BASE_URL"])
    if site is None:
        raise Denied(NOT_FOUND)
    return site


def begin_adding(session: Session, actor: Actor, name: str, now: datetime) -> Asked | Blocker:
    """Ask the authenticator for a new passkey of the signed-in person."""
    from app.signin import passkey_ceremony as ceremony  # noqa: PLC0415 - slow to import

    account = session.get_one(Account, actor.user_id, with_for_update=True)
    known = known_keys(session, account.id)
    if len(known) >= MOST_KEYS:
        return Blocker("name", TOO_MANY)
    called = clean_line(name)[:NAME_LIMIT]
    challenge, key = _begin(session, ADD, {"name": called}, actor.address, now, account.id)
    if key is None:
        return Blocker("name", BUSY)
    owner = ceremony.Owner(account.id, account.email, account.full_name)
    return Asked(key, ceremony.creation_options(passkey_site(), challenge, owner, known))


def finish_adding(session: Session, actor: Actor, given: Answered, now: datetime) -> Blocker | None:
    """Keep the passkey that the authenticator has made; None when done."""
    from app.signin import passkey_ceremony as ceremony  # noqa: PLC0415 - slow to import

    begun = take(session, ADD, given.key, now)
    if begun is None or begun.account_id != actor.user_id:
        return Blocker("", LAPSED)
    made = ceremony.registered(passkey_site(), begun.content["challenge"], given.answer)
    if made is None:
        return Blocker("", NOT_ADDED)
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        return Blocker("", KNOWN)
    account = session.get_one(Account, actor.user_id)
    name = begun.content["name"]
    session.add(
        Passkey(account_id=account.id, credential_id=made.credential_id,
                public_key=made.public_key, sign_count=made.sign_count,
                transports=made.transports, name=name, created_at=now)
    )  # fmt: skip
    ended_well(session, begun, now)
    record(session, actor, "passkey:added", account, now, name=name)
    notices.passkey_added(session, account, name, now)
    return None


def begin_asking(
    session: Session, address: str, now: datetime, *, account_id: int | None = None
) -> Asked | Blocker:
    """Ask for a passkey: any of this site to sign in, or one of this half signed-in person."""
    from app.signin import passkey_ceremony as ceremony  # noqa: PLC0415 - slow to import

    purpose = SIGN_IN if account_id is None else SECOND
    challenge, key = _begin(session, purpose, {}, address, now, account_id)
    if key is None:
        return Blocker("", BUSY)
    known = [] if account_id is None else known_keys(session, account_id)
    return Asked(key, ceremony.request_options(passkey_site(), challenge, known))


def sign_in_by_passkey(
    session: Session, given: Answered, now: datetime
) -> tuple[str, int] | Blocker:
    """Open a whole sign-in; an unknown key, a disabled account and a wrong answer are alike."""
    begun = take(session, SIGN_IN, given.key, now)
    if begun is None:
        return Blocker("", LAPSED)
    key = _proven_key(session, begun, given, now)
    account = session.get(Account, key.account_id) if key is not None else None
    actor = Actor(account.id if account else None, account.full_name if account else "?",
                  address=given.address)  # fmt: skip
    if account is None or not account.active:
        record(session, actor, "sign_in:refused", account or "account:0", now, method=METHOD)
        return Blocker("", REFUSED)
    ended_well(session, begun, now)
    token = open_sign_in(session, actor, account, method=METHOD, address=given.address,
                         agent=given.agent, now=now, second_factor_passed=True)  # fmt: skip
    return token, account.id


def pass_second_factor(
    session: Session, actor: Actor, given: Answered, now: datetime
) -> Blocker | None:
    """The half signed-in person proves one of their own passkeys; None when it was right."""
    begun = take(session, SECOND, given.key, now)
    if begun is None or begun.account_id != actor.user_id:
        return Blocker("", LAPSED)
    key = _proven_key(session, begun, given, now)
    if key is None:
        record(session, actor, "second_factor:refused", f"account:{actor.user_id}", now)
        return Blocker("", REFUSED)
    ended_well(session, begun, now)
    record(session, actor, "second_factor:passed", f"account:{actor.user_id}", now, how=METHOD)
    return None


def remove_passkey(session: Session, actor: Actor, passkey_id: int, now: datetime) -> None:
    """Take one's own passkey away; another's looks like one that does not exist."""
    key = own_passkey(session, actor, passkey_id)
    account = session.get_one(Account, key.account_id, with_for_update=True)
    require(policy.end_sign_ins(actor, account.id))
    require_ready(
        blockers_to_remove(
            last=len(known_keys(session, account.id)) == 1,
            demanded=demands_factor(session, account, now),
            has_totp=has_totp(session, account.id),
            other_way_in=has_password(session, account.id)
            or identities_of(session, account.id) > 0,
        )
    )
    session.delete(key)
    record(session, actor, "passkey:removed", account, now, name=key.name)
    notices.passkey_removed(session, account, key.name, now)


def own_passkey(session: Session, actor: Actor, passkey_id: int) -> Passkey:
    """One's own passkey; 404 for another's."""
    key = session.get(Passkey, passkey_id)
    if key is None or key.account_id != actor.user_id:
        raise Denied(NOT_FOUND)
    return key


def _begin(
    session: Session, purpose: str, content: dict[str, str], address: str, now: datetime,
    account_id: int | None,
) -> tuple[str, str | None]:  # fmt: skip
    challenge = secrets.token_urlsafe(32)
    key = begin(session, purpose, {"challenge": challenge, **content}, address, now + LIFE, now,
                account_id=account_id)  # fmt: skip
    return challenge, key


def _proven_key(session: Session, begun: Begun, given: Answered, now: datetime) -> Passkey | None:
    """The passkey that has signed this challenge, its count stored; the person's own if known."""
    from app.signin import passkey_ceremony as ceremony  # noqa: PLC0415 - slow to import

    key = session.scalar(
        select(Passkey)
        .where(Passkey.credential_id == ceremony.credential_in(given.answer))
        .with_for_update()
    )
    if key is None or begun.account_id not in {None, key.account_id}:
        return None
    count = ceremony.asserted(passkey_site(), begun.content["challenge"], given.answer, key)
    if count is None:
        return None
    key.sign_count, key.last_used_at = count, now
    return key
