"""What the desk, a member's page and the projector show: three different records, so that none
can print what its reader must not see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.councils.models import Council
from app.kernel.actor import Actor
from app.kernel.text import Text
from app.sittings import queries, rules
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


def desk(session: Session, actor: Actor, sitting: Sitting) -> Desk:
    """The desk of one sitting; the number of queries does not grow with members or items."""
    items = sorted(
        session.scalars(select(SittingItem).where(SittingItem.sitting_id == sitting.id)),
        key=lambda item: (item.position, item.id),
    )
    recusals = queries.recusal_rows(session, [item.id for item in items])
    on_table = next((item for item in items if item.state is ItemState.ON_TABLE), None)
    ballot = queries.open_ballot(session, on_table.id) if on_table else None
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
        following=next((line for line in lines if line.state is ItemState.WAITING), None),
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
    casts = queries.casts(session, [ballot.id] if ballot else [])
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


@dataclass(frozen=True, slots=True)
class Seat:
    """What one member sees on a phone. `away`: asked to leave the room, and nothing else."""

    council: str
    present: bool
    away: str
    item_id: int | None
    code: str
    title: str
    unit_name: str
    share: Text | None
    ballot: BallotKind | None
    answered: bool
    following: str
    next_away: bool
    ended: bool
    counts: bool = False
    """Whether this member counts the slips of paper of the vote that is going on."""
    counted: tuple[int, int, int, int, int] | None = None


def seat(session: Session, actor: Actor, sitting: Sitting) -> Seat:
    """One member's page, made of the desk's facts that this member may know."""
    shown = desk(session, actor, sitting)
    council = session.get_one(Council, sitting.council_id)
    me = next((one for one in shown.members if one.account_id == actor.user_id), None)
    current, after = shown.current, shown.following
    away = me.away if me else ""
    hidden = current is None or bool(away)
    return Seat(
        council=council.name,
        present=bool(me and me.present),
        away=away,
        item_id=None if hidden or current is None else current.item_id,
        code="" if hidden or current is None else current.code,
        title="" if hidden or current is None else current.title,
        unit_name="" if hidden or current is None else current.unit_name,
        share=None if hidden or current is None or not current.voted else current.share,
        ballot=shown.ballot.kind if shown.ballot and not away else None,
        answered=bool(me and me.answered),
        following="" if after is None or after.mine else f"{after.code} {after.title}".strip(),
        next_away=bool(after and after.mine),
        ended=sitting.state is SittingState.CLOSED,
        counts=bool(me and me.teller and me.present and not away and _on_paper(shown)),
        counted=_own_sheet(session, actor, shown),
    )


def _on_paper(shown: Desk) -> bool:
    return shown.ballot is not None and shown.ballot.kind is BallotKind.PAPER


def _own_sheet(
    session: Session, actor: Actor, shown: Desk
) -> tuple[int, int, int, int, int] | None:
    """What this teller has entered; nobody else's."""
    if not _on_paper(shown) or shown.current is None:
        return None
    ballot = queries.open_ballot(session, shown.current.item_id)
    sheets = queries.count_sheets(session, [ballot.id] if ballot else [])
    for found in sheets.values():
        for one in found:
            if one.teller_id == actor.user_id:
                return one.yes, one.no, one.other, one.void, one.written
    return None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the projector shows: by construction nothing of who said what, and no score."""

    council: str
    title: str
    place: int
    count: int
    code: str
    item: str
    unit_name: str
    summary: str
    following: str
    present: int
    appointed: int
    has_quorum: bool
    answered: int
    entitled: int
    voting: bool
    passed: bool | None
    result: Text | None
    ended: bool
    on_paper: bool = False


def screen(session: Session, actor: Actor, sitting: Sitting) -> Screen:
    """The room's screen. Its reader is the room: an item that the runner must keep away from is
    shown by its code alone, and so is its result.
    """
    shown = desk(session, actor, sitting)
    council = session.get_one(Council, sitting.council_id)
    item = shown.current or next((i for i in shown.items if i.item_id == shown.last_id), None)
    open_ = item is not None and not item.mine
    after = shown.following
    return Screen(
        council=council.name,
        title=sitting.title,
        place=shown.items.index(item) + 1 if item else 0,
        count=len(shown.items),
        code=item.code if item else "",
        item=item.title if item and open_ else "",
        unit_name=item.unit_name if item and open_ else "",
        summary=item.summary if item and open_ else "",
        following="" if after is None else (after.code if after.mine else after.title),
        present=shown.people.present,
        appointed=shown.people.appointed,
        has_quorum=shown.has_quorum,
        answered=shown.ballot.answered if shown.ballot else 0,
        entitled=shown.ballot.entitled if shown.ballot else 0,
        voting=shown.ballot is not None,
        passed=item.passed if item and open_ else None,
        result=item.result if item and open_ else None,
        ended=sitting.state is SittingState.CLOSED,
        on_paper=_on_paper(shown),
    )


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting in the list."""

    sitting: Sitting
    council: str
    items: int


def sitting_lines(
    session: Session, councils: Collection[int], limit: int, offset: int
) -> list[SittingLine]:
    """Sittings of these councils, the newest first."""
    counted = (
        select(SittingItem.sitting_id, func.count().label("n"))
        .group_by(SittingItem.sitting_id)
        .subquery()
    )
    rows = session.execute(
        select(Sitting, Council.name, func.coalesce(counted.c.n, 0))
        .join(Council, Council.id == Sitting.council_id)
        .outerjoin(counted, counted.c.sitting_id == Sitting.id)
        .where(Sitting.council_id.in_(councils))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [SittingLine(*row) for row in rows]


def sitting_total(session: Session, councils: Collection[int]) -> int:
    """How many `sitting_lines` has in all."""
    counted = select(func.count()).select_from(Sitting).where(Sitting.council_id.in_(councils))
    return session.scalar(counted) or 0
