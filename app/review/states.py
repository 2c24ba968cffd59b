"""Life cycles of the review: a score sheet and a proposal for the council."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class SheetState(StrEnum):
    """Where one reviewer's sheet for one dossier stands."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    LOCKED = "locked"
    REOPENED = "reopened"
    DECLINED = "declined"


SHEET_TITLES = {
    SheetState.NOT_STARTED: T("Chưa chấm"),
    SheetState.DRAFT: T("Đang chấm"),
    SheetState.LOCKED: T("Đã chốt"),
    SheetState.REOPENED: T("Mở lại"),
    SheetState.DECLINED: T("Từ chối chấm"),
}
SHEET_SHAPES = {
    SheetState.NOT_STARTED: "none", SheetState.DRAFT: "doing", SheetState.LOCKED: "locked",
    SheetState.REOPENED: "doing", SheetState.DECLINED: "no",
}  # fmt: skip
OPEN_SHEETS = frozenset({SheetState.NOT_STARTED, SheetState.DRAFT, SheetState.REOPENED})

SHEET_LIFECYCLE = Lifecycle(
    "sheet",
    SHEET_TITLES,
    [
        Move("begin", T("Bắt đầu chấm"), frozenset({SheetState.NOT_STARTED}), SheetState.DRAFT),
        Move(
            "lock",
            T("Chốt phiếu"),
            frozenset({SheetState.DRAFT, SheetState.REOPENED}),
            SheetState.LOCKED,
        ),
        Move("reopen", T("Mở lại phiếu"), frozenset({SheetState.LOCKED}), SheetState.REOPENED),
        Move("replace", T("Thay người chấm"), OPEN_SHEETS, SheetState.DECLINED),
        Move("decline", T("Xin không chấm"), OPEN_SHEETS, SheetState.DECLINED),
    ],
)


class Ended(StrEnum):
    """Why the code on a certificate counts no more."""

    REPLACED = "replaced"
    REVOKED = "revoked"


class Proposal(StrEnum):
    """What is proposed to the council for one dossier."""

    NONE = "none"
    RECOGNISE = "recognise"
    DECLINE = "decline"


PROPOSAL_TITLES = {
    Proposal.NONE: T("Chưa đề xuất"),
    Proposal.RECOGNISE: T("Đề xuất công nhận"),
    Proposal.DECLINE: T("Đề xuất không công nhận"),
}
