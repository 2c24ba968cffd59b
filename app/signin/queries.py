"""Reads about sign-ins and second factors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Unit
from app.accounts.queries import grants_in_force
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.signin.models import Passkey, SignIn, TotpSecret
from app.signin.rules import roles_digest
from app.signin.states import Stage
from app.signin.tokens import token_hash

GRACE = timedelta(minutes=1)
"""How long a token lives on after its rotation, for requests that were under way."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live sign-in."""

    sign_in_id: int
    seen_at: datetime
    stage: Stage
    roles_changed: bool
    actor: Actor


def signed_in(
    session: Session, token: str, now: datetime, idle: timedelta, address: str
) -> SignedIn | None:
    """Who this token stands for, with the roles in force now; None when it has ended."""
    digest = token_hash(token)
    row = session.execute(
        select(SignIn.id, SignIn.seen_at, SignIn.stage, SignIn.roles_digest, Account.id,
               Account.full_name, Account.email, Unit.id, Unit.name)
        .join(Account, Account.id == SignIn.account_id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(
            or_(
                SignIn.token_hash == digest,
                and_(SignIn.former_hash == digest, SignIn.rotated_at > now - GRACE),
            ),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now,
            SignIn.seen_at > now - idle,
            Account.active,
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    key, seen_at, stage, known_roles, account_id, name, email, unit_id, unit_name = row
    grants = grants_in_force(session, account_id, local_date(now))
    actor = Actor(account_id, name, email, unit_id, unit_name, grants, address)
    return SignedIn(key, seen_at, stage, known_roles != roles_digest(grants), actor)


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the person has a confirmed authenticator or a passkey."""
    totp = exists().where(TotpSecret.account_id == account_id, TotpSecret.confirmed_at.is_not(None))
    key = exists().where(Passkey.account_id == account_id)
    return bool(session.scalar(select(or_(totp, key))))
