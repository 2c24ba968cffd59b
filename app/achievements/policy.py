"""Who keeps the ledger and who reads it."""

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

READERS = (Role.AWARDS_OFFICER, Role.LEADER, Role.INSPECTOR)
_SELF = Denial(
    "self",
    T("Ông/Bà có tên trong nội dung này nên không được xử lý; người khác phải thực hiện."),
)


def see_all(actor: Actor) -> Denial | None:
    """The whole ledger is read by the awards officers, the leaders and the inspectors."""
    if actor.has(*READERS):
        return None
    return Denial("not_reader", T("Chỉ cán bộ khen thưởng, lãnh đạo và cán bộ kiểm tra được xem."))


def see_person(actor: Actor, account_id: int | None) -> Denial | None:
    """A person sees the own ledger; others' is hidden even as a fact."""
    if account_id is not None and actor.user_id == account_id:
        return None
    return None if see_all(actor) is None else NOT_FOUND


def keep(actor: Actor, about: int | None) -> Denial | None:
    """An awards officer records and corrects, never about oneself."""
    if actor == SYSTEM:
        return None
    if not actor.has(Role.AWARDS_OFFICER):
        return Denial("not_officer", T("Chỉ cán bộ khen thưởng được ghi vào sổ thành tích."))
    return _SELF if about is not None and about == actor.user_id else None


def follow_list(actor: Actor) -> Denial | None:
    """What an issued list says is written down by whoever may issue or revoke it."""
    if actor == SYSTEM or actor.has(Role.AWARDS_OFFICER, Role.LEADER):
        return None
    return Denial("not_officer", T("Chỉ cán bộ khen thưởng được ghi vào sổ thành tích."))
