"""What other rooms ask the ledger: frozen rows, and as many queries for one subject as for 500."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.achievements.models import Achievement, AchievementUse, Standing, YearlyRating
from app.achievements.states import (
    Family,
    Ground,
    Level,
    RatingLevel,
    Source,
    StandingKind,
    Subject,
)
from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import IdeaState


@dataclass(frozen=True, slots=True)
class UseRow:
    """An initiative that an award rests on. `title`: of the dossier, else as it was written."""

    idea_id: int | None
    title: str
    share: Decimal | None
    revoked: bool = False
    """Its recognition was annulled."""


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award of the ledger, as it stands now."""

    achievement_id: int
    kind: Subject
    subject_key: str
    account_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    award_code: str
    award_name: str
    family: Family
    level: Level
    ground: Ground
    year: int
    decision_number: str
    decided_on: date | None
    issuer: str
    source: Source
    source_ref: str
    revoked_on: date | None
    uses: tuple[UseRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One year of one subject; the figures are None when nobody gave them."""

    rating_id: int
    kind: Subject
    subject_key: str
    account_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    year: int
    rating: RatingLevel
    decision_number: str
    members: int | None
    progressive: int | None
    fighters: int | None
    completed: int | None
    disciplined: int | None


@dataclass(frozen=True, slots=True)
class StandingRow:
    """What stands, or stood, against an award; `to_on` is exclusive, None while it lasts."""

    standing_id: int
    kind: Subject
    subject_key: str
    account_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    what: StandingKind
    measure: str
    document_number: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class InitiativeUse:
    """One award that rests on a dossier: whose, which, when, with which share."""

    idea_id: int
    achievement_id: int
    kind: Subject
    subject_key: str
    account_id: int | None
    unit_id: int | None
    name: str
    award_code: str
    award_name: str
    family: Family
    year: int
    decision_number: str
    source_ref: str
    share: Decimal | None


AWARD_COLUMNS: tuple[Any, ...] = (
    Achievement.id, Achievement.subject_kind, Achievement.subject_key, Achievement.account_id,
    Achievement.unit_id, Achievement.name, Achievement.unit_name, Achievement.award_code,
    Achievement.award_name, Achievement.family, Achievement.level, Achievement.ground,
    Achievement.year, Achievement.decision_number, Achievement.decided_on, Achievement.issuer,
    Achievement.source, Achievement.source_ref, Achievement.revoked_on,
)  # fmt: skip
RATING_COLUMNS: tuple[Any, ...] = (
    YearlyRating.id, YearlyRating.subject_kind, YearlyRating.subject_key, YearlyRating.account_id,
    YearlyRating.unit_id, YearlyRating.name, YearlyRating.unit_name, YearlyRating.year,
    YearlyRating.rating, YearlyRating.decision_number, YearlyRating.members,
    YearlyRating.progressive, YearlyRating.fighters, YearlyRating.completed,
    YearlyRating.disciplined,
)  # fmt: skip
STANDING_COLUMNS: tuple[Any, ...] = (
    Standing.id, Standing.subject_kind, Standing.subject_key, Standing.account_id,
    Standing.unit_id, Standing.name, Standing.unit_name, Standing.kind, Standing.measure,
    Standing.document_number, Standing.from_on, Standing.to_on,
)  # fmt: skip


def achievements_of(
    session: Session,
    account_ids: Collection[int] = (),
    unit_ids: Collection[int] = (),
    *,
    revoked: bool = False,
) -> list[AwardRow]:
    """Awards of these people and of these collectives, oldest first; `revoked`: these as well.

    People whom the ledger knows only by name are not among them: see `queries.find_awards`.
    """
    return award_rows(session, _awards(revoked=revoked), _asked(account_ids, unit_ids))


@cache
def _awards(*, revoked: bool) -> Select[*tuple[Any, ...]]:
    """Put together once, as are the three below: the pages of lists ask them at every request."""
    statement = (
        select(*AWARD_COLUMNS)
        .where(Achievement.newest, _about(Achievement))
        .order_by(Achievement.year, Achievement.decided_on, Achievement.id)
    )
    return statement if revoked else statement.where(Achievement.revoked_on.is_(None))


def award_rows(
    session: Session, statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any] | None = None
) -> list[AwardRow]:
    """The rows of a select of `AWARD_COLUMNS`, each with its initiatives: two queries."""
    rows: Any = rows_of(session, statement, asked)
    uses = uses_of(session, [row[0] for row in rows]) if rows else {}
    return [AwardRow(*(*row, uses.get(row[0], ()))) for row in rows]


def uses_of(session: Session, achievement_ids: Iterable[int]) -> dict[int, tuple[UseRow, ...]]:
    """The initiatives of each award. A dossier is named by its title of today."""
    found: dict[int, tuple[UseRow, ...]] = {}
    for key, idea_id, title, of_idea, state, share in rows_of(
        session, _uses(), {"awards": list(achievement_ids)}
    ):
        found[key] = (
            *found.get(key, ()),
            UseRow(idea_id, of_idea or title, share, state is IdeaState.REVOKED),
        )
    return found


@cache
def _uses() -> Select[*tuple[Any, ...]]:
    return (
        select(AchievementUse.achievement_id, AchievementUse.idea_id, AchievementUse.title,
               Idea.title, Idea.state, AchievementUse.share)
        .outerjoin(Idea, Idea.id == AchievementUse.idea_id)
        .where(AchievementUse.achievement_id.in_(bindparam("awards", expanding=True)))
        .order_by(AchievementUse.id)
    )  # fmt: skip


def ratings_of(
    session: Session, account_ids: Collection[int] = (), unit_ids: Collection[int] = ()
) -> list[RatingRow]:
    """Yearly ratings of these people and collectives, oldest first."""
    rows = rows_of(session, _ratings(), _asked(account_ids, unit_ids))
    return [RatingRow(*row) for row in rows]


@cache
def _ratings() -> Select[*tuple[Any, ...]]:
    return (
        select(*RATING_COLUMNS)
        .where(YearlyRating.newest, _about(YearlyRating))
        .order_by(YearlyRating.year, YearlyRating.id)
    )


def standings_of(
    session: Session, account_ids: Collection[int] = (), unit_ids: Collection[int] = ()
) -> list[StandingRow]:
    """All that stands or stood against these people and collectives, oldest first.

    After discipline ends, achievements count from that day (NĐ 152/2025, Điều 4): `to_on` is it.
    """
    rows = rows_of(session, _standings(), _asked(account_ids, unit_ids))
    return [StandingRow(*row) for row in rows]


@cache
def _standings() -> Select[*tuple[Any, ...]]:
    return (
        select(*STANDING_COLUMNS)
        .where(Standing.newest, _about(Standing))
        .order_by(Standing.from_on, Standing.id)
    )


def standings_on(
    session: Session,
    account_ids: Collection[int] = (),
    unit_ids: Collection[int] = (),
    *,
    day: date,
) -> list[StandingRow]:
    """What stands against them on that day."""
    statement = _standings().where(
        Standing.from_on <= day, or_(Standing.to_on.is_(None), Standing.to_on > day)
    )
    rows = session.execute(statement, _asked(account_ids, unit_ids))
    return [StandingRow(*row) for row in rows]


def initiative_uses(session: Session, idea_ids: Collection[int]) -> list[InitiativeUse]:
    """Every award that stands and rests on one of these dossiers: one query.

    One sáng kiến is used once (Luật TĐKT 2022, Điều 5.2.c; CV 5007/BNV-TĐKT, III.5.c).
    """
    rows = session.execute(
        select(
            AchievementUse.idea_id, Achievement.id, Achievement.subject_kind,
            Achievement.subject_key, Achievement.account_id, Achievement.unit_id,
            Achievement.name, Achievement.award_code, Achievement.award_name, Achievement.family,
            Achievement.year, Achievement.decision_number, Achievement.source_ref,
            AchievementUse.share,
        )
        .join(Achievement, Achievement.id == AchievementUse.achievement_id)
        .where(AchievementUse.idea_id.in_(list(idea_ids)), Achievement.newest,
               Achievement.revoked_on.is_(None))
        .order_by(Achievement.year, Achievement.id)
    )  # fmt: skip
    return [InitiativeUse(*row) for row in cast(Iterable[Any], rows)]


def _about(table: type[Achievement | YearlyRating | Standing]) -> ColumnElement[bool]:
    """Rows of these people, and of these units as collectives (not of the people in them)."""
    people: BindParameter[int] = bindparam("people", expanding=True)
    units: BindParameter[int] = bindparam("units", expanding=True)
    return or_(
        and_(table.subject_kind == Subject.INDIVIDUAL, table.account_id.in_(people)),
        and_(table.subject_kind == Subject.COLLECTIVE, table.unit_id.in_(units)),
    )


def _asked(account_ids: Collection[int], unit_ids: Collection[int]) -> dict[str, list[int]]:
    return {"people": list(account_ids), "units": list(unit_ids)}
