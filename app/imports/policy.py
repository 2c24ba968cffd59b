"""Who may bring a list of dossiers in."""

from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

WHO = (Role.UNIT_CLERK, Role.SECRETARY)


def bring(actor: Actor) -> Denial | None:
    """The clerk of a unit, for that unit; a secretary, for any."""
    if actor.has(*WHO):
        return None
    return Denial(
        "not_clerk", T("Chỉ đầu mối của đơn vị hoặc thư ký Hội đồng được nhập danh sách hồ sơ.")
    )


def handle(actor: Actor, account_id: int) -> Denial | None:
    """Only the one who uploaded a list works with it: it is not yet anybody else's."""
    if actor.user_id is None or actor.user_id != account_id:
        return NOT_FOUND
    return bring(actor)


def units(actor: Actor) -> frozenset[int] | None:
    """The units one may file for; None for all."""
    return None if actor.has(Role.SECRETARY) else actor.units_as(Role.UNIT_CLERK)
