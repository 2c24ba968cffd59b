"""Reads for the pages of the ledger. What other rooms ask is in `ledger`, offered here as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.addresses import holders_of
from app.accounts.lineage import forebears
from app.accounts.models import Account, Unit
from app.achievements.ledger import (
    AWARD_COLUMNS,
    RATING_COLUMNS,
    STANDING_COLUMNS,
    AwardRow,
    InitiativeUse,
    RatingRow,
    StandingRow,
    UseRow,
    achievements_of,
    award_rows,
    initiative_uses,
    ratings_of,
    standings_of,
    standings_on,
    uses_of,
)
from app.achievements.models import Achievement, Standing, YearlyRating
from app.achievements.states import Family, Level, Subject
from app.ideas.models import Idea
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.vietnamese import search_tokens

__all__ = [
    "AwardRow", "InitiativeUse", "RatingRow", "StandingRow", "UseRow", "achievements_of",
    "initiative_uses", "ratings_of", "standings_of", "standings_on",
]  # fmt: skip

MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """What the ledger was asked for."""

    query: str = ""
    year: int | None = None
    kind: Subject | None = None
    family: Family | None = None
    level: Level | None = None
    unknown: bool = False
    """Only people whom the ledger knows by name alone."""


def _asked(asked: AwardFilter) -> Select[Any]:
    statement = select(*AWARD_COLUMNS).where(Achievement.newest)
    for word in search_tokens(asked.query)[:8]:
        statement = statement.where(Achievement.searched.contains(word, autoescape=True))
    wanted = ((Achievement.year, asked.year), (Achievement.subject_kind, asked.kind),
              (Achievement.family, asked.family), (Achievement.level, asked.level))  # fmt: skip
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    if asked.unknown:
        statement = statement.where(
            Achievement.account_id.is_(None), Achievement.subject_kind == Subject.INDIVIDUAL
        )
    return statement


def find_awards(
    session: Session, asked: AwardFilter, *, limit: int, offset: int = 0
) -> list[AwardRow]:
    """One page of the ledger, newest year first, then by name; revoked awards are among them."""
    statement = (
        _asked(asked)
        .order_by(Achievement.year.desc(), Achievement.name_key, Achievement.id)
        .limit(limit)
        .offset(offset)
    )
    return award_rows(session, statement)


def award_count(session: Session, asked: AwardFilter) -> int:
    """How many awards fit."""
    found = _asked(asked).with_only_columns(Achievement.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def years(session: Session) -> list[int]:
    """The years the ledger has awards of, newest first."""
    return list(
        session.scalars(
            select(Achievement.year)
            .where(Achievement.newest)
            .distinct()
            .order_by(Achievement.year.desc())
        )
    )


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a line: when, by whom, why, and what it said."""

    number: int
    recorded_at: datetime
    by: str
    reason: str
    award: AwardRow


