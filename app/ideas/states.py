"""The life cycle of a dossier, from draft to the council's result."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class IdeaState(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    AWAITING_UNIT = "awaiting_unit"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLEMENTED = "supplemented"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    SCORING = "scoring"
    SCORED = "scored"
    BEFORE_COUNCIL = "before_council"
    RECOGNISED = "recognised"
    DECLINED = "declined"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


S = IdeaState
EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.SUPPLEMENT_ASKED})
AT_UNIT = frozenset({S.AWAITING_UNIT})
AT_OFFICE = frozenset({S.SUBMITTED, S.SUPPLEMENTED})
REOPENABLE = AT_OFFICE | {S.ELIGIBLE, S.INELIGIBLE}
"""Submitted, and not yet with the reviewers: the office may open it for its authors again."""
COUNTED = frozenset(S) - {S.DRAFT, S.WITHDRAWN, S.INELIGIBLE}
"""What uses up the limits of a round."""
NEVER_SUBMITTED = frozenset({S.DRAFT, S.WITHDRAWN})
DECIDED = frozenset({S.RECOGNISED, S.DECLINED, S.REVOKED})
"""The head decided on it; an annulled recognition stays a decided dossier."""
EXTENDED = "idea:extend_supplement"
"""The act of giving more days to supplement; the state stays."""

IDEA_TITLES = {
    S.DRAFT: T("Bản nháp"),
    S.AWAITING_UNIT: T("Chờ đơn vị xác nhận"),
    S.RETURNED: T("Đã trả lại"),
    S.SUBMITTED: T("Đã nộp"),
    S.SUPPLEMENT_ASKED: T("Yêu cầu bổ sung"),
    S.SUPPLEMENTED: T("Đã bổ sung"),
    S.ELIGIBLE: T("Đủ điều kiện"),
    S.INELIGIBLE: T("Không đủ điều kiện"),
    S.SCORING: T("Đang chấm điểm"),
    S.SCORED: T("Đã chấm điểm"),
    S.BEFORE_COUNCIL: T("Trình Hội đồng"),
    S.RECOGNISED: T("Được công nhận"),
    S.DECLINED: T("Không được công nhận"),
    S.REVOKED: T("Đã hủy công nhận"),
    S.WITHDRAWN: T("Đã rút"),
}
# The shape of the status tag (look.md, "A shape and a word, always").
IDEA_SHAPES = {
    S.DRAFT: "none", S.AWAITING_UNIT: "doing", S.RETURNED: "bad", S.SUBMITTED: "done",
    S.SUPPLEMENT_ASKED: "bad", S.SUPPLEMENTED: "doing", S.ELIGIBLE: "ok", S.INELIGIBLE: "no",
    S.SCORING: "doing", S.SCORED: "done", S.BEFORE_COUNCIL: "locked", S.RECOGNISED: "honour",
    S.DECLINED: "no", S.REVOKED: "bad", S.WITHDRAWN: "no",
}  # fmt: skip

IDEA_LIFECYCLE = Lifecycle(
    "idea",
    IDEA_TITLES,
    [
        Move("submit", T("Nộp hồ sơ"), frozenset({S.DRAFT, S.RETURNED}), S.AWAITING_UNIT),
        Move("endorse", T("Xác nhận của đơn vị"), AT_UNIT, S.SUBMITTED),
        Move("return", T("Trả lại"), AT_UNIT, S.RETURNED),
        Move("ask_supplement", T("Yêu cầu bổ sung"), AT_OFFICE, S.SUPPLEMENT_ASKED),
        Move("supplement", T("Bổ sung hồ sơ"), frozenset({S.SUPPLEMENT_ASKED}), S.SUPPLEMENTED),
        Move("accept", T("Tiếp nhận"), AT_OFFICE, S.ELIGIBLE),
        Move(
            "refuse",
            T("Kết luận không đủ điều kiện"),
            AT_OFFICE | {S.SUPPLEMENT_ASKED},
            S.INELIGIBLE,
        ),
        Move("reopen", T("Mở lại hồ sơ"), REOPENABLE, S.SUPPLEMENT_ASKED),
        Move("restore", T("Cho nộp lại hồ sơ đã rút"), frozenset({S.WITHDRAWN}), S.RETURNED),
        Move("open_scoring", T("Mở chấm điểm"), frozenset({S.ELIGIBLE}), S.SCORING),
        Move("settle", T("Khóa kết quả chấm"), frozenset({S.SCORING}), S.SCORED),
        Move("advance", T("Đưa vào vòng sau"), frozenset({S.SCORED}), S.SCORING),
        Move("step_back", T("Hoàn tác đưa vào vòng sau"), frozenset({S.SCORING}), S.SCORED),
        Move("reopen_scoring", T("Mở lại chấm điểm"), frozenset({S.SCORED}), S.SCORING),
        Move("bring", T("Trình Hội đồng"), frozenset({S.SCORED}), S.BEFORE_COUNCIL),
        Move("recognise", T("Công nhận"), frozenset({S.BEFORE_COUNCIL}), S.RECOGNISED),
        Move("decline", T("Không công nhận"), frozenset({S.BEFORE_COUNCIL}), S.DECLINED),
        Move("revoke", T("Hủy công nhận"), frozenset({S.RECOGNISED}), S.REVOKED),
        Move(
            "withdraw",
            T("Rút hồ sơ"),
            frozenset({S.DRAFT, S.RETURNED, S.AWAITING_UNIT, S.SUBMITTED, S.SUPPLEMENT_ASKED,
                       S.SUPPLEMENTED, S.ELIGIBLE}),
            S.WITHDRAWN,
        ),
    ],
)  # fmt: skip
