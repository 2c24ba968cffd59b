"""Acts that create something happen once, however often the button is pressed.

A form that creates carries a random key. The first request to use the key stores where its
result lives; a second one with the same key is sent there.
"""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database.base import Base


class OnceKey(Base):
    """A used key and the address of what was made with it."""

    __tablename__ = "once_key"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    account_id: Mapped[int]
    location: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime]


def earlier_result(session: Session, key: str, account_id: int | None) -> str | None:
    """Where the first use of this key led; None when it is new (or empty)."""
    if not key:
        return None
    return session.scalar(
        select(OnceKey.location).where(OnceKey.key == key, OnceKey.account_id == account_id)
    )


def remember(
    session: Session, key: str, account_id: int | None, location: str, now: datetime
) -> None:
    """Note the result of a key's first use, in the transaction that made it."""
    if key and account_id is not None:
        session.add(OnceKey(key=key[:43], account_id=account_id, location=location, used_at=now))
