"""Words of the ledger: what was awarded, at which level, for what; ratings; what stands against."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T

NAME_LIMIT, UNIT_LIMIT, AWARD_LIMIT = 200, 200, 200
NUMBER_LIMIT, ISSUER_LIMIT, TITLE_LIMIT = 60, 160, 300
REASON_LIMIT, NOTE_LIMIT, MEASURE_LIMIT = 500, 1000, 120
FIRST_YEAR = 1945


class Subject(StrEnum):
    """Whom a row is about."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class Family(StrEnum):
    """Danh hiệu thi đua and hình thức khen thưởng are never mixed (Luật TĐKT 2022)."""

    TITLE = "title"
    FORM = "form"


class Level(StrEnum):
    """Whose award it is: the cơ sở, the province or ministry, the state."""

    BASE = "base"
    PROVINCE = "province"
    NATION = "nation"


class Ground(StrEnum):
    """Loại hình khen thưởng (NĐ 152/2025, Điều 8)."""

    MERIT = "merit"
    MOVEMENT = "movement"
    SUDDEN = "sudden"
    SERVICE = "service"
    TENURE = "tenure"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """How a row came into the ledger."""

    MANUAL = "manual"
    IMPORT = "import"
    LIST = "list"


class RatingLevel(StrEnum):
    """Mức xếp loại chất lượng of a year, from best to worst."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    DONE = "done"
    NOT_DONE = "not_done"


class StandingKind(StrEnum):
    """What holds an award back while it lasts (NĐ 152/2025, Điều 4)."""

    DISCIPLINE = "discipline"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    PRESS = "press"


class ImportState(StrEnum):
    """Where an uploaded list of earlier awards stands."""

    WAITING = "waiting"
    STORED = "stored"
    UNDONE = "undone"
    DROPPED = "dropped"


IMPORT_LIFECYCLE = Lifecycle(
    "achievement_import",
    {
        ImportState.WAITING: T("Chờ xác nhận"),
        ImportState.STORED: T("Đã ghi vào sổ"),
        ImportState.UNDONE: T("Đã hoàn tác"),
        ImportState.DROPPED: T("Đã bỏ"),
    },
    [
        Move("store", T("Ghi vào sổ"), frozenset({ImportState.WAITING}), ImportState.STORED),
        Move("drop", T("Bỏ tệp này"), frozenset({ImportState.WAITING}), ImportState.DROPPED),
        Move("undo", T("Hoàn tác"), frozenset({ImportState.STORED}), ImportState.UNDONE),
    ],
)

SUBJECT_TITLES = {Subject.INDIVIDUAL: T("Cá nhân"), Subject.COLLECTIVE: T("Tập thể")}
FAMILY_TITLES = {
    Family.TITLE: T("Danh hiệu thi đua"),
    Family.FORM: T("Hình thức khen thưởng"),
}
LEVEL_TITLES = {
    Level.BASE: T("Cấp cơ sở"),
    Level.PROVINCE: T("Cấp tỉnh, bộ, ngành"),
    Level.NATION: T("Toàn quốc, Nhà nước"),
}
GROUND_TITLES = {
    Ground.MERIT: T("Công trạng"),
    Ground.MOVEMENT: T("Phong trào thi đua, chuyên đề"),
    Ground.SUDDEN: T("Đột xuất"),
    Ground.SERVICE: T("Quá trình cống hiến"),
    Ground.TENURE: T("Niên hạn"),
    Ground.FOREIGN: T("Đối ngoại"),
    Ground.UNKNOWN: T("Chưa rõ"),
}
SOURCE_TITLES = {
    Source.MANUAL: T("Nhập tay"),
    Source.IMPORT: T("Từ bảng các năm trước"),
    Source.LIST: T("Từ danh sách đã ban hành"),
}
RATING_TITLES = {
    RatingLevel.OUTSTANDING: T("Hoàn thành xuất sắc nhiệm vụ"),
    RatingLevel.GOOD: T("Hoàn thành tốt nhiệm vụ"),
    RatingLevel.DONE: T("Hoàn thành nhiệm vụ"),
    RatingLevel.NOT_DONE: T("Không hoàn thành nhiệm vụ"),
}
STANDING_TITLES = {
    StandingKind.DISCIPLINE: T("Kỷ luật"),
    StandingKind.INSPECTION: T("Thanh tra, kiểm tra, điều tra có dấu hiệu vi phạm"),
    StandingKind.COMPLAINT: T("Khiếu nại, tố cáo đang xác minh"),
    StandingKind.PRESS: T("Báo chí nêu dấu hiệu tham nhũng, tiêu cực, đang xác minh"),
}
