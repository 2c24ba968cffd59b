"""The pages of a sitting, as secretary, chair, members and strangers use them."""

import io
import re
from datetime import timedelta
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.documents.checker import check_docx
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.papers.kinds import real_filling
from app.sittings.models import Sitting
from tests.documents.reading import word_text
from tests.papers.versions import stored
from tests.people import EARLY, World, sign_in
from tests.queries import counted_queries
from tests.sittings.builders import council_round, items, nine, opened, planned


@pytest.fixture
def sitting_id(world: World) -> int:
    with transaction() as session:
        seats = nine(session, world)
        council_round(session, world, "P9 P1 P1")
        return opened(session, world, seats).id


@pytest.fixture
def desk(client: FlaskClient, world: World) -> FlaskClient:
    """`client` makes every browser of this test one without form tokens."""
    return sign_in(client, world.email("secretary"))


def member(app: Flask, world: World, name: str) -> FlaskClient:
    return sign_in(app.test_client(), world.email(name))


def agenda_of(sitting_id: int) -> list[int]:
    with transaction() as session:
        return [one.id for one in items(session, session.get_one(Sitting, sitting_id))]


def test_a_sitting_is_planned_once_and_filled(app: Flask, world: World, desk: FlaskClient) -> None:
    with transaction() as session:
        nine(session, world)
        council_round(session, world, "P9 P1")
    typed = {"title": "Họp đợt 1", "starts_at": "14:00 20/11/2026", "place": "Phòng họp A",
             "quorum": "2/3", "hoi-dong": str(world.council_id), "once_key": "k" * 43}  # fmt: skip

    first = desk.post("/phien-hop/moi", data=typed)
    again = desk.post("/phien-hop/moi", data=typed)

    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    offered = desk.get(f"{first.location}/chuong-trinh").get_data(as_text=True)
    subjects = re.findall(r'name="subject" value="([^"]+)"', offered)
    assert len(subjects) == 2
    filled = desk.post(f"{first.location}/chuong-trinh", data={"subject": subjects, "order": "yes"})
    assert filled.status_code == 303
    page = desk.get(first.location).get_data(as_text=True)
    assert "Giải pháp số 1" in page
    assert "Giải pháp số 2" in page
    assert "Không còn hồ sơ nào chờ" in desk.get(f"{first.location}/chuong-trinh").text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": ""}, "Nhập tên phiên họp"),
        ({"starts_at": "mai"}, "Nhập giờ và ngày"),
        ({"quorum": "3/2"}, "Nhập một phân số"),
        ({"quorum": ""}, "Nhập phần Hội đồng phải có mặt"),
        ({"title": "n" * 201}, "không được quá 200"),
    ],
)
def test_a_badly_typed_sitting_keeps_what_was_typed(
    world: World, desk: FlaskClient, typed: dict[str, str], message: str
) -> None:
    right = {"title": "Họp đợt 1", "starts_at": "14:00 20/11/2026", "place": "Phòng số 9",
             "quorum": "2/3", "hoi-dong": str(world.council_id)}  # fmt: skip

    answer = desk.post("/phien-hop/moi", data=right | typed)

    assert answer.status_code == 422
    assert message in answer.text
    assert "Phòng số 9" in answer.text


