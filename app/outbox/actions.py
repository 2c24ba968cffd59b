"""Queue a mail in the transaction of the act it tells of; hold, release, mend, cancel, resend."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.kernel.actor import Actor
from app.kernel.refusals import require, require_ready
from app.kernel.text import Text
from app.kernel.vietnamese import clean, clean_line
from app.outbox import policy, rules
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE_LIFECYCLE, MessageState

SUBJECT_PREFIX = "[Sáng kiến AI] "


def queue(
    session: Session,
    *,
    kind: str,
    address: str,
    title: Text | str,
    body: Text | str,
    now: datetime,
    account_id: int | None = None,
    about: str = "",
    dedupe_key: str | None = None,
    secret: bool = False,
    discreet: bool = False,
    held: bool = False,
) -> OutboxMessage | None:
    """Put one mail into the outbox; None when a mail with this `dedupe_key` is already there.

    The database decides which of two simultaneous reminders is the one. `secret`: the text holds
    a one-time link or code. `discreet`: who receives it is itself to be kept (a reviewer of a
    dossier), from those who keep the mails as well. `held`: it waits until `let_go_held`.
    No score and no reviewer's name may be in `title` or `body` (defences.md, channel "mail").
    """
    message = OutboxMessage(
        kind=kind,
        about=about,
        account_id=account_id,
        address=address,
        title=clean_line(SUBJECT_PREFIX + str(title))[:300],
        body=clean(str(body)),
        secret=secret,
        discreet=discreet,
        state=MessageState.HELD if held else MessageState.WAITING,
        queued_at=now,
        due_at=now,
        attempts=0,
        last_error="",
        message_id=f"{secrets.token_hex(16)}@sang-kien-so",
        dedupe_key=dedupe_key,
    )
    if dedupe_key is None:
        session.add(message)
        return message
    return _add_once(session, message)


def _add_once(session: Session, message: OutboxMessage) -> OutboxMessage | None:
    """Insert unless the key is taken; a second writer waits for the first one's commit."""
    session.flush()  # what the mail points to must be there before it
    columns = [column.name for column in OutboxMessage.__table__.columns if column.name != "id"]
    values = {name: getattr(message, name) for name in columns}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(OutboxMessage)
        .values(values)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(OutboxMessage.id)
    )
    key = session.scalar(statement)
    return session.get(OutboxMessage, key) if key is not None else None


def hold(
    session: Session, actor: Actor, message: OutboxMessage, reason: str, now: datetime
) -> None:
    """Keep a waiting mail back until it is released. A mail being sent just now still leaves."""
    require(policy.manage(actor))
    require_ready(rules.blockers_to_hold(reason))
    move(session, actor, message, MESSAGE_LIFECYCLE, "hold", now, reason=reason)


def release(
    session: Session, actor: Actor, messages: Sequence[OutboxMessage], now: datetime
) -> int:
    """Let held mails go, all of them or none; their 48 hours of trying begin now."""
    return _let_go(session, actor, messages, "release", now)


def let_go_held(
    session: Session, actor: Actor, messages: Sequence[OutboxMessage], now: datetime
) -> int:
    """Let mails go that the caller's own act had queued as held; who may is the caller's policy."""
    return _move_on(session, actor, messages, "release", now)


def resend(session: Session, actor: Actor, messages: Sequence[OutboxMessage], now: datetime) -> int:
    """Try mails once more that could not be sent, all of them or none, for 48 hours from now.

    A secret mail's link has run out and its text is gone: a new link has to be made instead.
    """
    require(policy.manage(actor))
    require_ready(rules.blockers_to_resend(messages))
    return _let_go(session, actor, messages, "resend", now)


def _let_go(
    session: Session, actor: Actor, messages: Sequence[OutboxMessage], name: str, now: datetime
) -> int:
    require(policy.manage(actor))
    return _move_on(session, actor, messages, name, now)


def _move_on(
    session: Session, actor: Actor, messages: Sequence[OutboxMessage], name: str, now: datetime
) -> int:
    for message in messages:
        move(session, actor, message, MESSAGE_LIFECYCLE, name, now)
        message.tries_from = message.due_at = now
        message.attempts, message.last_error = 0, ""
    return len(messages)


def cancel(
    session: Session, actor: Actor, message: OutboxMessage, reason: str, now: datetime
) -> None:
    """Never send this mail."""
    require(policy.manage(actor))
    require_ready(rules.blockers_to_cancel(reason))
    move(session, actor, message, MESSAGE_LIFECYCLE, "cancel", now, reason=reason)
    message.claim = message.claimed_until = None


def cancel_held(
    session: Session, actor: Actor, messages: Sequence[OutboxMessage], reason: str, now: datetime
) -> None:
    """Never send what the caller's own act had queued as held and now takes back."""
    for message in messages:
        move(session, actor, message, MESSAGE_LIFECYCLE, "cancel", now, reason=reason)


def mend(
    session: Session, actor: Actor, message: OutboxMessage, title: str, body: str, now: datetime
) -> None:
    """Change the words of a held mail; the first words are kept and shown beside the new ones."""
    require(policy.manage(actor))
    require_ready(rules.blockers_to_mend(message, title, body))
    if message.first_title is None:
        message.first_title, message.first_body = message.title, message.body
    message.title, message.body = clean_line(title), clean(body)
    record(session, actor, "outbox_message:mend", message, now)
