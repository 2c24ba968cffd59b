"""What the projector shows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.councils.models import Council
from app.kernel.actor import Actor
from app.kernel.text import Text
from app.sittings.models import Sitting
from app.sittings.showing import desk
from app.sittings.states import SittingState


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
    joint: int = 0
    """How many items the joint slip has that is out, while nothing else is on the table."""


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
        on_paper=shown.on_paper,
        joint=0 if shown.current else shown.on_slip,
    )
