"""The secretary's pages: making, changing, announcing; wrong input keeps what was typed."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.extensions import db
from app.rounds.forms import RoundForm, typed_round
from app.rounds.models import Round
from app.rounds.states import RoundState
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import WINDOWS, make_round, reread, round_draft, stored, windows


def boxes(found: Any, **changes: str) -> dict[str, str]:
    """The settings form as a browser posts it."""
    form = RoundForm(formdata=None, data=typed_round(found))
    texts = {field.name: field._value() for field in form if hasattr(field, "_value")}
    texts |= {"supplement_kind": "working", "blind": str(found.blind)}
    return {**texts, **changes}


@pytest.fixture
def secretary(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("secretary"))


def test_a_round_is_made_once_however_often_the_button_is_pressed(
    secretary: FlaskClient,
) -> None:
    typed = boxes(round_draft(), once_key="k" * 32)

    first, second = (secretary.post("/dot-xet/moi", data=typed) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session().scalar(select(func.count()).select_from(Round)) == 1
    made = reread(int(first.headers["Location"].rsplit("/", 1)[1]))
    assert {name: getattr(made, name) for name in WINDOWS} == WINDOWS


def test_wrong_input_is_said_and_the_text_kept(secretary: FlaskClient) -> None:
    typed = boxes(round_draft(), title="Đợt xét thử", closes_at="31/02/2026", quorum="")

    answer = secretary.post("/dot-xet/moi", data=typed)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Lỗi: " in page
    assert "Ngày phải là ngày có thật, ví dụ 05/02/2026" in page
    assert "Nhập số phiếu tối thiểu, ví dụ 2" in page
    assert 'value="31/02/2026"' in page
    assert 'value="Đợt xét thử"' in page


def test_what_the_rules_refuse_stands_beside_the_box(secretary: FlaskClient) -> None:
    typed = boxes(round_draft(), closes_at="01/09/2026")

    answer = secretary.post("/dot-xet/moi", data=typed)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#closes_at">Hạn nộp hồ sơ phải sau lúc mở nhận hồ sơ</a>' in page
    assert 'value="01/09/2026"' in page


@pytest.mark.parametrize(("typed", "at"), [("17:00", (10, 0)), ("17h30", (10, 30)), ("", (17, 0))])
def test_an_empty_time_is_the_end_of_the_day(
    secretary: FlaskClient, world: World, typed: str, at: tuple[int, int]
) -> None:
    round_id, version = stored(world, state=RoundState.DRAFT)
    data = boxes(round_draft(), closes_at_time=typed, version=str(version))

    answer = secretary.post(f"/dot-xet/{round_id}/thong-tin", data=data)

    assert answer.status_code == 303
    closes = reread(round_id).closes_at
    assert (closes.hour, closes.minute) == at


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [("", None, "tính mọi năm"), ("0", 0, "không tránh"), ("5", 5, "tính lùi 5 năm")],
)
def test_how_many_years_former_co_authors_count_is_a_setting(
    secretary: FlaskClient, world: World, typed: str, kept: int | None, said: str
) -> None:
    round_id, version = stored(world, state=RoundState.DRAFT, coauthor_years=9)
    data = boxes(round_draft(), coauthor_years=typed, version=str(version))

    answer = secretary.post(f"/dot-xet/{round_id}/thong-tin", data=data)

    assert answer.status_code == 303
    assert reread(round_id).coauthor_years == kept
    assert said in secretary.get(f"/dot-xet/{round_id}").text


def test_an_older_edit_does_not_overwrite_a_newer_one(secretary: FlaskClient, world: World) -> None:
    round_id, version = stored(world, state=RoundState.DRAFT)
    url = f"/dot-xet/{round_id}/thong-tin"
    first = boxes(round_draft(), summary="Lời mời A", version=str(version))
    second = boxes(round_draft(), summary="Lời mời B", version=str(version))

    assert secretary.post(url, data=first).status_code == 303
    answer = secretary.post(url, data=second)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Lời mời A" in page
    assert "Lời mời B" in page
    assert "Nguyễn Thị Ếch" in page
    assert reread(round_id).summary == "Lời mời A"


def test_announcing_and_pressing_again(secretary: FlaskClient, world: World) -> None:
    round_id, _ = stored(world, state=RoundState.DRAFT, **windows(1))
    url = f"/dot-xet/{round_id}/cong-bo"

    first, second = secretary.post(url), secretary.post(url)

    assert (first.status_code, second.status_code) == (303, 409)
    assert reread(round_id).state is RoundState.ANNOUNCED


def test_what_is_missing_is_listed_before_the_button_is_pressed(secretary: FlaskClient) -> None:
    secretary.post("/dot-xet/moi", data=boxes(round_draft()))
    round_id = db.session().scalar(select(Round.id))

    page = secretary.get(f"/dot-xet/{round_id}").get_data(as_text=True)
    answer = secretary.post(f"/dot-xet/{round_id}/cong-bo")

    assert f'<a href="/dot-xet/{round_id}/linh-vuc">Thêm ít nhất một lĩnh vực</a>' in page
    assert 'aria-disabled="true" aria-describedby="blockers"' in page
    assert answer.status_code == 422
    assert "Lập thang điểm, hoặc dùng thang điểm mẫu" in answer.get_data(as_text=True)


def test_a_copy_is_made_once(secretary: FlaskClient, world: World) -> None:
    round_id, _ = stored(world)
    data = {"year": "2027", "once_key": "c" * 32}

    first, second = (secretary.post(f"/dot-xet/{round_id}/nhan-ban", data=data) for _ in range(2))
    wrong = secretary.post(f"/dot-xet/{round_id}/nhan-ban", data={"year": "hai nghìn"})

    assert first.headers["Location"] == second.headers["Location"]
    assert db.session().scalar(select(func.count()).select_from(Round)) == 2
    assert wrong.status_code == 422
    assert "Nhập năm, ví dụ 2026" in wrong.get_data(as_text=True)


def test_closing_from_the_page(secretary: FlaskClient, world: World) -> None:
    early, _ = stored(world, code="SOM", **windows(1))
    done, _ = stored(world, code="XONG", **windows(8))

    answers = [secretary.post(f"/dot-xet/{key}/ket-thuc").status_code for key in (early, done)]

    assert answers == [422, 303]
    assert reread(done).state is RoundState.CLOSED
    assert "Sửa thông tin" not in secretary.get(f"/dot-xet/{done}").get_data(as_text=True)


PATHS = ("", "/thong-tin", "/linh-vuc", "/thang-diem")


@pytest.mark.parametrize("name", ["author", "clerk", "reviewer", "chair", "admin", "leader"])
def test_others_do_not_enter(client: FlaskClient, world: World, name: str) -> None:
    round_id, version = stored(world, state=RoundState.DRAFT)
    sign_in(client, world.email(name))
    read = [f"/dot-xet/{round_id}{path}" for path in PATHS]
    write = [f"/dot-xet/{round_id}/{act}" for act in ("cong-bo", "ket-thuc", "nhan-ban")]

    answers = [client.get(url).status_code for url in ("/dot-xet", "/dot-xet/moi", *read)]
    answers += [client.post(url).status_code for url in (*read[1:], *write)]

    assert set(answers) == {403}
    found = reread(round_id)
    assert (found.version, found.state) == (version, RoundState.DRAFT)


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    answer = client.get("/dot-xet")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/dang-nhap?next=/dot-xet"


def test_a_round_that_does_not_exist_is_not_found(secretary: FlaskClient) -> None:
    assert {secretary.get(f"/dot-xet/99{path}").status_code for path in PATHS} == {404}
    assert secretary.post("/dot-xet/99/cong-bo").status_code == 404


def test_the_list_costs_the_same_at_any_length(secretary: FlaskClient, world: World) -> None:
    costs = []
    for batch in (1, 20):
        with transaction() as session:
            for n in range(batch):
                make_round(session, world, code=f"D{batch}-{n}", state=RoundState.DRAFT)
        with counted_queries() as counter:
            assert secretary.get("/dot-xet").status_code == 200
        costs.append(counter.count)

    assert costs[0] == costs[1]
