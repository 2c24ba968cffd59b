"""The intake list as a workbook: the columns, the filter and the order of the page."""

from collections.abc import Sequence

from app.documents.xlsx_writer import Kind, Sheet, SheetColumn, to_xlsx
from app.ideas.lists import IdeaLine
from app.kernel.dates import local_date

COLUMNS = (
    SheetColumn("Mã hồ sơ", 16),
    SheetColumn("Tên giải pháp", 50),
    SheetColumn("Tác giả", 30),
    SheetColumn("Đơn vị", 30),
    SheetColumn("Lĩnh vực dự thi", 22),
    SheetColumn("Trạng thái", 20),
    SheetColumn("Ngày nộp", 12, Kind.DATE),
)


def intake_workbook(lines: Sequence[IdeaLine]) -> bytes:
    """The lines as XLSX; text stays text, whatever sign it begins with."""
    rows = tuple(
        (
            line.code, line.title, line.authors, line.unit_name, line.category,
            str(line.state_title), local_date(line.submitted_at) if line.submitted_at else None,
        )
        for line in lines
    )  # fmt: skip
    return to_xlsx([Sheet("Hồ sơ", COLUMNS, rows, "Danh sách hồ sơ tiếp nhận")])