def versions(session: Session, achievement_id: int) -> list[Version]:
    """All versions of the line this row belongs to, newest first; 404 when there is none."""
    line = session.scalar(select(Achievement.line).where(Achievement.id == achievement_id))
    if line is None:
        raise Denied(NOT_FOUND)
    rows = {
        row.achievement_id: row
        for row in award_rows(session, select(*AWARD_COLUMNS).where(Achievement.line == line))
    }
    heads = session.execute(
        select(Achievement.id, Achievement.number, Achievement.recorded_at, Account.full_name,
               Achievement.reason)
        .outerjoin(Account, Account.id == Achievement.recorded_by)
        .where(Achievement.line == line)
        .order_by(Achievement.number.desc())
    )  # fmt: skip
    return [Version(number, at, by or "", reason, rows[key])
            for key, number, at, by, reason in heads]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who a ledger page is about."""

    name: str
    unit_name: str = ""
    email: str = ""


def person(session: Session, account_id: int) -> Subjects:
    """One person; 404 when there is none."""
    row = session.execute(
        select(Account.full_name, Unit.name, Account.email)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return Subjects(*row)


def unit(session: Session, unit_id: int) -> Subjects:
    """One unit; 404 when there is none."""
    name = session.scalar(select(Unit.name).where(Unit.id == unit_id))
    if name is None:
        raise Denied(NOT_FOUND)
    return Subjects(name, name)


def initiative(session: Session, idea_id: int) -> tuple[str, str]:
    """Code and title of a dossier; 404 when there is none with a code."""
    row = session.execute(
        select(Idea.code, Idea.title).where(Idea.id == idea_id, Idea.code.is_not(None))
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return row[0] or "", row[1]


def account_by_email(session: Session, email: str) -> tuple[int, str, int, str] | None:
    """Account, name, unit and its name of an address, present or former; None when nobody's."""
    address = email.strip().lower()
    row = session.execute(
        select(Account.id, Account.full_name, Unit.id, Unit.name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.id == holders_of(session, [address]).get(address))
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def ideas_by_code(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """The dossiers of these codes."""
    rows = session.execute(select(Idea.code, Idea.id).where(Idea.code.in_(list(codes))))
    return {code: key for code, key in rows if code}


def codes_of(session: Session, idea_ids: Iterable[int]) -> dict[int | None, str]:
    """The codes of these dossiers, of those that have one."""
    rows = session.execute(select(Idea.id, Idea.code).where(Idea.id.in_(list(idea_ids))))
    return {key: code for key, code in rows if code}


def ratings_page(
    session: Session, query: str, year: int | None, *, limit: int, offset: int
) -> tuple[list[RatingRow], int]:
    """One page of yearly ratings and how many there are, newest year first."""
    statement: Select[Any] = select(*RATING_COLUMNS).where(YearlyRating.newest)
    if year is not None:
        statement = statement.where(YearlyRating.year == year)
    for word in search_tokens(query)[:8]:
        statement = statement.where(YearlyRating.searched.contains(word, autoescape=True))
    total = session.scalar(
        select(func.count()).select_from(statement.with_only_columns(YearlyRating.id).subquery())
    )
    rows = session.execute(
        statement.order_by(YearlyRating.year.desc(), YearlyRating.name_key, YearlyRating.id)
        .limit(limit)
        .offset(offset)
    )
    return [RatingRow(*row) for row in rows], total or 0


def standings_page(
    session: Session, day: date, *, over: bool, limit: int, offset: int
) -> tuple[list[StandingRow], int]:
    """One page of what stands on that day, or of all that ever stood, and how many there are."""
    statement: Select[Any] = select(*STANDING_COLUMNS).where(Standing.newest)
    if not over:
        statement = statement.where(
            Standing.from_on <= day, (Standing.to_on.is_(None)) | (Standing.to_on > day)
        )
    total = session.scalar(
        select(func.count()).select_from(statement.with_only_columns(Standing.id).subquery())
    )
    rows = session.execute(
        statement.order_by(Standing.from_on.desc(), Standing.name_key, Standing.id)
        .limit(limit)
        .offset(offset)
    )
    return [StandingRow(*row) for row in rows], total or 0


def export_rows(session: Session, asked: AwardFilter) -> list[AwardRow]:
    """The awards that fit, for a workbook; at most `MOST_EXPORTED`."""
    statement = (
        _asked(asked)
        .order_by(Achievement.year.desc(), Achievement.name_key, Achievement.id)
        .limit(MOST_EXPORTED)
    )
    rows: list[Any] = list(session.execute(statement))
    uses: dict[int, tuple[UseRow, ...]] = {}
    for start in range(0, len(rows), 1000):
        uses |= uses_of(session, [row[0] for row in rows[start : start + 1000]])
    return [AwardRow(*(*row, uses.get(row[0], ()))) for row in rows]


def born(session: Session, achievement_id: int) -> date | None:
    """The day of birth that the row was written with."""
    return session.scalar(select(Achievement.born).where(Achievement.id == achievement_id))


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """A unit that this one carries on, with its awards up to the day of the change."""

    unit_id: int
    name: str
    until: date
    whole: bool
    awards: tuple[AwardRow, ...]


def carried_on(session: Session, unit_id: int) -> list[CarriedOn]:
    """The nearest first; through several changes, one after the other."""
    before = forebears(session, [unit_id]).get(unit_id, ())
    keys = [one.unit_id for one in before]
    names = {
        key: name
        for key, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(keys)))
    }
    awards = achievements_of(session, (), keys, revoked=True) if keys else []
    return [
        CarriedOn(
            one.unit_id, names[one.unit_id], one.until, one.whole,
            tuple(award for award in awards if award.subject_key == f"unit:{one.unit_id}"
                  and (award.decided_on or one.until) <= one.until
                  and award.year <= one.until.year),
        )
        for one in before
    ]  # fmt: skip
