"""What the page of a joint slip shows: to who runs the sitting, and to who counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.actor import Actor
from app.sittings import (
    agenda_queries,
    joint_queries,
    policy,
    queries,
)
from app.sittings.joint_rules import LineCount
from app.sittings.models import JointPaper, Sitting
from app.sittings.states import ItemState, SittingState


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item on the slip, with what was entered; of what I keep away from, no figures."""

    ballot_id: int
    code: str
    title: str
    unit_name: str
    away: int
    count: LineCount | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that a joint slip may have a line for."""

    item_id: int
    code: str
    title: str
    discussed: bool


@dataclass(frozen=True, slots=True)
class JointPage:
    """`seen`: which state of the figures this page shows, named when they are confirmed."""

    runs: bool
    counts: bool
    number: int = 0
    handed_at: datetime | None = None
    handed_out: int = 0
    collected: int = 0
    written: int = 0
    entered_by: str = ""
    confirmed_by: str = ""
    mine: bool = False
    seen: int = 0
    lines: tuple[SlipLine, ...] = ()
    tellers: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()

    def entered_slips(self) -> dict[str, int]:
        """For the boxes; how many were handed out is known before anything is entered."""
        if self.entered_by:
            return {"handed_out": self.handed_out, "collected": self.collected,
                    "written": self.written}  # fmt: skip
        return {"handed_out": self.handed_out}


def joint_page(session: Session, actor: Actor, sitting: Sitting) -> JointPage:
    """The slip that is out; else what may be put on one. Figures are shown to tellers, and to
    who runs the sitting once a second teller confirmed them.
    """
    runs = policy.run(actor, sitting.council_id) is None
    found = joint_queries.open_joint(session, sitting.id)
    if found is None or sitting.state is not SittingState.OPEN:
        return JointPage(runs, counts=False, offers=_offers(session, actor, sitting))
    items = joint_queries.items_of(session, found)
    tellers = joint_queries.tellers(session, sitting, [one.id for one in items])
    counts = any(one.account_id == actor.user_id for one in tellers)
    names = queries.names_of(session, [k for k in (found.entered_by, found.confirmed_by) if k])
    known = {key: name for key, (name, _unit) in names.items()}
    present, letters = joint_queries.possible(session, sitting.id, found)
    return JointPage(
        runs, counts, found.number, found.handed_at,
        found.handed_out if found.entered_by else present + letters, found.collected,
        found.written, known.get(found.entered_by or 0, ""), known.get(found.confirmed_by or 0, ""),
        found.entered_by == actor.user_id, found.version,
        _lines(session, actor, found, figures=counts or found.confirmed_by is not None),
        tuple(one.name for one in tellers),
    )  # fmt: skip


def _lines(
    session: Session, actor: Actor, joint: JointPaper, *, figures: bool
) -> tuple[SlipLine, ...]:
    items = joint_queries.items_of(session, joint)
    away = agenda_queries.recused_by_item(session, [one.id for one in items])
    counted = joint_queries.counted(session, joint) if figures else {}
    lines = joint_queries.lines(session, joint.sitting_id, joint)
    return tuple(
        SlipLine(line.ballot_id, item.code, item.title, item.unit_name, line.away,
                 None if actor.user_id in away.get(item.id, ()) else counted.get(line.ballot_id))
        for item, line in zip(items, lines, strict=True)
    )  # fmt: skip


def _offers(session: Session, actor: Actor, sitting: Sitting) -> tuple[Offer, ...]:
    """What waits for a vote; not what I must keep away from, which another hands out."""
    items = [one for one in agenda_queries.items_in_order(session, sitting.id)
             if one.state is ItemState.WAITING and one.voted]  # fmt: skip
    away = agenda_queries.recused_by_item(session, [one.id for one in items])
    return tuple(
        Offer(one.id, one.code, one.title, one.called_at is not None)
        for one in items
        if actor.user_id not in away.get(one.id, ())
    )
