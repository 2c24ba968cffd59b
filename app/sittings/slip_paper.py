"""The slip of paper that is handed out for several items: one line each, a box for each answer.

It bears no name and no number of its own: two slips alike tell nobody's vote.
"""

from datetime import date

from app.documents.model import (
    AdministrativeDocument,
    Align,
    Column,
    Letterhead,
    Paragraph,
    Row,
    Signature,
    Table,
)
from app.sittings.joint_showing import SlipLine

_COLUMNS = (
    Column("Dòng", 7, Align.CENTER), Column("Nội dung", 57),
    Column("Đồng ý", 18, Align.CENTER), Column("Không đồng ý", 18, Align.CENTER),
)  # fmt: skip
_HOW = (
    "Đánh dấu X vào một ô ở mỗi dòng. Dòng không đánh dấu là phiếu trắng; dòng đánh dấu cả hai ô "
    "hoặc ghi thêm là không hợp lệ. Không ghi tên, không ký. Thành viên phải tránh một nội dung "
    "gạch bỏ dòng đó trước khi nhận phiếu."
)


def slip(
    agency: str, council: str, title: str, number: int, day: date, lines: tuple[SlipLine, ...]
) -> AdministrativeDocument:
    """The slip, numbered as the joint vote is, with its lines as the tellers will count them."""
    rows = tuple(
        Row((str(place), f"{line.code} {line.title}".strip(), "", ""))
        for place, line in enumerate(lines, start=1)
    )
    return AdministrativeDocument(
        kind=f"PHIẾU BIỂU QUYẾT SỐ {number}",
        abstract=title,
        letterhead=Letterhead(agency, council, "", "", year=day.year),
        body=(Paragraph(_HOW), Table(_COLUMNS, rows)),
        signature=Signature(()),
        end_mark=False,
    )
