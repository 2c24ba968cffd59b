"""The decision table as a workbook: same columns, same rows, same order as on the page."""

from collections.abc import Sequence

from app.documents.xlsx_writer import Cell, Kind, SheetColumn, to_xlsx
from app.documents.xlsx_writer import Sheet as Page
from app.ideas.states import IDEA_TITLES
from app.kernel.numbers import round_half_up
from app.review.decision_queries import DecisionRow
from app.review.states import PROPOSAL_TITLES
from app.rounds.rubrics import RubricView

COLUMNS = (
    SheetColumn("Hạng", 7, Kind.INTEGER),
    SheetColumn("Mã hồ sơ", 16),
    SheetColumn("Tên giải pháp", 50),
    SheetColumn("Đơn vị", 30),
    SheetColumn("Điểm chính thức", 12, Kind.DECIMAL),
    SheetColumn("Trung vị", 10, Kind.DECIMAL),
    SheetColumn("Thấp nhất", 10, Kind.DECIMAL),
    SheetColumn("Cao nhất", 10, Kind.DECIMAL),
    SheetColumn("Phiếu đã chốt", 10, Kind.INTEGER),
    SheetColumn("Phiếu cần có", 10, Kind.INTEGER),
    SheetColumn("Tiêu chí dưới sàn", 30),
    SheetColumn("Ngày áp dụng lần đầu", 14, Kind.DATE),
    SheetColumn("Trạng thái", 20),
    SheetColumn("Đề xuất", 24),
    SheetColumn("Ghi chú", 24),
    SheetColumn("Không đạt (dưới điểm liệt)", 30),
)


def table_xlsx(rows: Sequence[DecisionRow], title: str, rubric: RubricView, digits: int) -> bytes:
    """One sheet. Rows the reader must keep away from carry no score and say so."""
    names = {str(criterion.position): criterion.name for criterion in rubric.criteria}
    lines = tuple(_line(row, names, digits) for row in rows)
    columns: tuple[SheetColumn, ...] = COLUMNS
    if any(row.community is not None for row in rows):
        columns = (*COLUMNS, SheetColumn("Điểm bình chọn", 12, Kind.DECIMAL))
        lines = tuple((*line, row.community) for line, row in zip(lines, rows, strict=True))
    page = Page(name="Bảng quyết định", columns=columns, rows=lines,
                title=f"Bảng quyết định – {title}")  # fmt: skip
    return to_xlsx([page])


def _line(row: DecisionRow, names: dict[str, str], digits: int) -> tuple[Cell, ...]:
    scores = [
        None if value is None else round_half_up(value, digits)
        for value in (row.mean, row.median, row.low, row.high)
    ]
    floors = [names.get(part, part) for part in row.below_floor.split(",") if part]
    lost = [names.get(part, part) for part in row.vetoed.split(",") if part]
    return (
        row.rank, row.code, row.title, row.unit_name, *scores, row.sheets_done, row.sheets_wanted,
        "; ".join(floors), row.applied_on, str(IDEA_TITLES[row.state]),
        "" if row.shut else str(PROPOSAL_TITLES[row.proposal]),
        "Tránh do xung đột lợi ích hoặc chưa chốt phiếu" if row.shut else "",
        "; ".join(lost),
    )  # fmt: skip
