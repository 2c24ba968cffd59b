"""A list of 2024's awards as offices really keep them."""

import io
from typing import Any

from openpyxl import Workbook

HEAD = ("STT", "Họ và tên", "Đơn vị công tác", "Danh hiệu thi đua", "Ngày quyết định",
        "Sáng kiến", "Tỷ lệ (%)")  # fmt: skip


def workbook(rows: list[tuple[Any, ...]], *, head: tuple[str, ...] = HEAD,
             titles: tuple[str, ...] = (), name: str = "Khen thuong") -> bytes:  # fmt: skip
    """A workbook with title rows, a head and these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for title in titles:
        sheet.append((title,))
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


TITLES = (
    "DANH SÁCH CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2024",
    "(Kèm theo Quyết định số 12/QĐ-UBND ngày 10 tháng 01 năm 2025 của Ủy ban nhân dân Quận 3)",
)
