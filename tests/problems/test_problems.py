"""Bài toán đặt hàng: posted by units, answered by dossiers, counted by what one may see."""

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import to_change, transaction
from app.ideas.answering_problem import choose_problem
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.problems import actions
from app.problems.drafts import ProblemDraft
from app.problems.models import Problem
from app.problems.rules import blockers_of_end, takes_answers
from app.problems.states import ProblemState
from tests.ideas.pages import get, stored, text_of
from tests.people import World, sign_in
from tests.queries import counted_queries

S = IdeaState
FUTURE = local_date(now()) + timedelta(days=30)
GOOD = {
    "title": "Phân loại đơn thư", "description": "Đơn thư đến nhiều, chia tay lâu",
    "size": "1.200 đơn mỗi tháng", "data_available": "Đơn quét 3 năm",
    "wished_result": "Chia xong trong ngày", "closes_on": f"{FUTURE:%d/%m/%Y}", "sector": "",
    "contact": "Bà Hường, 028 0000", "contact_unit_id": "", "version": "",
}  # fmt: skip


def draft(world: World, **changes: object) -> ProblemDraft:
    """A whole problem."""
    words = {name: GOOD[name] for name in ("title", "description", "size", "data_available",
                                           "wished_result")}  # fmt: skip
    unit = world.units["P9"]
    whole: dict[str, Any] = {
        **words, "unit_id": unit, "contact_unit_id": unit, "closes_on": FUTURE, **changes
    }  # fmt: skip
    return ProblemDraft(**whole)


def posted(world: World, *, published: bool = True, **changes: object) -> int:
    """Commit one problem."""
    with transaction() as session:
        made = actions.create_problem(session, world.secretary, draft(world, **changes), now())
        if published:
            actions.publish_problem(session, world.secretary, made, now())
        return made.id


def state_of(key: int) -> ProblemState:
    with transaction() as session:
        return session.get_one(Problem, key).state


def test_the_clerk_posts_changes_and_closes(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("clerk"))
    typed = {**GOOD, "unit_id": world.units["P9"], "contact_unit_id": world.units["PKT"]}
    made = client.post("/bai-toan/moi", data={**typed, "once_key": "k"})
    again = client.post("/bai-toan/moi", data={**typed, "once_key": "k"})
    assert (made.status_code, made.location) == (303, again.location)
    key = int(made.location.split("/")[-1])
    assert state_of(key) is ProblemState.DRAFT

    assert client.post(f"/bai-toan/{key}/dang").status_code == 303
    assert client.post(f"/bai-toan/{key}/dang").status_code == 409
    form = get(client, f"/bai-toan/{key}/sua").get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version is not None
    change = {**typed, "title": "Phân loại đơn thư tự động", "version": version[1]}
    assert client.post(f"/bai-toan/{key}/sua", data=change).status_code == 303
    stale = client.post(f"/bai-toan/{key}/sua", data={**change, "title": "Tên khác"})
    assert stale.status_code == 409
    assert "Tên khác" in html.unescape(stale.get_data(as_text=True))
    assert client.post(f"/bai-toan/{key}/dong", data={"reason": " "}).status_code == 422
    assert client.post(f"/bai-toan/{key}/dong", data={"reason": "Đã tự làm"}).status_code == 303
    assert state_of(key) is ProblemState.CLOSED
    assert client.post(f"/bai-toan/{key}/sua", data=change).status_code == 409
    client.post("/dang-xuat")
    page = text_of(get(client, f"/bai-toan/{key}"))
    assert "1.200 đơn mỗi tháng" in page
    assert "Phòng Kinh tế" in page
    assert "Đã đóng" in page


