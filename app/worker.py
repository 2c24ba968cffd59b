"""The one background worker: mails, long jobs, what rooms do in the background, daily duties.

Any number may run beside each other: everything is claimed in the database.
"""

import signal
import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import actor_of
from app.extensions import db
from app.jobs.daily import DUTIES, run_daily
from app.jobs.work import work
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Refusal
from app.outbox.delivery import send_due
from app.outbox.reminders import remind, timetable
from app.web.registry import Registry

PAUSE, POLLS = 0.25, 12  # looks for work every three seconds, ends within a quarter
AGAIN = 10 * 60.0  # seconds until a daily duty that failed is tried again


def find_actor(session: Session, account_id: int, instant: datetime) -> Actor | None:
    """A person with the roles of this moment; None when the account is gone or disabled."""
    account = session.get(Account, account_id)
    if account is None or not account.active:
        return None
    return actor_of(session, account, local_date(instant))


def turn(instant: datetime) -> int:
    """Look once at everything; how much was done (0: time to rest)."""
    registry: Registry = current_app.extensions["sangkien"]
    busy = _safely("mails", lambda: sum(send_due(instant)))
    busy += _safely("jobs", lambda: work(instant, find_actor))
    for name, step in registry.background.items():
        _safely(name, lambda step=step: step(instant))  # type: ignore[misc]
    return busy


def duties(instant: datetime) -> int:
    """Do today's duties that are left, and remind people of what became due."""
    registry: Registry = current_app.extensions["sangkien"]
    done = _safely("daily", lambda: run_daily({**DUTIES, **registry.daily}, instant))
    return done + _safely("reminders", lambda: remind(instant))


def _safely(name: str, step: Callable[[], object]) -> int:
    """One kind of work that fails (a database restart, say) must not end the others."""
    try:
        done = step()
        return done if isinstance(done, int) else 0
    except Refusal as refusal:  # a switch stops it (read-only): tried again at the next turn
        current_app.logger.info("worker: %s waits: %s", name, refusal)
        return 0
    except Exception:
        current_app.logger.exception("worker: %s", name)
        return 0
    finally:
        db.session.remove()


def run() -> None:
    """Work until told to stop (SIGTERM, SIGINT); a job that runs stops after its step."""
    timetable()  # one that makes no sense ends the worker here, not at seven in the morning
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    looked = float("-inf")
    while not stopping:
        if time.monotonic() - looked > AGAIN:
            duties(now())
            looked = time.monotonic()
        busy = turn(now())
        for _ in range(0 if busy else POLLS):
            if not stopping:
                time.sleep(PAUSE)
