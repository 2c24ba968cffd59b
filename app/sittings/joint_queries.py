"""Reads of joint slips: lines, tellers, counts. Rows to change are locked in the order of ids."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.refusals import NOT_FOUND, Denied
from app.sittings import (
    agenda_queries,
    ballot_queries,
    queries,
)
from app.sittings.joint_rules import Line, LineCount
from app.sittings.models import (
    Ballot,
    CountSheet,
    JointPaper,
    Sitting,
    SittingItem,
    SittingMember,
)


def open_joint(session: Session, sitting_id: int) -> JointPaper | None:
    """The slip that is out or being counted."""
    return session.scalar(
        select(JointPaper).where(
            JointPaper.sitting_id == sitting_id, JointPaper.closed_at.is_(None),
            JointPaper.undone_at.is_(None),
        )
    )  # fmt: skip


def numbered(
    session: Session, sitting_id: int, number: int, *, lock: bool = False
) -> JointPaper:  # fmt: skip
    """One slip of this sitting, locked to change it; 404 when there is none."""
    rows = select(JointPaper).where(
        JointPaper.sitting_id == sitting_id, JointPaper.number == number
    )
    if lock:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(rows)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def joint_count(session: Session, sitting_id: int) -> int:
    """How many there were, those taken back too."""
    rows = select(func.count()).select_from(JointPaper).where(JointPaper.sitting_id == sitting_id)
    return session.scalar(rows) or 0


def joints(session: Session, sitting_id: int) -> list[JointPaper]:
    """Every slip of a sitting, in its order."""
    rows = select(JointPaper).where(JointPaper.sitting_id == sitting_id)
    return list(session.scalars(rows.order_by(JointPaper.number)))


def ballots_of(session: Session, joint: JointPaper) -> list[Ballot]:
    """The vote on each line."""
    rows = select(Ballot).where(Ballot.joint_id == joint.id).order_by(Ballot.id)
    return list(session.scalars(rows))


def items_of(session: Session, joint: JointPaper, *, lock: bool = False) -> Sequence[SittingItem]:
    """The items on the slip, in the order of the agenda."""
    rows = (
        select(SittingItem)
        .join(Ballot, Ballot.item_id == SittingItem.id)
        .where(Ballot.joint_id == joint.id)
        .order_by(SittingItem.id)
    )
    if lock:
        rows = rows.with_for_update(of=SittingItem).execution_options(populate_existing=True)
    return sorted(session.scalars(rows), key=lambda one: (one.position, one.id))


def tellers(session: Session, sitting: Sitting, item_ids: Collection[int]) -> list[SittingMember]:
    """Who counts: named for it, there, and with no need to keep away from any of these items."""
    here = queries.present_accounts(session, sitting.id)
    for away in agenda_queries.recused_by_item(session, item_ids).values():
        here -= away
    members = queries.members(session, sitting.id)
    return [one for one in members if one.teller and one.account_id in here]


def lines(session: Session, sitting_id: int, joint: JointPaper) -> list[Line]:
    """The lines in the order of the agenda, with on how many slips each is struck out."""
    items = items_of(session, joint)
    ballots = {one.item_id: one for one in ballots_of(session, joint)}
    struck = letters_struck(session, sitting_id, items)
    return [
        Line(ballots[item.id].id, item.code or item.title,
             ballots[item.id].present - ballots[item.id].entitled + struck.get(item.id, 0))
        for item in items
    ]  # fmt: skip


def letters_struck(
    session: Session, sitting_id: int, items: Collection[SittingItem]
) -> dict[int, int]:
    """On how many of the slips that absent members sent a line is struck out."""
    away = agenda_queries.recused_by_item(session, [one.id for one in items])
    senders = _senders(session, sitting_id)
    return {key: len(people & senders) for key, people in away.items() if people & senders}


def possible(session: Session, sitting_id: int, joint: JointPaper) -> tuple[int, int]:
    """How many were there when the slips were handed out, and how many sent theirs in time."""
    present = max((one.present for one in ballots_of(session, joint)), default=0)
    return present, len(_senders(session, sitting_id))


def _senders(session: Session, sitting_id: int) -> set[int]:
    here = queries.present_accounts(session, sitting_id)
    found = ballot_queries.letters(session, sitting_id)
    return {key for key, one in found.items() if one.received_at and key not in here}


def counted(session: Session, joint: JointPaper) -> dict[int, LineCount]:
    """What was entered, by ballot; empty while nothing is."""
    rows = session.scalars(
        select(CountSheet)
        .join(Ballot, Ballot.id == CountSheet.ballot_id)
        .where(Ballot.joint_id == joint.id, CountSheet.teller_id == joint.entered_by)
    )
    return {one.ballot_id: LineCount(one.yes, one.no, one.blank, one.void) for one in rows}
