"""Budgets of guesses in the database: they hold over all processes and machines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.signin.models import GuessBudget
from app.signin.rules import Budget

Keys = Sequence[tuple[str, Budget]]
SWEPT = 50


def use_up(session: Session, keys: Keys, now: datetime, *, shared: Keys = ()) -> timedelta | None:
    """Take one guess from every budget of `keys`; None when admitted, else how long to wait.

    All or nothing: a refused guess uses nothing up. `shared` budgets must have room too, but
    pay later and for wrong guesses only (`charge`): an office that signs in at the same moment
    must not keep itself out.
    """
    rows = {
        key: (_row(session, key, now), budget)
        for key, budget in sorted((*keys, *shared), key=lambda k: k[0])
    }
    wait = max(budget.wait(row.full_at, now) for row, budget in rows.values())
    if wait > timedelta():
        return wait
    for key, budget in keys:
        row = rows[key][0]
        row.full_at = budget.after(row.full_at, now) or row.full_at
    _sweep(session, now)
    return None


def give_back(session: Session, keys: Keys, now: datetime) -> None:
    """The guess was right: it does not count."""
    for key, budget in sorted(keys, key=lambda k: k[0]):
        row = _row(session, key, now)
        row.full_at = row.full_at - budget.every


def charge(session: Session, keys: Keys, now: datetime) -> None:
    """A wrong guess was made: it counts even when others have used the rest up meanwhile."""
    for key, budget in keys:
        row = _row(session, key, now)
        row.full_at = min(max(row.full_at, now) + budget.every, now + budget.burst * budget.every)


def is_last(session: Session, keys: Keys, now: datetime) -> bool:
    """Whether the next guess would have to wait."""
    return any(b.wait(_row(session, key, now).full_at, now) > timedelta() for key, b in keys)


def _row(session: Session, key: str, now: datetime) -> GuessBudget:
    """The budget's row, locked; made full when it is new."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(GuessBudget).values(key=key, full_at=now).on_conflict_do_nothing())
    return session.scalars(
        select(GuessBudget)
        .where(GuessBudget.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _sweep(session: Session, now: datetime) -> None:
    """A full budget needs no row. Rows that somebody holds are left for another time."""
    old = (
        select(GuessBudget.key)
        .where(GuessBudget.full_at < now - timedelta(hours=1))
        .limit(SWEPT)
        .with_for_update(skip_locked=True)
    )
    keys = session.scalars(old).all()
    session.execute(delete(GuessBudget).where(GuessBudget.key.in_(keys)))
