"""The public page: what it says in each phase, and what it never shows."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.rounds.states import RoundState
from tests.people import World, sign_in
from tests.rounds.builders import make_round, windows


def text(client: FlaskClient) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("passed", "headline"),
    [
        (0, "Sắp nhận hồ sơ,"),
        (1, "Đang nhận hồ sơ,"),
        (2, "Đã hết hạn nộp, đang kiểm tra hồ sơ"),
        (5, "Đã hết hạn nộp, đang chấm điểm"),
        (6, "Hội đồng đang họp xét"),
        (8, "Đã công bố kết quả"),
    ],
)
def test_one_sentence_says_where_the_round_stands(
    client: FlaskClient, world: World, passed: int, headline: str
) -> None:
    with transaction() as session:
        make_round(session, world, **windows(passed))

    page = text(client)

    heading = page.split("<h1>")[1].split("</h1>")[0]
    assert headline in heading
    assert ("Đăng nhập để tạo hồ sơ" in page) == (passed == 1)


def test_the_deadline_is_shown_with_zone_and_the_rubric_with_anchors(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        make_round(session, world, **windows(1))

    page = text(client)

    assert "Đến 07:00 thứ Hai 01/02/2190, giờ Việt Nam" in page
    assert "Chưa đơn vị nào trong quận làm; nêu rõ đã học từ đâu và khác ở điểm nào" in page
    assert "Đạt từ 60 điểm và không tiêu chí nào dưới sàn" in page
    assert "Bảng tiêu chí: mẫu, chờ Hội đồng ban hành." in page


@pytest.mark.parametrize(
    ("years", "said"),
    [(None, "năm nào cũng tính"), (5, "trong 5 năm gần đây"), (0, "người chấm không cùng đơn vị")],
)
def test_the_call_says_who_does_not_score(
    client: FlaskClient, world: World, years: int | None, said: str
) -> None:
    with transaction() as session:
        make_round(session, world, **windows(1), coauthor_years=years)

    page = text(client)

    assert said in page
    assert ("Ai từng là đồng tác giả" in page) == (years != 0)


def test_an_author_goes_straight_to_a_new_dossier(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_round(session, world, **windows(1))

    sign_in(client, world.email("author"))

    assert 'href="/ho-so/moi"' in text(client)


def test_without_a_round_the_page_names_the_last_result(client: FlaskClient, world: World) -> None:
    empty = text(client)
    with transaction() as session:
        make_round(session, world, state=RoundState.CLOSED, **windows(8))

    page = text(client)

    assert "Hiện chưa có đợt xét nào mở" in empty
    assert "Đợt gần nhất" not in empty
    assert "Đợt gần nhất: Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm 2026" in page
    assert "công bố kết quả ngày 01/08/2001" in page


def test_a_draft_is_nowhere_to_be_seen(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_round(session, world, state=RoundState.DRAFT, title="Đợt CANARYKÍN", **windows(1))

    pages = [text(client)]
    sign_in(client, world.email("reviewer"))
    pages += [text(client), client.get("/viec-cho-toi").get_data(as_text=True)]

    assert not any("CANARYKÍN" in page for page in pages)


def test_officers_see_the_strip_on_every_page(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_round(session, world, **windows(5))

    sign_in(client, world.email("reviewer"))
    page = client.get("/viec-cho-toi").get_data(as_text=True)

    assert '<span class="stage">Đang chấm điểm</span>' in page


def test_a_secretary_is_told_what_waits(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_round(session, world, code="NHAP", state=RoundState.DRAFT, **windows(0))
        make_round(session, world, code="XONG", **windows(8))
        made = {"publishes_on": date(2001, 8, 1)}
        make_round(
            session, world, code="CHAY", **{**windows(1), **made, "sits_on": date(2001, 7, 1)}
        )

    sign_in(client, world.email("secretary"))
    page = client.get("/viec-cho-toi").get_data(as_text=True)

    found = [code for code in ("NHAP", "XONG", "CHAY") if f'<span class="code">{code}' in page]
    assert found == ["NHAP", "XONG"]
