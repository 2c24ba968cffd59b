"""Reads of the mails that leave: lists, counts, one mail; one-time links never come out."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.audit.events import thing_of
from app.kernel.text import Text
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in a list: no text, and of a discreet one no address."""

    message_id: int
    about: Text | str
    address: str
    title: str
    state: MessageState
    secret: bool
    discreet: bool
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with its words; of a secret or discreet one the body is None."""

    line: MailLine
    body: str | None
    first_title: str | None
    first_body: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a comparison. `change`: "", "ins" or "del"."""

    text: str
    change: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What an administrator looks for; `words` are in the address or the title."""

    state: MessageState | None = None
    words: str = ""


def mails(session: Session, filters: Filters, offset: int, limit: int) -> list[MailLine]:
    """Newest first."""
    rows = select(OutboxMessage).where(*_conditions(filters)).order_by(OutboxMessage.id.desc())
    return [_line(row) for row in session.scalars(rows.offset(offset).limit(limit))]


def mail_total(session: Session, filters: Filters) -> int:
    """How many mails match."""
    rows = select(func.count(OutboxMessage.id)).where(*_conditions(filters))
    return session.scalar(rows) or 0


def mails_of(session: Session, keys: Sequence[int], state: MessageState) -> list[Mail]:
    """The chosen mails that stand so, oldest first: what a batch would do."""
    rows = select(OutboxMessage).where(OutboxMessage.id.in_(keys), OutboxMessage.state == state)
    return [_mail(row) for row in session.scalars(rows.order_by(OutboxMessage.id))]


def mail(session: Session, message_id: int) -> Mail | None:
    """One mail."""
    row = session.get(OutboxMessage, message_id)
    return _mail(row) if row else None


def counts(session: Session) -> dict[MessageState, int]:
    """How many mails stand where."""
    rows = session.execute(
        select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    ).all()
    found = {state: number for state, number in rows}
    return {state: found.get(state, 0) for state in MessageState}


def comparison(before: str, after: str) -> list[Piece]:
    """The lines of two texts, with what was taken out and put in."""
    pieces = []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if not line.startswith("?"):
            change = {"-": "del", "+": "ins"}.get(line[0], "")
            pieces.append(Piece(line[2:], change))
    return pieces


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(OutboxMessage.state == filters.state)
    if filters.words:
        found.append(
            or_(
                OutboxMessage.address.icontains(filters.words, autoescape=True)
                & OutboxMessage.discreet.is_(False),
                OutboxMessage.title.icontains(filters.words, autoescape=True),
            )
        )
    return found


def _line(row: OutboxMessage) -> MailLine:
    table, _, number = row.about.partition(":")
    return MailLine(
        row.id, thing_of(table, number), "" if row.discreet else row.address, row.title, row.state,
        row.secret, row.discreet, row.queued_at, row.due_at, row.sent_at, row.attempts,
        "" if row.discreet else row.last_error,  # mail servers repeat the address they refuse
    )  # fmt: skip


def _mail(row: OutboxMessage) -> Mail:
    kept = row.secret or row.discreet
    return Mail(
        _line(row),
        None if kept else row.body,
        row.first_title,
        None if kept else row.first_body,
    )
