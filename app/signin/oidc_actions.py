"""Signing in, linking and unlinking with an identity of the agency's provider.

Found by issuer and subject only. An equal e-mail address links nothing: whoever could choose an
address at the provider would else take over an account here.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import NAME_LIMIT, Account, Unit
from app.accounts.people_actions import add_person
from app.accounts.people_rules import PersonDraft
from app.audit.actions import record
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.vietnamese import clean_line
from app.signin import notices, policy
from app.signin.actions import open_sign_in
from app.signin.models import OutsideIdentity
from app.signin.oidc_queries import identities_of
from app.signin.oidc_rules import (
    NOT_USABLE,
    OF_ANOTHER,
    OutsidePerson,
    Provider,
    blockers_to_unlink,
)
from app.signin.queries import has_passkey, has_password

METHOD = "oidc"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request comes from."""

    address: str = ""
    agent: str = ""


def sign_in_outside(
    session: Session, provider: Provider, person: OutsidePerson, place: Place, now: datetime
) -> tuple[str, int] | Blocker:
    """Open a sign-in for a verified person; returns its token and the account's id.

    Not linked, disabled, or not to be added: one answer for all. The second factor is asked as
    for anybody else, unless the provider says it did one of the methods trusted in OIDC_AMR.
    """
    identity = _identity(session, person) or _newcomer(session, provider, person, now)
    account = session.get(Account, identity.account_id) if identity is not None else None
    if identity is None or account is None or not account.active:
        refused(session, account, place, now)
        return Blocker("", NOT_USABLE)
    identity.last_used_at, identity.email = now, _email(person)
    actor = Actor(account.id, account.full_name, account.email, address=place.address)
    token = open_sign_in(
        session, actor, account, method=METHOD, address=place.address, agent=place.agent, now=now,
        second_factor_passed=bool(set(person.amr) & set(provider.amr)),
        until=_end(provider, person),
    )  # fmt: skip
    return token, account.id


def _end(provider: Provider, person: OutsidePerson) -> datetime | None:
    if provider.max_age is None or person.signed_in_at is None:
        return None
    return person.signed_in_at + provider.max_age


def refused(session: Session, account: Account | None, place: Place, now: datetime) -> None:
    """Record that the provider's word was not enough, or not to be believed."""
    actor = Actor(account.id if account else None, account.full_name if account else "?",
                  address=place.address)  # fmt: skip
    record(session, actor, "sign_in:refused", account or "account:0", now, method=METHOD)


def _newcomer(
    session: Session, provider: Provider, person: OutsidePerson, now: datetime
) -> OutsideIdentity | None:
    """An account without any role in the unit for newcomers; None when there is none to be had.

    Only with an address that the provider has verified: an administrator will give roles to
    whoever stands behind it.
    """
    if not provider.unit_code or not person.email_verified:
        return None
    unit = session.scalar(select(Unit).where(Unit.code == provider.unit_code).with_for_update())
    known = _identity(session, person)  # another request may have added it while we waited
    if known is not None or unit is None:
        return known
    name = clean_line(person.name)[:NAME_LIMIT] or person.email
    draft = PersonDraft(_email(person).casefold(), name, unit.id)
    try:
        account = add_person(session, SYSTEM, draft, now, invited=False)
    except Blocked:
        return None
    session.flush()
    return _link(session, SYSTEM, account, person, now)


def link_outside(session: Session, actor: Actor, person: OutsidePerson, now: datetime) -> None:
    """Link the identity that the signed-in person has just proven to own. Twice is once."""
    account = session.get_one(Account, actor.user_id)
    require(policy.end_sign_ins(actor, account.id))
    known = _identity(session, person)
    if known is not None:
        require_ready([] if known.account_id == account.id else [Blocker("", OF_ANOTHER)])
        return
    _link(session, actor, account, person, now)
    notices.outside_linked(session, account, now)


def _link(
    session: Session, actor: Actor, account: Account, person: OutsidePerson, now: datetime
) -> OutsideIdentity:
    identity = OutsideIdentity(
        account_id=account.id, issuer=person.issuer, subject=person.subject,
        email=_email(person), created_at=now,
    )  # fmt: skip
    session.add(identity)
    record(session, actor, "outside_identity:linked", account, now, issuer=person.issuer)
    return identity


def unlink_outside(session: Session, actor: Actor, identity_id: int, now: datetime) -> None:
    """Take one's own link away, unless it is the last way in; another's looks like none."""
    identity = session.get(OutsideIdentity, identity_id, with_for_update=True)
    if identity is None or identity.account_id != actor.user_id:
        raise Denied(NOT_FOUND)
    account = session.get_one(Account, identity.account_id, with_for_update=True)
    require_ready(
        blockers_to_unlink(
            has_password=has_password(session, account.id),
            has_passkey=has_passkey(session, account.id),
            others=identities_of(session, account.id) - 1,
        )
    )
    session.delete(identity)
    record(session, actor, "outside_identity:unlinked", account, now, issuer=identity.issuer)
    notices.outside_unlinked(session, account, now)


def _identity(session: Session, person: OutsidePerson) -> OutsideIdentity | None:
    return session.scalar(
        select(OutsideIdentity)
        .where(OutsideIdentity.issuer == person.issuer, OutsideIdentity.subject == person.subject)
        .with_for_update()
    )


def _email(person: OutsidePerson) -> str:
    return clean_line(person.email)[:254]
