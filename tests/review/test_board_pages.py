"""The assignment board: matrix, preview, apply, proposal."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.outbox.models import OutboxMessage
from app.review.models import Sheet
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import scored, scoring_idea, scoring_round


def prepared(
    world: World, *assigned: str, ideas: int = 1, **changes: object
) -> tuple[int, list[int]]:
    """A round with this many dossiers being scored, the first assigned to these reviewers."""
    with transaction() as session:
        round_ = scoring_round(session, world, **changes)
        made = [scoring_idea(session, world, round_, *assigned)]
        made += [scoring_idea(session, world, round_) for _ in range(ideas - 1)]
        return round_.id, [idea.id for idea in made]


def pairs() -> list[tuple[int, int]]:
    with transaction() as session:
        rows = session.execute(select(Sheet.idea_id, Sheet.reviewer_id))
        return sorted((idea, reviewer) for idea, reviewer in rows)


def version(round_id: int) -> int:
    with transaction() as session:
        return session.get_one(Round, round_id).version


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def test_the_matrix_shows_who_has_what_and_names_the_ground_of_a_conflict(
    client: FlaskClient, world: World
) -> None:
    round_id, (idea,) = prepared(world, "reviewer")

    index = sign_in(client, world.email("secretary")).get("/phan-cong")
    page = client.get(index.location).text

    assert index.location == f"/phan-cong/{round_id}"
    assert f'value="{idea}-{world.reviewer.user_id}" aria-label="Lê Minh Khuê, ' in page
    assert f'name="was" value="{idea}-{world.reviewer.user_id}"' in page
    assert f'value="{idea}-{world.reviewer2.user_id}"' in page
    assert f'value="{idea}-{world.reviewer_p9.user_id}"' not in page
    assert "<span>Xung đột<small>cùng đơn vị</small></span>" in page
    assert '<span class="tag bad">1/3</span>' in page


def test_ticking_previews_first_and_applies_once(client: FlaskClient, world: World) -> None:
    round_id, (idea,) = prepared(world, "reviewer")
    one, two = world.reviewer.user_id, world.reviewer2.user_id
    sign_in(client, world.email("secretary"))
    data = {"pair": [f"{idea}-{two}"], "was": [f"{idea}-{one}"], "version": version(round_id)}

    preview = client.post(f"/phan-cong/{round_id}/xem-truoc", data=data)
    before = pairs()
    carried = {name: hidden(preview.text, name) for name in ("add", "remove", "version")}
    done = client.post(f"/phan-cong/{round_id}/ap-dung", data=carried)
    again = client.post(f"/phan-cong/{round_id}/ap-dung", data=carried)

    assert preview.status_code == 200
    assert before == [(idea, one)]
    assert "Bùi Thị Ngọc chấm SK-2026-00001" in preview.text
    assert "tải 0 lên 1 phiếu" in preview.text
    assert "Lê Minh Khuê thôi chấm SK-2026-00001" in preview.text
    assert (done.status_code, again.status_code) == (303, 409)
    assert pairs() == [(idea, two)]


def test_what_somebody_else_assigned_meanwhile_is_not_taken_back(
    client: FlaskClient, world: World
) -> None:
    round_id, (idea,) = prepared(world, "reviewer")
    three = world.reviewer3.user_id
    sign_in(client, world.email("secretary"))
    old_page = {"pair": [f"{idea}-{three}"], "version": version(round_id)}

    preview = client.post(f"/phan-cong/{round_id}/xem-truoc", data=old_page)

    assert hidden(preview.text, "remove") == []
    assert hidden(preview.text, "add") == [f"{idea}-{three}"]


def test_nothing_changed_says_so(client: FlaskClient, world: World) -> None:
    round_id, _ideas = prepared(world)
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/phan-cong/{round_id}/xem-truoc", data={"pair": ["x", "1-", "-", "a-b"]})

    assert answer.location == f"/phan-cong/{round_id}"
    assert "Chưa có thay đổi nào để áp dụng" in client.get(answer.location).text


def test_a_conflict_posted_by_hand_is_refused_with_its_ground(
    client: FlaskClient, world: World
) -> None:
    round_id, (idea,) = prepared(world)
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/phan-cong/{round_id}/ap-dung",
                         data={"add": f"{idea}-{world.reviewer_p9.user_id}",
                               "version": version(round_id)})  # fmt: skip

    assert answer.status_code == 422
    assert "Không phân công được Ngô Thị Yến" in answer.text
    assert pairs() == []


def test_the_proposal_is_shown_and_exactly_what_was_shown_is_applied(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas = prepared(world, ideas=4, reviews_wanted=2)
    sign_in(client, world.email("secretary"))

    page = client.get(f"/phan-cong/{round_id}/de-xuat").text
    mark = hidden(page, "mark")[0]
    forged = client.post(f"/phan-cong/{round_id}/de-xuat", data={"mark": "khac"})
    nothing = pairs()
    done = client.post(f"/phan-cong/{round_id}/de-xuat", data={"mark": mark})
    again = client.post(f"/phan-cong/{round_id}/de-xuat", data={"mark": mark})

    assert "Áp dụng 8 phân công" in page
    assert page.count('<span class="nowrap">') == 8
    assert (forged.status_code, nothing) == (409, [])
    assert (done.status_code, again.status_code) == (303, 409)
    assigned = pairs()
    assert [sum(idea == key for idea, _ in assigned) for key in ideas] == [2, 2, 2, 2]
    assert world.reviewer_p9.user_id not in {reviewer for _, reviewer in assigned}
    assert client.get(f"/phan-cong/{round_id}/de-xuat").text.count("Không có gì cần phân công") == 1
    with transaction() as session:
        addresses = session.scalars(select(OutboxMessage.address)).all()
    assert sorted(addresses) == sorted(
        [world.reviewer.email, world.reviewer2.email, world.reviewer3.email]
    )


def test_a_dossier_of_the_secretarys_own_unit_is_left_to_the_chair(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        scoring_idea(session, world, round_, author="plan_officer")
        round_id = round_.id

    page = sign_in(client, world.email("secretary")).get(f"/phan-cong/{round_id}").text
    proposal = client.get(f"/phan-cong/{round_id}/de-xuat").text

    assert "Ông/Bà tránh hồ sơ này" in page
    assert 'type="checkbox" name="pair"' not in page
    assert "Không có gì cần phân công thêm" in proposal


def test_a_started_sheet_has_no_box(client: FlaskClient, world: World) -> None:
    round_id, (idea,) = prepared(world, "reviewer")
    with transaction() as session:
        scored(session, session.get_one(Round, round_id), session.get_one(Idea, idea),
               world.reviewer, "1", None, None, None)  # fmt: skip

    page = sign_in(client, world.email("secretary")).get(f"/phan-cong/{round_id}").text

    assert f'value="{idea}-{world.reviewer.user_id}"' not in page
    assert "<span>Đang chấm</span>" in page


def test_opening_scoring_moves_the_dossiers(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        idea = make_idea(session, world, round_, IdeaState.ELIGIBLE)
        round_id, key = round_.id, idea.id
    sign_in(client, world.email("secretary"))

    page = client.get(f"/phan-cong/{round_id}").text
    answer = client.post(f"/phan-cong/{round_id}/mo-cham")
    again = client.post(f"/phan-cong/{round_id}/mo-cham")

    assert "Mở chấm điểm 1 hồ sơ" in page
    assert (answer.status_code, again.status_code) == (303, 422)
    with transaction() as session:
        assert session.get_one(Idea, key).state is IdeaState.SCORING


def test_searching_and_filtering_the_board(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, reviews_wanted=1)
        scoring_idea(session, world, round_, "reviewer", title="Đèn đường thông minh")
        scoring_idea(session, world, round_, title="Thu gom rác")
        round_id = round_.id
    sign_in(client, world.email("secretary"))

    found = client.get(f"/phan-cong/{round_id}?q=den duong").text
    lacking = client.get(f"/phan-cong/{round_id}?loc=thieu").text
    none = client.get(f"/phan-cong/{round_id}?q='; --").text

    assert ("Đèn đường" in found, "Thu gom" in found) == (True, False)
    assert ("Đèn đường" in lacking, "Thu gom" in lacking) == (False, True)
    assert "Không có hồ sơ nào phù hợp với bộ lọc" in none


@pytest.mark.parametrize(
    ("who", "status"),
    [("chair", 200), ("secretary", 200), ("reviewer", 403), ("author", 403), ("clerk", 403),
     ("leader", 403), ("inspector", 403), ("admin", 403)],
)  # fmt: skip
def test_the_board_is_for_the_office(
    client: FlaskClient, world: World, who: str, status: int
) -> None:
    round_id, (idea,) = prepared(world)
    sign_in(client, world.email(who))

    pages = [client.get(f"/phan-cong/{round_id}{path}").status_code for path in ("", "/de-xuat")]
    assert pages == [status, status]
    if status == 403:
        data = {"add": f"{idea}-{world.reviewer.user_id}", "version": version(round_id)}
        for path in ("xem-truoc", "ap-dung", "de-xuat", "mo-cham"):
            assert client.post(f"/phan-cong/{round_id}/{path}", data=data).status_code == 403
        assert pairs() == []


def test_the_board_costs_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    round_id, _ideas = prepared(world, "reviewer", ideas=3)
    sign_in(client, world.email("secretary"))
    client.get(f"/phan-cong/{round_id}")
    with counted_queries() as few:
        client.get(f"/phan-cong/{round_id}")
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        for _ in range(12):
            scoring_idea(session, world, round_, "reviewer", "reviewer2")
    with counted_queries() as many:
        client.get(f"/phan-cong/{round_id}")

    assert many.count == few.count
