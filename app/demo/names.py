"""Invented Vietnamese names, made by seed. Nobody in the demo is a real person."""

from random import Random

FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ",
    "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Tạ", "Lâm", "Mai", "Cao", "Châu", "Tô", "Quách",
)  # fmt: skip
MIDDLES = (
    "Thị", "Văn", "Ngọc", "Minh", "Thanh", "Hữu", "Đức", "Kim", "Quang", "Hồng", "Gia", "Bảo",
    "Thu", "Xuân", "Anh", "Khánh", "Diệu", "Tường", "Phương", "Quốc",
)  # fmt: skip
GIVEN = (
    "An", "Ân", "Ánh", "Bình", "Châu", "Chi", "Dung", "Dũng", "Duyên", "Đạt", "Đào", "Giang",
    "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hòa", "Huy", "Hương", "Khuê", "Lan", "Linh", "Long",
    "Mai", "My", "Nam", "Nga", "Nghĩa", "Ngọc", "Nhàn", "Oanh", "Ơn", "Phúc", "Phượng", "Quân",
    "Quỳnh", "Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Trang", "Trí", "Tú", "Uyên", "Vân", "Việt",
    "Ý", "Yến",
)  # fmt: skip


def invented_name(random: Random) -> str:
    """One invented full name."""
    return f"{random.choice(FAMILIES)} {random.choice(MIDDLES)} {random.choice(GIVEN)}"
