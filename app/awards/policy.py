"""Who may see, compile, decide on and close lists of award nominations."""

from collections.abc import Collection

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

READERS = (Role.AWARDS_OFFICER, Role.PLAN_OFFICER, Role.LEADER, Role.INSPECTOR)
FILLERS = (Role.AWARDS_OFFICER, Role.PLAN_OFFICER)
"""Phòng Nội vụ and Phòng Kinh tế fill a draft together; Phòng Nội vụ alone closes it."""
_SELF = Denial(
    "self",
    T("Ông/Bà có tên trong nội dung này nên không được xử lý; người khác phải thực hiện."),
)


def see(actor: Actor) -> Denial | None:
    """Lists are read by who fills them, the leaders and the inspectors."""
    if actor.has(*READERS):
        return None
    return Denial("not_reader", T("Chỉ cán bộ khen thưởng, lãnh đạo và cán bộ kiểm tra được xem."))


def compile_lists(actor: Actor) -> Denial | None:
    """Awards officers make lists and note the decision."""
    if actor.has(Role.AWARDS_OFFICER):
        return None
    return Denial("not_officer", T("Chỉ cán bộ khen thưởng được lập danh sách đề nghị."))


def fill_lists(actor: Actor) -> Denial | None:
    """Awards officers and plan officers put lines on a draft, change them and remark on them."""
    if actor.has(*FILLERS):
        return None
    return Denial(
        "not_filler", T("Chỉ cán bộ khen thưởng và cán bộ theo dõi kế hoạch được sửa danh sách.")
    )


def remark(actor: Actor) -> Denial | None:
    """Who fills lists and the leaders remark on them among themselves."""
    return None if actor.has(Role.LEADER) else fill_lists(actor)


def answer_complaint(actor: Actor, assigned_to: int | None) -> Denial | None:
    """The one person to whom it was given."""
    if actor.user_id is not None and actor.user_id == assigned_to:
        return None
    return Denial("not_assigned", T("Chỉ người được giao được trả lời kiến nghị này."))


def propose_for(actor: Actor, unit_id: int | None) -> Denial | None:
    """The clerk of the unit proposes its own people and collectives."""
    if actor.in_unit(Role.UNIT_CLERK, unit_id):
        return None
    return Denial("not_clerk", T("Chỉ đầu mối của đơn vị được gửi đề nghị của đơn vị."))


def see_proposal(actor: Actor, unit_id: int) -> Denial | None:
    """The unit's clerk and the readers of lists."""
    if actor.in_unit(Role.UNIT_CLERK, unit_id):
        return None
    return see(actor)


def load_catalogue(actor: Actor) -> Denial | None:
    """The catalogue is loaded by the command line or an awards officer."""
    return None if actor == SYSTEM else compile_lists(actor)


def edit_catalogue(actor: Actor) -> Denial | None:
    """Awards officers keep the catalogue and write sets of rules."""
    if actor.has(Role.AWARDS_OFFICER):
        return None
    return Denial("not_officer", T("Chỉ cán bộ khen thưởng được sửa danh mục và quy tắc."))


def approve_rules(
    actor: Actor, *, written_by: int | None, proposed_by: int | None = None
) -> Denial | None:
    """A leader or another awards officer; never whoever wrote the set or asked for approval.

    Any officer may edit another's draft: who edits and proposes it is not the second person.
    """
    if not actor.has(Role.LEADER, Role.AWARDS_OFFICER):
        return Denial("not_approver", T("Chỉ lãnh đạo hoặc cán bộ khen thưởng khác được duyệt."))
    if actor.user_id == written_by:
        return Denial(
            "same_person", T("Người soạn không tự duyệt; lãnh đạo hoặc cán bộ khác duyệt.")
        )
    if proposed_by is not None and actor.user_id == proposed_by:
        return Denial(
            "same_person", T("Người trình không tự duyệt; lãnh đạo hoặc cán bộ khác duyệt.")
        )
    return None


def change_nomination(actor: Actor, account_id: int | None) -> Denial | None:
    """Who fills the list, but never about oneself."""
    if _is_self(actor, (account_id,)):
        return _SELF
    return fill_lists(actor)


def settle_line(actor: Actor, account_id: int | None) -> Denial | None:
    """An awards officer notes what was decided on a line, never about oneself."""
    if _is_self(actor, (account_id,)):
        return _SELF
    return compile_lists(actor)


def propose_override(actor: Actor, *, account_id: int | None) -> Denial | None:
    """What the rules leave open: an awards officer or a leader proposes, never about oneself."""
    if _is_self(actor, (account_id,)):
        return _SELF
    if not actor.has(Role.LEADER, Role.AWARDS_OFFICER):
        return Denial("not_decider", T("Chỉ lãnh đạo hoặc cán bộ khen thưởng được kết luận."))
    return None


def confirm_override(
    actor: Actor, *, asked_by: int | None, account_id: int | None
) -> Denial | None:
    """A second person with the same right: whoever proposed it does not confirm it."""
    denial = propose_override(actor, account_id=account_id)
    if denial is None and actor.user_id == asked_by:
        return Denial(
            "same_person", T("Người đã kết luận không tự xác nhận; lãnh đạo hoặc cán bộ khác xác "
                             "nhận."),
        )  # fmt: skip
    return denial


def lock(actor: Actor, nominated: Collection[int | None]) -> Denial | None:
    """An awards officer who is not on the list."""
    return _SELF if _is_self(actor, nominated) else compile_lists(actor)


def reopen(actor: Actor) -> Denial | None:
    """An awards officer or a leader, with a reason."""
    if actor.has(Role.AWARDS_OFFICER, Role.LEADER):
        return None
    return Denial("not_opener", T("Chỉ cán bộ khen thưởng hoặc lãnh đạo được mở lại danh sách."))


def confirm_reopen(actor: Actor, asked_by: int | None) -> Denial | None:
    """Whoever may reopen, but not the one who asked."""
    if actor.user_id == asked_by:
        return Denial(
            "same_person", T("Người yêu cầu mở lại không tự xác nhận; người khác xác nhận.")
        )
    return reopen(actor)


def return_list(actor: Actor, locker: int | None, *, sealed: bool = False) -> Denial | None:
    """The leader, or an officer who did not lock the list: one person never opens it alone.

    An answer of the higher level in a sealed bundle speaks for itself.
    """
    if sealed and actor == SYSTEM:
        return None
    if actor.user_id == locker and not sealed:
        return Denial(
            "same_person", T("Người chốt danh sách không tự ghi nhận trả lại; người khác ghi nhận.")
        )
    return reopen(actor)


def _is_self(actor: Actor, accounts: Collection[int | None]) -> bool:
    return actor.user_id is not None and actor.user_id in accounts
