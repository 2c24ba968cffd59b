"""Reminders: each room says what is due, this queues every one of them once.

Once per (kind, object, receiver, day): the database decides by the key, so a restart, a second
worker or another look in ten minutes changes nothing. Nothing leaves while the system is
read-only, nor what may have left before a restored backup was overtaken.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.dates import start_of_day
from app.kernel.text import T, Text
from app.outbox.actions import queue
from app.outbox.models import OutboxMessage
from app.outbox.timetable import Timetable, read_timetable

BATCH = 200
LETTER = T(
    "Kính gửi Ông/Bà %(name)s,\n\n%(body)s\n\nĐịa chỉ thực hiện: %(link)s\n\n"
    "Trân trọng.\nSáng kiến số"
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder to one person. `kind` as in the timetable; `on` is the day it belongs to.

    `about` is the object; `part` tells two reminders about one object apart (the unit's id).
    """

    kind: str
    about: str
    on: date
    to: tuple[int, str, str]
    title: Text
    body: Text
    link: str
    part: int = 0
    discreet: bool = False

    @property
    def key(self) -> str:
        """What there may be only one mail of."""
        return f"remind:{self.kind}:{self.about}:{self.part}:{self.to[0]}:{self.on.isoformat()}"


Source = Callable[[Session, Timetable, datetime], list[Reminder]]
_sources: dict[str, Source] = {}
_pauses: dict[str, Callable[[Session], bool]] = {}


def reminded_by(room: str, source: Source) -> None:
    """Let a room say what is due; it asks a fixed number of queries, whatever there is."""
    _sources[room] = source


def paused_by(room: str, check: Callable[[Session], bool]) -> None:
    """Let a higher room keep all reminders back (switches: while the system is read-only)."""
    _pauses[room] = check


def timetable() -> Timetable:
    """The timetable of this installation, read once. SystemExit when it makes no sense."""
    kept: dict[str, Any] = current_app.extensions
    if "reminders" not in kept:
        kept["reminders"] = read_timetable(current_app.config["SETTINGS"].reminders_file)
    found: Timetable = kept["reminders"]
    return found


def link_to(endpoint: str, **values: object) -> str:
    """The address people open; from BASE_URL, for the worker answers no request."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def due(session: Session, table: Timetable, now: datetime) -> list[Reminder]:
    """What is due today and not queued yet, in a fixed number of queries."""
    if any(paused(session) for paused in _pauses.values()):
        return []
    found = [one for source in _sources.values() for one in source(session, table, now)]
    restored = session.scalar(
        select(func.max(AuditEntry.at)).where(AuditEntry.verb == "installation:restore")
    )
    if restored is not None:
        found = [one for one in found if table.leaves_at(one.on) >= restored]
    known = _queued_keys(session, found)
    return [one for one in found if one.key not in known]


def _queued_keys(session: Session, found: Sequence[Reminder]) -> set[str | None]:
    """No reminder of a day was queued before that day: older mails need not be read."""
    if not found:
        return set()
    first = start_of_day(min(one.on for one in found))
    return set(
        session.scalars(
            select(OutboxMessage.dedupe_key).where(
                OutboxMessage.queued_at >= first, OutboxMessage.dedupe_key.startswith("remind:")
            )
        )
    )


def counts(session: Session, now: datetime) -> Counter[str]:
    """How many reminders would be queued today, by kind, whatever the hour."""
    return Counter(one.kind for one in due(session, timetable(), now))


def remind(now: datetime) -> int:
    """Queue what is due, some hundreds a transaction; how many."""
    table = timetable()
    if not table.is_open(now):
        return 0
    reading = db.session()
    waiting = bool(due(reading, table, now))
    reading.rollback()
    done = 0
    while waiting:
        with transaction() as session:
            # Asked again inside: what was settled a moment ago is not reminded of.
            batch = due(session, table, now)[:BATCH]
            done += sum(_queue(session, one, now) for one in batch)
        waiting = len(batch) == BATCH
    return done


def _queue(session: Session, one: Reminder, now: datetime) -> bool:
    account_id, name, address = one.to
    message = queue(
        session, kind=one.kind, address=address, account_id=account_id, about=one.about, now=now,
        title=one.title, body=Text(LETTER.message, {"name": name, "body": one.body,
                                                    "link": one.link}),
        dedupe_key=one.key, discreet=one.discreet,
    )  # fmt: skip
    return message is not None