def test_the_contact_unit_chosen_between_two_texts_is_the_one_that_is_stored(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("clerk"))
    typed = {**GOOD, "unit_id": world.units["P9"], "contact_unit_id": world.units["P9"]}
    made = client.post("/bai-toan/moi", data={**typed, "once_key": "k"})
    edit = f"{made.location}/sua"
    shown = get(client, edit).get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    client.post(edit, data={**typed, "title": "Tên bài toán đã sửa", "version": version[1]})

    mine = {**typed, "contact_unit_id": world.units["PKT"], "version": version[1]}
    page = html.unescape(client.post(edit, data=mine).get_data(as_text=True))
    chosen = re.search(r'name="contact_unit_id" value="([^"]*)" checked', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert chosen is not None
    assert version is not None
    client.post(edit, data={**mine, "contact_unit_id": chosen[1], "version": version[1]})

    assert "Phòng Kinh tế" in page
    with transaction() as session:
        problem = session.scalars(select(Problem)).one()
        assert problem.contact_unit_id == world.units["PKT"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Nhập tên bài toán"),
        ({"title": "x" * 201}, "không được quá 200 ký tự"),
        ({"closes_on": "31/02/2027"}, "Ngày phải là ngày có thật"),
        ({"closes_on": ""}, "Nhập ngày cuối nhận lời giải"),
        ({"description": "dài " * 3000}, "không được quá"),
        ({"contact_unit_id": "999999"}, "Chọn đơn vị trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: FlaskClient, world: World, changes: dict[str, str], said: str
) -> None:
    sign_in(client, world.email("clerk"))
    typed = {**GOOD, "unit_id": world.units["P9"], "contact_unit_id": world.units["P9"]}

    answer = client.post("/bai-toan/moi", data={**typed, **changes})

    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert "Đơn quét 3 năm" in answer.get_data(as_text=True)
    with transaction() as session:
        assert session.scalars(select(Problem)).all() == []


def test_only_a_whole_one_is_posted(client: FlaskClient, world: World) -> None:
    key = posted(world, published=False, size="", data_available="")
    sign_in(client, world.email("clerk"))

    answer = client.post(f"/bai-toan/{key}/dang")

    assert answer.status_code == 422
    assert "Nêu quy mô" in text_of(answer)
    assert "Nêu dữ liệu có sẵn" in text_of(answer)
    assert state_of(key) is ProblemState.DRAFT


def test_days_of_the_end() -> None:
    today = date(2026, 10, 1)
    assert blockers_of_end(today, today) == []
    assert len(blockers_of_end(date(2026, 9, 30), today)) == 1
    assert len(blockers_of_end(date(2030, 9, 30), today)) == 1
    assert takes_answers(ProblemState.PUBLISHED, today, today)
    assert not takes_answers(ProblemState.PUBLISHED, date(2026, 9, 30), today)
    assert not takes_answers(ProblemState.CLOSED, today, today)


def test_drafts_are_the_units_own_and_others_change_nothing(
    client: FlaskClient, world: World
) -> None:
    hidden, seen = posted(world, published=False, title="Canary nháp"), posted(world)
    get(client, f"/bai-toan/{hidden}", 404)
    assert "Canary" not in text_of(get(client, "/bai-toan"))
    for who, status in (("other_clerk", 403), ("author", 403), ("leader", 403), ("admin", 403)):
        sign_in(client, world.email(who))
        get(client, f"/bai-toan/{hidden}", 404)
        assert "Canary" not in text_of(get(client, "/bai-toan"))
        assert client.post(f"/bai-toan/{seen}/dong", data={"reason": "Phá"}).status_code == status
        typed = {**GOOD, "unit_id": world.units["P9"], "contact_unit_id": world.units["P9"]}
        assert client.post(f"/bai-toan/{seen}/sua", data=typed).status_code == status
        assert client.post("/bai-toan/moi", data=typed).status_code == status
        client.post("/dang-xuat")
    assert client.post("/bai-toan/moi", data=GOOD).status_code in {302, 303, 401}
    assert state_of(seen) is ProblemState.PUBLISHED


@pytest.mark.parametrize(
    "asked", ["phan loai", "PHÂN LOẠI đơn", "don thu", "đơn quét", "chia xong"]
)
def test_search_finds_with_and_without_diacritics(
    client: FlaskClient, world: World, asked: str
) -> None:
    posted(world)
    posted(world, title="Đếm xe", description="Xe nhiều", size="Lớn", data_available="Không",
           wished_result="Nhanh")  # fmt: skip

    page = text_of(client.get("/bai-toan", query_string={"q": asked}))

    assert ("Phân loại đơn thư" in page, "Đếm xe" in page) == (True, False)


def answering(world: World, problem: int, state: IdeaState, **changes: object) -> int:
    """A dossier in a state that answers the problem."""
    return stored(world, state, problem_id=problem, **changes)


def listed(client: FlaskClient, **asked: str) -> str:
    return text_of(client.get("/bai-toan", query_string=asked))


def test_unanswered_is_what_the_asker_may_know(client: FlaskClient, world: World) -> None:
    key = posted(world)
    answering(world, key, S.SUBMITTED)
    answering(world, key, S.DRAFT, author="author2")
    answering(world, key, S.WITHDRAWN, author="author2")
    counts = {"author": 1, "clerk": 1, "secretary": 1, "leader": 1, "author2": 0,
              "other_clerk": 0, "other_author": 0, "reviewer": 0}  # fmt: skip
    for who, number in counts.items():
        sign_in(client, world.email(who))
        page = text_of(get(client, f"/bai-toan/{key}"))
        shown = f"Lời giải được xem {number or 'chưa có'}"
        assert shown in page, who
        unanswered = "Phân loại đơn thư" in listed(client, **{"chua-co-loi-giai": "1"})
        assert unanswered is (number == 0), who
        client.post("/dang-xuat")
    assert "Lời giải được xem chưa có" in text_of(get(client, f"/bai-toan/{key}"))
    assert "Phân loại đơn thư" in listed(client, **{"chua-co-loi-giai": "1"})


def test_a_dossier_answers_one(client: FlaskClient, world: World) -> None:
    key, over = posted(world), posted(world, title="Đã qua")
    idea_id = stored(world, S.DRAFT)
    with transaction() as session:
        session.get_one(Problem, over).closes_on = local_date(now()) - timedelta(days=1)
    sign_in(client, world.email("author"))
    url = f"/ho-so/{idea_id}/bai-toan"

    assert "Đã qua" not in text_of(get(client, url))
    refused = client.post(url, data={"problem_id": over})
    assert (refused.status_code, "không còn nhận lời giải" in text_of(refused)) == (422, True)
    assert client.post(url, data={"problem_id": "x"}).status_code == 422
    assert client.post(url, data={"problem_id": key}).status_code == 303
    assert "Phân loại đơn thư" in text_of(get(client, f"/ho-so/{idea_id}"))
    writing = text_of(get(client, f"/ho-so/{idea_id}/van-de-giai-phap"))
    assert "Bài toán: Phân loại đơn thư" in writing
    assert "1.200 đơn mỗi tháng" in writing
    with transaction() as session:
        actions.close_problem(
            session, world.secretary, to_change(session, Problem, key), "Xong", now()
        )
    assert client.post(url, data={"problem_id": key}).status_code == 303, "it stays chosen"
    assert client.post(url, data={"problem_id": ""}).status_code == 303
    with transaction() as session:
        assert session.get_one(Idea, idea_id).problem_id is None
        idea = to_change(session, Idea, idea_id)
        with pytest.raises(Blocked):
            choose_problem(session, world.author, idea, key, now())


def test_the_start_page_brings_the_problem_along(client: FlaskClient, world: World) -> None:
    key = posted(world)
    stored(world, S.DRAFT)
    sign_in(client, world.email("author"))

    page = get(client, f"/ho-so/moi?bai-toan={key}")
    assert "Trả lời bài toán: Phân loại đơn thư" in text_of(page)
    with transaction() as session:
        round_id = session.scalars(select(Idea.round_id)).first()
    answer = client.post("/ho-so/moi", data={"round_id": round_id, "problem_id": key})

    assert answer.status_code == 303
    with transaction() as session:
        newest = session.scalars(select(Idea).order_by(Idea.id.desc())).first()
        assert newest is not None
        assert newest.problem_id == key


@pytest.mark.parametrize("state", [S.AWAITING_UNIT, S.SUBMITTED, S.SCORING])
def test_not_once_it_is_submitted(client: FlaskClient, world: World, state: IdeaState) -> None:
    key, idea_id = posted(world), stored(world, state)
    sign_in(client, world.email("author"))

    assert client.post(f"/ho-so/{idea_id}/bai-toan", data={"problem_id": key}).status_code == 409


def test_the_list_costs_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    def cost(number: int) -> int:
        for n in range(number):
            posted(world, title=f"Bài toán {n}")
        with counted_queries() as counter:
            get(client, "/bai-toan")
        return counter.count

    cost(1)
    assert cost(1) == cost(6)
