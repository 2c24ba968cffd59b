"""Workbooks: numbers are numbers, text is text, ready to print."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.documents.xlsx_writer import (
    CELL_LIMIT,
    Cell,
    Kind,
    Sheet,
    SheetColumn,
    sheet_names,
    to_xlsx,
)

COLUMNS = (
    SheetColumn("Họ và tên", 28),
    SheetColumn("Số hồ sơ", 10, Kind.INTEGER),
    SheetColumn("Điểm", 10, Kind.DECIMAL),
    SheetColumn("Tiền thưởng", 16, Kind.MONEY),
    SheetColumn("Tỷ lệ", 10, Kind.PERCENT),
    SheetColumn("Ngày", 12, Kind.DATE),
)
ROW = ("Đặng Thị Ánh", 3, Decimal("82.5"), 759000, Decimal("30.5"), date(2026, 2, 5))


def sheet(*rows: tuple[Cell, ...], title: str = "") -> Sheet:
    return Sheet("Danh sách", COLUMNS, rows, title=title)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def first_page(content: bytes) -> Any:
    """The first sheet, of whatever cells."""
    return opened(content).worksheets[0]


def test_cells_keep_their_kind_and_show_it_the_vietnamese_way() -> None:
    page = first_page(to_xlsx([sheet(ROW)]))
    cells = page[2]

    assert [cell.value for cell in page[1]] == [column.title for column in COLUMNS]
    assert [cell.value for cell in cells] == [
        "Đặng Thị Ánh", 3, 82.5, 759000, 30.5, datetime(2026, 2, 5)  # noqa: DTZ001
    ]  # fmt: skip
    assert [cell.number_format for cell in cells] == [
        "@", "#,##0", "#,##0.00", '#,##0 "đồng"', '0.0"%"', "dd/mm/yyyy"
    ]  # fmt: skip
    assert {cell.font.name for cell in cells} == {"Times New Roman"}


def test_the_head_stays_and_is_printed_on_every_page() -> None:
    page = first_page(to_xlsx([sheet(ROW, title="DANH SÁCH")]))

    assert page["A1"].value == "DANH SÁCH"
    assert page.freeze_panes == "A4"
    assert page.print_title_rows == "$3:$3"
    assert page.auto_filter.ref == "A3:F4"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.page_setup.fitToHeight == 0


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(1)", "+84", "-1", "@SUM(A1)", "https://x.example", "007", "{=1}"]
)
def test_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    page = first_page(to_xlsx([Sheet("A", COLUMNS[:1], ((text,),))]))

    assert (page["A2"].value, page["A2"].data_type, page["A2"].hyperlink) == (text, "s", None)


def test_an_empty_list_is_a_head_alone() -> None:
    page = first_page(to_xlsx([sheet()]))

    assert page.max_row == 1
    assert page.auto_filter.ref is None


def test_what_is_missing_is_an_empty_cell_not_a_zero() -> None:
    page = first_page(to_xlsx([sheet((*ROW[:2], None, *ROW[3:]))]))

    assert page["C2"].value is None


def test_odd_text_is_cleaned_and_over_long_text_shows_that_it_was_cut() -> None:
    page = first_page(to_xlsx([Sheet("A", COLUMNS[:1], (("a\u0300\x00",), ("x" * 40_000,)))]))

    assert page["A2"].value == "à"
    assert len(page["A3"].value) == CELL_LIMIT
    assert page["A3"].value.endswith("x…")


def test_sheet_names_are_what_excel_takes() -> None:
    names = ["Phòng Nội vụ/2026", "phòng nội vụ 2026", "", "x" * 40, "x" * 40, "'Tên'"]

    shown = sheet_names(names)

    assert shown == [
        "Phòng Nội vụ 2026", "phòng nội vụ 2026 (2)", "Trang", "x" * 31, "x" * 27 + " (2)", "Tên"
    ]  # fmt: skip
    assert len(opened(to_xlsx([Sheet(name, COLUMNS, ()) for name in names])).sheetnames) == 6


def test_the_same_rows_give_the_same_bytes() -> None:
    assert to_xlsx([sheet(ROW)]) == to_xlsx([sheet(ROW)])
    with zipfile.ZipFile(io.BytesIO(to_xlsx([sheet(ROW)]))) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_workbook_needs_a_sheet_and_a_row_its_columns() -> None:
    with pytest.raises(ValueError, match="needs a sheet"):
        to_xlsx([])
    with pytest.raises(ValueError, match="zip"):
        to_xlsx([sheet(("chỉ một ô",))])
