"""Reads of votes: ballots, who answered, counts of tellers, letters, what was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.dates import local_date
from app.sittings.models import (
    Ballot,
    BallotCast,
    CountSheet,
    Letter,
    LetterAnswer,
    Sitting,
    SittingItem,
)
from app.sittings.states import Choice, ItemState, SittingState


def open_ballot(session: Session, item_id: int, *, lock: bool = False) -> Ballot | None:
    """The vote on this item that is going on."""
    rows = select(Ballot).where(
        Ballot.item_id == item_id, Ballot.closed_at.is_(None), Ballot.undone_at.is_(None)
    )
    return session.scalar(rows.with_for_update() if lock else rows)


def last_ballot(session: Session, item_id: int) -> Ballot | None:
    """The vote that counts: the last one that was closed and not undone."""
    return session.scalar(
        select(Ballot)
        .where(Ballot.item_id == item_id, Ballot.closed_at.is_not(None), Ballot.undone_at.is_(None))
        .order_by(Ballot.number.desc())
        .limit(1)
    )


def ballots(session: Session, item_ids: Collection[int]) -> dict[int, list[Ballot]]:
    """Every vote on these items, in their order."""
    found: dict[int, list[Ballot]] = {}
    rows = (
        select(Ballot).where(Ballot.item_id.in_(item_ids)).order_by(Ballot.item_id, Ballot.number)
    )
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def casts(session: Session, ballot_ids: Collection[int]) -> dict[int, list[BallotCast]]:
    """Who answered in each of these votes, by person, never by time."""
    found: dict[int, list[BallotCast]] = {}
    rows = (
        select(BallotCast)
        .where(BallotCast.ballot_id.in_(ballot_ids))
        .order_by(BallotCast.ballot_id, BallotCast.account_id)
    )
    for row in session.scalars(rows):
        found.setdefault(row.ballot_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Voted:
    """What a closed sitting decided on one subject: `yes` of `base`, on that day."""

    passed: bool
    yes: int
    base: int
    sat_on: date


def voted_on(session: Session, subjects: Collection[str]) -> dict[str, Voted]:
    """The votes of closed sittings on these subjects; the last one where there are several."""
    rows = session.execute(
        select(SittingItem.subject, SittingItem.passed, SittingItem.yes, SittingItem.base,
               Sitting.opened_at)
        .join(Sitting, Sitting.id == SittingItem.sitting_id)
        .where(SittingItem.subject.in_(subjects), SittingItem.state == ItemState.DECIDED,
               Sitting.state == SittingState.CLOSED, SittingItem.passed.is_not(None))
        .order_by(Sitting.opened_at, Sitting.id)
    )  # fmt: skip
    return {
        subject: Voted(bool(passed), yes or 0, base or 0, local_date(opened))
        for subject, passed, yes, base, opened in rows
        if opened is not None
    }


def letters(session: Session, sitting_id: int) -> dict[int, Letter]:
    """The letters sent to members who will be absent, by person."""
    rows = select(Letter).where(Letter.sitting_id == sitting_id).order_by(Letter.id)
    return {row.account_id: row for row in session.scalars(rows)}


def letter_answers(session: Session, letter_ids: Collection[int]) -> dict[int, dict[int, Choice]]:
    """For each letter what it says, by item."""
    found: dict[int, dict[int, Choice]] = {}
    for row in session.scalars(select(LetterAnswer).where(LetterAnswer.letter_id.in_(letter_ids))):
        found.setdefault(row.letter_id, {})[row.item_id] = row.choice
    return found


def count_sheets(session: Session, ballot_ids: Collection[int]) -> dict[int, list[CountSheet]]:
    """What tellers counted in these votes on paper, by person, never by time."""
    found: dict[int, list[CountSheet]] = {}
    rows = select(CountSheet).where(CountSheet.ballot_id.in_(ballot_ids))
    for row in session.scalars(rows.order_by(CountSheet.ballot_id, CountSheet.teller_id)):
        found.setdefault(row.ballot_id, []).append(row)
    return found
