"""The recount as a workbook: every dossier with its votes and points, and how they are made."""

from collections.abc import Mapping, Sequence

from app.community.queries import Poll
from app.community.rules import Tally
from app.documents.xlsx_writer import Kind, Sheet, SheetColumn, to_xlsx
from app.kernel.numbers import decimal_text


def recount_xlsx(poll: Poll, lines: Sequence[Tally], names: Mapping[int, tuple[str, str]]) -> bytes:
    """Two pages: the count, and the rule with its numbers. No ballot and no voter."""
    columns = (
        SheetColumn("Mã hồ sơ", 16), SheetColumn("Tên giải pháp", 50),
        SheetColumn("Số phiếu", 12, Kind.INTEGER), SheetColumn("Điểm bình chọn", 14, Kind.DECIMAL),
        SheetColumn("Số đơn vị bình chọn", 16, Kind.INTEGER),
        SheetColumn("Phiếu từ đơn vị của hồ sơ", 16, Kind.INTEGER), SheetColumn("Cần xem", 50),
    )  # fmt: skip
    rows = tuple(
        (*names[one.idea_id], one.votes, one.points, one.units, one.own_unit,
         "; ".join(str(text) for text in one.odd))
        for one in lines
    )  # fmt: skip
    highest = max((one.votes for one in lines), default=0)
    rule = (
        ("Điểm tối đa", decimal_text(poll.draft.max_points)),
        ("Số phiếu cao nhất", str(highest)),
        ("Tổng số phiếu", str(sum(one.votes for one in lines))),
        ("Cách tính", "Điểm tối đa × số phiếu ÷ số phiếu cao nhất, làm tròn nửa lên"),
        ("Số chữ số thập phân", str(poll.draft.digits)),
        ("Cộng vào điểm chính thức", "Có" if poll.draft.counts else "Không"),
    )
    return to_xlsx([
        Sheet("Kiểm phiếu", columns, rows, title=poll.title),
        Sheet("Cách tính", (SheetColumn("Nội dung", 30), SheetColumn("Giá trị", 60)), rule,
              title=poll.title),
    ])  # fmt: skip
