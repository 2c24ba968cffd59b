"""What the desk shows. A member's page (`seat_showing`) and the projector (`screen_showing`) have
records of their own, so that none can print what its reader must not see.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.kernel.text import Text
from app.sittings import (
    agenda_queries,
    ballot_queries,
    queries,
    rules,
)
from app.sittings.models import Ballot, Recusal, Sitting, SittingItem
from app.sittings.rules import Outcome, People
from app.sittings.running import quorum_of, share_of
from app.sittings.states import BASE_TITLES, BallotKind, Choice, ItemState, SittingState


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member on the desk: there or not, kept away from what is on the table, answered."""

    account_id: int
    name: str
    title: str
    unit_name: str
    present: bool
    away: str
    answered: bool
    choice: Choice | None
    written: bool
    stands_for: str = ""
    teller: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as a runner sees it; of what he must keep away from, no result."""

    item_id: int
    code: str
    title: str
    unit_name: str
    summary: str
    called_at: datetime | None
    state: ItemState
    voted: bool
    rule: str
    share: Text
    base: Text
    clause: str
    away: tuple[tuple[str, str], ...]
    subject_kind: str
    mine: bool
    passed: bool | None
    result: Text | None
    conclusion: str
    note: str
    corrected: str


@dataclass(frozen=True, slots=True)
class BallotNow:
    """The vote that is going on. `yes`, `no`, `other`: of an open vote only; a secret one shows
    how many answered, never what.
    """

    kind: BallotKind
    number: int
    answered: int
    entitled: int
    yes: int
    no: int
    other: int
    base: int
    needed: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page of whoever runs the sitting."""

    people: People
    quorum_needed: int
    has_quorum: bool
    members: tuple[MemberLine, ...]
    items: tuple[ItemLine, ...]
    current: ItemLine | None
    following: ItemLine | None
    ballot: BallotNow | None
    reach: Text | None
    departures: int
    last_id: int | None

    @property
    def on_slip(self) -> int:
        """How many items are voted on with the joint slip that is out."""
        return sum(one.state is ItemState.ON_PAPER for one in self.items)

    @property
    def on_paper(self) -> bool:
        """Whether the item on the table is voted on with slips of paper."""
        return self.ballot is not None and self.ballot.kind is BallotKind.PAPER


def desk(session: Session, actor: Actor, sitting: Sitting) -> Desk:
    """The desk of one sitting; the number of queries does not grow with members or items."""
    items = sorted(
        session.scalars(select(SittingItem).where(SittingItem.sitting_id == sitting.id)),
        key=lambda item: (item.position, item.id),
    )
    recusals = agenda_queries.recusal_rows(session, [item.id for item in items])
    on_table = next((item for item in items if item.state is ItemState.ON_TABLE), None)
    ballot = ballot_queries.open_ballot(session, on_table.id) if on_table else None
    people = queries.people_at(session, sitting.id, on_table.id if on_table else 0, ballot)
    seated = queries.names_of(
        session, {row.account_id for rows in recusals.values() for row in rows}
    )
    lines = tuple(_line(item, recusals.get(item.id, []), seated, actor) for item in items)
    current = next((line for line in lines if line.state is ItemState.ON_TABLE), None)
    decided = [item for item in items if item.called_at and item.state is ItemState.DECIDED]
    called = max((item.called_at for item in items if item.called_at), default=None)
    last = next((item.id for item in decided if item.called_at == called), None)
    seats = _members(session, sitting, recusals, on_table, ballot)
    return Desk(
        people=people,
        quorum_needed=quorum_of(sitting).needed(people.appointed),
        has_quorum=bool(people.appointed) and rules.has_quorum(people, quorum_of(sitting)),
        members=seats,
        items=lines,
        current=current,
        following=next(
            (line for line in lines if line.state is ItemState.WAITING and line.called_at is None),
            None,
        ),
        ballot=_ballot(seats, on_table, ballot, people),
        reach=rules.warning_of_reach(people, share_of(on_table), on_table.share_base)
        if on_table and on_table.voted and sitting.state is SittingState.OPEN
        else None,
        departures=rules.movements(
            [{row.account_id for row in recusals.get(item.id, [])} for item in items]
        ),
        last_id=last,
    )


def _line(
    item: SittingItem, recused: list[Recusal], names: dict[int, tuple[str, str]], actor: Actor
) -> ItemLine:
    mine = any(row.account_id == actor.user_id for row in recused)
    return ItemLine(
        item_id=item.id, code=item.code, title=item.title, unit_name=item.unit_name,
        summary="" if mine else item.summary, called_at=item.called_at,
        state=item.state, voted=item.voted, rule=item.rule, share=share_of(item).text,
        base=BASE_TITLES[item.share_base], clause=item.clause,
        away=tuple((names[row.account_id][0], row.ground) for row in recused),
        subject_kind=item.subject.partition(":")[0], mine=mine,
        passed=None if mine else item.passed, result=None if mine else result_of(item),
        conclusion="" if mine else item.conclusion, note="" if mine else item.note,
        corrected="" if mine else item.corrected,
    )  # fmt: skip


def result_of(item: SittingItem) -> Text | None:
    """The outcome in words, once there is one."""
    if item.passed is None or item.yes is None:
        return None
    return Outcome(item.passed, item.yes, item.base or 0, item.needed or 0, item.tied).text


def _members(
    session: Session,
    sitting: Sitting,
    recusals: dict[int, list[Recusal]],
    on_table: SittingItem | None,
    ballot: Ballot | None,
) -> tuple[MemberLine, ...]:
    here = queries.present_accounts(session, sitting.id)
    away = {row.account_id: row.ground for row in recusals.get(on_table.id if on_table else 0, [])}
    casts = ballot_queries.casts(session, [ballot.id] if ballot else [])
    said = {cast.account_id: cast for found in casts.values() for cast in found}
    return tuple(
        MemberLine(one.account_id, one.name, one.title, one.unit_name, one.account_id in here,
                   away.get(one.account_id, ""), one.account_id in said,
                   said[one.account_id].choice if one.account_id in said else None,
                   one.account_id in said and said[one.account_id].written,
                   one.stands_for, one.teller)
        for one in queries.members(session, sitting.id)
    )  # fmt: skip


def _ballot(
    members: tuple[MemberLine, ...], item: SittingItem | None, ballot: Ballot | None, people: People
) -> BallotNow | None:
    if ballot is None or item is None:
        return None
    said = [one.choice for one in members]
    answered = sum(one.answered for one in members)
    base = people.base(item.share_base)
    return BallotNow(
        ballot.kind, ballot.number, answered, people.in_room + people.written,
        said.count(Choice.YES), said.count(Choice.NO), said.count(Choice.OTHER), base,
        max(share_of(item).needed(base), 1),
    )  # fmt: skip
