"""Reads about sign-ins and second factors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Unit
from app.accounts.queries import grants_in_force
from app.database.reading import rows_of
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.signin.models import Passkey, RecoveryCode, SignIn, TotpSecret
from app.signin.rules import device_name, roles_digest
from app.signin.states import Stage
from app.signin.tokens import token_hash

GRACE = timedelta(minutes=1)
"""How long a token lives on after its rotation, for requests that were under way."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live sign-in."""

    sign_in_id: int
    seen_at: datetime
    ends_at: datetime
    stage: Stage
    roles_changed: bool
    actor: Actor


@cache
def _live() -> Select[*tuple[Any, ...]]:
    """Asked at every request: put together once."""
    digest = bindparam("digest", type_=String())
    return (
        select(SignIn.id, SignIn.seen_at, SignIn.ends_at, SignIn.stage, SignIn.roles_digest,
               Account.id, Account.full_name, Account.email, Unit.id, Unit.name)
        .join(Account, Account.id == SignIn.account_id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(
            or_(
                SignIn.token_hash == digest,
                and_(SignIn.former_hash == digest, SignIn.rotated_at > bindparam("grace")),
            ),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > bindparam("now"),
            SignIn.seen_at > bindparam("idle"),
            Account.active,
        )
    )  # fmt: skip


def signed_in(
    session: Session, token: str, now: datetime, idle: timedelta, address: str
) -> SignedIn | None:
    """Who this token stands for, with the roles in force now; None when it has ended."""
    asked = {"digest": token_hash(token), "now": now, "grace": now - GRACE, "idle": now - idle}
    rows = rows_of(session, _live(), asked)
    if len(rows) != 1:
        return None
    [(key, seen_at, ends_at, stage, known_roles, account_id, name, email, unit_id, unit_name)] = (
        rows
    )
    grants = grants_in_force(session, account_id, local_date(now))
    actor = Actor(account_id, name, email, unit_id, unit_name, grants, address)
    return SignedIn(key, seen_at, ends_at, stage, known_roles != roles_digest(grants), actor)


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the person has a confirmed authenticator or a passkey."""
    totp = exists().where(TotpSecret.account_id == account_id, TotpSecret.confirmed_at.is_not(None))
    key = exists().where(Passkey.account_id == account_id)
    return bool(session.scalar(select(or_(totp, key))))


def has_passkey(session: Session, account_id: int) -> bool:
    """Whether the person has a passkey."""
    return bool(session.scalar(select(exists().where(Passkey.account_id == account_id))))


def signed_in_since(session: Session, sign_in_id: int, moment: datetime) -> bool:
    """Whether this sign-in began, or gave its second factor, after the moment."""
    return bool(
        session.scalar(
            select(SignIn.id).where(
                SignIn.id == sign_in_id,
                or_(SignIn.started_at > moment, SignIn.second_at > moment),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One open sign-in as its owner sees it."""

    sign_in_id: int
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    here: bool


def device_lines(
    session: Session, account_id: int | None, own: int, now: datetime, idle: timedelta
) -> list[DeviceLine]:
    """The open sign-ins of a person, the one of this request first, then the last seen."""
    rows = session.execute(
        select(SignIn.id, SignIn.agent, SignIn.address, SignIn.started_at, SignIn.seen_at)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now,
            SignIn.seen_at > now - idle,
        )
        .order_by((SignIn.id == own).desc(), SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(100)
    )
    return [
        DeviceLine(key, device_name(agent), address, started, seen, key == own)
        for key, agent, address, started, seen in rows
    ]


@dataclass(frozen=True, slots=True)
class FactorState:
    """What guards an account beside the password. `pending`: the sealed secret being set up."""

    confirmed_at: datetime | None = None
    pending: str = ""
    codes_left: int = 0
    passkeys: int = 0


def factor_state(session: Session, account_id: int | None, pending_since: datetime) -> FactorState:
    """The second factor of a person; a setup begun before `pending_since` has lapsed."""
    codes = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    keys = select(func.count()).where(Passkey.account_id == account_id)
    row = session.execute(
        select(TotpSecret.confirmed_at, TotpSecret.pending, TotpSecret.pending_at).where(
            TotpSecret.account_id == account_id
        )
    ).one_or_none()
    codes_left, passkeys = session.scalar(codes) or 0, session.scalar(keys) or 0
    if row is None:
        return FactorState(None, "", codes_left, passkeys)
    begun = row.pending_at is not None and row.pending_at > pending_since
    return FactorState(row.confirmed_at, row.pending if begun else "", codes_left, passkeys)


def has_password(session: Session, account_id: int | None) -> bool:
    """Whether the person signs in with a password (not only through the provider)."""
    stored = session.scalar(select(Account.password_hash).where(Account.id == account_id))
    return bool(stored)
