"""The pack as one page: nothing foreign in it, nobody named; its results come back with checks."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.review.models import Sheet
from app.review.queries import draft_of
from tests.people import World, sign_in
from tests.review.test_grid import Grid


@pytest.fixture
def grid(world: World, client: FlaskClient) -> Grid:
    sign_in(client, world.email("reviewer"))
    return Grid(world)


def page(client: FlaskClient, grid: Grid) -> str:
    answer = client.get(f"/cham-diem/goi/{grid.round_id}/goi-cham.html")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return answer.text


def results(client: FlaskClient, grid: Grid, points: str = "10") -> dict[str, Any]:
    """What the page's script would hand back with these points everywhere."""
    found = re.search(r'id="goi">(.*?)</script>', page(client, grid), re.DOTALL)
    assert found is not None
    pack = json.loads(found[1])
    marks = [{"criterion": c["id"], "points": points, "skipped": False, "remark": "Đủ căn cứ."}
             for c in pack["criteria"]]  # fmt: skip
    sheets = [{**sheet, "remark": "", "marks": [dict(mark) for mark in marks]}
              for sheet in pack["sheets"]]  # fmt: skip
    return {"kind": pack["kind"], "token": pack["token"], "sheets": sheets}


def bring(client: FlaskClient, grid: Grid, given: object) -> tuple[int, str]:
    content = given if isinstance(given, bytes) else json.dumps(given).encode()
    data = {"file": (BytesIO(content), "ket-qua.json")}
    answer = client.post(f"/cham-diem/goi/{grid.round_id}", data=data, follow_redirects=True)
    return answer.status_code, answer.text


def stored(sheet_id: int) -> list[str]:
    with transaction() as session:
        marks = draft_of(session, session.get_one(Sheet, sheet_id)).marks
        return [str(mark.points) for mark in marks]


def test_it_is_one_file_that_asks_nobody_for_anything_and_names_nobody(
    client: FlaskClient, grid: Grid, world: World
) -> None:
    text = page(client, grid)

    assert (
        re.findall(r'(?:src|href|action)\s*=\s*"[^"]*"|url\(|@import|fetch\(|https?://', text) == []
    )
    assert "default-src 'none'" in text
    assert world.author.name not in text
    assert "Phường 9" not in text
    assert text.count('class="dossier"') == len(grid.codes[:2])
    assert re.search(r"\son[a-z]+=", text) is None


def test_what_it_hands_back_is_stored_and_twice_is_harmless(
    client: FlaskClient, grid: Grid
) -> None:
    given = results(client, grid)

    first, second = bring(client, grid, given), bring(client, grid, given)

    assert first[0] == second[0] == 200
    assert "Đã nhập 2 phiếu; 0 phiếu không có gì thay đổi" in first[1]
    assert "Đã nhập 0 phiếu; 2 phiếu không có gì thay đổi" in second[1]
    assert stored(given["sheets"][0]["sheet_id"]) == ["10.00"] * 4


def test_what_was_saved_here_later_is_not_overwritten(client: FlaskClient, grid: Grid) -> None:
    old, newer = results(client, grid, "5"), results(client, grid, "10")
    bring(client, grid, newer)

    status, text = bring(client, grid, old)

    assert status == 422
    assert "đã sửa trên hệ thống sau khi tải gói: đang là “10”, tệp ghi “5”" in text
    assert stored(old["sheets"][0]["sheet_id"]) == ["10.00"] * 4


def test_every_problem_is_named_and_nothing_is_stored(client: FlaskClient, grid: Grid) -> None:
    given = results(client, grid)
    first, second = given["sheets"]
    first["marks"][0]["points"] = "99"
    first["marks"][1]["points"] = "mười"
    second["marks"].pop()

    status, text = bring(client, grid, given)

    assert status == 422
    for words in (f"{first['code']}: Điểm của tiêu chí", "tiêu chí 2: “mười” không phải là số",
                  f"{second['code']}: thiếu tiêu chí 4"):  # fmt: skip
        assert words in text
    assert "10.00" not in stored(second["sheet_id"])


def test_another_reviewers_another_rounds_or_a_changed_file_is_refused(
    client: FlaskClient, grid: Grid, world: World
) -> None:
    given = results(client, grid)
    client.delete_cookie("sangkien")
    sign_in(client, world.email("reviewer2"))

    assert "là của người chấm khác" in bring(client, grid, given)[1]
    client.delete_cookie("sangkien")
    sign_in(client, world.email("reviewer"))
    torn = {**given, "token": given["token"][:-2] + "xx"}
    assert "hoặc đã bị sửa" in bring(client, grid, torn)[1]
    foreign = {**given, "sheets": [{**given["sheets"][0], "sheet_id": 999_999}]}
    assert "không phải phiếu của Ông/Bà" in bring(client, grid, foreign)[1]


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"kind": 1}', b'{"kind":"sangkien-goi-cham-1","sheets":[1]}', b"{" + b"[" * 99_999,
     b'{"kind":"sangkien-goi-cham-1","sheets":[{"sheet_id":9999999999999999999999}]}',
     b'{"kind":"sangkien-goi-cham-1","token":"x","sheets":[{"sheet_id":1,"marks":[{}]}]}'],
    ids=["torn", "other", "no sheets", "deep", "long number", "no criterion"],
)  # fmt: skip
def test_what_is_no_file_of_results_is_said(
    client: FlaskClient, grid: Grid, content: bytes
) -> None:
    status, text = bring(client, grid, content)

    assert status == 422
    assert "tệp kết quả" in text
