"""Send what is due: the worker's half. A mail server that is down delays only mails."""

import smtplib
from datetime import datetime, timedelta

from flask import current_app
from flask_mail import Message
from sqlalchemy import or_, select

from app.database.transaction import to_change, transaction
from app.extensions import mail
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState

BATCH = 20
CLAIM = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=48)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))


def send_due(now: datetime) -> tuple[int, int]:
    """Send every due mail; returns how many went out and how many failed this time."""
    if not current_app.config["MAIL_SERVER"]:
        return 0, 0
    sent = failed = 0
    for key in _claim(now):
        if _deliver(key, now):
            sent += 1
        else:
            failed += 1
    return sent, failed


def _claim(now: datetime) -> list[int]:
    """Take a batch for this worker; another worker skips it until the claim runs out."""
    with transaction() as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.state == MessageState.WAITING,
                OutboxMessage.due_at <= now,
                or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now),
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.claimed_until = now + CLAIM
            row.attempts += 1
        return [row.id for row in rows]


def _deliver(key: int, now: datetime) -> bool:
    error = ""
    with transaction() as session:
        row = to_change(session, OutboxMessage, key)
        letter = Message(
            subject=row.title,
            recipients=[row.address],
            body=row.body,
            extra_headers={"Auto-Submitted": "auto-generated"},
        )
        # The same id at every try: a mail server or reader can tell a repeated delivery.
        letter.msgId = f"<{row.message_id}>"
    try:
        mail.send(letter)
    except (OSError, smtplib.SMTPException) as problem:
        error = f"{type(problem).__name__}: {problem}"[:500]
    with transaction() as session:
        _note(to_change(session, OutboxMessage, key), error, now)
    return not error


def _note(row: OutboxMessage, error: str, now: datetime) -> None:
    row.claimed_until = None
    row.last_error = error
    if not error:
        row.state, row.sent_at = MessageState.SENT, now
    elif now - row.queued_at >= GIVE_UP_AFTER:
        row.state = MessageState.FAILED
    else:
        row.due_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
