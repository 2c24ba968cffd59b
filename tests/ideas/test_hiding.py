"""Who wrote a text is found in it, typed with marks or without, and nothing else is."""

import pytest

from app.ideas.hiding import Identity, Kind, finder

WHO = Identity(
    names=("Trần Ngọc Ánh", "Kiều"),
    units=("Ủy ban nhân dân Phường 9", "Trường Tiểu học Kỳ Đồng"),
    common=("Quận 3", "Ủy ban nhân dân Quận 3"),
)
AUTHOR, UNIT, CONTACT = Kind.AUTHOR, Kind.UNIT, Kind.CONTACT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do Trần Ngọc Ánh viết", f"Do {AUTHOR} viết"),
        ("do tran ngoc anh viet", f"do {AUTHOR} viet"),
        ("TRẦN  NGỌC\nÁNH", AUTHOR),
        ("Trâ\u0300n Ngọc Ánh", AUTHOR),
        ("Ngọc Ánh và nhóm", f"{AUTHOR} và nhóm"),
        ("ngọc ánh lên", "ngọc ánh lên"),
        ("chị Ánh phụ trách", f"chị {AUTHOR} phụ trách"),
        ("Ánh sáng trong phòng", "Ánh sáng trong phòng"),
        ("anh sáng tạo", "anh sáng tạo"),
        ("Kiều làm", f"{AUTHOR} làm"),
        ("tại UBND Phường 9.", f"tại {UNIT}."),
        ("tại phường 9, Quận 3", f"tại {UNIT}, Quận 3"),
        ("Phường 90", "Phường 90"),
        ("truong tieu hoc ki dong", UNIT),
        ("gửi anh.tn@phuong9.example nhé", f"gửi {CONTACT} nhé"),
        ("gọi 0903 123 456 hoặc +84 28 3930 1234.", f"gọi {CONTACT} hoặc {CONTACT}."),
        ("gọi (028) 3930 1234, (+84) 28 3930 1234.", f"gọi {CONTACT}, {CONTACT}."),
        ("mục (02) có 120 dòng, (0) không có", "mục (02) có 120 dòng, (0) không có"),
        ("tiết kiệm 0,5 giờ, 120.000.000 đồng", "tiết kiệm 0,5 giờ, 120.000.000 đồng"),
        ("", ""),
    ],
)
def test_it_is_hidden(text: str, expected: str) -> None:
    assert finder(WHO).hidden(text) == expected


def test_places_do_not_overlap_and_stand_in_order() -> None:
    text = "Trần Ngọc Ánh (Trần Ngọc Ánh, UBND Phường 9) 0903123456"

    spots = finder(WHO).spots(text)

    assert [(text[s.start : s.end], s.kind) for s in spots] == [
        ("Trần Ngọc Ánh", AUTHOR), ("Trần Ngọc Ánh", AUTHOR), ("UBND Phường 9", UNIT),
        ("0903123456", CONTACT),
    ]  # fmt: skip
