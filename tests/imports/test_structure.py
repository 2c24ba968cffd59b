"""Where the headings of a list are found, with the merges of its cells and without."""

from typing import Any

import pytest

from app.imports.cells import Cell, Kind, Row
from app.imports.columns import guess_all
from app.imports.structure import find_head

TITLE = ("DANH SÁCH SÁNG KIẾN NĂM 2026",)
UPPER = ("TT", "Thông tin giải pháp", "", "Đơn vị", "Ngày áp dụng", "Hiệu quả")
LOWER = ("", "Tên sáng kiến", "Nhóm tác giả", "", "", "")
FIRST = ("1", "Trợ lý đọc đơn", "Trần Văn An", "UBND Phường 9", "05/02/2026", "Nhanh hơn")
MEANT = {1: "title", 2: "authors", 3: "unit", 4: "first_applied_on", 5: "effect"}


def rows(*lists: tuple[str, ...]) -> list[Row]:
    return [
        Row(number, {place: Cell(Kind.TEXT, text) for place, text in enumerate(texts) if text})
        for number, texts in enumerate(lists, start=1)
    ]


def meant(found: Any) -> dict[int, str]:
    guesses = guess_all(found.headings)
    return {place: one.key for place, one in guesses.items() if one.key in MEANT.values()}


def test_two_rows_of_headings_whose_merges_were_lost_are_read_together() -> None:
    head = find_head(rows(TITLE, UPPER, LOWER, FIRST))
    assert (head.first, head.last, meant(head)) == (2, 3, MEANT)


@pytest.mark.parametrize(
    "above",
    [TITLE, ("Đơn vị", "UBND Phường 9"), ("", "", "", "", "", "Hiệu quả"), ("TT", "Người lập")],
    ids=["title", "name of the unit", "one stray word", "a word over a heading"],
)
def test_what_stands_above_one_row_of_headings_is_no_heading(above: tuple[str, ...]) -> None:
    one = ("TT", "Tên sáng kiến", "Nhóm tác giả", "Đơn vị", "Ngày áp dụng", "Hiệu quả")
    head = find_head(rows(above, one, FIRST))
    assert (head.first, head.last, meant(head)) == (2, 2, MEANT)
