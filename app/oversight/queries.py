"""The log as people may read it. One projection serves list, entry and export."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.catalogue import CATALOGUE
from app.audit.events import CATEGORY_TITLES, Category, Event, Veil, thing_of
from app.audit.models import AuditEntry
from app.ideas.models import Idea
from app.kernel.dates import end_of_day_exclusive, start_of_day
from app.kernel.text import T, Text
from app.kernel.vietnamese import search_text
from app.review.models import Sheet

UNKNOWN = Event(T("Hành động khác"), Category.SYSTEM, veil=Veil.DETAIL)
HIDDEN = T("Không hiển thị")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks for. `person` is part of a name or address, without marks."""

    first: date | None = None
    last: date | None = None
    person: str = ""
    category: Category | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act. `veiled`: something is left out, for the protection of the judging."""

    entry_id: int
    at: datetime
    actor_name: Text | str
    address: str
    title: Text
    verb: str
    category: Text
    subject: str
    thing: Text | str
    before: str
    after: str
    reason: str
    detail: dict[str, Any]
    hash: str
    veiled: bool


def entries(
    session: Session, filters: Filters, *, blind: bool, before: int | None, limit: int
) -> list[LogLine]:
    """Newest first, older than the entry `before`; `blind`: the reader also judges."""
    rows = select(AuditEntry).where(*_conditions(filters, blind))
    if before is not None:
        rows = rows.where(AuditEntry.id < before)
    rows = rows.order_by(AuditEntry.id.desc()).limit(limit)
    return [_line(row, blind) for row in session.scalars(rows)]


def entries_after(
    session: Session, filters: Filters, *, blind: bool, after: int, upto: int, limit: int
) -> list[LogLine]:
    """Oldest first, for an export that goes on where it stopped; nothing newer than `upto`."""
    rows = select(AuditEntry).where(
        *_conditions(filters, blind), AuditEntry.id > after, AuditEntry.id <= upto
    )
    rows = rows.order_by(AuditEntry.id).limit(limit)
    return [_line(row, blind) for row in session.scalars(rows)]


def entry(session: Session, entry_id: int, *, blind: bool) -> LogLine | None:
    """One act."""
    row = session.get(AuditEntry, entry_id)
    return _line(row, blind) if row else None


def count(session: Session, filters: Filters, *, blind: bool, upto: int) -> int:
    """How many acts an export will hold."""
    rows = select(func.count(AuditEntry.id)).where(*_conditions(filters, blind))
    return session.scalar(rows.where(AuditEntry.id <= upto)) or 0


def last_id(session: Session) -> int:
    """The newest entry's number."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def judging_entries(
    session: Session, round_id: int, idea_id: int | None, before: int | None, limit: int
) -> list[LogLine]:
    """The judging of a round or of one dossier with nothing left out, newest first.

    The caller has asked `inquiries.require_running`. Draft award lists stay veiled: they are no
    judging.
    """
    of = Sheet.round_id == round_id if idea_id is None else Sheet.idea_id == idea_id
    sheets = select(literal("sheet:") + Sheet.id.cast(String)).where(of)
    which = Idea.round_id == round_id if idea_id is None else Idea.id == idea_id
    ideas = select(literal("idea:") + Idea.id.cast(String)).where(which)
    rows = select(AuditEntry).where(
        AuditEntry.verb.in_(_verbs(Category.REVIEW)),
        or_(AuditEntry.subject.in_(sheets), AuditEntry.subject.in_(ideas)),
    )
    if before is not None:
        rows = rows.where(AuditEntry.id < before)
    rows = rows.order_by(AuditEntry.id.desc()).limit(limit)
    return [_line(row, blind=False, unveiled=True) for row in session.scalars(rows)]


def _conditions(filters: Filters, blind: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.first:
        found.append(AuditEntry.at >= start_of_day(filters.first))
    if filters.last:
        found.append(AuditEntry.at < end_of_day_exclusive(filters.last))
    if filters.category:
        found.append(AuditEntry.verb.in_(_verbs(filters.category)))
    if filters.subject:
        found.append(AuditEntry.subject == filters.subject)
    if filters.person:
        words = search_text(filters.person)
        people = select(Account.id).where(Account.searched.contains(words, autoescape=True))
        found.append(AuditEntry.actor_id.in_(people))
    if filters.person or filters.subject:
        # Asking for a person or a dossier must not tell who judged what.
        found.append(AuditEntry.verb.not_in(_nameless(blind)))
    return found


def _verbs(category: Category) -> list[str]:
    return [verb for verb, event in CATALOGUE.items() if event.category is category]


def _nameless(blind: bool) -> list[str]:
    return [verb for verb in CATALOGUE if _veil(verb, blind) is Veil.PERSON]


def _veil(verb: str, blind: bool) -> Veil:
    event = CATALOGUE.get(verb, UNKNOWN)
    if blind and event.category in {Category.IDEA, Category.REVIEW, Category.ADOPTION}:
        return Veil.PERSON
    return event.veil


def _line(row: AuditEntry, blind: bool, *, unveiled: bool = False) -> LogLine:
    event = CATALOGUE.get(row.verb, UNKNOWN)
    veil = Veil.NOTHING if unveiled else _veil(row.verb, blind)
    plain, nameless = veil is Veil.NOTHING, veil is Veil.PERSON
    table, _, number = row.subject.partition(":")
    shown = table if nameless else row.subject
    return LogLine(
        entry_id=row.id,
        at=row.at,
        actor_name=HIDDEN if nameless else row.actor_name,
        address="" if nameless else row.address,
        title=event.title,
        verb=row.verb,
        category=CATEGORY_TITLES[event.category],
        subject=shown,
        thing=thing_of(table, "" if nameless else number),
        before=(row.before or "") if plain else "",
        after=(row.after or "") if plain else "",
        reason=row.reason if plain else "",
        detail=json.loads(row.detail) if plain else {},
        hash=row.hash,
        veiled=not plain,
    )


def detail_text(detail: dict[str, Any]) -> str:
    """The values of an act in one line."""
    return "; ".join(f"{name}: {_plain(value)}" for name, value in sorted(detail.items()))


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_plain(one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_plain(one) for one in value)
    return "" if value is None else str(value)
