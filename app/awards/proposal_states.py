"""The life cycle of a unit's own proposal."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class ProposalState(StrEnum):
    """A unit's own proposal, from its sending to the list it went into."""

    SENT = "sent"
    RETURNED = "returned"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


PROPOSAL_LIFECYCLE = Lifecycle(
    "unit_proposal",
    {
        ProposalState.SENT: T("Đã gửi, chờ tiếp nhận"),
        ProposalState.RETURNED: T("Bị trả lại"),
        ProposalState.TAKEN: T("Đã đưa vào danh sách"),
        ProposalState.WITHDRAWN: T("Đơn vị đã rút"),
    },
    [
        Move("take", T("Đưa vào danh sách"), frozenset({ProposalState.SENT}), ProposalState.TAKEN),
        Move("return", T("Trả lại đơn vị"), frozenset({ProposalState.SENT}),
             ProposalState.RETURNED),
        Move("resend", T("Gửi lại đề nghị"), frozenset({ProposalState.RETURNED}),
             ProposalState.SENT),
        Move("withdraw", T("Rút đề nghị"),
             frozenset({ProposalState.SENT, ProposalState.RETURNED}), ProposalState.WITHDRAWN),
    ],
)  # fmt: skip
PROPOSAL_SHAPES = {
    ProposalState.SENT: "doing", ProposalState.RETURNED: "bad", ProposalState.TAKEN: "done",
    ProposalState.WITHDRAWN: "none",
}  # fmt: skip
