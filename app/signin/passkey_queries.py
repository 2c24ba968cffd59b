"""Reads about passkeys."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.signin.models import Passkey, TotpSecret


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One passkey as its owner sees it."""

    passkey_id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


def key_lines(session: Session, account_id: int | None) -> list[KeyLine]:
    """The passkeys of a person, the oldest first."""
    rows = session.execute(
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
        .limit(100)
    )
    return [KeyLine(*row) for row in rows]


def known_keys(session: Session, account_id: int | None) -> list[tuple[str, str]]:
    """Credential ids and transports of a person's passkeys."""
    rows = session.execute(
        select(Passkey.credential_id, Passkey.transports)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return [(key, transports) for key, transports in rows]


def has_totp(session: Session, account_id: int | None) -> bool:
    """Whether the person has a confirmed authenticator app."""
    found = exists().where(
        TotpSecret.account_id == account_id, TotpSecret.confirmed_at.is_not(None)
    )
    return bool(session.scalar(select(found)))
