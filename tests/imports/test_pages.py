"""The pages: upload to undo by hand, wrong roles, wrong input, the Word way."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.ideas.models import Idea, IdeaAuthor, IdeaParticipant
from app.imports.models import DossierImport, DossierRow
from app.imports.word_template import application
from tests.imports.lists import HEAD, book
from tests.imports.test_word import AUTHORS, HELPERS, TEXTS
from tests.people import World, sign_in
from tests.rounds.builders import at, make_round

TWO = "Trần Văn An (60%); Lê Thị Bình (40%)"
ROWS = (
    HEAD,
    (1, "Trợ lý đọc đơn", TWO, "UBND Phường 9", "05/02/2026", "Nhanh"),
    (2, "Sổ tay số", "Phạm Thị Cúc", "", "31/02/2026", "Tiết kiệm giấy"),
)


@pytest.fixture
def round_id(world: World) -> int:
    end, last = at(20, 10, year=2090), at(20, 11, year=2090)
    ends: dict[str, Any] = dict.fromkeys(
        ("closes_at", "endorse_until", "checked_until", "scoring_opens_at"), end
    )
    with transaction() as session:
        return make_round(session, world, **ends, scoring_closes_at=last).id


def _upload(client: FlaskClient, round_id: int, unit_id: int, rows: Any = ROWS) -> Any:
    return client.post("/nhap-ho-so", data={
        "round_id": round_id, "unit_id": unit_id, "file": (book(rows), "ds.xlsx"),
        "once_key": "k" * 40})  # fmt: skip


def _posted(page: str) -> dict[str, str]:
    """What a browser would send back of the mapping form."""
    form = {name: "1" for name in re.findall(r'name="(sheet-\d+)" value="1" checked', page)}
    for block in re.findall(r'<select id="(column-[\d-]+)".*?</select>', page, re.S):
        part = page.split(f'<select id="{block}"')[1].split("</select>")[0]
        chosen = re.search(r'value="([^"]*)" selected', part)
        form[block] = chosen[1] if chosen else ""
    return form


def test_by_hand(client: FlaskClient, world: World, round_id: int) -> None:
    sign_in(client, world.email("clerk"))
    assert "Tải danh sách lên" in client.get("/nhap-ho-so").text
    answer = _upload(client, round_id, world.units["P9"])
    assert answer.status_code == 303
    place = answer.location
    assert _upload(client, round_id, world.units["P9"]).location == place
    page = client.get(place).text
    assert client.post(f"{place}/ghep-cot", data=_posted(page)).status_code == 303
    page = client.get(place).text
    assert "31/02/2026" in page
    assert "Cần xác nhận" in page
    refused = client.post(f"{place}/nhap", data={"mode": "all"})
    assert refused.status_code == 422
    assert "Còn 1 dòng có lỗi và 1 dòng cần xác nhận" in refused.text
    question = re.search(r'name="(answer-\d+)"', page)
    assert question is not None
    client.post(f"{place}/xac-nhan", data={question[1]: str(world.units["P9"])})
    assert client.post(f"{place}/nhap", data={"mode": "good"}).status_code == 303
    assert "Thêm 1 hồ sơ" in client.get(place).text
    assert client.get(f"{place}/kiem-tra.xlsx").status_code == 200
    with transaction() as session:
        assert session.scalars(select(Idea.title)).all() == ["Trợ lý đọc đơn"]
    assert client.post(f"{place}/hoan-tac").status_code == 303
    assert "Đã hoàn tác" in client.get(place).text
    with transaction() as session:
        assert session.scalars(select(Idea.state)).all() == ["withdrawn"]


def test_others_do_not_see_it(client: FlaskClient, world: World, round_id: int) -> None:
    sign_in(client, world.email("clerk"))
    place = _upload(client, round_id, world.units["P9"]).location
    for name, status in (("author", 403), ("other_clerk", 404), ("secretary", 404)):
        sign_in(client, world.email(name))
        assert client.get(place).status_code == status
        for act in ("ghep-cot", "xac-nhan", "nhap", "hoan-tac", "bo"):
            assert client.post(f"{place}/{act}", data={"mode": "all"}).status_code == status
        assert client.get(f"{place}/kiem-tra.xlsx").status_code == status
    sign_in(client, world.email("author"))
    assert client.get("/nhap-ho-so").status_code == 403
    with transaction() as session:
        assert session.scalars(select(DossierImport.state)).all() == ["mapping"]


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"PK\x03\x04", "a.xlsx"), (b"%PDF-1.4", "a.csv"), (b"{", "a.exe"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls")],
)  # fmt: skip
def test_wrong_files(
    client: FlaskClient, world: World, round_id: int, content: bytes, name: str
) -> None:
    sign_in(client, world.email("clerk"))
    answer = client.post("/nhap-ho-so", data={
        "round_id": round_id, "unit_id": world.units["P9"],
        "file": (io.BytesIO(content), name)})  # fmt: skip
    assert answer.status_code == 422
    with transaction() as session:
        assert session.scalar(select(func.count(DossierImport.id))) == 0


def test_dropping_forgets_the_rows(client: FlaskClient, world: World, round_id: int) -> None:
    sign_in(client, world.email("clerk"))
    place = _upload(client, round_id, world.units["P9"]).location
    assert client.post(f"{place}/bo").status_code == 303
    with transaction() as session:
        assert session.scalar(select(func.count(DossierRow.id))) == 0
    assert client.post(f"{place}/nhap", data={"mode": "all"}).status_code == 409
    assert client.get(place).status_code == 200


def test_a_wrong_mapping_keeps_what_was_chosen(
    client: FlaskClient, world: World, round_id: int
) -> None:
    sign_in(client, world.email("clerk"))
    place = _upload(client, round_id, world.units["P9"]).location
    form = _posted(client.get(place).text) | {"column-0-2": "", "column-0-5": "title"}
    answer = client.post(f"{place}/ghep-cot", data=form)
    assert answer.status_code == 422
    assert "Chọn cột chứa “Tác giả”" in answer.text
    assert _posted(answer.text)["column-0-5"] == "title"


def test_templates(client: FlaskClient, world: World, round_id: int) -> None:
    sign_in(client, world.email("clerk"))
    assert client.get("/nhap-ho-so/mau.xlsx").data[:2] == b"PK"
    assert client.get("/nhap-ho-so/mau.docx").data[:2] == b"PK"


def _word_form(page: str) -> dict[str, Any]:
    import lxml.html  # noqa: PLC0415

    form = next(one for one in lxml.html.fromstring(page).forms if "/tao" in (one.action or ""))
    return {name: value.lstrip("\n") for name, value in form.form_values()}


def test_a_word_application(client: FlaskClient, world: World, round_id: int) -> None:
    sign_in(client, world.email("author"))
    answer = client.post("/nhap-ho-so/tu-word", data={
        "round_id": round_id, "unit_id": 0,
        "file": (io.BytesIO(application(TEXTS, AUTHORS, HELPERS)), "don.docx")})  # fmt: skip
    assert answer.status_code == 200
    form = _word_form(answer.text)
    assert form["effect"] == TEXTS["effect"]
    refused = client.post("/nhap-ho-so/tu-word/tao", data=form)
    assert refused.status_code == 422
    kept = {name: value for name, value in form.items() if name not in {"csrf_token", "once_key"}}
    assert kept.items() <= _word_form(refused.text).items()
    assert "Chưa đối chiếu mục “Tên giải pháp”" in refused.text
    assert "Lê Thị Bình | 1992" in refused.text
    with transaction() as session:
        assert session.scalar(select(func.count(Idea.id))) == 0
    form |= {f"compared-{name}": "1" for name in TEXTS} | {"compared_people": "y"}
    made = client.post("/nhap-ho-so/tu-word/tao", data=form)
    assert made.status_code == 303
    assert client.post("/nhap-ho-so/tu-word/tao", data=form).location == made.location
    with transaction() as session:
        idea = session.scalars(select(Idea)).one()
        assert {name: getattr(idea, name) for name in TEXTS if name != "first_applied_on"} == {
            name: text for name, text in TEXTS.items() if name != "first_applied_on"
        }
        assert idea.first_applied_on == date(2026, 2, 5)
        assert [one.born for one in session.scalars(select(IdeaAuthor))] == ["1985-02-05", "1990"]
        assert session.scalars(select(IdeaParticipant.support)).all() == ["Nhập số liệu"]
