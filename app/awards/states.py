"""The life cycle of a nomination list, and the verdicts of the rules."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T

TITLE_LIMIT = 200
MOVEMENT_LIMIT = 300
ACHIEVEMENT_LIMIT = 400
NAME_LIMIT = 200
NUMBER_LIMIT = 60


class ListState(StrEnum):
    """Where a nomination list stands."""

    DRAFT = "draft"
    LOCKED = "locked"
    ISSUED = "issued"


LIST_LIFECYCLE = Lifecycle(
    "nomination_list",
    {
        ListState.DRAFT: T("Dự thảo"),
        ListState.LOCKED: T("Đã chốt"),
        ListState.ISSUED: T("Đã ban hành"),
    },
    [
        Move("lock", T("Chốt danh sách"), frozenset({ListState.DRAFT}), ListState.LOCKED),
        Move("reopen", T("Mở lại danh sách"), frozenset({ListState.LOCKED}), ListState.DRAFT),
        Move("issue", T("Nhập số quyết định"), frozenset({ListState.LOCKED}), ListState.ISSUED),
    ],
)


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
LIST_SHAPES = {ListState.DRAFT: "doing", ListState.LOCKED: "locked", ListState.ISSUED: "sealed"}
