"""The lists an author chooses from: sectors of application and the answers of the AI sheet.

The AI sheet follows Luật Trí tuệ nhân tạo 134/2025/QH15 (three levels of risk, declared by the
author; the list of high-risk systems is QĐ 33/2026/QĐ-TTg).
"""

from collections.abc import Mapping

from app.kernel.text import T, Text
from app.kernel.vietnamese import fold

SECTORS: tuple[str, ...] = (
    "Hành chính công",
    "Quản lý đô thị",
    "Quản lý xã hội",
    "Phát triển kinh tế",
    "Giáo dục và đào tạo",
    "Y tế",
    "Giao thông vận tải",
    "An ninh, quốc phòng",
    "Văn hóa",
    "Thể thao",
    "Du lịch",
    "Logistics",
    "Lĩnh vực khác",
)
"""The fields named by Kế hoạch 52, as they are stored and shown."""

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
LISTS: Mapping[str, Mapping[str, Text]] = {
    "ai_kind": AI_KINDS,
    "data_location": DATA_LOCATIONS,
    "personal_data": PERSONAL_DATA,
    "human_check": HUMAN_CHECKS,
    "risk_level": RISK_LEVELS,
}


def title_of(name: str, key: str) -> Text | str:
    """How a stored answer of the AI sheet is shown: ``title_of("risk_level", "low")``."""
    return LISTS[name].get(key, key)


def key_of(name: str, typed: str) -> str:
    """The stored answer for a key or for the title people read (edit conflicts post titles)."""
    known = {fold(str(title)): key for key, title in LISTS[name].items()}
    return known.get(fold(typed), typed)
