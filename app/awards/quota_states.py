"""Of whom a number of awards is counted, and in what."""

from enum import StrEnum

from app.kernel.text import T


class QuotaScope(StrEnum):
    """Of whom the number is the most."""

    LIST = "list"
    EACH_UNIT = "each_unit"
    UNIT = "unit"


class QuotaMeasure(StrEnum):
    """A count, or a per cent of the lao động tiên tiến of the year."""

    COUNT = "count"
    SHARE = "share"


SCOPE_TITLES = {
    QuotaScope.LIST: T("Cả danh sách"),
    QuotaScope.EACH_UNIT: T("Mỗi đơn vị"),
    QuotaScope.UNIT: T("Một đơn vị"),
}
MEASURE_TITLES = {
    QuotaMeasure.COUNT: T("Số lượng"),
    QuotaMeasure.SHARE: T("Tỷ lệ phần trăm số lao động tiên tiến của năm"),
}
