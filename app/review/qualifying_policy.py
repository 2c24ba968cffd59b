"""Who assigns qualifiers and who answers. Conflict rules are those of reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ideas.states import AT_OFFICE, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.review.conflicts import OWN_TITLES, Ground

QUALIFIERS = (Role.REVIEWER, Role.SECRETARY)
"""Members of the round's council who may be asked."""


@dataclass(frozen=True, slots=True)
class QualifierStanding:
    """What decides about rights on one answer; `qualifying_queries.standing` fills it."""

    qualifier_id: int
    council_id: int
    idea_state: IdeaState
    asked: bool = True
    """Whether the round (still) asks for qualification."""
    declined: bool = False
    given: bool = False
    conflict: Ground | None = None


def assign(actor: Actor, council_id: int, shut: Sequence[str] = ()) -> Denial | None:
    """The council's secretary; of named dossiers (`shut`: their codes) only without a conflict."""
    if not actor.in_council(council_id, Role.SECRETARY):
        return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được phân công thẩm định."))
    if shut:
        return Denial("conflict", T("Ông/Bà có xung đột lợi ích với hồ sơ %(codes)s; thư ký khác "
                                    "phải thực hiện.", codes=", ".join(shut[:5])))  # fmt: skip
    return None


def read(actor: Actor, one: QualifierStanding) -> Denial | None:
    """The person who was asked, who still sits in the council and has no conflict."""
    if actor.user_id is None or actor.user_id != one.qualifier_id or not one.asked:
        return NOT_FOUND
    if one.conflict is not None:
        text = T("Ông/Bà có xung đột lợi ích với hồ sơ này (%(ground)s) nên không thẩm định.",
                 ground=OWN_TITLES[one.conflict])  # fmt: skip
        return Denial("conflict", text)
    if not actor.in_council(one.council_id, *QUALIFIERS):
        return Denial("not_member", T("Ông/Bà không còn là thành viên của Hội đồng."))
    if one.declined:
        return Denial("declined", T("Ông/Bà không còn thẩm định hồ sơ này."))
    return None


def give(actor: Actor, one: QualifierStanding) -> Denial | None:
    """As reading, while the dossier is with the office; once for each version that was sent."""
    denial = read(actor, one)
    if denial is not None:
        return denial
    if one.idea_state not in AT_OFFICE:
        return Denial("closed", T("Hồ sơ này không ở giai đoạn kiểm tra điều kiện."))
    if one.given:
        return Denial("given", T("Ông/Bà đã kết luận về hồ sơ này."))
    return None
