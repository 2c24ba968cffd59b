"""Reads of sittings. Rows to change are loaded here too, locked in the order of their ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.councils.queries import Seat, office_of, offices_on, seats
from app.councils.states import OFFICE_ORDER, OFFICE_TITLES, Office
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.sittings import policy
from app.sittings.models import (
    Ballot,
    BallotCast,
    CountSheet,
    ItemPart,
    Letter,
    LetterAnswer,
    Presence,
    Recusal,
    Sitting,
    SittingItem,
    SittingMember,
)
from app.sittings.rules import People
from app.sittings.states import BallotKind, Choice, ItemState, SittingState

LIVE = frozenset({SittingState.PLANNED, SittingState.OPEN})
# Who sits once, with the highest seat held.
_RANK = {Role.CHAIR: 0, Role.SECRETARY: 1, Role.REVIEWER: 2}


def items_to_change(session: Session, sitting_id: int) -> Sequence[SittingItem]:
    """All items, locked, in the order of the agenda."""
    rows = session.scalars(
        select(SittingItem)
        .where(SittingItem.sitting_id == sitting_id)
        .order_by(SittingItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return sorted(rows, key=lambda item: (item.position, item.id))


def items_in_order(session: Session, sitting_id: int) -> list[SittingItem]:
    """All items in the order of the agenda, to read."""
    rows = select(SittingItem).where(SittingItem.sitting_id == sitting_id)
    return list(session.scalars(rows.order_by(SittingItem.position, SittingItem.id)))


def subjects_on_agendas(session: Session, subjects: Collection[str]) -> set[str]:
    """Those of these subjects that wait on, or were decided by, a sitting that was not called off.

    What was put off may come again. A subject that is part of an item stands on its agenda too.
    """
    standing = (
        Sitting.state != SittingState.CANCELLED,
        or_(SittingItem.state.in_(("on_table", "decided")), Sitting.state.in_(LIVE)),
    )
    alone = (
        select(SittingItem.subject)
        .join(Sitting, Sitting.id == SittingItem.sitting_id)
        .where(SittingItem.subject.in_(subjects), *standing)
    )
    together = (
        select(ItemPart.subject)
        .join(SittingItem, SittingItem.id == ItemPart.item_id)
        .join(Sitting, Sitting.id == SittingItem.sitting_id)
        .where(ItemPart.subject.in_(subjects), *standing)
    )
    return set(session.scalars(alone.union(together)))


def parts_of(session: Session, item_ids: Collection[int]) -> dict[int, list[ItemPart]]:
    """What these items put to the vote together, in the order in which it was put there."""
    found: dict[int, list[ItemPart]] = {}
    rows = select(ItemPart).where(ItemPart.item_id.in_(item_ids)).order_by(ItemPart.id)
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def subjects_of(session: Session, items: Collection[SittingItem]) -> dict[int, list[str]]:
    """What each of these items is about: its parts, or itself."""
    parts = parts_of(session, [item.id for item in items])
    return {
        item.id: [part.subject for part in parts.get(item.id, ())] or [item.subject]
        for item in items
    }


def seats_on(session: Session, council_id: int, now: datetime) -> list[tuple[Seat, Office]]:
    """Who is appointed on that day, each once, by office, then by given name; no alternates."""
    found = _held_on(session, council_id, local_date(now))
    return [(seat, office) for seat, office in found if office is not Office.ALTERNATE]


def alternates_on(session: Session, council_id: int, now: datetime) -> list[Seat]:
    """Who may stand in for an absent member on that day, by given name."""
    found = _held_on(session, council_id, local_date(now))
    return [seat for seat, office in found if office is Office.ALTERNATE]


def _held_on(session: Session, council_id: int, day: date) -> list[tuple[Seat, Office]]:
    held: dict[int, Seat] = {}
    for seat in seats(session, council_id):
        if not seat.active or seat.valid_from > day or (seat.valid_to and seat.valid_to <= day):
            continue
        known = held.get(seat.account_id)
        if known is None or _RANK.get(seat.role, 9) < _RANK.get(known.role, 9):
            held[seat.account_id] = seat
    offices = offices_on(session, council_id, day)
    found = [(seat, office_of(seat, offices)) for seat in held.values()]
    return sorted(found, key=lambda one: OFFICE_ORDER.index(one[1]))


def seated_accounts(session: Session, sitting: Sitting) -> list[int]:
    """The members once the sitting is open; before, everybody with a seat in the council."""
    members = session.scalars(
        select(SittingMember.account_id).where(SittingMember.sitting_id == sitting.id)
    ).all()
    if members:
        return list(members)
    return list(
        session.scalars(
            select(RoleGrant.account_id)
            .where(RoleGrant.council_id == sitting.council_id)
            .distinct()
            .order_by(RoleGrant.account_id)
        )
    )


def chairs_of(session: Session, sitting: Sitting) -> list[tuple[int, str, str]]:
    """Who holds a seat: account, name, title; before the sitting opens, who is appointed then."""
    found = [(one.account_id, one.name, one.title) for one in members(session, sitting.id)]
    if found:
        return found
    appointed = seats_on(session, sitting.council_id, sitting.starts_at)
    return [(seat.account_id, seat.name, str(OFFICE_TITLES[office])) for seat, office in appointed]


def recusal_rows(session: Session, item_ids: Collection[int]) -> dict[int, list[Recusal]]:
    """The recusals of these items, by item."""
    found: dict[int, list[Recusal]] = {}
    rows = select(Recusal).where(Recusal.item_id.in_(item_ids)).order_by(Recusal.id)
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def recused_by_item(session: Session, item_ids: Collection[int]) -> dict[int, set[int]]:
    """Who must keep away from each of these items."""
    rows = recusal_rows(session, item_ids)
    return {key: {row.account_id for row in found} for key, found in rows.items()}


def members(session: Session, sitting_id: int) -> list[SittingMember]:
    """The members as appointed when the sitting was opened, in their order."""
    rows = select(SittingMember).where(SittingMember.sitting_id == sitting_id)
    return list(session.scalars(rows.order_by(SittingMember.position, SittingMember.id)))


def member_of(session: Session, sitting_id: int, account_id: int) -> SittingMember:
    """One member; 404 when that person is none."""
    found = session.scalar(
        select(SittingMember).where(
            SittingMember.sitting_id == sitting_id, SittingMember.account_id == account_id
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def present_accounts(session: Session, sitting_id: int) -> set[int]:
    """Who is at the sitting now; who left the room for one item still is."""
    return set(
        session.scalars(
            select(SittingMember.account_id)
            .join(Presence, Presence.member_id == SittingMember.id)
            .where(SittingMember.sitting_id == sitting_id, Presence.left_at.is_(None))
        )
    )


def presences(
    session: Session, sitting_id: int
) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """For each member the stretches of time in which they were there."""
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    rows = session.execute(
        select(Presence.member_id, Presence.came_at, Presence.left_at)
        .join(SittingMember, SittingMember.id == Presence.member_id)
        .where(SittingMember.sitting_id == sitting_id)
        .order_by(Presence.came_at, Presence.id)
    )
    for member_id, came, left in rows:
        found.setdefault(member_id, []).append((came, left))
    return found


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


def people_at(session: Session, sitting_id: int, item_id: int, ballot: Ballot | None) -> People:
    """The numbers that quorum and thresholds are taken of, at this moment.

    Who voted and then left still counts among those who vote in the room; who answered in writing
    and then came is counted once, among the letters.
    """
    appointed = session.scalar(
        select(func.count()).select_from(SittingMember).where(
            SittingMember.sitting_id == sitting_id
        )
    )  # fmt: skip
    here = present_accounts(session, sitting_id)
    recused = recused_by_item(session, [item_id]).get(item_id, set())
    seated = {member.account_id for member in members(session, sitting_id)}
    said: dict[int, bool] = {}
    if ballot is not None:
        answers = select(BallotCast.account_id, BallotCast.written)
        rows = session.execute(answers.where(BallotCast.ballot_id == ballot.id))
        said = {account_id: in_writing for account_id, in_writing in rows}
    letters_ = {key for key, in_writing in said.items() if in_writing}
    room = ((here & seated) - recused) | (said.keys() - letters_)
    written = len(letters_)
    if ballot is not None and ballot.kind is BallotKind.PAPER:
        written = ballot.written
    return People(appointed or 0, len(here), len(recused & seated), written, len(room - letters_))


def readable(session: Session, actor: Actor, sitting_id: int) -> Sitting:
    """A sitting that this person may open; 404 else."""
    found = session.get(Sitting, sitting_id)
    if found is None:
        raise Denied(NOT_FOUND)
    seated = {member.account_id for member in members(session, sitting_id)}
    denial = policy.sit(actor, found.council_id, seated)
    if denial is not None:
        raise Denied(denial)
    return found


def names_of(session: Session, account_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and unit of these people."""
    rows = session.execute(
        select(Account.id, Account.full_name, Unit.name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.id.in_(account_ids))
    )
    return {key: (name, unit) for key, name, unit in rows}


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
