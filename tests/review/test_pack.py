"""The offline pack: out, filled, back in; twice is harmless, nothing newer is overwritten."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.review.pack import SHEET
from tests.people import World, sign_in
from tests.review.test_grid import GIVEN, NOTHING, Grid


@pytest.fixture
def grid(world: World, client: FlaskClient) -> Grid:
    sign_in(client, world.email("reviewer"))
    return Grid(world)


def taken(client: FlaskClient, grid: Grid) -> Any:
    """The workbook as it is downloaded."""
    answer = client.get(f"/cham-diem/goi/{grid.round_id}/goi-cham.xlsx")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def row_of(book: Any, code: str) -> int:
    return next(cell.row for cell in book[SHEET]["A"] if cell.value == code)


def fill(book: Any, row: int, *points: object) -> bytes:
    """The same workbook with these points in one line."""
    for place, given in enumerate(points):
        book[SHEET].cell(row, 3 + 2 * place).value = given
        book[SHEET].cell(row, 4 + 2 * place).value = "Đủ căn cứ."
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bring(client: FlaskClient, grid: Grid, content: bytes) -> tuple[int, str]:
    data = {"file": (BytesIO(content), "goi.xlsx")}
    answer = client.post(f"/cham-diem/goi/{grid.round_id}", data=data, follow_redirects=True)
    return answer.status_code, answer.text


def test_it_holds_my_open_sheets_and_no_names(
    client: FlaskClient, grid: Grid, world: World
) -> None:
    book = taken(client, grid)
    values = [str(c.value) for sheet in book for line in sheet.iter_rows() for c in line]

    codes = [cell.value for cell in book[SHEET]["A"][1:]]
    assert sorted(codes) == sorted(grid.codes[:2])
    everything = " ".join(values)
    assert world.author.name not in everything
    assert "Phường 9" not in everything


def test_filled_and_brought_back_twice(client: FlaskClient, grid: Grid) -> None:
    book = taken(client, grid)
    content = fill(book, row_of(book, grid.codes[0]), 20, "18", 24.0, "15")

    first, again = bring(client, grid, content), bring(client, grid, content)

    assert "Đã nhập 1 phiếu; 1 phiếu không có gì thay đổi" in first[1]
    assert "Đã nhập 0 phiếu; 2 phiếu không có gì thay đổi" in again[1]
    assert (grid.points(0), grid.points(1)) == (GIVEN, NOTHING)


def test_each_wrong_cell_is_named_and_nothing_is_saved(client: FlaskClient, grid: Grid) -> None:
    book = taken(client, grid)
    row = row_of(book, grid.codes[0])
    fill(book, row_of(book, grid.codes[1]), 1, 1, 1, 1)
    status, text = bring(client, grid, fill(book, row, 99, "nửa", "=1+1", 1))

    assert status == 422
    assert f"Phiếu!C{row}" in text
    assert f"Phiếu!E{row}: “nửa” không phải là số" in text
    assert f"Phiếu!G{row}" in text
    assert (grid.points(0), grid.points(1)) == (NOTHING, NOTHING)


def test_what_was_saved_since_is_shown_not_overwritten(client: FlaskClient, grid: Grid) -> None:
    book = taken(client, grid)
    row = row_of(book, grid.codes[0])
    client.post(grid.url, data=grid.row(0, "10", "10", "10", "10"))
    before = grid.points(0)

    status, text = bring(client, grid, fill(book, row, 20, 18, 24, 15))

    assert status == 422
    assert f"Phiếu!C{row}: đã sửa trên hệ thống" in text
    assert "đang là “10”, tệp ghi “20”" in text
    assert grid.points(0) == before


def test_a_line_of_somebody_else_is_refused(client: FlaskClient, grid: Grid) -> None:
    book = taken(client, grid)
    row = row_of(book, grid.codes[0])
    key_column = book[SHEET].max_column - 1
    book[SHEET].cell(row, key_column).value = str(grid.foreign)
    status, text = bring(client, grid, fill(book, row, 20, 18, 24, 15))
    assert status == 422
    assert "không phải phiếu của Ông/Bà" in text
    assert grid.points(0) == NOTHING


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_other_files_are_refused(client: FlaskClient, grid: Grid, content: bytes) -> None:
    assert bring(client, grid, content)[0] == 422


def test_another_head_is_refused(client: FlaskClient, grid: Grid) -> None:
    book = taken(client, grid)
    book[SHEET]["C1"].value = "9. Tiêu chí khác"
    status, text = bring(client, grid, fill(book, 2, 1, 1, 1, 1))
    assert status == 422
    assert "không có đúng hàng tiêu đề" in text


def test_strangers_find_no_pack(client: FlaskClient, grid: Grid, world: World) -> None:
    sign_in(client, world.email("reviewer_p9"))
    for path in ("", "/goi-cham.xlsx"):
        assert client.get(f"/cham-diem/goi/{grid.round_id}{path}").status_code == 404
    assert bring(client, grid, b"x")[0] == 404
