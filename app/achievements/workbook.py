"""The ledger as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from app.achievements.ledger import AwardRow
from app.achievements.states import FAMILY_TITLES, GROUND_TITLES, LEVEL_TITLES, SUBJECT_TITLES
from app.documents.xlsx_writer import Cell, Kind, Sheet, SheetColumn, to_xlsx
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text

_COLUMNS = (
    SheetColumn("STT", 6, Kind.INTEGER), SheetColumn("Đối tượng", 11),
    SheetColumn("Họ và tên, tên tập thể", 30), SheetColumn("Đơn vị", 30),
    SheetColumn("Năm", 8), SheetColumn("Danh hiệu, hình thức", 30), SheetColumn("Loại", 22),
    SheetColumn("Cấp", 20), SheetColumn("Loại hình", 24), SheetColumn("Số quyết định", 18),
    SheetColumn("Ngày quyết định", 14, Kind.DATE), SheetColumn("Cơ quan quyết định", 30),
    SheetColumn("Sáng kiến", 50), SheetColumn("Đã hủy", 14),
)  # fmt: skip


def ledger_xlsx(rows: Sequence[AwardRow]) -> bytes:
    """Every award on a line; the headings are those an import reads again."""
    return to_xlsx([Sheet("Sổ thành tích", _COLUMNS, tuple(_cells(rows)))])


def _cells(rows: Sequence[AwardRow]) -> Iterator[tuple[Cell, ...]]:
    for place, row in enumerate(rows, start=1):
        yield (
            place, str(SUBJECT_TITLES[row.kind]), row.name, row.unit_name, str(row.year),
            row.award_name, str(FAMILY_TITLES[row.family]), str(LEVEL_TITLES[row.level]),
            str(GROUND_TITLES[row.ground]), row.decision_number, row.decided_on, row.issuer,
            uses_text(row), day_text(row.revoked_on) if row.revoked_on else "",
        )  # fmt: skip


def uses_text(row: AwardRow, codes: Mapping[int | None, str] = MappingProxyType({})) -> str:
    """The initiatives, one a line, each with its share; by its code where `codes` has one."""
    return "\n".join(
        codes.get(use.idea_id, use.title)
        + (f" ({decimal_text(use.share)}%)" if use.share is not None else "")
        for use in row.uses
    )
