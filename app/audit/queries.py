"""Read the chain: one thing's history, and whether the chain is whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.audit.actions import FIRST_HASH, entry_hash
from app.audit.models import AuditDailyHead, AuditEntry, AuditHead
from app.database.reading import rows_of

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act, as shown in a history."""

    at: datetime
    actor_id: int | None
    actor_name: str
    verb: str
    before: str | None
    after: str | None
    reason: str
    detail: dict[str, Any]


def history_of(session: Session, subject: str, limit: int = 200) -> list[AuditLine]:
    """What happened to one thing last, the oldest of it first."""
    rows: Any = rows_of(session, _history(), {"subject": subject, "most": limit})
    return [AuditLine(*(*row, json.loads(detail))) for *row, detail in reversed(rows)]


@cache
def _history() -> Select[*tuple[Any, ...]]:
    """Put together once: the page of nearly everything shows its history."""
    return (
        select(AuditEntry.at, AuditEntry.actor_id, AuditEntry.actor_name, AuditEntry.verb,
               AuditEntry.before, AuditEntry.after, AuditEntry.reason, AuditEntry.detail)
        .where(AuditEntry.subject == bindparam("subject"))
        .order_by(AuditEntry.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


def _chunks(session: Session) -> Iterator[AuditEntry]:
    last = 0
    while True:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(CHUNK)
        ).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def first_break(session: Session, outside: tuple[int, str] | None = None) -> str | None:
    """None when the chain is whole; otherwise one line that names the first bad entry.

    `outside` is a head (entry, hash) from a mail or from paper. Together with the stored daily
    heads it finds what the chain alone cannot: a cut tail, or a chain written anew.
    """
    heads = _stored_heads(session)
    if outside:
        heads.append((*outside, "the head given"))
    expected_id, previous, seals = 1, FIRST_HASH, {}
    wanted = {last_id for last_id, _hash, _name in heads}
    for entry in _chunks(session):
        if entry.id != expected_id:
            return f"entry {expected_id} is missing (next stored entry is {entry.id})"
        if entry.previous_hash != previous:
            return f"entry {entry.id} does not follow entry {entry.id - 1}"
        if entry_hash(entry) != entry.hash:
            return f"entry {entry.id} was changed after it was written"
        expected_id, previous = entry.id + 1, entry.hash
        if entry.id in wanted:
            seals[entry.id] = entry.hash
    last = expected_id - 1
    head = session.get(AuditHead, 1)
    if (head.last_id if head else 0) != last or (head.hash if head else FIRST_HASH) != previous:
        return f"the chain ends at entry {last}, but its head says {head.last_id if head else 0}"
    return _against_heads(heads, seals, last)


def _stored_heads(session: Session) -> list[tuple[int, str, str]]:
    rows = session.execute(
        select(AuditDailyHead.last_id, AuditDailyHead.hash, AuditDailyHead.day).order_by(
            AuditDailyHead.day
        )
    )
    return [(last_id, seal, f"the head of {day.isoformat()}") for last_id, seal, day in rows]


def _against_heads(
    heads: list[tuple[int, str, str]], seals: dict[int, str], last: int
) -> str | None:
    for last_id, seal, name in heads:
        if last_id > last:
            return f"the chain ends at entry {last}, but {name} says {last_id}: its tail was cut"
        if seals.get(last_id) != seal:
            return f"entry {last_id} is not the one that {name} sealed: the chain was written anew"
    return None
