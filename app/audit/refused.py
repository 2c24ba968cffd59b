"""Keep what was refused, without letting a crawler fill the table."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.models import RefusalCount
from app.kernel.actor import Actor

MOST_AN_HOUR = 30
VISITOR = Actor(None, "Khách")


def is_worth_noting(session: Session, actor: Actor, now: datetime) -> bool:
    """Whether this person's refusals of this hour are still being kept (asked before writing)."""
    found = session.get(RefusalCount, (_key(actor), _hour(now)))
    return found is None or found.count < MOST_AN_HOUR


def note_refusal(
    session: Session, actor: Actor, code: str, route: str, method: str, now: datetime,
    about: dict[str, int] | None = None,
) -> None:  # fmt: skip
    """Record that something was refused; the 30th of one person in an hour closes the hour.

    `about` are the numbers in the address: no key or word that was typed is kept.
    """
    found = session.get(
        RefusalCount, (_key(actor), _hour(now)), with_for_update=True, populate_existing=True
    )
    if found is None:
        found = RefusalCount(key=_key(actor), hour=_hour(now), count=0)
        session.add(found)
    if found.count >= MOST_AN_HOUR:
        return
    found.count += 1
    verb = "audit:refused_often" if found.count == MOST_AN_HOUR else "audit:refused"
    record(session, actor, verb, _key(actor), now, code=code, route=route, method=method,
           about=about or {})  # fmt: skip


def forget_counts(session: Session, now: datetime) -> None:
    """Yesterday's counts serve nothing."""
    session.execute(delete(RefusalCount).where(RefusalCount.hour < _hour(now)))


def _key(actor: Actor) -> str:
    return f"account:{actor.user_id or 0}"


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
