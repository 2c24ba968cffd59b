"""The duty of every day: what served signing in, one form or one upload and serves nothing more.

Records of people's work are never deleted here (`retention` lists them for people to decide).
Budgets of guesses and counts of refusals are swept where they are used.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.admin_models import RoleView
from app.accounts.imports_actions import drop_forgotten
from app.audit.actions import record
from app.database.once import OnceKey
from app.imports.upkeep import forget_before
from app.kernel.actor import SYSTEM
from app.kernel.dates import local_date, start_of_day
from app.privacy import queries
from app.privacy.retention import old_sign_ins
from app.privacy.rules import months_before
from app.signin.models import Ceremony, SignIn, SignInLink

FORMS_KEPT = timedelta(days=2)
"""Longer than a form lies open before it is sent a second time."""
LINKS_KEPT = timedelta(days=30)
"""So long the office can still see why a link no longer works."""
BATCH = 500
MOST = 10_000
"""Rows of one kind a day: the transaction stays short; what is left waits for the next day."""


def forget_used_up(session: Session, now: datetime) -> None:
    """Delete what is used up, in one transaction with one line of the log that counts it.

    Sign-ins stay as long as the authority keeps them ("Phiên đăng nhập và thiết bị"), and the
    last one of each person longer: it says since when somebody has not come back. Uploaded lists
    go by their own period: what they made is elsewhere.
    """
    since, uploads = _kept_since(session, ("sign_in", "upload"), now)
    gone: dict[str, Any] = {
        "once_keys": _forget(session, OnceKey.key, select(OnceKey.key).where(
            OnceKey.used_at < now - FORMS_KEPT).order_by(OnceKey.used_at)),
        "links": _forget(session, SignInLink.id, select(SignInLink.id).where(
            func.coalesce(SignInLink.used_at, SignInLink.expires_at) < now - LINKS_KEPT)),
        "ceremonies": _forget(session, Ceremony.id, select(Ceremony.id).where(
            Ceremony.expires_at < now - FORMS_KEPT)),
        "sign_ins": _forget(session, SignIn.id, old_sign_ins(since)),
        "role_views": _forget(session, RoleView.id, select(RoleView.id).where(
            RoleView.ends_at < since)),
        "uploads": drop_forgotten(session, uploads, now) + forget_before(session, uploads, now),
    }  # fmt: skip
    if any(gone.values()):
        record(session, SYSTEM, "retention:forget", "retention:daily", now, **gone)


def _kept_since(session: Session, kinds: Sequence[str], now: datetime) -> list[datetime]:
    """For each of these kinds: what is older than this instant is over its time."""
    months = {one.kind.code: one.months for one in queries.periods(session)}
    return [start_of_day(months_before(local_date(now), months[kind])) for kind in kinds]


def _forget(session: Session, key: InstrumentedAttribute[Any], which: Select[Any]) -> int:
    found = session.scalars(which.limit(MOST)).all()
    for start in range(0, len(found), BATCH):
        session.execute(delete(key.class_).where(key.in_(found[start : start + BATCH])))
    return len(found)
