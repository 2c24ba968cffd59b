"""A nomination list as a workbook, and the short words the page and the workbook share."""

from collections.abc import Iterator

from app.awards.compiled import CompiledList, Line
from app.awards.states import ROLE_TITLES, SUBJECT_TITLES, VERDICT_TITLES
from app.documents.xlsx_writer import Cell, Kind, Sheet, SheetColumn
from app.kernel.numbers import decimal_text


def workbook(compiled: CompiledList) -> tuple[Sheet, ...]:
    """The list to print, what was checked for each line, and the sums by award."""
    head = compiled.heading
    title = f"Danh sách số {head.number:02d} năm {head.year}: {head.title}"
    return (
        Sheet("Danh sách", _LIST_COLUMNS, tuple(_list_cells(compiled)), title=title),
        Sheet("Đối chiếu điều kiện", _CHECK_COLUMNS, tuple(_check_cells(compiled)), title=title),
        Sheet("Tổng hợp", _SUM_COLUMNS, tuple(_sum_cells(compiled)), title=title),
    )


_LIST_COLUMNS = (
    SheetColumn("STT", 6, Kind.INTEGER), SheetColumn("Họ và tên, tên tập thể", 28),
    SheetColumn("Đối tượng", 11), SheetColumn("Chức vụ", 20), SheetColumn("Đơn vị", 28),
    SheetColumn("Thành tích", 60), SheetColumn("Hình thức, danh hiệu", 20),
    SheetColumn("Hệ số", 8, Kind.DECIMAL), SheetColumn("Tiền thưởng", 16, Kind.MONEY),
)  # fmt: skip
_CHECK_COLUMNS = (
    SheetColumn("STT", 6, Kind.INTEGER), SheetColumn("Họ và tên, tên tập thể", 28),
    SheetColumn("Mã hồ sơ", 18), SheetColumn("Vai trò, tỷ lệ", 24),
    SheetColumn("Điều kiện", 14), SheetColumn("Căn cứ", 60), SheetColumn("Hồ sơ còn thiếu", 18),
)  # fmt: skip
_SUM_COLUMNS = (
    SheetColumn("Hình thức, danh hiệu", 28), SheetColumn("Đối tượng", 12),
    SheetColumn("Số lượng", 10, Kind.INTEGER), SheetColumn("Hệ số", 8, Kind.DECIMAL),
    SheetColumn("Mức thưởng", 16, Kind.MONEY), SheetColumn("Thành tiền", 18, Kind.MONEY),
)  # fmt: skip


def _list_cells(compiled: CompiledList) -> Iterator[tuple[Cell, ...]]:
    for place, line in enumerate(compiled.lines, start=1):
        yield (
            place, line.name, str(SUBJECT_TITLES[line.subject_kind]), line.job_title,
            line.unit_name, line.achievement, line.award_name, line.factor, line.amount,
        )  # fmt: skip


def _check_cells(compiled: CompiledList) -> Iterator[tuple[Cell, ...]]:
    for place, line in enumerate(compiled.lines, start=1):
        missing = [part.letters for part in line.parts if part.letters not in line.present]
        yield (
            place, line.name, "; ".join(one.code for one in line.solutions), roles(line),
            str(VERDICT_TITLES[line.verdict]), grounds(line), ", ".join(missing),
        )  # fmt: skip


def roles(line: Line) -> str:
    """ "Tác giả, 60%; Đồng tác giả, 40%"."""
    return "; ".join(
        str(ROLE_TITLES[one.role])
        + (f", {decimal_text(one.share)}%" if one.share is not None else "")
        for one in line.solutions
    )


def grounds(line: Line) -> str:
    """Why the line stands as it does: each open point with its clause, else the award's clause."""
    found = [f"{one.data_looked_at}. {one.clause}" for one in line.unmet]
    if line.override and line.override.holds:
        waits = ", chờ người thứ hai xác nhận" if line.override.waits else ""
        found.append(f"Kết luận của {line.override.by}{waits}: {line.override.reason}")
    return "; ".join(found) or line.award_clause


def _sum_cells(compiled: CompiledList) -> Iterator[tuple[Cell, ...]]:
    for one in compiled.sums:
        yield (
            one.award_name, str(SUBJECT_TITLES[one.subject_kind]), one.count, one.factor,
            one.each, one.amount,
        )  # fmt: skip
    yield ("Cộng", "", len(compiled.lines), None, None, compiled.money)
