"""Who may assign, score, see and decide. A conflict of interest beats every role.

Whether something exists is asked before the conflict: a refusal that names a conflict would
tell a stranger that there is a sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import deadline_text
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.review.conflicts import OWN_TITLES, Ground
from app.review.states import SheetState

OFFICE = (Role.SECRETARY, Role.CHAIR)
READERS = (Role.LEADER, Role.INSPECTOR, Role.AWARDS_OFFICER)


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """What decides about rights on one sheet; `queries.standing_of_sheet` fills it."""

    reviewer_id: int
    council_id: int
    state: SheetState
    idea_state: IdeaState
    opens_at: datetime
    closes_at: datetime
    conflict: Ground | None = None


def conflict_denial(ground: Ground) -> Denial:
    """The refusal that names the ground, in words that tell a blind reviewer no author."""
    return Denial(
        "conflict",
        T("Ông/Bà có xung đột lợi ích với hồ sơ này (%(ground)s) nên không chấm, không xem điểm "
          "và không quyết định hồ sơ này.", ground=OWN_TITLES[ground]),
    )  # fmt: skip


def read_sheet(actor: Actor, sheet: SheetStanding) -> Denial | None:
    """The reviewer whose sheet it is, who still sits in the council and has no conflict."""
    if actor.user_id is None or actor.user_id != sheet.reviewer_id:
        return NOT_FOUND
    if sheet.conflict is not None:
        return conflict_denial(sheet.conflict)
    if not actor.in_council(sheet.council_id, Role.REVIEWER):
        return Denial("not_reviewer", T("Ông/Bà không còn là ủy viên của Hội đồng chấm hồ sơ này."))
    if sheet.state is SheetState.DECLINED:
        return Denial("declined", T("Ông/Bà không còn chấm hồ sơ này."))
    return None


def score(actor: Actor, sheet: SheetStanding, now: datetime) -> Denial | None:
    """As reading, while scoring is open; a reopened sheet may be mended after the closing time."""
    denial = read_sheet(actor, sheet)
    if denial is not None:
        return denial
    if sheet.idea_state is not IdeaState.SCORING:
        return Denial("closed", T("Hồ sơ này không ở giai đoạn chấm điểm."))
    if now < sheet.opens_at:
        return Denial("early", T("Chưa đến thời gian chấm điểm."))
    if now >= sheet.closes_at and sheet.state is not SheetState.REOPENED:
        return Denial(
            "late",
            T("Đã hết hạn chấm lúc %(end)s. Nội dung đã lưu vẫn được giữ; liên hệ thư ký Hội đồng "
              "nếu cần gia hạn.", end=deadline_text(sheet.closes_at)),
        )  # fmt: skip
    return None


def decline(actor: Actor, reviewer_id: int) -> Denial | None:
    """One's own sheet, also before scoring opens or when a conflict is already known."""
    if actor.user_id is None or actor.user_id != reviewer_id:
        return NOT_FOUND
    return None


def work_in(actor: Actor, council_id: int) -> Denial | None:
    """The council's secretary and chair: assignment board and decision table."""
    if actor.in_council(council_id, *OFFICE):
        return None
    return Denial("not_office", T("Chỉ thư ký và chủ tịch của Hội đồng được dùng chức năng này."))


def open_scoring(actor: Actor, council_id: int) -> Denial | None:
    """The secretary. A mechanical act on the whole round: no single dossier's conflict counts."""
    if actor.in_council(council_id, Role.SECRETARY):
        return None
    return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được mở chấm điểm."))


def redact(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """The secretary, who knows the authors anyway, and only without a conflict."""
    if not actor.in_council(council_id, Role.SECRETARY):
        return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được soát bản ẩn danh."))
    return _kept_away(shut)


def settle(actor: Actor, council_id: int) -> Denial | None:
    """Secretary or chair; mechanical as well: the quorum alone decides."""
    return work_in(actor, council_id)


def work_on(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """Acts on named dossiers (assign, reopen, propose, bring): the office, without conflict.

    `shut` are the codes, among those dossiers, that the actor must keep away from.
    """
    denial = work_in(actor, council_id)
    if denial is not None:
        return denial
    return _kept_away(shut)


def record_decision(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """Secretary or chair writes down what the head decided; none of the dossiers in conflict."""
    return work_on(actor, council_id, shut)


def keep_certificates(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """The secretary replaces and revokes certificates; not those of a dossier in conflict."""
    if not actor.in_council(council_id, Role.SECRETARY):
        return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được cấp lại, thu hồi giấy chứng "
                                         "nhận."))  # fmt: skip
    return _kept_away(shut)


def revoke_recognition(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """Secretary or chair notes the decision that annuls a recognition, without a conflict."""
    return work_on(actor, council_id, shut)


def note_wider_effect(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """The council's office, or an awards officer; none of them about a dossier of their own."""
    if actor.has(Role.AWARDS_OFFICER):
        return _kept_away(shut)
    return work_on(actor, council_id, shut)


def confirm_revocation(
    actor: Actor, council_id: int, shut: Sequence[str], *, asked_by: int | None
) -> Denial | None:
    """The council's office or a leader, but never whoever noted it."""
    denial = drop_revocation(actor, council_id, shut)
    if denial is None and actor.user_id == asked_by:
        return Denial("same_person", T("Người ghi nhận hủy công nhận không tự xác nhận; người khác "
                                       "xác nhận."))  # fmt: skip
    return denial


def drop_revocation(actor: Actor, council_id: int, shut: Sequence[str]) -> Denial | None:
    """Who noted it or may confirm it may also drop it."""
    if actor.has(Role.LEADER):
        return _kept_away(shut)
    return work_on(actor, council_id, shut)


def _kept_away(shut: Sequence[str]) -> Denial | None:
    if not shut:
        return None
    return Denial(
        "conflict",
        T("Ông/Bà có xung đột lợi ích, hoặc chưa chốt phiếu của mình, với hồ sơ %(codes)s; thư ký "
          "hoặc chủ tịch khác phải thực hiện. Chưa có gì được thay đổi.",
          codes=", ".join(sorted(shut)[:5])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultStanding:
    """What decides who reads the decision on one dossier."""

    council_id: int
    unit_id: int
    state: IdeaState
    author_ids: frozenset[int]


def read_decision(actor: Actor, result: ResultStanding) -> Denial | None:
    """Once decided: its authors, their unit's clerk, the office, leaders, inspectors, awards."""
    if result.state not in DECIDED:
        return NOT_FOUND
    if actor.user_id in result.author_ids or actor.in_unit(Role.UNIT_CLERK, result.unit_id):
        return None
    if actor.in_council(result.council_id, *OFFICE) or actor.has(*READERS):
        return None
    return NOT_FOUND
