"""Reads of the registry: lists, one act with its versions, what cites it, a text checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.citations import linter
from app.citations.acts import Act, citation_line
from app.citations.linter import Finding, Registry
from app.citations.models import LegalBasis, LegalCitation
from app.citations.states import AWARDS
from app.database.reading import rows_of
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.vietnamese import search_tokens

COLUMNS: tuple[Any, ...] = (
    LegalBasis.id, LegalBasis.kind, LegalBasis.number, LegalBasis.issuer, LegalBasis.issued_on,
    LegalBasis.subject, LegalBasis.valid_from, LegalBasis.valid_to, LegalBasis.replaced_by,
    LegalBasis.certainty, LegalBasis.used_for,
)  # fmt: skip


def in_force_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Newest versions in force on the day; the end is exclusive."""
    return (
        LegalBasis.newest
        & (LegalBasis.valid_from <= day)
        & or_(LegalBasis.valid_to.is_(None), LegalBasis.valid_to > day)
    )


def acts_on(session: Session, day: date, used_for: str = AWARDS) -> list[Act]:
    """The acts that papers of this use cite on that day, in order of rank."""
    rows = rows_of(session, _acts(), {"day": day, "used_for": used_for})
    return [Act(*row) for row in rows]


@cache
def _acts() -> Select[*tuple[Any, ...]]:
    """Put together once: every paper and every list asks it."""
    return (
        select(*COLUMNS)
        .where(
            in_force_on(bindparam("day", type_=Date())),
            LegalBasis.used_for == bindparam("used_for"),
        )
        .order_by(LegalBasis.position, LegalBasis.id)
    )


def acts_by_number(session: Session, numbers: Sequence[str], day: date) -> list[Act]:
    """The acts of these numbers, in this order: those in force on the day, else the newest."""
    rows = session.execute(
        select(*COLUMNS)
        .where(LegalBasis.newest, LegalBasis.number.in_(numbers))
        .order_by(LegalBasis.valid_from)
    )
    found: dict[str, Act] = {}
    for act in (Act(*row) for row in rows):
        former = found.get(act.number)
        if former is None or act.in_force(day) or not former.in_force(day):
            found[act.number] = act
    return [found[number] for number in numbers if number in found]


def citations_on(session: Session, day: date, used_for: str = AWARDS) -> tuple[str, ...]:
    """The "Căn cứ" lines of a paper made on that day, in order of rank."""
    return tuple(
        citation_line(one.kind, one.number, one.issuer, one.issued_on, one.subject)
        for one in acts_on(session, day, used_for)
    )


def all_acts(session: Session) -> list[Act]:
    """Every act, newest versions only, in the order in which they came into force."""
    return [Act(*row) for row in rows_of(session, _every_act())]


@cache
def _every_act() -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(LegalBasis.newest).order_by(LegalBasis.valid_from, LegalBasis.id)


def lint(session: Session, text: str, day: date) -> list[Finding]:
    """What is to be looked at in the citations of a text on that day: one query."""
    rows = tuple(tuple(row) for row in rows_of(session, _every_act()))
    return list(_linted(text, rows, day))


@lru_cache(maxsize=32)
def _linted(text: str, acts: tuple[tuple[Any, ...], ...], day: date) -> tuple[Finding, ...]:
    """Remembered by text, registry and day: the page of a list of 500 lines asks often."""
    return tuple(linter.lint(text, Registry.of([Act(*row) for row in acts]), day))


@dataclass(frozen=True, slots=True)
class ActFilter:
    """What the registry was asked for; `stand` is "", "hieu-luc", "het" or "chua"."""

    query: str = ""
    stand: str = ""


def _asked(asked: ActFilter, day: date) -> Select[*tuple[Any, ...]]:
    statement = select(*COLUMNS).where(LegalBasis.newest)
    for word in search_tokens(asked.query)[:8]:
        statement = statement.where(LegalBasis.searched.contains(word, autoescape=True))
    if asked.stand == "hieu-luc":
        statement = statement.where(in_force_on(day))
    elif asked.stand == "het":
        statement = statement.where(LegalBasis.valid_to <= day)
    elif asked.stand == "chua":
        statement = statement.where(LegalBasis.valid_from > day)
    return statement


def find_acts(
    session: Session, asked: ActFilter, day: date, *, limit: int, offset: int
) -> tuple[list[Act], int]:
    """One page of the registry, newest first, and how many there are."""
    statement = _asked(asked, day)
    total = session.scalar(
        select(func.count()).select_from(statement.with_only_columns(LegalBasis.id).subquery())
    )
    rows = session.execute(
        statement.order_by(LegalBasis.valid_from.desc(), LegalBasis.id).limit(limit).offset(offset)
    )
    return [Act(*row) for row in rows], total or 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an act: when, by whom, why."""

    edition: int
    act: Act
    note: str
    reason: str
    by: str
    recorded_at: datetime | None


def versions(session: Session, act_id: int) -> list[Version]:
    """All versions of the line this act belongs to, newest first; 404 when there is none."""
    line = session.scalar(select(LegalBasis.line).where(LegalBasis.id == act_id))
    if line is None:
        raise Denied(NOT_FOUND)
    rows: list[Any] = list(
        session.execute(
            select(*COLUMNS, LegalBasis.edition, LegalBasis.note, LegalBasis.reason,
                   Account.full_name, LegalBasis.recorded_at, LegalBasis.position)
            .outerjoin(Account, Account.id == LegalBasis.recorded_by)
            .where(LegalBasis.line == line)
            .order_by(LegalBasis.edition.desc())
        )
    )  # fmt: skip
    return [Version(row[11], Act(*row[:11]), row[12], row[13], row[14] or "", row[15])
            for row in rows]  # fmt: skip


def position(session: Session, act_id: int) -> int:
    """Its place among the acts a paper cites."""
    return session.scalar(select(LegalBasis.position).where(LegalBasis.id == act_id)) or 0


def successor(session: Session, number: str) -> Act | None:
    """The act of this number, if the registry has it."""
    row: Any = session.execute(
        select(*COLUMNS)
        .where(LegalBasis.newest, LegalBasis.number == number)
        .order_by(LegalBasis.valid_from.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Act(*row)


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A document that cites a version of an act."""

    thing: str
    cited_on: date
    edition: int


def cited_by(session: Session, act_id: int) -> list[CitedBy]:
    """The documents that cite any version of this act, newest first."""
    line = select(LegalBasis.line).where(LegalBasis.id == act_id).scalar_subquery()
    rows = session.execute(
        select(LegalCitation.thing, LegalCitation.cited_on, LegalBasis.edition)
        .join(LegalBasis, LegalBasis.id == LegalCitation.basis_id)
        .where(LegalBasis.line == line)
        .order_by(LegalCitation.cited_on.desc(), LegalCitation.id.desc())
        .limit(200)
    )
    return [CitedBy(*row) for row in rows]
