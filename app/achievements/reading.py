"""One rating or standing to correct; and the record that somebody read what is confidential."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.achievements.ledger import RATING_COLUMNS, STANDING_COLUMNS, RatingRow, StandingRow
from app.achievements.models import Standing, YearlyRating
from app.audit.actions import record
from app.database.transaction import transaction
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denied


@dataclass(frozen=True, slots=True)
class OneRating:
    """A rating with what only its form shows."""

    row: RatingRow
    born: date | None


@dataclass(frozen=True, slots=True)
class OneStanding:
    """An entry with what only its form shows."""

    row: StandingRow
    born: date | None
    note: str

    @property
    def last_day(self) -> date | None:
        """The last day it holds."""
        return None if self.row.to_on is None else self.row.to_on - timedelta(days=1)


def rating(session: Session, rating_id: int) -> OneRating:
    """The newest version of a rating; 404 for another."""
    row: Any = session.execute(
        select(*RATING_COLUMNS, YearlyRating.born).where(
            YearlyRating.id == rating_id, YearlyRating.newest
        )
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return OneRating(RatingRow(*row[:-1]), row[-1])


def standing(session: Session, standing_id: int) -> OneStanding:
    """The newest version of an entry; 404 for another."""
    row: Any = session.execute(
        select(*STANDING_COLUMNS, Standing.born, Standing.note).where(
            Standing.id == standing_id, Standing.newest
        )
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return OneStanding(StandingRow(*row[:-2]), row[-2], row[-1])


def subject_data(session: Session, row: RatingRow | StandingRow) -> dict[str, Any]:
    """Whom the row is about, as the boxes of a form."""
    email = ""
    if row.account_id is not None:
        email = session.scalar(select(Account.email).where(Account.id == row.account_id)) or ""
    return {"kind": str(row.kind), "email": email, "name": row.name,
            "unit_id": str(row.unit_id or "")}  # fmt: skip


def record_reading(actor: Actor, thing: str, rows: int, now: datetime) -> None:
    """Note that the confidential entries were read: by whom, how many, never whose.

    A transaction of its own after the page was made, as for exports (docs/decisions/0009, 0025).
    """
    with transaction() as session:
        record(session, actor, "standing:read", thing, now, rows=rows)
