"""What the desk shows beside the item: who may stand in, the tellers, the letters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.sittings import (
    ballot_queries,
    queries,
)
from app.sittings.models import Letter, Sitting
from app.sittings.rules import TELLERS, blockers_of_sheets
from app.sittings.showing import Desk
from app.sittings.states import BallotKind


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One teller: whether the count is in; the figures only when all counts are."""

    name: str
    entered: bool
    counts: tuple[int, int, int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Beside:
    """`seats`: those on which nobody sat; `alternates`: who may take them."""

    seats: tuple[tuple[int, str], ...] = ()
    alternates: tuple[tuple[int, str], ...] = ()
    sheets: tuple[SheetLine, ...] = ()
    agreed: bool = False
    letters: int = 0
    letters_back: int = 0


def beside(session: Session, sitting: Sitting, desk: Desk) -> Beside:
    """A fixed number of queries, whatever the size of the council."""
    members = queries.members(session, sitting.id)
    stays = queries.presences(session, sitting.id)
    taken = {one.account_id for one in members}
    free = [one for one in members if one.id not in stays]
    away = queries.alternates_on(
        session, sitting.council_id, sitting.opened_at or sitting.starts_at
    )
    owners = [(one.stands_for_id, one.stands_for) for one in free if one.stands_for_id]
    letters = ballot_queries.letters(session, sitting.id)
    sheets, agreed = _sheets(session, desk)
    return Beside(
        seats=tuple((one.account_id, one.stands_for or one.name) for one in free),
        alternates=tuple((one.account_id, one.name) for one in away if one.account_id not in taken)
        + tuple((key, name) for key, name in owners if key is not None),
        sheets=sheets,
        agreed=agreed,
        letters=len(letters),
        letters_back=sum(one.received_at is not None for one in letters.values()),
    )


def _sheets(session: Session, desk: Desk) -> tuple[tuple[SheetLine, ...], bool]:
    """Nothing for a runner who must keep away; figures only when every teller's are in."""
    if desk.current is None or desk.current.mine or desk.ballot is None:
        return (), False
    if desk.ballot.kind is not BallotKind.PAPER:
        return (), False
    ballot = ballot_queries.open_ballot(session, desk.current.item_id)
    found = ballot_queries.count_sheets(session, [ballot.id] if ballot else [])
    counted = {
        one.teller_id: (one.yes, one.no, one.other, one.blank, one.void, one.written)
        for sheets in found.values()
        for one in sheets
    }
    tellers = [one for one in desk.members if one.teller and one.present and not one.away]
    all_in = len(tellers) >= TELLERS and all(one.account_id in counted for one in tellers)
    lines = tuple(
        SheetLine(one.name, one.account_id in counted,
                  counted.get(one.account_id) if all_in else None)
        for one in tellers
    )  # fmt: skip
    agreed = all_in and not blockers_of_sheets([(line.name, line.counts or ()) for line in lines])
    return lines, agreed


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A member and the letter that was sent, if any."""

    account_id: int
    name: str
    title: str
    sent_at: datetime | None
    due_at: datetime | None
    received_at: datetime | None
    present: bool


def letter_lines(session: Session, sitting: Sitting) -> list[LetterLine]:
    """Everybody who has a seat, with the letter."""
    held = ballot_queries.letters(session, sitting.id)
    here = queries.present_accounts(session, sitting.id)
    return [
        _letter_line(account_id, name, title, held.get(account_id), present=account_id in here)
        for account_id, name, title in queries.chairs_of(session, sitting)
    ]


def _letter_line(
    account_id: int, name: str, title: str, letter: Letter | None, *, present: bool
) -> LetterLine:
    if letter is None:
        return LetterLine(account_id, name, title, None, None, None, present)
    return LetterLine(account_id, name, title, letter.sent_at, letter.due_at, letter.received_at,
                      present)  # fmt: skip
