"""The office's templates: uploaded, tried, put to use from a day, retired; by those who may."""

import html
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.models import StoredFile
from app.files.states import FileState
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.papers import actions, kinds
from app.papers.kinds import Filling
from app.papers.making import paper
from app.papers.models import PaperTemplate
from app.papers.queries import template_on
from app.papers.starting import starting_template
from tests.papers.packages import with_line
from tests.papers.versions import BASIS, CODE, stored, today
from tests.people import World, sign_in
from tests.queries import counted_queries

PAGE = f"/mau-van-ban/{CODE}"


def on(day: date, code: str = CODE) -> int:
    """The version in force; 0: our own layout."""
    with transaction() as session:
        found = template_on(session, code, day)
        return found.number if found else 0


def posted(client: FlaskClient, content: bytes, **changes: str) -> TestResponse:
    data = {
        "file": (io.BytesIO(content), changes.pop("name", "mau.docx")), "legal_basis": BASIS,
        "valid_from": f"{today():%d/%m/%Y}", "note": "Sửa tên phòng", **changes,
    }  # fmt: skip
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def words(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def lines(answer: TestResponse) -> str:
    document = docx.Document(io.BytesIO(answer.data))
    return "\n".join(one.text for one in document.paragraphs)


def test_an_officer_downloads_edits_uploads_tries_and_uses_a_template(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("awards_officer"))
    assert client.get(f"{PAGE}/mau-ban-dau.docx").data == starting_template(CODE)

    once = {"once_key": "k"}
    assert posted(client, with_line("Mẫu của phòng: {{kinh_gui}}"), **once).status_code == 303
    assert posted(client, with_line("Mẫu của phòng: {{kinh_gui}}"), **once).status_code == 303
    with transaction() as session:
        (key,) = session.scalars(select(PaperTemplate.id))
    assert on(today()) == 0

    tried = client.get(f"/mau-van-ban/phien-ban/{key}/xem-thu.docx")
    assert "Mẫu của phòng: Chủ tịch Ủy ban nhân dân Quận 3" in lines(tried)
    assert client.post(f"/mau-van-ban/phien-ban/{key}/dung").status_code == 303
    assert client.post(f"/mau-van-ban/phien-ban/{key}/dung").status_code == 409
    assert on(today()) == 1
    page = words(client.get(PAGE))
    for shown in ("Hôm nay văn bản được in theo phiên bản 1.", BASIS, "Sửa tên phòng"):
        assert shown in page
    assert "phiên bản 1, từ ngày" in words(client.get("/mau-van-ban"))

    assert client.post(f"/mau-van-ban/phien-ban/{key}/thoi-dung").status_code == 303
    assert on(today()) == 0
    with transaction() as session:
        file_id = session.get_one(PaperTemplate, key).file_id
    assert client.get(f"/tep/{file_id}").status_code == 200


def test_a_wrong_file_is_refused_with_every_problem_and_the_typed_words_stay(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    answer = posted(client, with_line("{{kinh_guii}} {{lạ}} {{abcxyz}}"))

    assert answer.status_code == 422
    page = words(answer)
    for said in ("có phải {{kinh_gui}}?", "{{abcxyz}}", "Chỗ trống ghi sai", "Sửa tên phòng"):
        assert said in page
    for content, name, said in (
        (b"x", "mau.doc", "Chọn tệp Word (.docx)"),
        (b"PK\x03\x04", "mau.docx", "Tệp"),
        (b"", "mau.docx", "Tệp không có nội dung"),
    ):
        refused = posted(client, content, name=name)
        assert (refused.status_code, said in words(refused)) == (422, True)
    wanted = posted(client, with_line("Mẫu"), legal_basis="", valid_from="31/02/2026")
    assert "Nhập văn bản mà mẫu căn cứ vào" in words(wanted)
    assert words(client.post(PAGE, data={})).count("Chọn tệp Word (.docx)") > 0
    with transaction() as session:
        assert session.scalars(select(PaperTemplate.id)).all() == []


def test_others_neither_see_nor_change_templates(client: FlaskClient, world: World) -> None:
    key = stored(world.secretary, used=False)
    with transaction() as session:
        file_id = session.get_one(PaperTemplate, key).file_id
        found = to_change(session, PaperTemplate, key)
        for act in (actions.activate_template, actions.retire_template):
            with pytest.raises(Denied):
                act(session, world.reviewer, found, now())
    sign_in(client, world.email("author"))
    for address in ("/mau-van-ban", PAGE, f"/mau-van-ban/phien-ban/{key}/xem-thu.docx"):
        assert client.get(address).status_code == 403
    assert client.get(f"/tep/{file_id}").status_code == 404


def test_each_day_has_the_version_that_began_last_and_was_not_yet_retired(world: World) -> None:
    early, late = today() - timedelta(days=30), today() + timedelta(days=30)
    stored(world.secretary, "Một", early)
    second = stored(world.secretary, "Hai", today() - timedelta(days=5))
    stored(world.secretary, "Ba", late)
    stored(world.secretary, "Nháp", early, used=False)
    dropped = stored(world.secretary, "Bỏ", early, used=False)
    with transaction() as session:
        for key in (second, dropped):
            found = to_change(session, PaperTemplate, key)
            actions.retire_template(session, world.secretary, found, now())
            with pytest.raises(IllegalMove):
                actions.activate_template(session, world.secretary, found, now())

    assert [on(early - timedelta(days=1)), on(early), on(today() - timedelta(days=1)), on(today()),
            on(late)] == [0, 1, 2, 1, 3]  # fmt: skip
    assert on(today(), "to_trinh") == 0


def test_a_file_that_the_scanner_holds_is_not_used(world: World) -> None:
    first, second = stored(world.secretary), stored(world.secretary, "Hai", used=False)
    with transaction() as session:
        for key in (first, second):
            file_id = session.get_one(PaperTemplate, key).file_id
            chosen = update(StoredFile).where(StoredFile.id == file_id)
            session.execute(chosen.values(state=FileState.INFECTED))

    assert on(today()) == 0
    with transaction() as session:
        found = to_change(session, PaperTemplate, second)
        with pytest.raises(Blocked, match="mã độc"):
            actions.activate_template(session, world.secretary, found, now())


def test_a_paper_is_made_from_the_template_with_what_is_given(world: World) -> None:
    stored(world.secretary, "Kính gửi riêng: {{kinh_gui}}; {{noi_dung}}|")
    filling = Filling({"kinh_gui": "Sở <Nội> & vụ {{nam}}"})
    with transaction() as session:
        made = paper(session, CODE, today(), filling)
        again = paper(session, CODE, today(), filling)
        assert paper(session, "to_trinh", today(), filling) is None

    assert made is not None
    assert made == again
    text = [one.text for one in docx.Document(io.BytesIO(made.docx)).paragraphs]
    assert "Kính gửi riêng: Sở <Nội> & vụ {{nam}}; |" in text


@pytest.fixture
def real_data() -> Iterator[None]:
    """A room that gives real data for previews, to those who may read it."""
    before = kinds._sources[CODE]
    kinds.fills(CODE, lambda _session, who: Filling({"kinh_gui": f"Dữ liệu thật của {who.name}"}))
    yield
    kinds.fills(CODE, before)


@pytest.mark.usefixtures("real_data")
def test_a_preview_with_real_data_is_what_the_room_gives_to_this_person(
    client: FlaskClient, world: World
) -> None:
    key = stored(world.secretary, "Gửi {{kinh_gui}}!", used=False)
    sign_in(client, world.email("secretary"))

    answer = client.get(f"/mau-van-ban/phien-ban/{key}/xem-thu.docx?du-lieu=that")
    assert "Gửi Dữ liệu thật của Nguyễn Thị Ếch!" in lines(answer)
    assert "Xem thử với dữ liệu thật" in words(client.get(PAGE))


def test_a_template_with_a_blank_that_is_dropped_later_is_named_and_left_aside(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stored(world.secretary, "Gửi {{kinh_gui}}!")
    kind = kinds.kind_of(CODE)
    assert kind is not None
    kept = tuple(one for one in kind.slots if one.name != "kinh_gui")
    monkeypatch.setitem(kinds._kinds, CODE, replace(kind, slots=kept))
    sign_in(client, world.email("secretary"))

    answer = client.get(f"/mau-van-ban/phien-ban/{key}/xem-thu.docx")

    assert answer.status_code == 422
    assert "{{kinh_gui}}" in words(answer)
    with transaction() as session:
        assert paper(session, CODE, today(), Filling({})) is None


def test_without_real_data_the_preview_says_so(client: FlaskClient, world: World) -> None:
    key = stored(world.secretary, used=False)
    sign_in(client, world.email("secretary"))

    answer = client.get(f"/mau-van-ban/phien-ban/{key}/xem-thu.docx?du-lieu=that")
    assert answer.status_code == 404
    assert "Chưa có dữ liệu thật" in words(answer)
    for address in ("/mau-van-ban/khong-co", "/mau-van-ban/phien-ban/99999/xem-thu.docx"):
        assert client.get(address).status_code == 404


def test_the_list_costs_the_same_with_many_versions(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    counts = []
    for _turn in range(2):
        for code in (CODE, "to_trinh", "giay_khen"):
            stored(world.secretary, code=code)
        client.get(PAGE)
        db.session.remove()
        with app.app_context(), counted_queries() as counter:
            client.get("/mau-van-ban")
            client.get(PAGE)
        counts.append(counter.count)

    assert counts[0] == counts[1]
