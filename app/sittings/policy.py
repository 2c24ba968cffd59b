"""Who may prepare, run, sit in and read a sitting."""

from collections.abc import Collection

from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

RUNNERS = (Role.SECRETARY, Role.CHAIR)
SEATED = (*RUNNERS, Role.REVIEWER)

_KEPT_AWAY = Denial(
    "kept_away",
    T("Ông/Bà thuộc diện phải tránh ở nội dung này; thư ký hoặc chủ tịch khác của Hội đồng "
      "thực hiện."),
)  # fmt: skip
_NO_TELLER = Denial("no_teller", T("Chỉ người được cử kiểm phiếu, đang có mặt, nhập số phiếu."))
_NOT_SEATED = Denial("not_seated", T("Chỉ thành viên có mặt, không phải tránh, được biểu quyết."))


def run(actor: Actor, council_id: int, recused: Collection[int] = ()) -> Denial | None:
    """The council's secretary or chair; never on an item that they must keep away from."""
    if not actor.in_council(council_id, *RUNNERS):
        return NOT_FOUND
    return _KEPT_AWAY if actor.user_id in recused else None


def sit(actor: Actor, council_id: int, members: Collection[int]) -> Denial | None:
    """The members of the sitting; before it is opened, who has a seat in the council."""
    if actor.user_id in members or actor.in_council(council_id, *SEATED):
        return None
    return NOT_FOUND


def vote(
    actor: Actor, members: Collection[int], present: Collection[int], recused: Collection[int]
) -> Denial | None:
    """A member who is there and need not keep away."""
    if actor.user_id not in members:
        return NOT_FOUND
    if actor.user_id in recused or actor.user_id not in present:
        return _NOT_SEATED
    return None


def count(actor: Actor, members: Collection[int], tellers: Collection[int]) -> Denial | None:
    """A teller of this sitting who is there and need not keep away."""
    if actor.user_id not in members:
        return NOT_FOUND
    return None if actor.user_id in tellers else _NO_TELLER
