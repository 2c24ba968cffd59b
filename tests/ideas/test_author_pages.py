"""An author writes, checks and submits on pages, with and without scripts."""

import io
import re
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.ideas.drafts import AiSheet, Effect, Texts
from app.ideas.models import Idea
from app.ideas.queries import author_lines, files_of, stored_draft
from tests.ideas.author_pages import AUTHORS, TEXTS, S, author
from tests.ideas.builders import PDF, make_idea
from tests.ideas.pages import get, open_round, state_of, stored, text_of, version_in
from tests.people import World, sign_in


def test_eligibility_is_read_before_anything_is_made(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        open_round(session, world, who_may_enter="Người dân trên địa bàn")

    page = text_of(get(author(client, world), "/ho-so/moi"))

    assert "Người dân trên địa bàn" in page
    assert "Đơn vị xác nhận Ủy ban nhân dân Phường 9" in page


def test_pressing_twice_makes_one_dossier(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_id = open_round(session, world).id
    author(client, world)
    form = {"round_id": str(round_id), "once_key": "a" * 32, "unit_id": "1", "owner_id": "9",
            "state": "recognised"}  # fmt: skip

    answers = [client.post("/ho-so/moi", data=form) for _ in range(2)]

    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    with transaction() as session:
        idea = session.scalars(select(Idea)).one()
        assert (idea.state, idea.unit_id, idea.owner_id) == (
            S.DRAFT, world.units["P9"], world.author.user_id,
        )  # fmt: skip


def test_the_task_list_gives_one_count(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = open_round(session, world)
        empty = make_idea(session, world, round_, S.DRAFT, problem="").id
        full = make_idea(session, world, round_, S.DRAFT).id
    author(client, world)

    begun, ready = (text_of(get(client, f"/ho-so/{key}")) for key in (empty, full))

    assert "Còn phần bắt buộc chưa khai xong" in begun
    assert "Đã đủ các phần bắt buộc, có thể nộp" in ready
    for page in (begun, ready):
        told = re.findall(r"(\d)/7 phần đã khai", page)
        assert told == [str(page.count("Đã xong"))]
        assert "/8 đã xong" not in page


def test_no_open_round_says_so(client: FlaskClient, world: World) -> None:
    assert "Chưa có đợt xét nào đang nhận hồ sơ" in text_of(
        get(author(client, world), "/ho-so/moi")
    )
    assert client.post("/ho-so/moi", data={"round_id": "7"}).status_code == 404


def test_somebody_without_the_role_is_told_why(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_id = open_round(session, world).id
    sign_in(client, world.email("reviewer"))

    assert "chưa có vai trò tác giả" in text_of(get(client, "/ho-so/moi"))
    assert client.post("/ho-so/moi", data={"round_id": round_id}).status_code == 403
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Idea)) == 0


def test_every_page_of_a_draft_opens(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, evidence=("a.pdf",), coauthors=("author2",))
    author(client, world)

    for page in ("", "/thong-tin", "/tac-gia", "/van-de-giai-phap", "/ap-dung-hieu-qua",
                 "/phieu-ttnt", "/minh-chung", "/kiem-tra"):  # fmt: skip
        text_of(get(client, f"/ho-so/{idea_id}{page}"))
    assert "Trợ lý đọc đơn" in text_of(get(client, "/ho-so"))


def test_a_strangers_draft_does_not_exist(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    for who in ("other_author", "clerk", "secretary", "reviewer", "admin"):
        sign_in(client, world.email(who))
        for page in ("", "/thong-tin", "/tac-gia", "/minh-chung", "/kiem-tra", "/bien-nhan"):
            missing = get(client, f"/ho-so/9999{page}", 404)
            hidden = get(client, f"/ho-so/{idea_id}{page}", 404)
            assert text_of(hidden) == text_of(missing), (who, page)
        for page in ("/thong-tin", "/van-de-giai-phap/tu-luu", "/minh-chung/1/xoa", "/nop", "/rut"):
            assert client.post(f"/ho-so/{idea_id}{page}", data=TEXTS).status_code == 404, (
                who,
                page,
            )
        client.post("/dang-xuat")
    assert state_of(idea_id) == (S.DRAFT, None)


def test_saving_goes_on_to_the_next_section(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    version = version_in(get(client, f"/ho-so/{idea_id}/van-de-giai-phap"))

    form = {**TEXTS, "version": version, "then": "next", "title": "Lén sửa"}
    answer = client.post(f"/ho-so/{idea_id}/van-de-giai-phap", data=form)

    assert (answer.status_code, answer.location) == (303, f"/ho-so/{idea_id}/ap-dung-hieu-qua")
    with transaction() as session:
        assert stored_draft(session, idea_id, Texts) == Texts("Vấn đề mới", "Cách làm")
        assert session.get_one(Idea, idea_id).title == "Trợ lý đọc đơn tại quầy một cửa"


def test_a_wrong_day_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    form = {"first_applied_on": "31/02/2025", "application": "Chữ đã gõ", "effect": "",
            "saved_vnd": "186 triệu"}  # fmt: skip

    answer = client.post(f"/ho-so/{idea_id}/ap-dung-hieu-qua", data=form)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026") == 2
    assert page.count("Nhập số tiền bằng đồng, ví dụ 10.000.000") == 2
    assert 'value="31/02/2025"' in page
    assert 'value="186 triệu"' in page
    assert "Chữ đã gõ</textarea>" in page
    assert "<title>Lỗi:" in page


def test_money_and_days_are_read_tolerantly(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    version = version_in(get(client, f"/ho-so/{idea_id}/ap-dung-hieu-qua"))
    form = {"first_applied_on": "5-2-2026", "application": "A", "effect": "E",
            "saved_vnd": "186.000.000 đồng", "version": version}  # fmt: skip

    assert client.post(f"/ho-so/{idea_id}/ap-dung-hieu-qua", data=form).status_code == 303

    with transaction() as session:
        effect = stored_draft(session, idea_id, Effect)
    assert (str(effect.first_applied_on), effect.saved_vnd) == ("2026-02-05", 186_000_000)


def test_a_conflict_shows_both_texts_and_overwrites_nothing(
    client: FlaskClient, world: World
) -> None:
    idea_id = stored(world, coauthors=("author2",))
    author(client, world)
    url = f"/ho-so/{idea_id}/van-de-giai-phap"
    old = version_in(get(client, url))
    client.post(url, data={**TEXTS, "problem": "Thứ nhất", "version": old})

    answer = client.post(url, data={**TEXTS, "problem": "Thứ hai", "version": old})
    page = answer.get_data(as_text=True)
    script = client.post(f"{url}/tu-luu", data={**TEXTS, "problem": "Thứ ba", "version": old},
                         headers={"Accept": "application/json"})  # fmt: skip

    assert (answer.status_code, script.status_code) == (409, 409)
    assert "Thứ nhất" in page
    assert "Thứ hai" in page
    with transaction() as session:
        assert stored_draft(session, idea_id, Texts).problem == "Thứ nhất"
    chosen = {**TEXTS, "problem": "Thứ hai", "version": version_in(answer)}
    assert client.post(url, data=chosen).status_code == 303
    with transaction() as session:
        assert stored_draft(session, idea_id, Texts).problem == "Thứ hai"


def test_the_script_saves_and_hears_the_new_version(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    url = f"/ho-so/{idea_id}/van-de-giai-phap"
    before = version_in(get(client, url))

    answer = client.post(f"{url}/tu-luu", data={**TEXTS, "version": before})
    later = {**TEXTS, "problem": "Nữa", "version": answer.get_json()["version"]}
    again = client.post(f"{url}/tu-luu", data=later)
    wrong = client.post(f"/ho-so/{idea_id}/ap-dung-hieu-qua/tu-luu",
                        data={"first_applied_on": "hôm qua"})  # fmt: skip

    assert sorted(answer.get_json()) == ["saved_at_text", "values", "version"]
    assert len(answer.get_json()["saved_at_text"]) == 8
    assert again.status_code == 200
    assert (wrong.status_code, wrong.json) == (
        422, {"errors": ["Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026"]},
    )  # fmt: skip


def test_rows_of_authors_work_without_scripts(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    url = f"/ho-so/{idea_id}/tac-gia"
    version = version_in(get(client, url))

    more = client.post(url, data={**AUTHORS, "version": version, "add_row": "authors"})
    assert 'name="authors-1-full_name"' in more.get_data(as_text=True)
    assert 'value="60"' in more.get_data(as_text=True)
    two = {**AUTHORS, "authors-1-full_name": "Khách", "authors-1-share": "40", "version": version}
    fewer = client.post(url, data={**two, "remove_row": "authors-0"})
    assert 'value="Trần Ngọc Ánh"' not in fewer.get_data(as_text=True)
    assert client.post(url, data=two).status_code == 303

    with transaction() as session:
        assert [(a.full_name, a.share) for a in author_lines(session, idea_id)] == [
            ("Trần Ngọc Ánh", Decimal(60)), ("Khách", Decimal(40)),
        ]  # fmt: skip


def test_wrong_shares_are_said_beside_their_row(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)

    form = {**AUTHORS, "authors-0-share": "60,123", "authors-0-email": "x"}
    answer = client.post(f"/ho-so/{idea_id}/tac-gia", data=form)

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Dòng 1: Tỷ lệ đóng góp là số từ 0 đến 100" in page
    assert "Dòng 1: Địa chỉ thư phải có dạng" in page


def upload(client: FlaskClient, idea_id: int, name: str, content: bytes) -> Any:
    """Send one file."""
    data = {"file": (io.BytesIO(content), name), "note": "Số liệu"} if name else {"note": ""}
    return client.post(f"/ho-so/{idea_id}/minh-chung", data=data,
                       content_type="multipart/form-data")  # fmt: skip


def test_evidence_is_added_downloaded_and_removed(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)

    assert upload(client, idea_id, "Phụ lục.pdf", PDF).status_code == 303
    with transaction() as session:
        (file,) = files_of(session, idea_id)
    got = client.get(f"/tep/{file.file_id}")
    assert (got.data, got.headers["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    gone = client.post(f"/ho-so/{idea_id}/minh-chung/{file.evidence_id}/xoa")
    assert gone.status_code == 303
    with transaction() as session:
        assert files_of(session, idea_id) == ()


def test_a_bad_upload_says_what_to_do(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    cases = {
        "": "Chọn tệp cần tải lên",
        "a.exe": "Tệp phải có định dạng PDF, DOCX, XLSX, PPTX, JPG hoặc PNG",
        "a.pdf": "Tệp không có nội dung",
    }

    for name, message in cases.items():
        answer = (
            upload(client, idea_id, name, b"")
            if name == "a.pdf"
            else upload(client, idea_id, name, b"MZ")
        )
        assert (answer.status_code, message in text_of(answer)) == (422, True), name
    with transaction() as session:
        assert files_of(session, idea_id) == ()


def test_the_ai_sheet_takes_answers_by_key_or_by_their_words(
    client: FlaskClient, world: World
) -> None:
    idea_id = stored(world)
    author(client, world)
    url = f"/ho-so/{idea_id}/phieu-ttnt"
    form = {"ai_kind": "vision", "risk_level": "Rủi ro thấp", "ai_product": " Mô hình  nội bộ ",
            "human_check": "", "version": version_in(get(client, url))}  # fmt: skip

    assert client.post(url, data=form).status_code == 303
    forged = {**form, "risk_level": "khác", "version": version_in(get(client, url))}
    assert client.post(url, data=forged).status_code == 422

    with transaction() as session:
        assert stored_draft(session, idea_id, AiSheet) == AiSheet(
            ai_kind="vision", ai_product="Mô hình nội bộ", risk_level="low"
        )


def test_the_script_hears_the_total_of_the_shares(client: FlaskClient, world: World) -> None:
    idea_id = stored(world)
    author(client, world)
    url = f"/ho-so/{idea_id}/tac-gia"
    two = {**AUTHORS, "authors-3-full_name": "Khách", "authors-3-share": "33,5",
           "version": version_in(get(client, url))}  # fmt: skip

    answer = client.post(f"{url}/tu-luu", data=two)
    wrong = client.post(f"{url}/tu-luu", data={**two, "authors-0-share": "nửa"})

    assert answer.get_json()["values"] == {"share-total": "93,5%"}
    assert wrong.json == {"errors": ["Nhập số, dùng dấu phẩy cho phần thập phân, ví dụ 8,5"]}
