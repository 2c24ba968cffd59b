"""Note signs of life; calm a database that was put in place from a backup."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.kernel.actor import SYSTEM
from app.operation.models import Pulse
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE_LIFECYCLE, MessageState
from app.signin.models import SignIn

HELD_BECAUSE = "Giữ lại sau khi phục hồi từ bản sao lưu: thư này có thể đã được gửi trước đó"


class Part(StrEnum):
    """What leaves signs of life."""

    WORKER = "worker"
    BACKUP = "backup"
    DRILL = "drill"


def beat(session: Session, part: Part, now: datetime, note: str = "") -> None:
    """Note that a part did its work at this instant; safe with many workers at once."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    fresh = {"at": now, "note": note[:200]}
    statement = dialect.insert(Pulse).values(name=str(part), **fresh)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=fresh))


def settle_restored(session: Session, now: datetime, made_at: str, version: str) -> tuple[int, int]:
    """Hold every waiting mail and end every sign-in; says how many of each.

    The mails were queued before the backup: most of them have left since. An administrator
    releases those that have not (`Giữ lại` on the mail page).
    """
    waiting = session.scalars(
        select(OutboxMessage).where(OutboxMessage.state == MessageState.WAITING)
        .order_by(OutboxMessage.id)
    ).all()  # fmt: skip
    for message in waiting:
        move(session, SYSTEM, message, MESSAGE_LIFECYCLE, "hold", now, reason=HELD_BECAUSE)
        message.claim = message.claimed_until = None
        message.last_error = HELD_BECAUSE
    ended = session.execute(
        update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now)
        .returning(SignIn.id)
    ).all()  # fmt: skip
    record(
        session, SYSTEM, "installation:restore", "installation:1", now,
        backup_made_at=made_at, backup_version=version, mails_held=len(waiting),
        sign_ins_ended=len(ended),
    )  # fmt: skip
    return len(waiting), len(ended)
