"""Who may read and do what with a dossier. Reviewers read through `review`, never here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about rights on one dossier; `queries.standing_of` fills it."""

    owner_id: int
    unit_id: int
    council_id: int
    state: IdeaState = IdeaState.DRAFT
    was_submitted: bool = False
    was_endorsed: bool = False
    on_behalf: bool = False
    author_ids: frozenset[int] = field(default_factory=frozenset)
    qualified: bool = False
    """Whether the round asks several people before the office accepts or declines."""

    def is_author(self, actor: Actor) -> bool:
        """The person who began it, or an author whose account is linked."""
        return actor.user_id is not None and (
            actor.user_id == self.owner_id or actor.user_id in self.author_ids
        )

    def is_for(self, actor: Actor) -> bool:
        """An author in deed: not the officer who only entered it for somebody else."""
        if actor.user_id is None or actor.user_id in self.author_ids:
            return actor.user_id is not None
        return actor.user_id == self.owner_id and not self.on_behalf


READ_ALL = (Role.INSPECTOR, Role.LEADER)
JUDGES = (Role.REVIEWER, Role.CHAIR)


def read(actor: Actor, dossier: Standing) -> Denial | None:
    """Authors always; the unit once submitted; the office and readers once endorsed.

    Somebody who judges in the round's council does not read as leader or inspector: scoring is
    blind. `queries.seen_by` is the same rule as SQL; a test holds them together.
    """
    if dossier.is_author(actor):
        return None
    if dossier.was_submitted and actor.in_unit(Role.UNIT_CLERK, dossier.unit_id):
        return None
    if dossier.was_endorsed and actor.in_council(dossier.council_id, Role.SECRETARY):
        return None
    judges = actor.in_council(dossier.council_id, *JUDGES)
    if dossier.was_endorsed and actor.has(*READ_ALL) and not judges:
        return None
    return NOT_FOUND


def _author_only(actor: Actor, dossier: Standing) -> Denial | None:
    if dossier.is_author(actor):
        return None
    return read(actor, dossier) or Denial(
        "not_author", T("Chỉ tác giả của hồ sơ được thực hiện việc này.")
    )


def start(actor: Actor) -> Denial | None:
    """Anyone with the role of author."""
    if actor.has(Role.AUTHOR):
        return None
    return Denial("not_author", T("Tài khoản này chưa có vai trò tác giả để tạo hồ sơ."))


def start_for(actor: Actor, unit_id: int | None) -> Denial | None:
    """Enter a dossier for somebody without an account: the unit's clerk, or a secretary."""
    if actor.has(Role.SECRETARY) or actor.in_unit(Role.UNIT_CLERK, unit_id):
        return None
    text = T("Chỉ đầu mối của đơn vị hoặc thư ký Hội đồng được nhập hồ sơ thay người khác.")
    return Denial("not_clerk", text)


def hand_over(actor: Actor, dossier: Standing) -> Denial | None:
    """Whoever entered it for somebody else gives it to that person."""
    if dossier.on_behalf and actor.user_id is not None and actor.user_id == dossier.owner_id:
        return None
    return read(actor, dossier) or Denial(
        "not_entered", T("Chỉ người đã nhập thay được bàn giao hồ sơ này.")
    )


def answer_for_share(actor: Actor, dossier: Standing) -> Denial | None:
    """Each linked author answers for the own share, nobody for another's."""
    if actor.user_id is not None and actor.user_id in dossier.author_ids:
        return None
    return read(actor, dossier) or Denial(
        "not_author", T("Chỉ chính đồng tác giả được xác nhận tỷ lệ của mình.")
    )


def write(actor: Actor, dossier: Standing) -> Denial | None:
    """Every author writes; the unit and the office never edit an author's text."""
    return _author_only(actor, dossier)


def submit(actor: Actor, dossier: Standing) -> Denial | None:
    """Any of the authors submits."""
    return _author_only(actor, dossier)


def withdraw(actor: Actor, dossier: Standing) -> Denial | None:
    """Only the one who began the dossier: a co-author cannot take it from the others."""
    if actor.user_id is not None and actor.user_id == dossier.owner_id:
        return None
    return read(actor, dossier) or Denial("not_owner", T("Chỉ người lập hồ sơ được rút hồ sơ."))


def decide_for_unit(actor: Actor, dossier: Standing) -> Denial | None:
    """The clerk of the dossier's unit, unless also one of its authors."""
    denial = read(actor, dossier)
    if denial is not None:
        return denial
    if not actor.in_unit(Role.UNIT_CLERK, dossier.unit_id):
        return Denial("not_clerk", T("Chỉ đầu mối của đơn vị được xác nhận hoặc trả lại hồ sơ."))
    if dossier.is_for(actor):
        return Denial(
            "own_dossier",
            T("Tác giả không tự xác nhận hồ sơ của mình; người khác trong đơn vị phải xác nhận."),
        )
    return None


def check(actor: Actor, dossier: Standing) -> Denial | None:
    """The secretary of the round's council, unless also one of the authors."""
    denial = read(actor, dossier)
    if denial is not None:
        return denial
    if not actor.in_council(dossier.council_id, Role.SECRETARY):
        return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được kiểm tra hồ sơ."))
    if dossier.is_for(actor):
        return Denial(
            "own_dossier",
            T("Tác giả không tự kiểm tra hồ sơ của mình; thư ký khác phải thực hiện."),
        )
    return None


def keep_notes(actor: Actor, dossier: Standing) -> Denial | None:
    """The office's own thread: secretaries of the council write; inspectors read along."""
    denial = read(actor, dossier)
    if denial is not None:
        return denial
    if actor.in_council(dossier.council_id, Role.SECRETARY) and not dossier.is_for(actor):
        return None
    return NOT_FOUND


def read_notes(actor: Actor, dossier: Standing) -> Denial | None:
    """Whoever writes them, and an inspector who may read the dossier and is no author of it."""
    if read(actor, dossier) is None and actor.has(Role.INSPECTOR) and not dossier.is_for(actor):
        return None
    return keep_notes(actor, dossier)


def restore(actor: Actor, dossier: Standing) -> Denial | None:
    """A withdrawn dossier comes back through the office only."""
    return check(actor, dossier)


Rule = Callable[[Actor, Standing], Denial | None]
MOVES: dict[str, Rule] = {
    "submit": submit,
    "supplement": submit,
    "withdraw": withdraw,
    "endorse": decide_for_unit,
    "return": decide_for_unit,
    "ask_supplement": check,
    "accept": check,
    "refuse": check,
    "reopen": check,
    "restore": restore,
}
"""The policy behind each move of this room; pages ask it which buttons to show."""
