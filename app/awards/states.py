"""The life cycle of a nomination list, and the verdicts of the rules."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T

TITLE_LIMIT = 200
MOVEMENT_LIMIT = 300
ACHIEVEMENT_LIMIT = 400
NAME_LIMIT = 200
NUMBER_LIMIT = 60
REASON_LIMIT = 600
TEXT_LIMIT = 2000


class ListState(StrEnum):
    """Where a nomination list stands."""

    DRAFT = "draft"
    LOCKED = "locked"
    VOTING = "voting"
    SUBMITTED = "submitted"
    ISSUED = "issued"


_CLOSED = frozenset({ListState.LOCKED, ListState.VOTING, ListState.SUBMITTED})
LIST_LIFECYCLE = Lifecycle(
    "nomination_list",
    {
        ListState.DRAFT: T("Dự thảo"),
        ListState.LOCKED: T("Đã chốt"),
        ListState.VOTING: T("Hội đồng biểu quyết"),
        ListState.SUBMITTED: T("Trình ký"),
        ListState.ISSUED: T("Đã ban hành"),
    },
    [
        Move("lock", T("Chốt danh sách"), frozenset({ListState.DRAFT}), ListState.LOCKED),
        Move("vote", T("Đưa ra Hội đồng"), frozenset({ListState.LOCKED}), ListState.VOTING),
        Move("submit", T("Trình ký"), frozenset({ListState.LOCKED, ListState.VOTING}),
             ListState.SUBMITTED),
        Move("reopen", T("Mở lại danh sách"), _CLOSED, ListState.DRAFT),
        Move("return", T("Trả lại danh sách"), frozenset({ListState.VOTING, ListState.SUBMITTED}),
             ListState.DRAFT),
        Move("issue", T("Nhập số quyết định"), frozenset({ListState.SUBMITTED}), ListState.ISSUED),
    ],
)  # fmt: skip


class Ending(StrEnum):
    """What became of one locked version of a list. One version at most is standing."""

    STANDING = "standing"
    REOPENED = "reopened"
    RETURNED = "returned"


ENDING_TITLES = {
    Ending.STANDING: T("Bản chính thức"),
    Ending.REOPENED: T("Đã mở lại"),
    Ending.RETURNED: T("Bị trả lại"),
}


class ReturnedBy(StrEnum):
    """Who sent a list back."""

    COUNCIL = "council"
    SIGNER = "signer"
    HIGHER = "higher"


RETURNER_TITLES = {
    ReturnedBy.COUNCIL: T("Hội đồng"),
    ReturnedBy.SIGNER: T("Người ký"),
    ReturnedBy.HIGHER: T("Cấp trên"),
}


class LineOutcome(StrEnum):
    """What became of one line once the list had its decision.

    Held back: a complaint about this line alone was open, the rest was issued.
    """

    PENDING = "pending"
    ISSUED = "issued"
    REFUSED = "refused"
    HELD = "held"
    REVOKED = "revoked"


OUTCOME_TITLES = {
    LineOutcome.PENDING: T("Chưa có quyết định"),
    LineOutcome.ISSUED: T("Được khen thưởng"),
    LineOutcome.REFUSED: T("Không được khen thưởng"),
    LineOutcome.HELD: T("Tạm giữ vì có kiến nghị"),
    LineOutcome.REVOKED: T("Đã thu hồi"),
}
OUTCOME_SHAPES = {
    LineOutcome.PENDING: "doing", LineOutcome.ISSUED: "sealed", LineOutcome.REFUSED: "bad",
    LineOutcome.HELD: "ask", LineOutcome.REVOKED: "bad",
}  # fmt: skip


class Gender(StrEnum):
    """For the counters alone; nobody is guessed."""

    UNKNOWN = "unknown"
    FEMALE = "female"
    MALE = "male"


class PositionKind(StrEnum):
    """Direct workers are counted apart from leaders (thi đua must not reward leaders alone)."""

    UNKNOWN = "unknown"
    STAFF = "staff"
    LEADER = "leader"


GENDER_TITLES = {
    Gender.UNKNOWN: T("Chưa rõ"), Gender.FEMALE: T("Nữ"), Gender.MALE: T("Nam"),
}  # fmt: skip
POSITION_TITLES = {
    PositionKind.UNKNOWN: T("Chưa rõ"),
    PositionKind.STAFF: T("Người trực tiếp lao động, công tác"),
    PositionKind.LEADER: T("Lãnh đạo, quản lý"),
}


class Verdict(StrEnum):
    """The answer of a rule: đủ, thiếu or cần người xem. Always with its clause."""

    MET = "met"
    LACKING = "lacking"
    ASK = "ask"


VERDICT_TITLES = {
    Verdict.MET: T("Đủ"),
    Verdict.LACKING: T("Thiếu"),
    Verdict.ASK: T("Cần người xem"),
}
VERDICT_SHAPES = {Verdict.MET: "ok", Verdict.LACKING: "bad", Verdict.ASK: "ask"}


class SubjectKind(StrEnum):
    """Whom an award honours."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class AwardFamily(StrEnum):
    """Danh hiệu and hình thức are never mixed."""

    TITLE = "title"
    FORM = "form"


SUBJECT_TITLES = {
    SubjectKind.INDIVIDUAL: T("Cá nhân"),
    SubjectKind.COLLECTIVE: T("Tập thể"),
    SubjectKind.HOUSEHOLD: T("Hộ gia đình"),
}
FAMILY_TITLES = {
    AwardFamily.TITLE: T("Danh hiệu thi đua"),
    AwardFamily.FORM: T("Hình thức khen thưởng"),
}


class BasisRole(StrEnum):
    """What the subject did for the solution."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    ORIGIN = "origin"
    APPLIER = "applier"


ROLE_TITLES = {
    BasisRole.AUTHOR: T("Tác giả"),
    BasisRole.CO_AUTHOR: T("Đồng tác giả"),
    BasisRole.ORIGIN: T("Đơn vị tổ chức thực hiện"),
    BasisRole.APPLIER: T("Đơn vị áp dụng"),
}
LIST_SHAPES = {
    ListState.DRAFT: "doing", ListState.LOCKED: "locked", ListState.VOTING: "doing",
    ListState.SUBMITTED: "doing", ListState.ISSUED: "sealed",
}  # fmt: skip
