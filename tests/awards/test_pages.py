"""The pages of a list through HTTP: reading, making, locking, issuing, files."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import lock_list
from app.awards.models import Nomination, NominationList
from app.awards.states import AwardFamily, ListState
from app.database.transaction import transaction
from app.extensions import db
from tests.awards.builders import make_list, ready_list
from tests.people import NOON, World, sign_in

FORM = {
    "title": "Giấy khen năm 2026", "kind": "cap-tren", "movement": "phong trào X",
    "judged_on": "01/10/2026", "due_on": "10/12/2026", "money_limit": "25.000.000",
    "signer_title": "KT. Chủ tịch\nPhó Chủ tịch", "signer_name": "Lê Thị Ví Dụ", "once_key": "k1",
}  # fmt: skip


def officer(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("awards_officer"))


def lists() -> list[NominationList]:
    db.session.remove()
    return list(db.session().scalars(select(NominationList).order_by(NominationList.id)))


def ready(world: World, *, locked: bool = False) -> int:
    with transaction() as session:
        list_ = ready_list(session, world)
        if locked:
            lock_list(session, world.awards_officer, list_, NOON)
        return list_.id


def empty(world: World) -> int:
    with transaction() as session:
        return _made(session, world)


def _made(session: Session, world: World) -> int:
    list_ = make_list(session, world)
    session.flush()
    return list_.id


@pytest.mark.parametrize("who", ["awards_officer", "leader", "inspector"])
def test_readers_see_lists_and_one_list(client: FlaskClient, world: World, who: str) -> None:
    list_id = ready(world)
    sign_in(client, world.email(who))

    index = client.get("/khen-thuong").get_data(as_text=True)
    page = client.get(f"/khen-thuong/{list_id}").get_data(as_text=True)

    assert "Giấy khen phong trào ứng dụng TTNT năm 2026" in index
    assert "Trần Ngọc Ánh" in page
    assert (
        "Cộng: 01 (một) tập thể và 02 (hai) cá nhân. Bằng chữ: Ba triệu không trăm ba mươi sáu"
        in page
    )
    assert ("Thêm đối tượng" in page) == (who == "awards_officer")


@pytest.mark.parametrize("who", ["author", "clerk", "secretary", "reviewer", "admin"])
def test_others_are_refused_and_see_no_name(client: FlaskClient, world: World, who: str) -> None:
    list_id = ready(world, locked=True)
    sign_in(client, world.email(who))
    paths = ("", "/ung-vien", "/to-trinh.docx", "/to-trinh.pdf", "/danh-sach.xlsx", "/thong-tin")

    answers = [client.get(f"/khen-thuong/{list_id}{path}") for path in paths]

    assert [answer.status_code for answer in answers] == [403] * len(paths)
    assert not any("Phạm Đình Ân" in answer.get_data(as_text=True) for answer in answers)


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    assert client.get("/khen-thuong").status_code == 302


def test_a_list_that_is_not_there_is_not_found(client: FlaskClient, world: World) -> None:
    officer(client, world)

    assert [
        client.get(f"/khen-thuong/999{path}").status_code
        for path in ("", "/ung-vien", "/thong-tin", "/to-trinh.docx")
    ] == [404] * 4


def test_a_list_is_made_once_however_often_it_is_sent(client: FlaskClient, world: World) -> None:
    officer(client, world)

    first = client.post("/khen-thuong/moi", data=FORM)
    second = client.post("/khen-thuong/moi", data=FORM)

    (row,) = lists()
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"] == f"/khen-thuong/{row.id}"
    assert (row.family, row.upward, row.due_on, row.money_limit, row.signer_title) == (
        AwardFamily.FORM, True, date(2026, 12, 10), 25_000_000, "KT. Chủ tịch\nPhó Chủ tịch",
    )  # fmt: skip


def test_a_wrong_form_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    officer(client, world)

    answer = client.post("/khen-thuong/moi", data={**FORM, "title": "", "judged_on": "31/02/2026"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nhập tên danh sách" in page
    assert "Ngày phải là ngày có thật, ví dụ 05/02/2026" in page
    assert 'value="31/02/2026"' in page
    assert "<title>Lỗi: " in page
    assert lists() == []


def test_a_draft_is_edited_and_an_old_version_shows_both_texts(
    client: FlaskClient, world: World
) -> None:
    list_id = empty(world)
    officer(client, world)
    data = {**FORM, "version": lists()[0].version}

    saved = client.post(f"/khen-thuong/{list_id}/thong-tin", data=data)
    stale = client.post(f"/khen-thuong/{list_id}/thong-tin", data={**data, "title": "Tên khác"})

    page = stale.get_data(as_text=True)
    assert (saved.status_code, stale.status_code) == (303, 409)
    assert "Tên khác" in page
    assert "Giấy khen năm 2026" in page
    assert lists()[0].title == "Giấy khen năm 2026"


def test_the_form_of_a_draft_is_filled(client: FlaskClient, world: World) -> None:
    list_id = empty(world)
    officer(client, world)

    page = client.get(f"/khen-thuong/{list_id}/thong-tin").get_data(as_text=True)

    assert 'value="01/10/2026"' in page
    assert "Danh sách này đề nghị" not in page


def test_an_empty_list_says_why_it_is_not_locked(client: FlaskClient, world: World) -> None:
    list_id = empty(world)
    officer(client, world)

    page = client.get(f"/khen-thuong/{list_id}").get_data(as_text=True)
    locked = client.post(f"/khen-thuong/{list_id}/chot")
    files = [
        client.get(f"/khen-thuong/{list_id}/to-trinh.docx"),
        client.post(f"/khen-thuong/{list_id}/bo-ho-so"),
    ]

    assert 'aria-describedby="chua-chot"' in page
    assert "Danh sách chưa có đối tượng nào" in page
    assert [answer.status_code for answer in (locked, *files)] == [422] * 3
    assert lists()[0].state is ListState.DRAFT


def test_a_list_is_locked_reopened_and_locked_again(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    officer(client, world)
    base = f"/khen-thuong/{list_id}"

    codes = [client.post(f"{base}/chot").status_code]
    codes.append(client.post(f"{base}/chot").status_code)
    codes.append(client.post(f"{base}/mo-lai", data={"reopen_reason": " "}).status_code)
    codes.append(client.post(f"{base}/mo-lai", data={"reopen_reason": "Bổ sung"}).status_code)
    codes.append(client.post(f"{base}/mo-lai/xac-nhan").status_code)
    asked = client.get(base).text
    sign_in(client, world.email("leader"))
    codes.append(client.post(f"{base}/mo-lai/xac-nhan").status_code)
    officer(client, world)
    codes.append(client.post(f"{base}/chot").status_code)

    assert codes == [303, 303, 422, 303, 403, 303, 303]
    assert "Người khác phải xác nhận thì danh sách mới mở." in asked
    assert lists()[0].state is ListState.LOCKED
    page = client.get(f"{base}/phien-ban").text
    assert all(words in page for words in ("Bổ sung", "Bản chính thức", "Đã mở lại"))
    assert "Hai bản giống nhau" in client.get(f"{base}/so-sanh?truoc=1&sau=2").text
    assert client.get(f"{base}/so-sanh?truoc=1&sau=du-thao").status_code == 404


def test_the_page_locks_what_it_showed_and_nothing_newer(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    officer(client, world)
    base = f"/khen-thuong/{list_id}"
    page = client.get(base).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    with transaction() as session:
        session.scalars(select(Nomination)).all()[0].achievement = "Lời mới"

    late = client.post(f"{base}/chot", data={"seen": seen})
    page = client.get(base).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    right = client.post(f"{base}/chot", data={"seen": seen})

    assert (late.status_code, right.status_code) == (422, 303)
    assert "Danh sách đã có thay đổi từ lúc mở trang" in late.text
    assert lists()[0].state is ListState.LOCKED


def test_a_leader_asks_to_reopen_but_does_not_lock(client: FlaskClient, world: World) -> None:
    list_id = ready(world, locked=True)
    sign_in(client, world.email("leader"))

    asked = client.post(f"/khen-thuong/{list_id}/mo-lai", data={"reopen_reason": "Xem lại"})
    dropped = client.post(f"/khen-thuong/{list_id}/mo-lai/bo")
    locked = client.post(f"/khen-thuong/{list_id}/chot")

    assert (asked.status_code, dropped.status_code, locked.status_code) == (303, 303, 403)
    assert lists()[0].state is ListState.LOCKED


def test_the_decision_is_noted_from_the_page(client: FlaskClient, world: World) -> None:
    list_id = ready(world, locked=True)
    officer(client, world)
    base = f"/khen-thuong/{list_id}"

    early = client.post(f"{base}/ban-hanh", data={"number": "1/QĐ", "decided_on": "1/10/2026"})
    submitted = client.post(f"{base}/trinh-ky")
    wrong = client.post(f"{base}/ban-hanh", data={"number": "455/QĐ-UBND",
                                                  "decided_on": "30/09/2026"})  # fmt: skip
    right = client.post(f"{base}/ban-hanh", data={"number": "455/QĐ-UBND",
                                                  "decided_on": "1/10/2026"})  # fmt: skip

    codes = [answer.status_code for answer in (early, submitted, wrong, right)]
    assert codes == [409, 303, 422, 303]
    assert "Ngày quyết định không được trước ngày xét 01/10/2026" in wrong.text
    assert 'value="455/QĐ-UBND"' in wrong.text
    assert lists()[0].state is ListState.ISSUED
    assert "Được khen thưởng" in client.get(base).text


def test_the_council_sends_a_list_back_from_the_page(client: FlaskClient, world: World) -> None:
    list_id = ready(world, locked=True)
    officer(client, world)
    base = f"/khen-thuong/{list_id}"
    voted = client.post(f"{base}/dua-ra-hoi-dong")
    sign_in(client, world.email("leader"))

    wrong = client.post(f"{base}/tra-lai", data={"returned_by": "council", "return_reason": ""})
    right = client.post(f"{base}/tra-lai", data={"returned_by": "council",
                                                 "return_reason": "Thiếu phiếu"})  # fmt: skip

    assert [answer.status_code for answer in (voted, wrong, right)] == [303, 422, 303]
    assert "Nhập lý do trả lại" in wrong.text
    assert lists()[0].state is ListState.DRAFT
    assert "Thiếu phiếu" in client.get(base).text


def test_files_of_a_locked_list_are_the_same_each_time(client: FlaskClient, world: World) -> None:
    list_id = ready(world, locked=True)
    officer(client, world)
    base = f"/khen-thuong/{list_id}"

    answers = [client.get(f"{base}/danh-sach.xlsx") for _ in range(2)]

    assert answers[0].data == answers[1].data
    assert answers[0].headers["Content-Disposition"] == (
        'attachment; filename="danh-sach-01-2026-danh-sach.xlsx"'
    )
    names = {
        name: client.get(f"{base}/{name}").data[:4]
        for name in ("to-trinh.docx", "to-trinh.pdf", "danh-sach.xlsx")
    }
    assert names == {
        "to-trinh.docx": b"PK\x03\x04", "to-trinh.pdf": b"%PDF", "danh-sach.xlsx": b"PK\x03\x04",
    }  # fmt: skip


def test_the_files_of_a_draft_are_called_drafts(client: FlaskClient, world: World) -> None:
    list_id = ready(world)
    officer(client, world)

    answer = client.get(f"/khen-thuong/{list_id}/to-trinh.docx")

    assert (
        'filename="du-thao-danh-sach-01-2026-to-trinh.docx"'
        in answer.headers["Content-Disposition"]
    )


def test_the_catalogue_shows_days_and_clauses(client: FlaskClient, world: World) -> None:
    empty(world)
    officer(client, world)

    page = client.get("/khen-thuong/danh-muc").get_data(as_text=True)

    for text in ("Nghị định số 161/2026/NĐ-CP", "đến hết 30/06/2026", "đến hết 28/02/2027",
                 "Bộ quy tắc kèm phần mềm", "cần đối chiếu", "80% tổng số thành viên",
                 "2.530.000"):  # fmt: skip
        assert text in page


def test_the_home_page_says_what_waits(client: FlaskClient, world: World) -> None:
    ready(world)
    officer(client, world)

    page = client.get("/viec-cho-toi").get_data(as_text=True)

    assert "Hoàn thiện và chốt" in page
    assert "3 đối tượng, còn việc: 0" in page