def test_a_whole_item_over_the_pages(
    app: Flask, world: World, desk: FlaskClient, sitting_id: int
) -> None:
    first, second, _third = agenda_of(sitting_id)
    at = f"/phien-hop/{sitting_id}"
    yen, khue = member(app, world, "reviewer_p9"), member(app, world, "reviewer")

    assert desk.post(f"{at}/noi-dung/{first}/xet").status_code == 303
    assert "Mời Ông/Bà tạm ra ngoài" in yen.get(f"{at}/ghe").text
    assert "Giải pháp số 1" not in yen.get(f"{at}/ghe").text
    assert "Giải pháp số 1" in khue.get(f"{at}/ghe").text
    assert desk.post(f"{at}/noi-dung/{first}/bieu-quyet", data={"kind": "open"}).status_code == 303
    vote = {"choice": "yes", "item": str(first)}
    assert khue.post(f"{at}/phieu", data=vote).status_code == 303
    assert yen.post(f"{at}/phieu", data=vote).status_code == 403
    assert "Đã biểu quyết" in khue.get(f"{at}/ghe").text
    assert '<b class="num">1</b> đồng ý' in desk.get(at).text
    assert '<b class="num">7</b> chưa có' in desk.get(at).text
    assert desk.post(f"{at}/noi-dung/{first}/ket-thuc").status_code == 303
    page = desk.get(at).text
    assert "1/9 (11,11%); cần từ 6 phiếu đồng ý" in page
    assert "Không thông qua" in desk.get(f"{at}/man-hinh").text

    desk.post(f"{at}/noi-dung/{first}/lam-lai", data={"reason": "Bấm nhầm nút"})
    assert "Làm lại" not in desk.get(at).text
    desk.post(f"{at}/noi-dung/{first}/de-lai", data={"reason": "Chờ giải trình"})
    desk.post(f"{at}/noi-dung/{second}/xet")
    assert "Giải pháp số 2" in yen.get(f"{at}/ghe").text


def test_a_secret_slip_is_shown_once(
    app: Flask, world: World, desk: FlaskClient, sitting_id: int
) -> None:
    _first, second, _third = agenda_of(sitting_id)
    at, khue = f"/phien-hop/{sitting_id}", member(app, world, "reviewer")
    desk.post(f"{at}/noi-dung/{second}/xet")
    desk.post(f"{at}/noi-dung/{second}/bieu-quyet", data={"kind": "secret"})

    answer = khue.post(f"{at}/phieu", data={"choice": "no", "item": str(second)})

    (code,) = set(re.findall(r">([2-9A-HJ-NP-Z]{8})<", answer.text))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private, no-store") or "no-store" in str(
        answer.headers["Cache-Control"]
    )
    again = khue.post(f"{at}/phieu", data={"choice": "yes", "item": str(second)})
    assert again.status_code == 303
    for page in (f"{at}/ghe", at):
        assert code not in khue.get(page, follow_redirects=True).text
        assert code not in desk.get(page).text


def test_the_papers_of_a_closed_sitting_are_in_order(
    app: Flask, world: World, desk: FlaskClient, sitting_id: int
) -> None:
    at = f"/phien-hop/{sitting_id}"
    assert desk.get(f"{at}/bien-ban.docx").status_code == 404
    for item, kind in zip(agenda_of(sitting_id)[:2], ("open", "secret"), strict=True):
        desk.post(f"{at}/noi-dung/{item}/xet")
        desk.post(f"{at}/noi-dung/{item}/bieu-quyet", data={"kind": kind})
        for name in ("chair", "reviewer", "reviewer2"):
            vote = {"choice": "yes", "item": str(item)}
            assert member(app, world, name).post(f"{at}/phieu", data=vote).status_code < 400
        desk.post(f"{at}/noi-dung/{item}/ket-thuc")
    assert desk.post(f"{at}/be-mac").status_code == 303

    for paper in ("bien-ban", "kiem-phieu"):
        word = desk.get(f"{at}/{paper}.docx")
        assert word.status_code == 200
        assert [str(one.message) for one in check_docx(word.data)] == []
        assert desk.get(f"{at}/{paper}.docx").data == word.data
        assert desk.get(f"{at}/{paper}.pdf").data.startswith(b"%PDF")
    words = "\n".join(
        p.text for p in docx.Document(io.BytesIO(desk.get(f"{at}/bien-ban.docx").data)).paragraphs
    )
    assert "3/9 đồng ý (33,33%)" in words
    assert "Ngô Thị Yến cùng đơn vị" in words
    assert "Chưa xét trong phiên này" in words
    assert member(app, world, "reviewer").get(f"{at}/bien-ban.docx").status_code in {403, 404}


