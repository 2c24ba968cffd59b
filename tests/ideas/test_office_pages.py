"""The office's desk: intake list, filters, export, formal check."""

import io
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from app.ideas.states import IdeaState
from tests.ideas.pages import get, state_of, stored, text_of
from tests.people import World, sign_in
from tests.queries import counted_queries

S = IdeaState
pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


def secretary(client: FlaskClient, world: World) -> FlaskClient:
    """The secretary's browser."""
    return sign_in(client, world.email("secretary"))


def rows_of(client: FlaskClient, query: str) -> list[str]:
    """Titles in the list."""
    page = text_of(get(client, f"/tiep-nhan{query}"))
    return [title for title in ("Alpha", "Beta", "Gamma", "Delta") if title in page]


def test_filters_narrow_list_count_and_export_alike(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Alpha đọc đơn")
    stored(world, S.SUBMITTED, title="Beta", author="other_author", problem="Bãi giữ xe")
    stored(world, S.ELIGIBLE, title="Gamma")
    stored(world, S.AWAITING_UNIT, title="Delta")
    secretary(client, world)
    cases = {
        "": ["Alpha", "Beta", "Gamma"],
        "?trang-thai=submitted": ["Alpha", "Beta"],
        f"?don-vi={world.units['P1']}": ["Beta"],
        "?q=doc+don+alph": ["Alpha"],
        "?q=bãi+giữ": ["Beta"],
        "?q=SK-2026-00003": ["Gamma"],
        "?q=%21%21": [],
        "?q=Trần+Ngọc": [],
        "?trang-thai=xyz&don-vi=abc&page=-1": ["Alpha", "Beta", "Gamma"],
        "?linh-vuc=999999": [],
    }

    for query, expected in cases.items():
        assert rows_of(client, query) == expected, query
        exported = sheet(client, query)
        assert sorted(row[1].split()[0] for row in exported) == expected, query


def sheet(client: FlaskClient, query: str) -> list[tuple[Any, ...]]:
    """The exported rows below the head."""
    return workbook(client, query)[1:]


def workbook(client: FlaskClient, query: str) -> list[tuple[Any, ...]]:
    """Everything that was exported."""
    answer = get(client, f"/tiep-nhan/danh-sach.xlsx{query}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [row for row in book.worksheets[0].iter_rows(values_only=True)]


def test_the_workbook_runs_no_formula(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title='=HYPERLINK("http://x.invalid")', coauthors=("author2",))
    secretary(client, world)

    head, row = workbook(client, "")

    assert head == ("Mã hồ sơ", "Tên giải pháp", "Tác giả", "Đơn vị", "Lĩnh vực dự thi",
                    "Ngày nộp", "Trạng thái")  # fmt: skip
    assert row[:5] == (
        "SK-2026-00001", '=HYPERLINK("http://x.invalid")', "Trần Ngọc Ánh\nPhạm Đình Ân",
        "Ủy ban nhân dân Phường 9", "Hành chính công",
    )  # fmt: skip
    assert row[6] == "Đã nộp"
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/tiep-nhan/danh-sach.xlsx").data), rich_text=False
    )
    assert book.worksheets[0].cell(2, 2).data_type == "s"


@pytest.mark.parametrize("path", ["/tiep-nhan", "/don-vi/ho-so"])
def test_lists_cost_the_same_at_any_length(client: FlaskClient, world: World, path: str) -> None:
    stored(world, S.SUBMITTED)
    sign_in(client, world.email("clerk" if path.startswith("/don-vi") else "secretary"))
    get(client, path)
    with counted_queries() as few:
        get(client, path)
    for _ in range(8):
        stored(world, S.SUBMITTED, coauthors=("author2",), evidence=("a.pdf",))

    with counted_queries() as many:
        get(client, path)

    assert many.count == few.count


def test_the_formal_check(client: FlaskClient, world: World) -> None:
    good, thin, bad = (stored(world, S.SUBMITTED) for _ in range(3))
    secretary(client, world)
    reason = {"ask-reason": "Thiếu số liệu", "refuse-reason": "Trùng hồ sơ đã nộp"}

    assert "Tiếp nhận" in text_of(get(client, f"/tiep-nhan/{good}"))
    assert client.post(f"/tiep-nhan/{good}/tiep-nhan").status_code == 303
    assert client.post(f"/tiep-nhan/{good}/tiep-nhan").status_code == 409
    assert client.post(f"/tiep-nhan/{thin}/yeu-cau-bo-sung", data=reason).status_code == 303
    assert client.post(f"/tiep-nhan/{bad}/khong-du-dieu-kien", data=reason).status_code == 303

    assert [state_of(key)[0] for key in (good, thin, bad)] == [
        S.ELIGIBLE, S.SUPPLEMENT_ASKED, S.INELIGIBLE,
    ]  # fmt: skip
    page = text_of(get(client, f"/tiep-nhan/{thin}"))
    assert "Thiếu số liệu" in page
    assert "Nguyễn Thị Ếch" in page


def test_a_refusal_without_reason_or_too_early_is_explained(
    client: FlaskClient, world: World
) -> None:
    idea_id = stored(world, S.SUPPLEMENT_ASKED)
    secretary(client, world)
    url = f"/tiep-nhan/{idea_id}/khong-du-dieu-kien"

    silent = client.post(url, data={"refuse-reason": ""})
    early = client.post(url, data={"refuse-reason": "Lý do đã gõ"})

    assert (silent.status_code, "Nhập lý do" in text_of(silent)) == (422, True)
    assert (early.status_code, "Tác giả còn hạn bổ sung" in text_of(early)) == (422, True)
    assert "Lý do đã gõ" in early.get_data(as_text=True)
    assert state_of(idea_id)[0] is S.SUPPLEMENT_ASKED


def test_more_days_to_supplement_are_given_on_the_dossier(
    client: FlaskClient, world: World
) -> None:
    idea_id = stored(world, S.SUPPLEMENT_ASKED)
    secretary(client, world)
    url = f"/tiep-nhan/{idea_id}/gia-han-bo-sung"

    early = client.post(url, data={"extend-due_on": "01/01/2026", "extend-reason": "Giữ lại"})
    given = client.post(url, data={"extend-due_on": "31/12/2099", "extend-reason": "Tác giả ốm"})
    page = text_of(get(client, f"/tiep-nhan/{idea_id}"))

    assert (early.status_code, "Hạn mới phải sau hạn đang có" in text_of(early)) == (422, True)
    assert "Giữ lại" in early.text
    assert given.status_code == 303
    assert "hạn đến hết ngày 31/12/2099" in page
    assert "Gia hạn bổ sung" in page
    assert "Tác giả ốm" in page


@pytest.mark.parametrize("who", ["inspector", "leader"])
def test_readers_read_and_change_nothing(client: FlaskClient, world: World, who: str) -> None:
    idea_id = stored(world, S.SUBMITTED, title="Đọc được")
    sign_in(client, world.email(who))

    assert "Đọc được" in text_of(get(client, "/tiep-nhan"))
    assert "Kiểm tra hồ sơ" not in text_of(get(client, f"/tiep-nhan/{idea_id}"))
    for act in ("tiep-nhan", "yeu-cau-bo-sung", "khong-du-dieu-kien", "gia-han-bo-sung"):
        assert client.post(f"/tiep-nhan/{idea_id}/{act}").status_code == 403
    assert state_of(idea_id)[0] is S.SUBMITTED


@pytest.mark.parametrize("who", ["author", "clerk", "reviewer", "chair", "admin", "awards_officer"])
def test_nobody_else_enters_the_office(client: FlaskClient, world: World, who: str) -> None:
    idea_id = stored(world, S.SUBMITTED)
    sign_in(client, world.email(who))

    for path in ("/tiep-nhan", f"/tiep-nhan/{idea_id}", "/tiep-nhan/danh-sach.xlsx"):
        assert client.get(path).status_code == 403
    assert client.post(f"/tiep-nhan/{idea_id}/tiep-nhan").status_code == 403
    assert state_of(idea_id)[0] is S.SUBMITTED


def test_the_office_does_not_see_what_the_unit_has_not_confirmed(
    client: FlaskClient, world: World
) -> None:
    idea_id = stored(world, S.AWAITING_UNIT)
    secretary(client, world)

    get(client, f"/tiep-nhan/{idea_id}", 404)
