"""The unit's desk: order of preference, confirming together, the letter with its list."""

import io

import docx
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.documents.checker import check_docx
from app.extensions import db
from app.ideas import unit_desk
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.ideas.unit_actions import arranged, moved
from app.ideas.unit_desk import Desk
from app.rounds.models import Round
from tests.ideas.pages import get, state_of, stored, text_of
from tests.people import World, sign_in
from tests.queries import counted_queries

S = IdeaState
LIST = "/don-vi/ho-so"


@given(st.lists(st.integers(1, 9), unique=True), st.dictionaries(st.integers(1, 9), st.integers(1)))
def test_arranging_loses_nothing(present: list[int], typed: dict[int, int]) -> None:
    assert sorted(arranged(present, typed)) == sorted(present)


def test_typed_numbers_are_wished_places() -> None:
    assert arranged([10, 20, 30], {30: 1}) == [30, 10, 20]
    assert arranged([10, 20, 30], {10: 2, 20: 2, 30: 1}) == [30, 10, 20]
    assert arranged([10, 20], {}) == [10, 20]
    assert moved([10, 20, 30], 20, -1) == [20, 10, 30]
    assert moved([10, 20, 30], 30, 1) == [10, 20, 30]
    assert moved([10, 20], 99, 1) == [10, 20]


def three(world: World) -> list[int]:
    """Three that wait at the unit, oldest first."""
    return [stored(world, S.AWAITING_UNIT, title=f"Hồ sơ số {n}") for n in range(1, 4)]


def desk_of(world: World) -> dict[str, int]:
    with transaction() as session:
        return {"dot": session.scalars(select(Round.id)).one(), "don-vi": world.units["P9"]}


def orders() -> dict[str, int | None]:
    with transaction() as session:
        rows = session.execute(select(Idea.title, Idea.unit_order).order_by(Idea.id))
        return {title: order for title, order in rows}


def test_numbers_and_steps_put_them_in_order(client: FlaskClient, world: World) -> None:
    first, _second, third = three(world)
    sign_in(client, world.email("clerk"))
    desk = desk_of(world)

    typed = {f"thu-tu-{first}": "1", f"thu-tu-{third}": " 2 "}
    assert client.post(f"{LIST}/thu-tu", data={**desk, **typed}).status_code == 303
    assert orders() == {"Hồ sơ số 1": 1, "Hồ sơ số 3": 2, "Hồ sơ số 2": 3}
    assert client.post(f"{LIST}/thu-tu", data={**desk, "len": third}).status_code == 303
    assert orders() == {"Hồ sơ số 3": 1, "Hồ sơ số 1": 2, "Hồ sơ số 2": 3}
    assert client.post(f"{LIST}/thu-tu", data={**desk, "len": third}).status_code == 303

    page = text_of(get(client, LIST))
    places = [page.index(f"Hồ sơ số {n}") for n in (3, 1, 2)]
    assert places == sorted(places)
    with transaction() as session:
        entries = session.scalars(
            select(AuditEntry.after).where(AuditEntry.verb == "idea:order")
        ).all()
    assert len(entries) == 2


@pytest.mark.parametrize("wrong", ["không phải số", "0", "-1", "1e9"])
def test_a_wrong_number_changes_nothing(client: FlaskClient, world: World, wrong: str) -> None:
    first, *_ = three(world)
    sign_in(client, world.email("clerk"))

    answer = client.post(f"{LIST}/thu-tu", data={**desk_of(world), f"thu-tu-{first}": wrong})

    assert (answer.status_code, "số từ 1 trở lên" in text_of(answer)) == (422, True)
    assert set(orders().values()) == {None}


def test_another_units_order_is_not_mine(client: FlaskClient, world: World) -> None:
    first, *_ = three(world)
    sign_in(client, world.email("other_clerk"))
    desk = desk_of(world)

    assert client.post(f"{LIST}/thu-tu", data={**desk, f"thu-tu-{first}": "1"}).status_code == 404
    other = {**desk, "don-vi": world.units["P1"], f"thu-tu-{first}": "1"}
    assert client.post(f"{LIST}/thu-tu", data=other).status_code == 303
    assert client.get(f"{LIST}/cong-van.docx", query_string=desk).status_code == 404

    assert set(orders().values()) == {None}