def test_the_papers_of_a_sitting_follow_the_template_of_its_day(
    app: Flask, world: World, desk: FlaskClient, sitting_id: int
) -> None:
    at, item = f"/phien-hop/{sitting_id}", agenda_of(sitting_id)[2]
    later = local_date(now()) + timedelta(days=1)
    for code in ("bien_ban", "bien_ban_kiem_phieu"):
        stored(world.secretary, "Mẫu của ngày họp", EARLY, code=code)
        stored(world.secretary, "Mẫu về sau", later, code=code)
    assert real_filling(db.session(), world.secretary, "bien_ban") is None
    desk.post(f"{at}/noi-dung/{item}/xet")
    desk.post(f"{at}/noi-dung/{item}/bieu-quyet", data={"kind": "open"})
    for name in ("chair", "reviewer", "reviewer2", "reviewer3", "secretary", "seat7"):
        vote = {"choice": "yes", "item": str(item)}
        assert member(app, world, name).post(f"{at}/phieu", data=vote).status_code < 400
    desk.post(f"{at}/noi-dung/{item}/ket-thuc")
    assert desk.post(f"{at}/be-mac").status_code == 303

    for paper in ("bien-ban", "kiem-phieu"):
        words = word_text(desk.get(f"{at}/{paper}.docx").data)
        assert "Mẫu của ngày họp" in words
        assert "Mẫu về sau" not in words
        assert "6/9 (66,67%)" in words
        assert "của Chủ tịch Ủy ban nhân dân Quận 3" in words
    assert "Bản Word in theo mẫu của cơ quan" in desk.get(at).get_data(as_text=True)
    db.session.remove()
    shown = real_filling(db.session(), world.secretary, "bien_ban")
    assert shown is not None
    assert shown.texts["co_mat"] == "9/9"
    assert real_filling(db.session(), world.awards_officer, "bien_ban") is None


def test_strangers_get_nothing(
    app: Flask, world: World, desk: FlaskClient, sitting_id: int
) -> None:
    at, (first, *_rest) = f"/phien-hop/{sitting_id}", agenda_of(sitting_id)
    for name in ("author", "admin", "inspector", "clerk"):
        stranger = member(app, world, name)
        for page in ("", "/ghe", "/man-hinh", "/nhip", "/chuong-trinh"):
            assert stranger.get(f"{at}{page}").status_code in {403, 404}
        assert stranger.post(f"{at}/noi-dung/{first}/xet").status_code in {403, 404}
    khue = member(app, world, "reviewer")
    assert khue.get(at).status_code == 302
    assert khue.get(f"{at}/man-hinh").status_code == 403
    assert khue.post(f"{at}/be-mac").status_code == 403


def test_an_item_of_another_sitting_is_not_found(
    world: World, desk: FlaskClient, sitting_id: int
) -> None:
    (first, *_rest) = agenda_of(sitting_id)
    with transaction() as session:
        other = planned(session, world).id

    assert desk.post(f"/phien-hop/{other}/noi-dung/{first}/xet").status_code == 404


def test_a_reason_is_wanted_and_what_was_typed_stays(desk: FlaskClient, sitting_id: int) -> None:
    (first, *_rest) = agenda_of(sitting_id)
    desk.post(f"/phien-hop/{sitting_id}/noi-dung/{first}/xet")

    answer = desk.post(f"/phien-hop/{sitting_id}/noi-dung/{first}/de-lai", data={"reason": " "})

    assert answer.status_code == 422
    assert "Nhập lý do" in answer.text


def test_the_beat_rises_with_each_change(desk: FlaskClient, sitting_id: int) -> None:
    at, (first, *_rest) = f"/phien-hop/{sitting_id}", agenda_of(sitting_id)
    before: Any = desk.get(f"{at}/nhip").get_json()

    desk.post(f"{at}/noi-dung/{first}/xet")

    assert desk.get(f"{at}/nhip").get_json()["beat"] > before["beat"]


