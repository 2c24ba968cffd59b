"""What a unit types about a problem, and the limits of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.text import T, Text

LIMITS: Mapping[str, int] = {
    "title": 200,
    "sector": 80,
    "description": 10_000,
    "size": 2_000,
    "data_available": 5_000,
    "wished_result": 5_000,
    "contact": 200,
}
LABELS: Mapping[str, Text] = {
    "title": T("Tên bài toán"),
    "sector": T("Lĩnh vực"),
    "description": T("Vấn đề cần giải quyết"),
    "size": T("Quy mô"),
    "data_available": T("Dữ liệu có sẵn"),
    "wished_result": T("Kết quả mong muốn"),
    "contact": T("Người liên hệ"),
    "contact_unit_id": T("Đơn vị liên hệ"),
    "unit_id": T("Đơn vị đặt hàng"),
    "closes_on": T("Nhận lời giải đến hết ngày"),
}
WANTED = ("title", "description", "size", "data_available", "wished_result")


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """A problem as typed."""

    title: str
    unit_id: int
    contact_unit_id: int
    closes_on: date
    description: str = ""
    size: str = ""
    data_available: str = ""
    wished_result: str = ""
    sector: str = ""
    contact: str = ""
