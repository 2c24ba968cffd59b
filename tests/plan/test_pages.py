"""Pages of the plan through HTTP: the board, a task, the periods, urging."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.outbox.models import OutboxMessage
from app.plan.models import PlanItem, ReportingPeriod
from app.plan.states import TaskState
from tests.people import World, sign_in
from tests.plan.builders import item, make_plan, make_report, period


def text_of(answer: object) -> str:
    """What a reader sees of a page: no tags, one blank between words."""
    page = answer.get_data(as_text=True)  # type: ignore[attr-defined]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def make(world: World, *units: str) -> dict[str, int]:
    """The plan with sent reports of these units; ids of what pages need."""
    with transaction() as session:
        make_plan(session, world)
        for unit in units:
            make_report(session, world, unit)
        return {
            "year": period(session).id,
            "sum": period(session, "Báo cáo tổng hợp").id,
            "item": item(session).id,
        }


def stored_item(key: int) -> tuple[TaskState, str]:
    """State and note of a task."""
    with transaction() as session:
        found = session.get_one(PlanItem, key)
        return found.state, found.progress_note


def test_without_a_plan_the_pages_say_so(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("plan_officer"))

    for url in ("/ke-hoach", "/ke-hoach/bao-cao"):
        answer = client.get(url)
        assert (answer.status_code, "Chưa có kế hoạch nào" in text_of(answer)) == (200, True)


@pytest.mark.parametrize("who", ["author", "reviewer", "communications", "admin"])
def test_the_plan_is_not_for_everybody(client: FlaskClient, world: World, who: str) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email(who))

    urls = ["/ke-hoach", f"/ke-hoach/nhiem-vu/{ids['item']}", "/ke-hoach/bao-cao",
            f"/ke-hoach/tong-hop/{ids['sum']}", f"/ke-hoach/tong-hop/{ids['sum']}/bao-cao.docx",
            f"/ke-hoach/bao-cao/{ids['year']}/{world.units['P9']}"]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [403] * len(urls)


def test_the_board_filters_by_address(client: FlaskClient, world: World) -> None:
    make(world, "P9")
    sign_in(client, world.email("leader"))

    whole, narrow = client.get("/ke-hoach"), client.get("/ke-hoach?group=II.4&unit=x&state=zzz")
    nothing = client.get("/ke-hoach?state=paused")

    assert "Báo cáo năm 2026 1 đơn vị, bình quân 60%" in text_of(whole)
    assert "6497/KH-UBND" in text_of(whole)
    assert ("II.4.1" in text_of(narrow), "II.1.1" in text_of(narrow)) == (True, False)
    assert "Không có nhiệm vụ nào phù hợp với bộ lọc" in text_of(nothing)


def test_the_officer_moves_a_task(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("plan_officer"))
    url = f"/ke-hoach/nhiem-vu/{ids['item']}"

    answer = client.post(url, data={"version": "1", "move": "start", "note": "Đã giao việc."})

    assert (answer.status_code, answer.location) == (303, url)
    assert stored_item(ids["item"]) == (TaskState.UNDER_WAY, "Đã giao việc.")
    page = text_of(client.get(url))
    assert "Đã cập nhật nhiệm vụ II.3.2." in page
    assert "Bắt đầu thực hiện" in page


def test_a_pause_without_a_word_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("plan_officer"))

    typed = {"version": "1", "move": "pause", "note": "", "due_on": "31/02/2026"}
    bad_day = client.post(f"/ke-hoach/nhiem-vu/{ids['item']}", data=typed)
    no_note = client.post(f"/ke-hoach/nhiem-vu/{ids['item']}", data={**typed, "due_on": ""})

    assert (bad_day.status_code, no_note.status_code) == (422, 422)
    assert 'value="31/02/2026"' in bad_day.get_data(as_text=True)
    assert "Ghi lý do thay đổi trạng thái vào ghi chú tiến độ" in text_of(no_note)
    assert stored_item(ids["item"]) == (TaskState.NOT_STARTED, "")


def test_two_officers_see_both_notes(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("plan_officer"))
    url = f"/ke-hoach/nhiem-vu/{ids['item']}"
    client.post(url, data={"version": "1", "note": "Bản thứ nhất."})

    answer = client.post(url, data={"version": "1", "note": "Bản thứ hai."})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Bản thứ nhất." in page
    assert "Bản thứ hai." in page
    chosen = client.post(url, data={"version": "2", "note": "Bản thứ hai."})
    assert chosen.status_code == 303
    assert stored_item(ids["item"]) == (TaskState.NOT_STARTED, "Bản thứ hai.")


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_others_cannot_post_to_a_task(client: FlaskClient, world: World, who: str) -> None:
    ids = make(world)
    sign_in(client, world.email(who))

    answer = client.post(f"/ke-hoach/nhiem-vu/{ids['item']}", data={"move": "start"})

    assert answer.status_code == 403
    assert stored_item(ids["item"]) == (TaskState.NOT_STARTED, "")


def test_periods_are_opened_once(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_plan(session, world, year=None)
    sign_in(client, world.email("plan_officer"))

    wrong = client.post("/ke-hoach/bao-cao", data={"year": "2031"})
    empty = client.post("/ke-hoach/bao-cao", data={"year": ""})
    right = client.post("/ke-hoach/bao-cao", data={"year": "2026"})
    again = client.post("/ke-hoach/bao-cao", data={"year": "2026"}, follow_redirects=True)

    assert [a.status_code for a in (wrong, empty, right, again)] == [422, 422, 303, 200]
    assert "Năm báo cáo phải từ 2025 đến 2030" in text_of(wrong)
    assert 'value="2031"' in wrong.get_data(as_text=True)
    assert "đã được mở trước đó" in text_of(again)
    with transaction() as session:
        assert len(session.scalars(select(ReportingPeriod)).all()) == 3


def test_the_officer_sees_who_is_missing(client: FlaskClient, world: World) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email("plan_officer"))

    page = text_of(client.get(f"/ke-hoach/bao-cao?ky={ids['year']}"))

    assert "1/5 đã gửi" in page
    assert "Ủy ban nhân dân Phường 9 Đã gửi đúng hạn" in page


def test_urging_shows_the_words_before_it_sends_them(client: FlaskClient, world: World) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email("plan_officer"))
    url = f"/ke-hoach/bao-cao/{ids['year']}/don-doc"
    units = [world.units[code] for code in ("P1", "P9", "HDN")]

    preview = client.get(url, query_string={"unit": units})
    sent = client.post(url, data={"unit": units}, follow_redirects=True)
    again = client.post(url, data={"unit": units}, follow_redirects=True)

    shown = text_of(preview)
    assert "Gửi nhắc 2 đơn vị" in shown
    assert world.other_clerk.name in shown
    assert "Chưa có đầu mối, không gửi được" in shown
    assert "Đã gửi thư nhắc 1 đơn vị (1 thư)." in text_of(sent)
    assert "Chưa có đầu mối để nhắc: Hội Doanh nghiệp Quận 3." in text_of(sent)
    assert "Hôm nay đã nhắc trước đó, không gửi thêm" in text_of(again)
    with transaction() as session:
        addresses = session.scalars(select(OutboxMessage.address)).all()
    assert addresses == [world.email("other_clerk")]


def test_urging_nobody_is_answered_kindly(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("plan_officer"))
    url = f"/ke-hoach/bao-cao/{ids['year']}/don-doc"

    assert "Chưa chọn đơn vị nào để nhắc" in text_of(client.get(url))
    assert client.post(url).status_code == 422
    assert client.get(f"/ke-hoach/bao-cao/{ids['sum']}/don-doc").status_code == 404


def test_leaders_look_but_do_not_urge(client: FlaskClient, world: World) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email("leader"))

    page = client.get("/ke-hoach/bao-cao").get_data(as_text=True)
    post = client.post(f"/ke-hoach/bao-cao/{ids['year']}/don-doc", data={"unit": "1"})

    assert "Xem trước thư nhắc" not in page
    assert post.status_code == 403
