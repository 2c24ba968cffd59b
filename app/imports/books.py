"""Workbooks of an import: the template to fill in, and the list of problems with comments."""

import io
import json
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.xlsx_writer import Sheet, SheetColumn, to_xlsx
from app.ideas.choices import LISTS, SECTORS
from app.ideas.export_columns import CHECK
from app.imports.cells import Kind as CellKind
from app.imports.cells import column_of
from app.imports.columns import AUTHORS, CODE, TITLES
from app.imports.comparing import from_json
from app.imports.models import DossierImport, DossierRow
from app.imports.problems import CODE_TITLES, Level
from app.imports.reading import row_of
from app.imports.states import VERDICT_TITLES, Verdict
from app.kernel.vietnamese import clean

_WIDE = {"title": 50, "problem": 50, "solution": 60, "effect": 50, "summary": 50, AUTHORS: 36}
_LEVELS = {Level.ERROR: "Lỗi", Level.ASK: "Cần xác nhận", Level.NOTE: "Ghi chú"}
_COLOURS = {Level.ERROR: "#F6D5D0", Level.ASK: "#FBE9C4", Level.NOTE: "#E3ECF7"}
MOST_COMMENTS = 20_000
HINTS = (
    ("Tên giải pháp", "Bắt buộc. Tối đa 200 ký tự."),
    ("Tác giả", "Bắt buộc. Nhiều tác giả: mỗi người một dòng trong ô, hoặc cách nhau bằng dấu chấm "
                "phẩy; ghi tỷ lệ trong ngoặc: Trần Văn An (60%)."),
    ("Đơn vị", "Tên hoặc mã đơn vị. Đầu mối của một đơn vị có thể để trống."),
    ("Ngày áp dụng lần đầu hoặc áp dụng thử", "Ngày đầy đủ, dạng 05/02/2026."),
    ("Giá trị làm lợi trong năm đầu", "Số đồng, ví dụ 120.000.000."),
    ("Lĩnh vực áp dụng", "Một trong: " + "; ".join(SECTORS) + "."),
)  # fmt: skip


def template() -> bytes:
    """An empty list with every column an import knows, and how to fill it in."""
    columns = [
        SheetColumn(str(title), _WIDE.get(key, 22))
        for key, title in TITLES.items()
        if key not in {CODE, CHECK}
    ]  # fmt: skip
    hints = [*HINTS, *((str(TITLES[name]), "Một trong: " + "; ".join(map(str, known.values())))
                       for name, known in LISTS.items() if name in TITLES)]  # fmt: skip
    about = (SheetColumn("Cột", 40), SheetColumn("Cách ghi", 100))
    return to_xlsx([Sheet("Danh sách", tuple(columns), ()),
                    Sheet("Hướng dẫn", about, tuple(hints))])  # fmt: skip


def problems_book(session: Session, batch: DossierImport) -> tuple[bytes, int]:
    """The rows as they were read with a comment on each cell in question; how many rows."""
    written = io.BytesIO()
    safe = {"constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(written, safe)
    formats = {level: book.add_format({"bg_color": colour, "text_wrap": True, "valign": "top"})
               for level, colour in _COLOURS.items()}  # fmt: skip
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E7ECF3"})
    _write_list(book, session, batch, head)
    sheets = json.loads(batch.structure).get("sheets", [])
    number = 0
    for place, sheet in enumerate(sheets):
        number += _write_rows(book, session, batch, place, sheet, formats)
    book.close()
    return written.getvalue(), number


def _problem_rows(session: Session, batch: DossierImport, sheet: int | None = None) -> Any:
    wanted = (
        select(DossierRow)
        .where(DossierRow.import_id == batch.id, DossierRow.codes != "")
        .order_by(DossierRow.id)
        .limit(MOST_COMMENTS)
    )
    if sheet is not None:
        wanted = wanted.where(DossierRow.sheet == sheet)
    return session.scalars(wanted.execution_options(yield_per=500))


def _write_list(book: Any, session: Session, batch: DossierImport, head: Any) -> None:
    page = book.add_worksheet("Vấn đề")
    titles = ("Ô", "Mức", "Loại", "Nội dung", "Tên giải pháp", "Sẽ làm gì")
    for place, (title, width) in enumerate(zip(titles, (24, 14, 26, 80, 50, 22), strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, head)
    line = 1
    for row in _problem_rows(session, batch):
        for one in from_json(row.problems):
            texts = (one.cell, _LEVELS[one.level], str(CODE_TITLES[one.code]), str(one.message),
                     row.title, str(VERDICT_TITLES.get(Verdict(row.verdict), "")))  # fmt: skip
            for place, text in enumerate(texts):
                page.write_string(line, place, _plain(text))
            line += 1
    page.freeze_panes(1, 0)


def _write_rows(
    book: Any, session: Session, batch: DossierImport, place: int, sheet: dict[str, Any],
    formats: dict[Level, Any],
) -> int:  # fmt: skip
    page = book.add_worksheet(f"Trang {place + 1}")
    for column in sheet["columns"]:
        page.write_string(0, int(column), _plain(sheet["columns"][column]["heading"]))
    count = 0
    for line, row in enumerate(_problem_rows(session, batch, place), start=1):
        marks: dict[int, tuple[Level, list[str]]] = {}
        for one in from_json(row.problems):
            at = column_of(one.cell.rpartition("!")[2])
            level, texts = marks.get(at, (one.level, []))
            worst = Level.ERROR if Level.ERROR in (level, one.level) else level
            marks[at] = (worst, [*texts, f"{one.cell}: {one.message}"])
        for column, cell in row_of(row).cells.items():
            if cell.kind is not CellKind.EMPTY and column not in marks:
                page.write_string(line, column, _plain(cell.shown))
        for column, (level, texts) in marks.items():
            shown = row_of(row).at(max(column, 0)).shown
            page.write_string(line, max(column, 0), _plain(shown), formats[level])
            page.write_comment(line, max(column, 0), _plain("\n".join(texts))[:2000],
                               {"author": "Sáng kiến số", "x_scale": 2})  # fmt: skip
        count += 1
    return count


def _plain(text: str) -> str:
    return clean(text)[:32_000]
