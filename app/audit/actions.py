"""Record acts. `move` is the only way to change the state of anything with a life cycle."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from flask import current_app, has_app_context
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.audit.catalogue import CATALOGUE
from app.audit.events import problem_of
from app.audit.models import AuditEntry, AuditHead
from app.database.base import Base
from app.database.guards import RECORDED
from app.database.transaction import before_commit
from app.kernel.actor import Actor
from app.kernel.lifecycle import Lifecycle

PENDING = "audit_pending"
FIRST_HASH = "0" * 64
STRICT = {"test", "development"}

log = logging.getLogger(__name__)


class Stateful(Protocol):
    """Anything with a life cycle and an audit name."""

    state: Any

    @property
    def subject(self) -> Any:
        """The row's name in the chain."""


def record(
    session: Session,
    actor: Actor,
    verb: str,
    thing: Base | str,
    now: datetime,
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    **detail: object,
) -> None:
    """Note one act; it is sealed into the chain when the transaction commits.

    `thing` is a row or a name such as ``"account:7"``; `detail` holds small plain values. The act
    must be in `app.audit.catalogue` with its fields: a fault while developing; in production the
    act is kept and the log says what is missing.
    """
    if problem := problem_of(CATALOGUE, verb, detail):
        _complain(problem)
    if isinstance(thing, Base):
        if not inspect(thing).has_identity:
            session.flush()
        thing = thing.subject
    session.info.setdefault(RECORDED, set()).add(thing)
    session.info.setdefault(PENDING, []).append(
        AuditEntry(
            at=now.astimezone(UTC),
            actor_id=actor.user_id,
            actor_name=actor.name,
            address=actor.address,
            verb=verb,
            subject=thing,
            before=before,
            after=after,
            reason=reason,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
        )
    )


def _complain(problem: str) -> None:
    settings = current_app.config.get("SETTINGS") if has_app_context() else None
    if settings is not None and settings.app_env in STRICT:
        raise RuntimeError(problem)
    log.error("audit: %s", problem)


def move(
    session: Session,
    actor: Actor,
    row: Stateful,
    lifecycle: Lifecycle[Any],
    name: str,
    now: datetime,
    *,
    reason: str = "",
    **detail: object,
) -> StrEnum:
    """Move a row along its life cycle and record it, together. Raises `IllegalMove`."""
    before = row.state
    after: StrEnum = lifecycle.after(before, name)
    record(
        session,
        actor,
        f"{lifecycle.thing}:{name}",
        row,  # type: ignore[arg-type]
        now,
        before=str(before),
        after=str(after),
        reason=reason,
        **detail,
    )
    row.state = after
    return after


@before_commit
def seal(session: Session) -> None:
    """Chain this transaction's entries to the head, under the head's lock."""
    entries: list[AuditEntry] = session.info.pop(PENDING, [])
    if not entries:
        return
    head = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, last_id=0, hash=FIRST_HASH)
        session.add(head)
    for entry in entries:
        entry.id = head.last_id + 1
        entry.previous_hash = head.hash
        entry.hash = entry_hash(entry)
        head.last_id, head.hash = entry.id, entry.hash
    session.add_all(entries)
    session.flush()


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and every field of this entry, in a fixed form."""
    fields: Mapping[str, object] = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "address": entry.address,
        "verb": entry.verb,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "detail": entry.detail,
        "previous": entry.previous_hash,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
