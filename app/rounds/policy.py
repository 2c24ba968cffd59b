"""Who may set up a round."""

from typing import Protocol

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.rounds.states import RoundState

NOT_SECRETARY = Denial(
    "not_secretary", T("Chỉ thư ký Hội đồng sáng kiến được lập và sửa đợt xét của Hội đồng.")
)


class Owned(Protocol):
    """What the policy needs to know of a round."""

    @property
    def council_id(self) -> int: ...
    @property
    def state(self) -> RoundState: ...


def create_in(actor: Actor, council_id: int | None) -> Denial | None:
    """The secretary of the council that is to sit."""
    return None if actor.in_council(council_id, Role.SECRETARY) else NOT_SECRETARY


def manage(actor: Actor, found: Owned) -> Denial | None:
    """The secretary of the round's own council; nobody else knows of a round not yet announced."""
    if actor.in_council(found.council_id, Role.SECRETARY):
        return None
    return NOT_FOUND if found.state is RoundState.DRAFT else NOT_SECRETARY


def freeze(actor: Actor, found: Owned) -> Denial | None:
    """The secretary who opens scoring, or the system when the time has come."""
    return None if actor == SYSTEM else manage(actor, found)
