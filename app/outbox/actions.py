"""Queue a mail in the transaction of the act it tells of."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.text import Text
from app.kernel.vietnamese import clean, clean_line
from app.outbox.models import OutboxMessage

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
) -> OutboxMessage | None:
    """Put one mail into the outbox; None when a mail with this `dedupe_key` is already there.

    No score and no reviewer's name may be in `title` or `body` (defences.md, channel "mail").
    """
    if dedupe_key and session.scalar(
        select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)
    ):
        return None
    message = OutboxMessage(
        kind=kind,
        about=about,
        account_id=account_id,
        address=address,
        title=clean_line(SUBJECT_PREFIX + str(title))[:300],
        body=clean(str(body)),
        queued_at=now,
        due_at=now,
        message_id=f"{secrets.token_hex(16)}@sang-kien-so",
        dedupe_key=dedupe_key,
    )
    session.add(message)
    return message
