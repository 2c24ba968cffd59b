"""The pages of application records, through HTTP."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.adoption.actions import report_adoption
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from tests.adoption.builders import make_adoption, make_draft, make_solution
from tests.ideas.builders import PDF, make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import make_round


def solution(world: World, **changes: Any) -> int:
    with transaction() as session:
        return make_solution(session, world, **changes).id


def reported(world: World, idea_id: int, unit: str = "P1", *, confirmed: bool = False) -> int:
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        return make_adoption(session, world, idea, unit, confirmed=confirmed).id


def stored(adoption_id: int) -> Adoption:
    db.session.remove()
    return db.session.get_one(Adoption, adoption_id)


def count() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(Adoption)) or 0


def typed(world: World, idea_id: int, **changes: Any) -> dict[str, Any]:
    """What a browser posts."""
    return {
        "idea": idea_id, "unit_id": world.units["P1"], "since": "03/03/2026", "extent": "applied",
        "what": "Dùng tại quầy một cửa.", "indicator": "Thời gian chờ", "before": "18,4",
        "after": "6,2", "measure": "phút mỗi lượt", "method": "Đồng hồ lấy số",
        "sample_size": "1.140", "saved_vnd": "186.000.000", "once_key": "khoa-1", **changes,
    }  # fmt: skip


def test_an_author_reports_and_the_unit_confirms(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))
    page = client.get(f"/ap-dung/moi?idea={idea_id}")
    assert page.status_code == 200

    upload = (io.BytesIO(PDF), "xac-nhan.pdf")
    answer = client.post("/ap-dung/moi", data=typed(world, idea_id, evidence=upload))

    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert "xac-nhan.pdf" in client.get(place).get_data(as_text=True)

    client.post("/dang-xuat")
    sign_in(client, world.email("other_clerk"))
    home = client.get("/viec-cho-toi").get_data(as_text=True)
    assert "Ủy ban nhân dân Phường 9 đề nghị xác nhận đơn vị đang áp dụng" in home
    waiting = client.get("/ap-dung").get_data(as_text=True)
    assert place in waiting
    assert client.post(f"{place}/xac-nhan").status_code == 303
    assert "Đang áp dụng" in client.get(place).get_data(as_text=True)


def test_the_form_comes_back_with_what_was_typed(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))

    answer = client.post(
        "/ap-dung/moi",
        data=typed(world, idea_id, since="31/02/2026", after="", method="", what="GIỮ LẠI"),
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("Ngày phải là ngày có thật, ví dụ 05/02/2026") == 2
    assert "GIỮ LẠI" in page
    assert "31/02/2026" in page
    assert count() == 0


def test_rules_answer_beside_their_fields(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))

    answer = client.post("/ap-dung/moi", data=typed(world, idea_id, after="", method=""))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("Nhập đủ cả số liệu trước và sau khi áp dụng") == 2
    assert page.count("Nhập cách đo số liệu") == 2
    assert count() == 0


def test_a_wrong_file_keeps_the_report_out(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))

    upload = (io.BytesIO(b"MZ"), "chay.exe")
    answer = client.post("/ap-dung/moi", data=typed(world, idea_id, evidence=upload))

    assert answer.status_code == 422
    assert 'id="evidence-error"' in answer.get_data(as_text=True)
    assert count() == 0


def test_pressing_twice_makes_one_record(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))

    first = client.post("/ap-dung/moi", data=typed(world, idea_id))
    second = client.post("/ap-dung/moi", data=typed(world, idea_id))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert count() == 1


@pytest.mark.parametrize("chosen", ["", "0", "abc", "9" * 30, "١"])
def test_a_unit_that_does_not_exist_is_refused(
    client: FlaskClient, world: World, chosen: str
) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))

    answer = client.post("/ap-dung/moi", data=typed(world, idea_id, unit_id=chosen))

    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("Chọn đơn vị áp dụng") == 2


@pytest.mark.parametrize("who", ["reviewer", "other_author", "communications", "other_clerk"])
def test_an_unrecognised_dossier_does_not_exist_for_others(
    client: FlaskClient, world: World, who: str
) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = make_idea(session, world, round_, IdeaState.SCORING, title="TENCAN")
        idea_id = idea.id
    sign_in(client, world.email(who))

    answer = client.get(f"/ap-dung/moi?idea={idea_id}")

    assert answer.status_code in {403, 404}
    assert "TENCAN" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "who", ["reviewer", "other_author", "communications", "admin", "chair", "leader"]
)
def test_strangers_do_not_see_a_record(client: FlaskClient, world: World, who: str) -> None:
    adoption_id = reported(world, solution(world))
    sign_in(client, world.email(who))

    assert client.get(f"/ap-dung/{adoption_id}").status_code == 404
    assert client.post(f"/ap-dung/{adoption_id}/xac-nhan").status_code == 404
    assert stored(adoption_id).state is AdoptionState.REPORTED


def test_the_reporter_is_told_why_he_cannot_confirm(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        idea = make_solution(session, world)
        draft = make_draft(world)
        adoption_id = report_adoption(session, world.other_clerk, idea, draft, NOON).id
    sign_in(client, world.email("other_clerk"))

    page = client.get(f"/ap-dung/{adoption_id}").get_data(as_text=True)
    answer = client.post(f"/ap-dung/{adoption_id}/xac-nhan")

    assert "Người khai không tự xác nhận nội dung mình khai" in page
    assert "/xac-nhan" not in page
    assert answer.status_code == 403
    assert "Người khai không tự xác nhận" in answer.get_data(as_text=True)


def test_a_refusal_wants_a_reason(client: FlaskClient, world: World) -> None:
    adoption_id = reported(world, solution(world))
    sign_in(client, world.email("other_clerk"))

    empty = client.post(f"/ap-dung/{adoption_id}/khong-xac-nhan", data={"reason": " "})
    given = client.post(f"/ap-dung/{adoption_id}/khong-xac-nhan", data={"reason": "Chưa dùng."})

    assert empty.status_code == 422
    assert empty.get_data(as_text=True).count("Nhập lý do không xác nhận") == 2
    assert given.status_code == 303
    page = client.get(f"/ap-dung/{adoption_id}").get_data(as_text=True)
    assert "Chưa dùng." in page


def test_confirming_twice_is_refused_the_second_time(client: FlaskClient, world: World) -> None:
    adoption_id = reported(world, solution(world), confirmed=True)
    sign_in(client, world.email("other_clerk"))

    assert client.post(f"/ap-dung/{adoption_id}/xac-nhan").status_code == 409


def test_stopping_asks_for_a_day_and_a_reason(client: FlaskClient, world: World) -> None:
    adoption_id = reported(world, solution(world), confirmed=True)
    sign_in(client, world.email("other_clerk"))
    url = f"/ap-dung/{adoption_id}/dung"

    assert client.post(url, data={"stopped_on": "", "reason": "x"}).status_code == 422
    assert client.post(url, data={"stopped_on": "01/01/2020", "reason": "x"}).status_code == 422
    assert client.post(url, data={"stopped_on": "01/06/2026", "reason": ""}).status_code == 422
    assert stored(adoption_id).state is AdoptionState.CONFIRMED
    done = client.post(url, data={"stopped_on": "01/06/2026", "reason": "Thay bằng bản mới"})
    assert done.status_code == 303
    assert stored(adoption_id).state is AdoptionState.STOPPED


def test_two_windows_of_one_form_lose_nothing(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    adoption_id = reported(world, idea_id)
    sign_in(client, world.email("author"))
    url = f"/ap-dung/{adoption_id}/sua"
    seen = stored(adoption_id).version
    assert "Đồng hồ lấy số tự động" in client.get(url).get_data(as_text=True)

    first = client.post(url, data=typed(world, idea_id, version=seen, method="Đếm tay"))
    second = client.post(url, data=typed(world, idea_id, version=seen, method="Đếm bằng máy"))

    page = second.get_data(as_text=True)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Đếm bằng máy" in page
    assert "Đếm tay" in page
    assert stored(adoption_id).method == "Đếm tay"


@pytest.mark.parametrize(
    ("who", "scope", "seen"),
    [
        ("author", "cua-toi", True),
        ("clerk", "cua-toi", True),
        ("other_author", "cua-toi", False),
        ("other_clerk", "don-vi", True),
        ("clerk", "don-vi", False),
        ("secretary", "tat-ca", True),
        ("awards_officer", "tat-ca", True),
        ("inspector", "tat-ca", True),
        ("author", "tat-ca", True),
        ("other_author", "tat-ca", False),
    ],
)
def test_lists_show_what_the_policy_allows(
    client: FlaskClient, world: World, who: str, scope: str, *, seen: bool
) -> None:
    adoption_id = reported(world, solution(world))
    sign_in(client, world.email(who))

    page = client.get(f"/ap-dung?xem={scope}").get_data(as_text=True)

    assert (f'href="/ap-dung/{adoption_id}"' in page) is seen


@pytest.mark.parametrize("who", ["reviewer", "communications", "leader", "admin", "plan_officer"])
def test_others_have_no_list(client: FlaskClient, world: World, who: str) -> None:
    sign_in(client, world.email(who))

    assert client.get("/ap-dung").status_code == 403


def test_filters_narrow_the_list_and_nonsense_does_not_break_it(
    client: FlaskClient, world: World
) -> None:
    idea_id = solution(world)
    here, there = reported(world, idea_id, "P1"), reported(world, idea_id, "P9", confirmed=True)
    sign_in(client, world.email("secretary"))

    by_state = client.get("/ap-dung?trang_thai=confirmed").get_data(as_text=True)
    by_unit = client.get(f"/ap-dung?don_vi={world.units['P1']}").get_data(as_text=True)
    odd = client.get("/ap-dung?trang_thai=zzz&don_vi=x&xem=y&page=-1&reported_by=1")

    assert (f'/ap-dung/{there}"' in by_state, f'/ap-dung/{here}"' in by_state) == (True, False)
    assert (f'/ap-dung/{there}"' in by_unit, f'/ap-dung/{here}"' in by_unit) == (False, True)
    assert odd.status_code == 200


def test_the_list_costs_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    costs = []
    sign_in(client, world.email("secretary"))
    for more in (3, 27):
        for _ in range(more):
            reported(world, solution(world))
        client.get("/ap-dung")
        with counted_queries() as counter:
            assert client.get("/ap-dung").status_code == 200
        costs.append(counter.count)

    assert costs[0] == costs[1]


def test_evidence_is_read_by_those_who_see_the_record(client: FlaskClient, world: World) -> None:
    idea_id = solution(world)
    sign_in(client, world.email("author"))
    upload = (io.BytesIO(PDF), "xac-nhan.pdf")
    made = client.post("/ap-dung/moi", data=typed(world, idea_id, evidence=upload))
    adoption_id = int(made.headers["Location"].rsplit("/", 1)[1])
    url = f"/tep/{stored(adoption_id).evidence_id}"

    answers = {}
    for who in ("author", "other_clerk", "secretary", "reviewer", "other_author"):
        client.post("/dang-xuat")
        sign_in(client, world.email(who))
        answers[who] = client.get(url).status_code

    assert answers == {
        "author": 200, "other_clerk": 200, "secretary": 200, "reviewer": 404, "other_author": 404,
    }  # fmt: skip
    client.post("/dang-xuat")
    assert client.get(url).status_code == 404


def test_visitors_are_asked_to_sign_in(client: FlaskClient, world: World) -> None:
    answer = client.get("/ap-dung/moi?idea=7")

    assert answer.status_code == 302
    assert "/dang-nhap" in answer.headers["Location"]