def test_the_desk_asks_the_same_number_of_questions_for_few_and_many(
    app: Flask, world: World, desk: FlaskClient
) -> None:
    counts: list[int] = []
    for units in ("P9 P1", "P9 P1 HDN PNV P9 P1 HDN PNV P9 P1 P9 P1"):
        with transaction() as session:
            seats = nine(session, world) if not counts else []
            council_round(session, world, units, code=f"DX-{len(counts)}")
            key = opened(session, world, seats).id
        desk.get(f"/phien-hop/{key}")
        with counted_queries() as queries:
            assert desk.get(f"/phien-hop/{key}").status_code == 200
        counts.append(queries.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("path", "typed", "status", "message"),
    [
        ("/noi-dung-khac", {"title": ""}, 422, "Nhập nội dung"),
        ("/noi-dung-khac", {"title": "n" * 301}, 422, "không được quá 300"),
        ("/noi-dung-khac", {"title": "Bàn việc khác", "rule": "la"}, 422, "Chọn một quy tắc"),
        ("/chuong-trinh", {"subject": "idea:987654"}, 422, "Chọn ít nhất một nội dung"),
        ("/co-mat", {"account": "987654"}, 404, ""),
        ("/noi-dung/{item}/van-ban", {"choice": "maybe", "account": "1"}, 404, ""),
        ("/noi-dung/{item}/van-ban", {"choice": "yes", "account": "1"}, 404, ""),
        ("/noi-dung/{item}/bieu-quyet", {"kind": "shouted"}, 404, ""),
        ("/so-phieu", {"item": "{item}", "yes": "chín", "no": "0"}, 422, "số nguyên"),
        ("/so-phieu", {"item": "987654", "yes": "1", "no": "0"}, 404, ""),
        ("/so-phieu", {"item": "{item}", "yes": "1", "no": "0"}, 303, ""),
        ("/du-khuyet", {"account": "987654", "alternate": "1"}, 404, ""),
        ("/van-ban", {"due_at": "mai", "account": "1"}, 422, "Nhập giờ và ngày"),
        ("/van-ban", {"due_at": "08:00 01/01/2020", "account": "1"}, 422, "Hạn trả lời phải sau"),
        ("/van-ban/987654", {"item-1": "yes"}, 404, ""),
        ("/noi-dung/{item}/ket-luan", {"reason": "Xong"}, 422, "phải biểu quyết"),
        ("/noi-dung/{item}/lam-lai", {"reason": ""}, 422, "Nhập lý do"),
        ("/noi-dung/{item}/dinh-chinh", {"reason": "n" * 1001}, 422, "không được quá 1.000"),
        ("/noi-dung/{item}/de-lai", {"reason": ""}, 422, "Nhập lý do"),
        ("/phieu", {"choice": "maybe", "item": "{item}"}, 404, ""),
        ("/huy", {"reason": ""}, 422, "Nhập lý do"),
        ("/be-mac", {}, 422, "Đang xét"),
        ("/khai-mac", {}, 409, ""),
    ],
)
def test_wrong_input_is_said_and_changes_nothing(
    desk: FlaskClient, sitting_id: int, path: str, typed: dict[str, str], status: int, message: str
) -> None:
    item = agenda_of(sitting_id)[1]
    desk.post(f"/phien-hop/{sitting_id}/noi-dung/{item}/xet")
    before = desk.get(f"/phien-hop/{sitting_id}/nhip").get_json()
    data = {name: value.format(item=item) for name, value in typed.items()}

    answer = desk.post(f"/phien-hop/{sitting_id}{path.format(item=item)}", data=data)

    assert answer.status_code == status
    assert message in answer.text
    assert desk.get(f"/phien-hop/{sitting_id}/nhip").get_json() == before


def test_the_agenda_is_reordered_and_shortened(desk: FlaskClient, sitting_id: int) -> None:
    at, (first, second, third) = f"/phien-hop/{sitting_id}", agenda_of(sitting_id)

    places = {f"place-{first}": "3", f"place-{second}": "1", f"place-{third}": "2"}
    forged = {"place-" + "9" * 5000: "1", "place-x": "2", f"place-{first}": "9" * 5000}
    assert desk.post(f"{at}/xep-lai", data=places).status_code == 303
    assert desk.post(f"{at}/xep-lai", data={**places, **forged}).status_code == 303
    assert agenda_of(sitting_id) == [second, third, first]
    assert desk.post(f"{at}/noi-dung/{third}/bo").status_code == 303
    assert agenda_of(sitting_id) == [second, first]
    assert desk.post(f"{at}/noi-dung-khac", data={"title": "Thông qua quy chế"}).status_code == 303
    *_rest, business = agenda_of(sitting_id)
    desk.post(f"{at}/noi-dung/{business}/xet")
    desk.post(f"{at}/noi-dung/{business}/ket-luan", data={"reason": "Thống nhất ban hành"})
    assert "Thống nhất ban hành" in desk.get(at).text
