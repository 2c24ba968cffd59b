"""The gallery through HTTP: what visitors see, what they never see, what officers do."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select

from app.adoption.actions import stop_adoption
from app.database.transaction import transaction
from app.extensions import db
from app.gallery.actions import withdraw_solution
from app.gallery.models import PublishedSolution
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.rounds.models import Round
from tests.adoption.builders import clerk_of, make_adoption, make_solution
from tests.gallery.builders import TEXT, make_published
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import make_round

CANARY = "TENCAN"


def published(world: World, **changes: Any) -> tuple[int, str]:
    """Dossier and address of a published solution."""
    with transaction() as session:
        entry = make_published(session, world, **changes)
        return entry.idea_id, entry.slug


def applied(world: World, **changes: Any) -> int:
    """A recognised solution that one unit applies."""
    with transaction() as session:
        idea = make_solution(session, world, **changes)
        make_adoption(session, world, idea)
        return idea.id


def typed(**changes: Any) -> dict[str, Any]:
    """What a browser posts."""
    return {"title": TEXT.title, "problem": TEXT.problem, "solution": TEXT.solution,
            "effect": TEXT.effect, "ai_note": TEXT.ai_note, "sector": TEXT.sector,
            "decision_text": TEXT.decision_text, **changes}  # fmt: skip


def entry_of(idea_id: int) -> Select[Any]:
    return select(PublishedSolution).where(PublishedSolution.idea_id == idea_id)


def stored(idea_id: int) -> PublishedSolution | None:
    db.session.remove()
    return db.session.scalar(entry_of(idea_id))


def test_visitors_find_a_solution_and_read_it(client: FlaskClient, world: World) -> None:
    _idea_id, slug = published(world)

    cards = client.get("/thu-vien?q=tro+ly").get_data(as_text=True)
    page = client.get(f"/thu-vien/{slug}").get_data(as_text=True)

    assert f'href="/thu-vien/{slug}"' in cards
    assert "18,4" in cards
    assert "6,2" in cards
    for words in (TEXT.title, TEXT.problem, TEXT.solution, TEXT.effect, TEXT.decision_text,
                  "Máy chủ của quận", "−12,2", "Ủy ban nhân dân Phường 1", "03/03/2026",
                  "Đồng hồ lấy số tự động", f"http://localhost/thu-vien/{slug}"):  # fmt: skip
        assert words in page
    assert '<svg viewBox="0 0 ' in page
    assert "&lt;svg" not in page


@pytest.mark.parametrize(
    "query",
    ["", "?q=khong+co+gi", "?linh_vuc=x&don_vi=abc&nam=9999999999999999999999", "?page=99",
     "?page=0&size=7", "?q=%22%27%29--&nam=-1", "?author_names=x&filter[show_authors]=1"],
)  # fmt: skip
def test_every_question_gets_a_page(client: FlaskClient, world: World, query: str) -> None:
    published(world)

    assert client.get(f"/thu-vien{query}").status_code == 200


def test_an_empty_gallery_says_why(client: FlaskClient, world: World) -> None:
    page = client.get("/thu-vien").get_data(as_text=True)

    assert "Chưa có giải pháp nào được công khai" in page


@pytest.mark.parametrize("slug", ["khong-co", "x" * 200, "'; drop table", "%00", "..%2f"])
def test_unknown_addresses_are_not_found(client: FlaskClient, world: World, slug: str) -> None:
    assert client.get(f"/thu-vien/{slug}").status_code == 404


def test_what_is_withdrawn_is_gone_everywhere(client: FlaskClient, world: World) -> None:
    idea_id, slug = published(world, title="TENCAN rút lại")
    with transaction() as session:
        entry = session.scalars(entry_of(idea_id)).one()
        withdraw_solution(session, world.communications, entry, "Thử.", NOON)

    for address in ("/thu-vien", "/thu-vien?q=tencan", f"/thu-vien/{slug}"):
        page = client.get(address).get_data(as_text=True)
        assert "TENCAN rút lại" not in page
    assert client.get(f"/thu-vien/{slug}").status_code == 404


def canary_world(world: World) -> str:
    """A published solution whose every unpublished field holds the canary; its address."""
    hidden = {
        name: CANARY
        for name in ("summary", "problem", "solution", "novelty", "conditions", "application",
                     "effect", "risk_reason", "ai_product")
    }  # fmt: skip
    with transaction() as session:
        entry = make_published(
            session, world,
            idea={"confidential": f"{CANARY} mật khẩu của máy chủ", "title": CANARY,
                  "evidence": (f"{CANARY}.pdf",), **hidden},
        )  # fmt: skip
        idea = session.get_one(Idea, entry.idea_id)
        for author in session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)):
            author.full_name, author.email = CANARY, f"{CANARY}@quan3.example"
            author.workplace = author.job_title = CANARY
        make_adoption(session, world, idea, "PNV", confirmed=False, what=CANARY, method=CANARY,
                      indicator=CANARY, measure=CANARY)  # fmt: skip
        stopped = make_adoption(session, world, idea, "HDN", method=CANARY)
        stop_adoption(session, clerk_of(world, "HDN"), stopped, local_date(NOON), CANARY, NOON)
        round_ = session.get_one(Round, idea.round_id)
        make_idea(session, world, round_, IdeaState.SCORED, title=CANARY)
        make_adoption(session, world, make_solution(session, world, title=CANARY))
        return entry.slug


def test_nothing_unpublished_leaks(client: FlaskClient, world: World) -> None:
    slug = canary_world(world)
    addresses = ["/thu-vien", f"/thu-vien/{slug}", "/thu-vien?q=a", "/thu-vien?q=tro+ly"]

    for address in addresses:
        answer = client.get(address)
        text = answer.get_data(as_text=True) + str(answer.headers)
        assert answer.status_code == 200
        assert CANARY not in text
        for person in world.actors.values():
            assert person.name not in text
            assert person.email not in text


def test_searching_for_a_secret_is_like_searching_for_nonsense(
    client: FlaskClient, world: World
) -> None:
    canary_world(world)

    def hits(words: str) -> str:
        page = client.get(f"/thu-vien?q={words}").get_data(as_text=True)
        start = page.index('<main id="noi-dung"')
        return page[start:].replace(words, "?")

    nonsense = hits("zzqqx")
    for secret in ("TENCAN", "Trần Ngọc Ánh", "author@quan3.example", "SK-2026-00001"):
        assert hits(secret) == nonsense


def test_a_visitors_page_may_be_kept_a_minute_but_nobody_elses(
    client: FlaskClient, world: World
) -> None:
    _idea_id, slug = published(world)
    for address in ("/thu-vien", f"/thu-vien/{slug}"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" in answer.headers["Vary"]

    sign_in(client, world.email("communications"))
    for address in ("/thu-vien", f"/thu-vien/{slug}"):
        assert "public" not in client.get(address).headers["Cache-Control"]
    client.post("/dang-xuat")
    after = client.get("/thu-vien")
    assert "public" not in after.headers["Cache-Control"]
    assert "Đã đăng xuất" not in client.get("/thu-vien").get_data(as_text=True)


def test_pages_cost_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    costs = []
    for more in (3, 27):
        for _ in range(more):
            _idea_id, slug = published(world, units=("P1", "P9"))
        cost = []
        for address in ("/thu-vien", f"/thu-vien/{slug}"):
            with counted_queries() as counter:
                assert client.get(address).status_code == 200
            cost.append(counter.count)
        costs.append(cost)

    assert costs[0] == costs[1]


def test_the_officer_publishes_beside_the_dossier(client: FlaskClient, world: World) -> None:
    idea_id = applied(world)
    sign_in(client, world.email("communications"))
    home = client.get("/viec-cho-toi").get_data(as_text=True)
    assert "1 giải pháp đã được công nhận và xác nhận áp dụng" in home
    assert f"/truyen-thong/{idea_id}" in client.get("/truyen-thong").get_data(as_text=True)
    assert client.get(f"/truyen-thong/{idea_id}").status_code == 200

    answer = client.post(f"/truyen-thong/{idea_id}/cong-khai", data=typed(show_authors="y"))

    assert answer.status_code == 303
    assert "Trần Ngọc Ánh" in client.get(answer.headers["Location"]).get_data(as_text=True)
    again = client.post(f"/truyen-thong/{idea_id}/cong-khai", data=typed())
    assert again.status_code == 303
    assert again.headers["Location"] == f"/truyen-thong/{idea_id}"


def test_a_text_that_cannot_go_out_comes_back(client: FlaskClient, world: World) -> None:
    idea_id = applied(world, confidential="Mã nguồn giữ tại két sắt phòng 12.")
    sign_in(client, world.email("communications"))

    answer = client.post(
        f"/truyen-thong/{idea_id}/cong-khai",
        data=typed(title="", problem="GIỮ LẠI", effect="Mã nguồn giữ tại két sắt phòng 12"),
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("Nhập tên giải pháp") == 2
    assert "GIỮ LẠI" in page
    assert stored(idea_id) is None
    secret = client.post(
        f"/truyen-thong/{idea_id}/cong-khai",
        data=typed(effect="Mã nguồn giữ tại két sắt phòng 12"),
    )
    assert secret.status_code == 422
    assert secret.get_data(as_text=True).count("trùng với nội dung tác giả yêu cầu bảo mật") == 2
    assert stored(idea_id) is None


def test_two_officers_are_shown_both_texts(client: FlaskClient, world: World) -> None:
    idea_id, slug = published(world)
    entry = stored(idea_id)
    assert entry is not None
    seen = entry.version
    sign_in(client, world.email("communications"))
    url = f"/truyen-thong/{idea_id}/sua"

    first = client.post(url, data=typed(version=seen, effect="Của người thứ nhất"))
    second = client.post(url, data=typed(version=seen, effect="Của người thứ hai"))

    page = second.get_data(as_text=True)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Của người thứ nhất" in page
    assert "Của người thứ hai" in page
    assert "Của người thứ nhất" in client.get(f"/thu-vien/{slug}").get_data(as_text=True)


def test_withdrawing_wants_a_reason_and_works_once(client: FlaskClient, world: World) -> None:
    idea_id, _slug = published(world)
    sign_in(client, world.email("communications"))
    url = f"/truyen-thong/{idea_id}/go"

    assert client.post(url, data={"reason": ""}).status_code == 422
    assert client.post(url, data={"reason": "Tác giả đề nghị."}).status_code == 303
    assert client.post(url, data={"reason": "Lần nữa."}).status_code == 409
    assert "Đã gỡ" in client.get("/truyen-thong").get_data(as_text=True)


@pytest.mark.parametrize("state", [IdeaState.DRAFT, IdeaState.SCORING, IdeaState.DECLINED])
def test_unrecognised_dossiers_do_not_exist_here(
    client: FlaskClient, world: World, state: IdeaState
) -> None:
    with transaction() as session:
        idea = make_idea(session, world, make_round(session, world), state, title=CANARY)
        idea_id = idea.id
    sign_in(client, world.email("communications"))

    for answer in (
        client.get(f"/truyen-thong/{idea_id}"),
        client.post(f"/truyen-thong/{idea_id}/cong-khai", data=typed()),
        client.post(f"/truyen-thong/{idea_id}/sua", data=typed()),
        client.post(f"/truyen-thong/{idea_id}/go", data={"reason": "x"}),
    ):
        assert answer.status_code == 404
        assert CANARY not in answer.get_data(as_text=True)
    assert stored(idea_id) is None


@pytest.mark.parametrize("who", ["author", "clerk", "secretary", "leader", "admin", "inspector"])
def test_other_roles_do_not_publish(client: FlaskClient, world: World, who: str) -> None:
    idea_id = applied(world)
    sign_in(client, world.email(who))

    answers = [
        client.get("/truyen-thong").status_code,
        client.get(f"/truyen-thong/{idea_id}").status_code,
        client.post(f"/truyen-thong/{idea_id}/cong-khai", data=typed()).status_code,
        client.post("/truyen-thong/cap-nhat-noi-ap-dung").status_code,
    ]

    assert answers == [403, 403, 403, 403]
    assert stored(idea_id) is None


def test_the_officer_refreshes_what_is_outdated(client: FlaskClient, world: World) -> None:
    idea_id, _slug = published(world)
    with transaction() as session:
        entry = session.scalars(entry_of(idea_id)).one()
        entry.adoption_count = 5
    sign_in(client, world.email("communications"))
    assert "Cập nhật nơi áp dụng" in client.get("/truyen-thong").get_data(as_text=True)

    answer = client.post("/truyen-thong/cap-nhat-noi-ap-dung")

    assert answer.status_code == 303
    assert "Cập nhật nơi áp dụng" not in client.get("/truyen-thong").get_data(as_text=True)
    entry_now = stored(idea_id)
    assert entry_now is not None
    assert entry_now.adoption_count == 1
