"""Reads of sittings: seats, who is there, names. Items are in `agenda_queries`, votes in
`ballot_queries`.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.councils.queries import Seat, office_of, offices_on, seats
from app.councils.states import OFFICE_ORDER, OFFICE_TITLES, Office
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.sittings import agenda_queries, policy
from app.sittings.models import (
    Ballot,
    BallotCast,
    Presence,
    Sitting,
    SittingMember,
)
from app.sittings.rules import People
from app.sittings.states import BallotKind

# Who sits once, with the highest seat held.
_RANK = {Role.CHAIR: 0, Role.SECRETARY: 1, Role.REVIEWER: 2}


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
    recused = agenda_queries.recused_by_item(session, [item_id]).get(item_id, set())
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
