"""The search page: what is found, in which order, how it is counted and shown."""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.ideas.states import IdeaState
from tests.ideas.pages import get, stored
from tests.people import World, sign_in
from tests.queries import counted_queries

S = IdeaState


def text_of(answer: TestResponse) -> str:
    """What a person reads on the page itself: no tags, single blanks."""
    page = answer.get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def searched(client: FlaskClient, query: str) -> str:
    """The page of a search, as a person reads it."""
    return text_of(get(client, f"/tim-kiem?{query}"))


def found(client: FlaskClient, query: str) -> list[str]:
    """The titles of the hits, in their order."""
    page = get(client, f"/tim-kiem?{query}").get_data(as_text=True)
    heads = re.findall(r'<h3 id="h\d+"><a [^>]*>(.*?)</a></h3>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", head) for head in heads]


def test_spelled_as_typed_comes_first_then_alike(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Bó hoa cho thư viện")
    stored(world, S.SUBMITTED, title="Điều hoà nhiệt độ")
    stored(world, S.SUBMITTED, title="Việc khác", solution="Hòa giải ở cơ sở")
    stored(world, S.SUBMITTED, title="Việc thứ tư", solution="Hoá đơn")
    sign_in(client, world.email("secretary"))

    assert found(client, "q=hòa+") == [
        "Điều hoà nhiệt độ", "Việc khác", "Bó hoa cho thư viện", "Việc thứ tư",
    ]  # fmt: skip
    assert found(client, "q=HOÀ")[:2] == ["Điều hoà nhiệt độ", "Việc khác"]
    assert found(client, "q=hoa+")[0] == "Bó hoa cho thư viện"


def test_a_phrase_stands_in_a_row(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Alpha", solution="Dùng trí tuệ nhân tạo")
    stored(world, S.SUBMITTED, title="Beta", solution="Nhân viên có trí tuệ, tạo mẫu")
    sign_in(client, world.email("secretary"))

    assert found(client, "q=tri+tue+nhan+tao") == ["Beta", "Alpha"]
    assert found(client, 'q="tri+tue+nhan+tao"') == ["Alpha"]
    assert found(client, "q=“trí+tuệ+nhân+tạo”") == ["Alpha"]
    assert found(client, 'q="tue+tri"') == []
    assert found(client, 'q="tri+tue+nha"') == []


def test_facets_count_what_choosing_them_leaves(client: FlaskClient, world: World) -> None:
    for number in range(3):
        stored(world, S.SUBMITTED, title=f"Trợ lý {number}", sector="Y tế")
    stored(world, S.ELIGIBLE, title="Trợ lý khác", sector="Giáo dục", author="other_author")
    sign_in(client, world.email("secretary"))
    unit = world.units["P1"]

    page = searched(client, "q=tro+ly")
    assert "4 hồ sơ" in page
    assert "Y tế 3 Giáo dục 1" in page
    assert "Đã nộp 3 Đủ điều kiện 1" in page
    assert found(client, f"q=tro+ly&don-vi={unit}") == ["Trợ lý khác"]
    assert found(client, "q=tro+ly&linh-vuc-ap-dung=Y+tế&trang-thai=submitted&nam=2026") == [
        "Trợ lý 2", "Trợ lý 1", "Trợ lý 0",
    ]  # fmt: skip
    assert found(client, "q=tro+ly&trang-thai=eligible&linh-vuc-ap-dung=Y+tế") == []
    assert "Bỏ lọc: Trạng thái: Đủ điều kiện" in searched(client, "q=tro+ly&trang-thai=eligible")


def test_nonsense_in_the_address_narrows_nothing(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Trợ lý")
    sign_in(client, world.email("secretary"))

    for query in ("trang-thai=xyz", "don-vi=abc", "nam=²", "tep=2", "page=-1", "page=9" * 9, "q="):
        assert found(client, f"q=tro+ly&{query}") == ["Trợ lý"], query
    assert found(client, "q=tro&linh-vuc=%27%20OR%201=1--") == []
    assert "Chưa có từ nào để tìm" in searched(client, "q=%22+?!")


def test_what_was_found_is_marked_and_hostile_text_stays_text(
    client: FlaskClient, world: World
) -> None:
    stored(world, S.SUBMITTED, title="<mark>Trợ</mark> <script>alert(1)</script>",
           solution='Đọc <img src=x onerror="a"> đơn & trả lời')  # fmt: skip
    sign_in(client, world.email("secretary"))

    page = get(client, "/tim-kiem?q=don+alert").get_data(as_text=True)

    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;" in page
    assert "&lt;img src=x onerror=&#34;a&#34;&gt; <mark>đơn</mark> &amp; trả lời" in page
    assert "<img src=x" not in page


def test_many_hits_are_paged_without_gap_or_repeat(client: FlaskClient, world: World) -> None:
    for number in range(45):
        stored(world, S.SUBMITTED, title=f"Số {number:02}",
               problem=("hòa", "hoà", "hoa")[number % 3], solution="chung")  # fmt: skip
    sign_in(client, world.email("secretary"))

    pages = [found(client, f"q=hòa+chung&page={n}") for n in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [20, 20, 5, 0]
    every = [title for one in pages for title in one]
    assert len(set(every)) == 45
    exact = [f"Số {n:02}" for n in range(44, -1, -1) if n % 3 != 2]
    assert every[: len(exact)] == exact


def test_the_number_of_queries_does_not_grow(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Trợ lý")
    sign_in(client, world.email("secretary"))
    get(client, "/tim-kiem?q=tro+ly")
    with counted_queries() as few:
        get(client, "/tim-kiem?q=tro+ly")
    for _ in range(12):
        stored(world, S.SUBMITTED, title="Trợ lý", coauthors=("author2",), evidence=("a.pdf",))

    with counted_queries() as many:
        get(client, "/tim-kiem?q=tro+ly")

    assert many.count <= few.count


def test_searches_are_kept_under_a_name(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))

    kept = client.post(
        "/tim-kiem/luu", data={"name": "Trợ lý ảo", "query": "q=tro+ly&x=1&nam=2026"}
    )
    empty = client.post("/tim-kiem/luu", data={"name": " ", "query": "q=tro"})
    page = get(client, "/tim-kiem").get_data(as_text=True)

    assert kept.headers["Location"].endswith("/tim-kiem?q=tro+ly&nam=2026")
    assert (empty.status_code, "Nhập tên cho chế độ xem" in text_of(empty)) == (422, True)
    assert '<a href="/tim-kiem?q=tro+ly&amp;nam=2026">Trợ lý ảo</a>' in page
    address = re.search(r"/tim-kiem/da-luu/\d+/xoa", page)
    assert address
    other = client.application.test_client()
    sign_in(other, world.email("leader"))
    assert other.post(address.group()).status_code == 303
    assert "Trợ lý ảo" in searched(client, "")
    client.post(address.group())
    assert "Trợ lý ảo" not in searched(client, "").replace("Đã xóa", "")


def test_a_visitor_is_led_to_the_public_gallery(client: FlaskClient, world: World) -> None:
    stored(world, S.RECOGNISED, title="Trợ lý")

    answer = client.get("/tim-kiem?q=tro+ly")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/thu-vien?q=tro+ly")


@pytest.mark.parametrize("person", ["author", "secretary"])
def test_own_drafts_are_found_by_their_authors_only(
    client: FlaskClient, world: World, person: str
) -> None:
    stored(world, S.DRAFT, title="Nháp về điều hoà")
    sign_in(client, world.email(person))

    assert ("Bản nháp của tôi 1 Nháp về điều hoà" in searched(client, "q=dieu+hòa")) == (
        person == "author"
    )
