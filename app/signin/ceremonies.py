"""What the server remembers between two steps of a passkey or provider ceremony, used once.

The browser brings a random value back; the table knows its digest only.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.signin.guesses import Keys, give_back, use_up
from app.signin.models import Ceremony
from app.signin.rules import Budget, address_key
from app.signin.tokens import new_token, token_hash

STARTS = Budget(200, timedelta(seconds=15))
"""Ceremonies begun from one address and not ended well: a whole office may come at once."""
SWEPT = 50


@dataclass(frozen=True, slots=True)
class Begun:
    """A ceremony that was begun; `account_id` when it is about one person."""

    account_id: int | None
    content: dict[str, Any]
    address: str


def begin(
    session: Session,
    purpose: str,
    content: dict[str, Any],
    address: str,
    until: datetime,
    now: datetime,
    *,
    account_id: int | None = None,
) -> str | None:
    """Remember a ceremony; returns the value the browser brings back, None when too many began."""
    if use_up(session, _keys(address), now) is not None:
        return None
    _sweep(session, now)
    key = new_token()
    session.add(
        Ceremony(purpose=purpose, key_hash=token_hash(key), account_id=account_id,
                 content=json.dumps({"address": address, **content}), expires_at=until)
    )  # fmt: skip
    return key


def take(session: Session, purpose: str, key: str, now: datetime) -> Begun | None:
    """The ceremony of this value, used up by this call; None when used, lapsed or of another kind.

    Commit the transaction even if the ceremony then fails: it must not be tried twice.
    """
    row = session.scalar(
        select(Ceremony)
        .where(Ceremony.key_hash == token_hash(key), Ceremony.purpose == purpose)
        .with_for_update()
    )
    if row is None:
        return None
    session.delete(row)
    if row.expires_at <= now:
        return None
    content = json.loads(row.content)
    return Begun(row.account_id, content, content["address"])


def ended_well(session: Session, begun: Begun, now: datetime) -> None:
    """The ceremony does not count against its address."""
    give_back(session, _keys(begun.address), now)


def _keys(address: str) -> Keys:
    return ((f"ceremony:{address_key(address)}", STARTS),)


def _sweep(session: Session, now: datetime) -> None:
    """Forget some that nobody came back to; rows that somebody holds wait for another time."""
    old = (
        select(Ceremony.id)
        .where(Ceremony.expires_at <= now)
        .limit(SWEPT)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(Ceremony).where(Ceremony.id.in_(session.scalars(old).all())))
