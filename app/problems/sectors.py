"""The fields of work that solutions and posted problems belong to."""

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
