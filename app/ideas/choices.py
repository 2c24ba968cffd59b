"""The lists an author chooses from: sectors of application and the answers of the AI sheet.

The AI sheet follows Luật Trí tuệ nhân tạo 134/2025/QH15 (three levels of risk, declared by the
author; the list of high-risk systems is QĐ 33/2026/QĐ-TTg).
"""

from collections.abc import Mapping

from app.kernel.text import T, Text
from app.kernel.vietnamese import fold
from app.problems import sectors

SECTORS = sectors.SECTORS

AI_KINDS: Mapping[str, Text] = {
    "language": T("Mô hình ngôn ngữ (đọc, viết, hỏi đáp văn bản)"),
    "vision": T("Nhận dạng hình ảnh, chữ viết, video"),
    "speech": T("Nhận dạng hoặc tổng hợp giọng nói"),
    "prediction": T("Dự báo, phân tích số liệu"),
    "recommendation": T("Gợi ý, phân loại, xếp hàng ưu tiên"),
    "automation": T("Tự động hóa quy trình có dùng TTNT"),
    "other": T("Loại khác"),
}
DATA_LOCATIONS: Mapping[str, Text] = {
    "own": T("Máy chủ của cơ quan"),
    "domestic": T("Nhà cung cấp trong nước"),
    "abroad": T("Nhà cung cấp ở nước ngoài"),
    "unknown": T("Chưa xác định"),
}
PERSONAL_DATA: Mapping[str, Text] = {
    "none": T("Không xử lý dữ liệu cá nhân"),
    "basic": T("Có dữ liệu cá nhân cơ bản"),
    "sensitive": T("Có dữ liệu cá nhân nhạy cảm"),
}
HUMAN_CHECKS: Mapping[str, Text] = {
    "always": T("Có, người có thẩm quyền kiểm tra từng kết quả trước khi dùng"),
    "sample": T("Có, kiểm tra xác suất"),
    "none": T("Không, kết quả có hiệu lực ngay"),
}
RISK_LEVELS: Mapping[str, Text] = {
    "low": T("Rủi ro thấp"),
    "medium": T("Rủi ro trung bình"),
    "high": T("Rủi ro cao"),
}
YES_NO: Mapping[str, Text] = {"yes": T("Có"), "no": T("Không")}
STATE_SECRETS: Mapping[str, Text] = {
    "no": T("Không có thông tin thuộc bí mật nhà nước"),
    "yes": T("Có thông tin thuộc bí mật nhà nước"),
}
DECISION_ROLES: Mapping[str, Text] = {
    "support": T("Hỗ trợ: người có thẩm quyền tự quyết định"),
    "automatic": T("Tự động: kết quả có hiệu lực không qua người quyết định"),
}
AI_LABELS: Mapping[str, Text] = {
    "yes": T("Có, người dùng được báo rõ"),
    "no": T("Chưa"),
    "none": T("Không có người dùng tiếp xúc trực tiếp"),
}
APPLIED_STAGES: Mapping[str, Text] = {
    "none": T("Chưa áp dụng"),
    "trial": T("Đang hoặc đã áp dụng thử"),
    "official": T("Đã áp dụng chính thức"),
}
LISTS: Mapping[str, Mapping[str, Text]] = {
    "applied_stage": APPLIED_STAGES,
    "uses_ai": YES_NO,
    "ai_kind": AI_KINDS,
    "data_location": DATA_LOCATIONS,
    "personal_data": PERSONAL_DATA,
    "state_secret": STATE_SECRETS,
    "decision_role": DECISION_ROLES,
    "human_check": HUMAN_CHECKS,
    "ai_label": AI_LABELS,
    "risk_level": RISK_LEVELS,
}
# What the AI sheet wants answered: everything when AI is used, else only what concerns data.
SHEET_ALWAYS = ("uses_ai", "personal_data", "state_secret")
SHEET_WITH_AI = (
    "ai_kind", "data_location", "decision_role", "human_check", "ai_label", "risk_level",
)  # fmt: skip


def title_of(name: str, key: str) -> Text | str:
    """How a stored answer of the AI sheet is shown: ``title_of("risk_level", "low")``."""
    return LISTS[name].get(key, key)


def key_of(name: str, typed: str) -> str:
    """The stored answer for a key or for the title people read (edit conflicts post titles)."""
    known = {fold(str(title)): key for key, title in LISTS[name].items()}
    return known.get(fold(typed), typed)
