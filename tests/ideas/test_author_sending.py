"""What an author checks, sends in, sends again and takes back."""

from flask.testing import FlaskClient

from tests.ideas.author_pages import TEXTS, S, author
from tests.ideas.pages import get, state_of, stored, text_of
from tests.people import World


def test_the_check_page_lists_gaps_with_their_links(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, problem="", title="")
    author(client, world)

    page = get(client, f"/ho-so/{idea_id}/kiem-tra").get_data(as_text=True)
    answer = client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"})

    assert f'href="/ho-so/{idea_id}/thong-tin#title">Nhập tên giải pháp' in page
    assert f'href="/ho-so/{idea_id}/van-de-giai-phap#problem">Nêu vấn đề' in page
    assert 'aria-disabled="true"' in page
    assert answer.status_code == 422
    assert state_of(idea_id) == (S.DRAFT, None)


def test_submitting_leads_to_the_receipt(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)

    unsworn = client.post(f"/ho-so/{idea_id}/nop")
    first = client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"})
    second = client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"})

    assert (unsworn.status_code, "Đánh dấu vào ô cam đoan" in text_of(unsworn)) == (422, True)
    assert (first.status_code, first.location) == (303, f"/ho-so/{idea_id}/bien-nhan")
    assert (second.status_code, second.location) == (303, f"/ho-so/{idea_id}/bien-nhan")
    receipt = get(client, f"/ho-so/{idea_id}/bien-nhan")
    page = text_of(receipt)
    assert "Hồ sơ này đã được nộp lúc" in page
    assert "SK-2026-00001" in page
    assert "<svg" in receipt.get_data(as_text=True)
    assert state_of(idea_id) == (S.AWAITING_UNIT, "SK-2026-00001")


def test_a_supplement_is_sent_from_the_same_page(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.SUPPLEMENT_ASKED)
    author(client, world)

    assert "Thiếu minh chứng" in text_of(get(client, f"/ho-so/{idea_id}"))
    assert "Gửi bổ sung" in text_of(get(client, f"/ho-so/{idea_id}/kiem-tra"))
    assert client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"}).status_code == 303

    assert state_of(idea_id)[0] is S.SUPPLEMENTED


def test_what_is_submitted_is_read_not_written(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.SCORING)
    author(client, world)

    assert client.get(f"/ho-so/{idea_id}/thong-tin").location == f"/ho-so/{idea_id}"
    assert client.post(f"/ho-so/{idea_id}/van-de-giai-phap", data=TEXTS).status_code == 409
    assert "Đang chấm điểm" in text_of(get(client, f"/ho-so/{idea_id}"))


def test_withdrawing_asks_why(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.SUBMITTED)
    author(client, world)

    silent = client.post(f"/ho-so/{idea_id}/rut")
    done = client.post(f"/ho-so/{idea_id}/rut", data={"reason": "Chuyển đợt sau"})
    again = client.post(f"/ho-so/{idea_id}/rut", data={"reason": "Lần nữa"})

    assert (silent.status_code, "Nhập lý do" in text_of(silent)) == (422, True)
    assert [done.status_code, again.status_code] == [303, 409]
    assert state_of(idea_id)[0] is S.WITHDRAWN


def test_a_result_against_one_is_said_kindly(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.DECLINED)

    page = text_of(get(author(client, world), f"/ho-so/{idea_id}"))

    assert "Chưa được chọn trong đợt này" in page


def test_a_dossier_submitted_again_says_so(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.RETURNED)
    author(client, world)

    assert "Chưa đủ căn cứ" in text_of(get(client, f"/ho-so/{idea_id}"))
    assert client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"}).status_code == 303

    assert "Nộp hồ sơ, lần 2" in text_of(get(client, f"/ho-so/{idea_id}"))
    assert client.get(f"/ho-so/{idea_id}/kiem-tra").location == f"/ho-so/{idea_id}"
    assert client.get(f"/ho-so/{idea_id}/minh-chung").location == f"/ho-so/{idea_id}"
    receipt = text_of(get(client, f"/ho-so/{idea_id}/bien-nhan"))
    assert receipt.count("lần 2") == 1
    assert state_of(idea_id) == (S.AWAITING_UNIT, "SK-2026-00001")
