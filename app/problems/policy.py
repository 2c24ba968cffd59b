"""Who may post problems: the units' clerks; secretaries for any unit."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.problems.states import ProblemState


def manage(actor: Actor, unit_id: int) -> Denial | None:
    """The clerk of the posting unit, or a secretary of a council."""
    if actor.in_unit(Role.UNIT_CLERK, unit_id) or actor.has(Role.SECRETARY):
        return None
    return Denial("not_clerk", T("Chỉ đầu mối của đơn vị hoặc thư ký Hội đồng được đặt bài toán."))


def read(actor: Actor | None, unit_id: int, state: ProblemState) -> Denial | None:
    """Everybody once it is posted; before that whoever manages it."""
    if state is not ProblemState.DRAFT:
        return None
    if actor is not None and manage(actor, unit_id) is None:
        return None
    return NOT_FOUND
