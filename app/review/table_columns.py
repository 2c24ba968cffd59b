"""Which columns of the decision table are shown: the address says it, so a link shows the same."""

from collections.abc import Sequence
from enum import StrEnum

from app.kernel.text import T, Text


class TableColumn(StrEnum):
    """Columns that may be left out or added; the value is what stands in the address."""

    MEDIAN = "trung-vi"
    SPREAD = "lech"
    RANGE = "thap-cao"
    COMMUNITY = "cong-dong"
    CALIBRATED = "hieu-chinh"
    RANKS = "khoang-hang"
    CHANCE = "trong-suat"


COLUMN_TITLES: dict[TableColumn, Text] = {
    TableColumn.MEDIAN: T("Trung vị"),
    TableColumn.SPREAD: T("Lệch"),
    TableColumn.RANGE: T("Thấp–cao"),
    TableColumn.COMMUNITY: T("Điểm bình chọn"),
    TableColumn.CALIBRATED: T("Điểm hiệu chỉnh"),
    TableColumn.RANKS: T("Khoảng hạng 90 %"),
    TableColumn.CHANCE: T("Khả năng trong suất"),
}
USUAL = (TableColumn.MEDIAN, TableColumn.SPREAD, TableColumn.RANGE)
ANALYSED = frozenset({TableColumn.CALIBRATED, TableColumn.RANKS, TableColumn.CHANCE})
NONE = "khong"


def asked_columns(values: Sequence[str]) -> tuple[TableColumn, ...]:
    """The columns asked for, in their order; the usual ones when nothing is asked for."""
    if not values:
        return USUAL
    return tuple(column for column in TableColumn if column in values)


def in_address(columns: Sequence[TableColumn]) -> list[str]:
    """What stands in the address for these columns; nothing for the usual ones."""
    if tuple(columns) == USUAL:
        return []
    return [str(column) for column in columns] or [NONE]