def test_confirming_several_after_a_preview(client: FlaskClient, world: World) -> None:
    keys = three(world)
    own = stored(world, S.AWAITING_UNIT, coauthors=("clerk",), title="Của đầu mối")
    sign_in(client, world.email("clerk"))

    page = text_of(get(client, f"{LIST}/xac-nhan?chon={keys[0]}&chon={keys[1]}&chon={own}"))
    assert "2 trong 3 hồ sơ đã chọn xác nhận được" in page
    assert "Tác giả không tự xác nhận hồ sơ của mình" in page
    assert {state_of(key)[0] for key in keys} == {S.AWAITING_UNIT}
    assert client.post(f"{LIST}/xac-nhan", data={"chon": [keys[0], own]}).status_code == 403
    assert client.post(f"{LIST}/xac-nhan", data={"chon": keys[:2]}).status_code == 303
    assert [state_of(key)[0] for key in keys] == [S.SUBMITTED, S.SUBMITTED, S.AWAITING_UNIT]
    assert client.post(f"{LIST}/xac-nhan", data={"chon": keys[1:]}).status_code == 409
    assert state_of(keys[2])[0] is S.AWAITING_UNIT
    nothing = client.post(f"{LIST}/xac-nhan", data={"chon": ["x", ""]})
    assert (nothing.status_code, "Chọn ít nhất một hồ sơ" in text_of(nothing)) == (422, True)
    assert "Chưa chọn hồ sơ nào" in text_of(get(client, f"{LIST}/xac-nhan"))


def test_the_preview_shows_nobody_elses(client: FlaskClient, world: World) -> None:
    keys = three(world)
    sign_in(client, world.email("other_clerk"))

    assert client.get(f"{LIST}/xac-nhan?chon={keys[0]}").status_code == 404
    assert client.post(f"{LIST}/xac-nhan", data={"chon": keys}).status_code == 404
    client.post("/dang-xuat")
    sign_in(client, world.email("author"))
    assert client.post(f"{LIST}/xac-nhan", data={"chon": keys}).status_code == 403

    assert {state_of(key)[0] for key in keys} == {S.AWAITING_UNIT}


def test_progress_and_lights(client: FlaskClient, world: World) -> None:
    three(world)
    stored(world, S.ELIGIBLE, coauthors=("author2",))
    with transaction() as session:
        session.scalars(select(Round)).one().max_per_unit = 5
    sign_in(client, world.email("clerk"))

    answer = get(client, LIST)

    page = text_of(answer)
    assert "Chờ xác nhận 3" in page
    assert "Đã gửi Hội đồng 1 /5" in page
    assert "Đồng tác giả xác nhận tỷ lệ" in answer.get_data(as_text=True)


def test_the_letter_keeps_the_layout_of_the_decree(client: FlaskClient, world: World) -> None:
    keys = three(world)
    stored(world, S.ELIGIBLE, title="Đã gửi, hai tác giả", coauthors=("author2",))
    sign_in(client, world.email("clerk"))
    client.post(f"{LIST}/xac-nhan", data={"chon": keys[:1]})
    desk = desk_of(world)

    word = client.get(f"{LIST}/cong-van.docx", query_string=desk)
    paper = client.get(f"{LIST}/cong-van.pdf", query_string=desk)

    assert (word.status_code, paper.status_code) == (200, 200)
    assert check_docx(word.data) == []
    document = docx.Document(io.BytesIO(word.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Trần Ngọc Ánh (50%); Phạm Đình Ân (50%)" in cells
    assert "Hồ sơ số 1" in cells
    assert "Hồ sơ số 2" not in cells, "the unit has not confirmed it"
    text = "\n".join(one.text for one in document.paragraphs)
    assert "02 (hai) hồ sơ theo thứ tự ưu tiên" in text
    pages = PdfReader(io.BytesIO(paper.data)).pages
    assert "DANH SÁCH HỒ SƠ" in pages[-1].extract_text()
    with transaction() as session:
        exports = session.scalars(
            select(AuditEntry).where(AuditEntry.verb == "personal_data:export")
        ).all()
    assert len(exports) == 2


def test_no_letter_without_a_confirmed_dossier(client: FlaskClient, world: World) -> None:
    three(world)
    sign_in(client, world.email("clerk"))

    answer = client.get(f"{LIST}/cong-van.docx", query_string=desk_of(world))

    assert answer.status_code == 303
    assert "Đơn vị chưa xác nhận hồ sơ nào" in text_of(get(client, answer.location))


def test_the_list_costs_the_same_at_any_size(world: World) -> None:
    def cost(number: int) -> int:
        for _ in range(number):
            stored(world, S.AWAITING_UNIT, coauthors=("author2",))
        session = db.session()
        desk = Desk(world.units["P9"], session.scalars(select(Round.id)).one())
        session.rollback()
        with counted_queries() as counter:
            unit_desk.desk_lines(session, world.clerk, desk, None, limit=50)
        return counter.count

    assert cost(1) == cost(5)
