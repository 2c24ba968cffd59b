"""Send what is due: the worker's half. A mail server that is down delays only mails.

One mail at a time: claim it, hand it over outside any transaction, note the outcome. A worker
that dies in between leaves a claim that runs out; another then sends the mail again under the
same Message-ID. That is a second letter only when the first worker died (or heard nothing)
after handing over the text, which nobody can decide from here.
"""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_mail import Message
from sqlalchemy import ColumnElement, and_, or_, select

from app.audit.actions import move
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.outbox.models import OutboxMessage
from app.outbox.rules import is_over, wait_after
from app.outbox.smtp import Answer, Outcome, send
from app.outbox.states import MESSAGE_LIFECYCLE, MessageState

CLAIM = timedelta(minutes=5)
BATCH = 50
TURN = timedelta(minutes=1)  # after this long the worker looks at its other work


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail in this worker's hands until the claim runs out."""

    key: int
    claim: str
    until: datetime
    letter: Message


def send_due(now: datetime) -> tuple[int, int]:
    """Send due mails, at most `BATCH` and for about `TURN`; how many went out, how many did not.

    Time goes on from `now` while the batch lasts, so that claims of a slow batch stay true.
    """
    if not current_app.config["MAIL_SERVER"]:
        return 0, 0
    started, sent, failed = time.monotonic(), 0, 0

    def instant() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    while sent + failed < BATCH and instant() - now < TURN:
        claimed = _claim(instant())
        if claimed is None:
            break
        if _deliver(claimed, instant):
            sent += 1
        else:
            failed += 1
    return sent, failed


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.due_at <= now,
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= now),
    )


def _claim(now: datetime) -> Claimed | None:
    """Take the next due mail for this worker; another worker skips it until the claim runs out."""
    due = select(OutboxMessage).where(_due(now))
    due = due.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)
    reading = db.session()
    nothing = reading.scalar(due.with_only_columns(OutboxMessage.id)) is None
    reading.rollback()
    if nothing:  # looking must not take the write lock every few seconds
        return None
    with transaction() as session:
        row = session.scalars(due.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.claim, row.claimed_until = secrets.token_hex(16), now + CLAIM
        row.attempts += 1
        return Claimed(row.id, row.claim, row.claimed_until, _letter(row))


def _letter(row: OutboxMessage) -> Message:
    letter = Message(
        subject=row.title,
        recipients=[row.address],
        body=row.body,
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    # The same id at every try: a mail server or reader can tell a repeated delivery.
    letter.msgId = f"<{row.message_id}>"
    return letter


def _deliver(claimed: Claimed, instant: Callable[[], datetime]) -> bool:
    answer = send(claimed.letter, lambda: instant() < claimed.until)
    with transaction() as session:
        row = session.get_one(
            OutboxMessage, claimed.key, with_for_update=True, populate_existing=True
        )
        if row.claim == claimed.claim:  # else it is another worker's by now, who will note it
            _note(row, answer, instant())
            if row.state is MessageState.WAITING and _given_up(row, answer, instant()):
                move(session, SYSTEM, row, MESSAGE_LIFECYCLE, "fail", instant(),
                     error=row.last_error[:200])  # fmt: skip
                _forget(row)
    return answer.outcome is Outcome.SENT


def _note(row: OutboxMessage, answer: Answer, now: datetime) -> None:
    row.claim = row.claimed_until = None
    row.last_error = answer.words
    if answer.outcome is Outcome.SENT:
        # Held or cancelled while it was on its way: it has left all the same.
        row.state, row.sent_at = MessageState.SENT, now
        _forget(row)
    else:
        # Not a secret: workers that failed together should not come back together.
        row.due_at = now + wait_after(row.attempts, random.random())  # noqa: S311


def _given_up(row: OutboxMessage, answer: Answer, now: datetime) -> bool:
    return answer.outcome is Outcome.NEVER or is_over(row.tries_from or row.queued_at, now)


def _forget(row: OutboxMessage) -> None:
    """A one-time link is kept no longer than it takes to send it."""
    if row.secret:
        row.body = ""
