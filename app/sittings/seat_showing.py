"""What one member sees on a phone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.councils.models import Council
from app.kernel.actor import Actor
from app.kernel.text import Text
from app.sittings import (
    ballot_queries,
    joint_queries,
)
from app.sittings.models import Sitting
from app.sittings.showing import Desk, desk
from app.sittings.states import BallotKind, ItemState, SittingState


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
    counted: tuple[int, int, int, int, int, int] | None = None
    joint: int = 0
    """How many items the joint slip has that is out, and whether this member counts it."""
    counts_joint: bool = False


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
        counts=bool(me and me.teller and me.present and not away and shown.on_paper),
        counted=_own_sheet(session, actor, shown),
        joint=shown.on_slip,
        counts_joint=_counts_joint(session, actor, sitting, shown),
    )


def _counts_joint(session: Session, actor: Actor, sitting: Sitting, shown: Desk) -> bool:
    on_slip = [one.item_id for one in shown.items if one.state is ItemState.ON_PAPER]
    if not on_slip:
        return False
    found = joint_queries.tellers(session, sitting, on_slip)
    return any(one.account_id == actor.user_id for one in found)


def _own_sheet(
    session: Session, actor: Actor, shown: Desk
) -> tuple[int, int, int, int, int, int] | None:
    """What this teller has entered; nobody else's."""
    if not shown.on_paper or shown.current is None:
        return None
    ballot = ballot_queries.open_ballot(session, shown.current.item_id)
    sheets = ballot_queries.count_sheets(session, [ballot.id] if ballot else [])
    for found in sheets.values():
        for one in found:
            if one.teller_id == actor.user_id:
                return one.yes, one.no, one.other, one.blank, one.void, one.written
    return None
