"""What a form hands to an action: one frozen record for each part of the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.ideas.choices import LISTS, title_of
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.text import T, Text


class Section(StrEnum):
    """The parts of a dossier, in the order of the task list; the value is the address."""

    INFORMATION = "thong-tin"
    AUTHORS = "tac-gia"
    TEXTS = "van-de-giai-phap"
    EFFECT = "ap-dung-hieu-qua"
    AI_SHEET = "phieu-ttnt"
    EVIDENCE = "minh-chung"


SECTION_TITLES: Mapping[Section, Text] = {
    Section.INFORMATION: T("Khai thông tin chung"),
    Section.AUTHORS: T("Khai tác giả và tỷ lệ đóng góp"),
    Section.TEXTS: T("Nêu vấn đề và giải pháp"),
    Section.EFFECT: T("Khai áp dụng và hiệu quả"),
    Section.AI_SHEET: T("Khai phiếu TTNT và dữ liệu"),
    Section.EVIDENCE: T("Tải tệp minh chứng"),
}

LIMITS: Mapping[str, int] = {
    "title": 200,
    "summary": 1_000,
    "problem": 10_000,
    "solution": 20_000,
    "novelty": 5_000,
    "conditions": 5_000,
    "confidential": 5_000,
    "application": 10_000,
    "effect": 10_000,
    "sector": 80,
    "ai_product": 160,
    "risk_reason": 2_000,
    "full_name": 200,
    "workplace": 200,
    "job_title": 120,
    "email": 254,
}
MOST_AUTHORS, MOST_FILES = 20, 10
MOST_VND = 10**15

LABELS: Mapping[str, Text] = {
    "title": T("Tên giải pháp"),
    "category_id": T("Lĩnh vực dự thi"),
    "sector": T("Lĩnh vực áp dụng"),
    "summary": T("Tóm tắt"),
    "problem": T("Vấn đề cần giải quyết"),
    "solution": T("Nội dung giải pháp"),
    "novelty": T("Điểm mới"),
    "conditions": T("Điều kiện cần thiết để áp dụng"),
    "confidential": T("Thông tin cần được bảo mật"),
    "first_applied_on": T("Ngày áp dụng lần đầu hoặc áp dụng thử"),
    "application": T("Tình hình áp dụng"),
    "effect": T("Hiệu quả"),
    "saved_vnd": T("Giá trị làm lợi trong năm đầu"),
    "ai_kind": T("Loại TTNT"),
    "ai_product": T("Công cụ và nhà cung cấp"),
    "data_location": T("Nơi xử lý dữ liệu"),
    "personal_data": T("Dữ liệu cá nhân"),
    "human_check": T("Người kiểm tra kết quả trước khi dùng"),
    "risk_level": T("Mức rủi ro tự xác định"),
    "risk_reason": T("Lý do chọn mức rủi ro"),
    "full_name": T("Họ và tên"),
    "workplace": T("Nơi công tác"),
    "job_title": T("Chức danh"),
    "email": T("Thư điện tử"),
    "share": T("Tỷ lệ đóng góp"),
}


@dataclass(frozen=True, slots=True)
class Information:
    """What the solution is called and where it belongs."""

    title: str = ""
    category_id: int | None = None
    sector: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """The problem, the solution and what is new in it; the confidential part apart."""

    problem: str = ""
    solution: str = ""
    novelty: str = ""
    conditions: str = ""
    confidential: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Since when it is applied and what came of it. `saved_vnd` in whole đồng."""

    first_applied_on: date | None = None
    application: str = ""
    effect: str = ""
    saved_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class AiSheet:
    """What the solution uses of artificial intelligence and what it does with data."""

    ai_kind: str = ""
    ai_product: str = ""
    data_location: str = ""
    personal_data: str = ""
    human_check: str = ""
    risk_level: str = ""
    risk_reason: str = ""


@dataclass(frozen=True, slots=True)
class AuthorLine:
    """One author; `share` in per cent with at most two decimals. An e-mail links an account.

    `number` is the row on the page the line was typed in (edit conflicts name boxes by it).
    """

    full_name: str = ""
    workplace: str = ""
    job_title: str = ""
    email: str = ""
    share: Decimal = Decimal(0)
    number: int = field(default=-1, compare=False)


Draft = Information | Texts | Effect | AiSheet
SECTION_OF: Mapping[type[object], Section] = {
    Information: Section.INFORMATION,
    Texts: Section.TEXTS,
    Effect: Section.EFFECT,
    AiSheet: Section.AI_SHEET,
}


def typed_text(name: str, value: object) -> str:
    """How a value is written in its box (edit conflicts compare and post these)."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int):
        return integer_text(value) if name == "saved_vnd" else str(value)
    return str(title_of(name, str(value))) if name in LISTS else str(value)
