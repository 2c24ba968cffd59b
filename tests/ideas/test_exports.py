"""The list as a file: what is in it, inert formulas, the worker's way, who may."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.ideas.export_columns import Column
from app.ideas.exports import Form, begin, end, more, whole
from app.ideas.states import IdeaState
from app.jobs.models import JobPart
from app.jobs.work import work
from app.kernel.clock import now
from app.worker import find_actor
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round

HOSTILE = '=HYPERLINK("http://x.invalid")'


@pytest.fixture
def ideas(world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        for title in (HOSTILE, "+1", "'-2", "@sum", "Sổ tay số"):
            make_idea(session, world, round_, state=IdeaState.SUBMITTED, title=title)


def _titles_of_csv(content: bytes) -> list[str]:
    assert content.startswith(b"\xef\xbb\xbf")
    return [
        row["Tên giải pháp"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    ]


@pytest.mark.usefixtures("ideas")
def test_three_kinds_of_the_same_list(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    assert client.get("/tiep-nhan/xuat").status_code == 200
    rows = json.loads(client.get("/tiep-nhan/xuat.json").data)
    titles = [row["Tên giải pháp"] for row in rows]
    assert sorted(titles) == sorted([HOSTILE, "+1", "'-2", "@sum", "Sổ tay số"])
    in_csv = _titles_of_csv(client.get("/tiep-nhan/xuat.csv").data)
    assert in_csv == ["'" + one if one[0] in "=+@'" else one for one in titles]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/tiep-nhan/xuat.xlsx").data))
    cells = [row[1] for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert [cell.value for cell in cells] == titles
    assert {cell.data_type for cell in cells} == {"s"}
    one = json.loads(client.get("/tiep-nhan/xuat.json?q=so+tay").data)
    assert [row["Tên giải pháp"] for row in one] == ["Sổ tay số"]
    with transaction() as session:
        noted = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.verb == "personal_data:export")
        ).all()
    assert [json.loads(text)["rows"] for text in noted] == [5, 5, 5, 1]


@pytest.mark.usefixtures("ideas")
def test_the_worker_writes_the_same_file(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    answer = client.post("/tiep-nhan/xuat", data={"dang": "json", "cot": "day-du"})
    assert answer.status_code == 303
    for _turn in range(5):
        work(now(), find_actor)
    made = client.get(f"{answer.location}/tep")
    assert made.data == client.get("/tiep-nhan/xuat.json?cot=day-du").data
    assert "Thông tin cần được bảo mật" not in made.text
    with transaction() as session:
        assert session.scalars(select(JobPart.number)).all() == [0]


@pytest.mark.parametrize("name", ["author", "clerk", "reviewer", "admin"])
@pytest.mark.usefixtures("ideas")
def test_others_may_not(client: FlaskClient, world: World, name: str) -> None:
    sign_in(client, world.email(name))
    for ending in ("xlsx", "csv", "json"):
        assert client.get(f"/tiep-nhan/xuat.{ending}").status_code == 403
    assert client.get("/tiep-nhan/xuat").status_code == 403
    assert client.post("/tiep-nhan/xuat").status_code == 403


@pytest.mark.parametrize("form", list(Form))
def test_pieces_make_the_same_file(form: Form) -> None:
    columns = [Column("title", "Tên"), Column("n", "Số", kind="number")]
    rows: list[tuple[Any, ...]] = [(f"dòng {number}\n<&>\"'", number) for number in range(50)]
    head, state = begin(form, columns)
    pieces = head
    for start in range(0, 50, 7):
        state = json.loads(json.dumps(state))  # as it travels between steps
        pieces += more(form, columns, rows[start : start + 7], state)
    pieces += end(form, columns, state)
    if form is Form.XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(pieces)).active
        assert sheet is not None
        assert list(sheet.iter_rows(min_row=2, values_only=True)) == rows
    else:
        assert pieces == whole(form, columns, rows)


def test_a_question_worded_like_a_column_or_a_formula_is_whole_and_inert() -> None:
    columns = [Column("unit", "Đơn vị"), Column("cau-hoi:dv", "Đơn vị"),
               Column("cau-hoi:ct", HOSTILE)]  # fmt: skip
    rows = [("Phường 9", "Tổ 2", "Có")]

    found = json.loads(whole(Form.JSON, columns, rows))
    head, *_rest = csv.reader(io.StringIO(whole(Form.CSV, columns, rows).decode("utf-8-sig")))

    assert found == [{"Đơn vị": "Phường 9", "Đơn vị (2)": "Tổ 2", HOSTILE: "Có"}]
    assert head == ["Đơn vị", "Đơn vị", f"'{HOSTILE}"]
