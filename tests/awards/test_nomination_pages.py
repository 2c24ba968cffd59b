"""Candidates, preview and one nomination through HTTP."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.awards.models import AwardKind, Nomination
from app.awards.states import AwardFamily, Verdict
from app.database.transaction import transaction
from app.extensions import db
from app.rounds.models import Round
from tests.awards.builders import make_list, make_solution, nominate, ready_list
from tests.awards.test_candidates import title_list
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import make_round

TEAM = ("author2", "clerk", "plan_officer", "communications", "inspector")


def rows() -> list[Nomination]:
    db.session.remove()
    return list(db.session().scalars(select(Nomination).order_by(Nomination.id)))


def empty_list(world: World) -> tuple[int, int]:
    """An empty list and one solution; their ids."""
    with transaction() as session:
        idea = make_solution(session, world, make_round(session, world))
        list_ = make_list(session, world)
        session.flush()
        return list_.id, idea.id


def open_list(world: World) -> tuple[str, int]:
    """A list with one line that a person must look at; its address and the nomination."""
    with transaction() as session:
        idea = make_solution(session, world, make_round(session, world), coauthors=TEAM)
        list_ = make_list(session, world)
        row = nominate(session, world, list_, idea)
        return f"/khen-thuong/{list_.id}", row.id


def test_tick_preview_add_and_add_again(client: FlaskClient, world: World) -> None:
    list_id, idea_id = empty_list(world)
    sign_in(client, world.email("awards_officer"))
    base = f"/khen-thuong/{list_id}"
    ticks = [f"account:{world.author.user_id}@{idea_id}", f"unit:{world.units['P9']}@{idea_id}"]

    page = client.get(f"{base}/ung-vien").get_data(as_text=True)
    preview = client.post(f"{base}/ung-vien", data={"chon": ticks})
    nothing_yet = rows()
    first = client.post(f"{base}/doi-tuong", data={"chon": ticks, "once_key": "k1"})
    second = client.post(f"{base}/doi-tuong", data={"chon": ticks, "once_key": "k1"})

    assert all(f'value="{tick}"' in page for tick in ticks)
    assert "Xem trước: 2 đối tượng" in preview.get_data(as_text=True)
    assert "2.277.000" in preview.get_data(as_text=True)
    assert nothing_yet == []
    assert (first.status_code, second.status_code) == (303, 303)
    assert [row.name for row in rows()] == ["Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9"]


def test_nothing_ticked_is_said_on_the_page(client: FlaskClient, world: World) -> None:
    list_id, _ = empty_list(world)
    sign_in(client, world.email("awards_officer"))

    answer = client.post(f"/khen-thuong/{list_id}/ung-vien?q=don", data={})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Chọn ít nhất một đối tượng" in page
    assert 'value="don"' in page


def test_a_movement_that_is_missing_is_mended_one_press_away(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        make_solution(session, world, make_round(session, world))
        list_ = make_list(session, world, movement="")
        session.flush()
        list_id = list_.id
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"/khen-thuong/{list_id}/ung-vien").text
    form = client.get(f"/khen-thuong/{list_id}/thong-tin").text

    assert "Danh sách chưa nêu phong trào" in page
    assert f'href="/khen-thuong/{list_id}/thong-tin#movement"' in page
    assert 'id="movement"' in form


def test_who_lacks_a_condition_has_no_box_but_a_clause(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        idea = make_solution(session, world, make_round(session, world), applied_in=())
        list_ = make_list(session, world)
        session.flush()
        base, tick = f"/khen-thuong/{list_.id}", f"account:{world.author.user_id}@{idea.id}"
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"{base}/ung-vien").get_data(as_text=True)
    forced = client.post(f"{base}/doi-tuong", data={"chon": tick, "once_key": "k"})

    assert f'value="{tick}"' not in page
    assert "Luật TĐKT 2022, Điều 3 khoản 4; Kế hoạch 52/KH-UBND-KT" in page
    assert forced.status_code == 422
    assert rows() == []


def test_one_view_offers_each_award_and_takes_the_one_chosen_beside_a_name(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_, tick = title_list(world, session)
        session.flush()
        base, idea_id = f"/khen-thuong/{list_.id}", tick.partition("@")[2]
    other = f"account:{world.author2.user_id}@{idea_id}"
    chosen = {"chon": [tick, other], f"loai:{tick}": "CSTD-CS", f"loai:{other}": "LDTT"}
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"{base}/ung-vien").text
    preview = client.post(f"{base}/ung-vien", data=chosen).text
    added = client.post(f"{base}/doi-tuong", data={**chosen, "once_key": "k"})

    assert f'<select class="kind" name="loai:{other}"' in page
    assert f'<select class="kind" name="loai:{tick}"' not in page
    shut = page.partition('<div class="shut">')[2].partition("</div>")[0]
    assert "Lao động tiên tiến</b>: thiếu" in shut
    assert "NĐ 152/2025/NĐ-CP, Điều 6" in shut
    assert f'name="loai:{other}" value="LDTT"' in preview
    assert added.status_code == 303
    with transaction() as session:
        found = session.execute(
            select(Nomination.name, AwardKind.code).join(Nomination.award_kind)
            .order_by(Nomination.id)
        ).all()  # fmt: skip
    assert [tuple(row) for row in found] == [
        ("Trần Ngọc Ánh", "CSTD-CS"), ("Phạm Đình Ân", "LDTT"),
    ]  # fmt: skip


@pytest.mark.parametrize("family", list(AwardFamily))
def test_candidates_cost_the_same_queries_for_two_and_for_twelve_solutions(
    client: FlaskClient, world: World, family: AwardFamily
) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        list_ = make_list(session, world, family=family)
        for n in range(2):
            make_solution(session, world, round_, title=f"Trợ lý {n}")
        session.flush()
        list_id, round_id = list_.id, round_.id
    sign_in(client, world.email("awards_officer"))
    client.get(f"/khen-thuong/{list_id}/ung-vien")

    with counted_queries() as few:
        client.get(f"/khen-thuong/{list_id}/ung-vien")
    with transaction() as session:
        for n in range(10):
            make_solution(session, world, session.get_one(Round, round_id), title=f"Phiếu {n}")
    with counted_queries() as many:
        page = client.get(f"/khen-thuong/{list_id}/ung-vien").text

    assert page.count('class="grp"') == 12
    assert many.count == few.count


def test_a_nomination_is_changed_in_its_row(client: FlaskClient, world: World) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("awards_officer"))
    data = {"award": "GK-CN", "achievement": "Thành tích mới", "parts": ["TTr", "BB"],
            "version": rows()[0].version}  # fmt: skip

    answer = client.post(f"{base}/doi-tuong/{key}", data=data)

    assert answer.headers["Location"] == f"{base}?mo={key}#dt-{key}"
    assert (rows()[0].achievement, rows()[0].parts_present) == ("Thành tích mới", "TTr BB")


def test_a_refused_change_keeps_the_typed_text_and_says_why(
    client: FlaskClient, world: World
) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("awards_officer"))
    before = rows()[0].achievement
    data = {"award": "GK-CN", "achievement": "Dài quá " * 60, "version": 1}

    answer = client.post(f"{base}/doi-tuong/{key}", data=data)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Thành tích không được quá 400 ký tự (hiện có 479 ký tự)" in page
    assert "Dài quá Dài quá" in page
    assert rows()[0].achievement == before


def test_of_two_awards_of_one_name_the_chosen_one_is_stored(
    client: FlaskClient, world: World
) -> None:
    base, key = open_list(world)
    with transaction() as session:
        kind = session.scalars(select(AwardKind).where(AwardKind.code == "GK-CN")).one()
        columns = {column.key: getattr(kind, column.key) for column in AwardKind.__table__.columns}
        session.add(AwardKind(**columns | {"id": None, "code": "GK-KHAC"}))
    sign_in(client, world.email("awards_officer"))
    data = {"award": "GK-CN", "achievement": "Thành tích", "version": rows()[0].version}

    client.post(f"{base}/doi-tuong/{key}", data=data)

    stored = db.session.get_one(AwardKind, rows()[0].award_kind_id)
    assert stored.code == "GK-CN"


def test_what_a_colleague_chose_meanwhile_is_shown_beside_my_choice(
    client: FlaskClient, world: World
) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("awards_officer"))
    data = {"award": "GK-CN", "achievement": "Thành tích", "parts": "TTr",
            "gender": "female", "position_kind": "staff", "version": rows()[0].version}  # fmt: skip
    client.post(f"{base}/doi-tuong/{key}", data=data)

    stale = client.post(f"{base}/doi-tuong/{key}", data={**data, "gender": "male"})

    page = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert re.findall(r'name="gender" value="(\w+)"( checked)?', page) == [
        ("male", " checked"), ("female", ""),
    ]  # fmt: skip
    assert '<span class="version-text">Nam</span>' in page
    assert 'type="radio" name="achievement"' not in page


def test_two_officers_who_save_at_once_both_keep_their_text(
    client: FlaskClient, world: World
) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("awards_officer"))
    data = {"award": "GK-CN", "achievement": "Bản thứ nhất", "parts": "TTr", "version": 1}
    client.post(f"{base}/doi-tuong/{key}", data=data)

    stale = client.post(f"{base}/doi-tuong/{key}", data={**data, "achievement": "Bản thứ hai"})

    page = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "Bản thứ nhất" in page
    assert "Bản thứ hai" in page
    assert 'name="award" value="GK-CN"' in page
    chosen = {**data, "parts": "TTr BC", "version": rows()[0].version}
    assert client.post(f"{base}/doi-tuong/{key}", data=chosen).status_code == 303
    assert rows()[0].parts_present == "TTr BC"


def test_a_leader_decides_in_the_row(client: FlaskClient, world: World) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("leader"))
    url = f"{base}/doi-tuong/{key}/ket-luan"

    page = client.get(f"{base}?mo={key}").get_data(as_text=True)
    wrong = client.post(url, data={"verdict": "met", "reason": ""})
    right = client.post(url, data={"verdict": "met", "reason": "Tác giả chính"})

    assert "Ghi kết luận" in page
    assert "Lưu</button>" not in page
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Nhập lý do kết luận" in wrong.get_data(as_text=True)
    assert (rows()[0].override_verdict, rows()[0].override_reason) == (
        Verdict.MET, "Tác giả chính",
    )  # fmt: skip


def test_the_leader_is_told_what_waits_for_a_decision(client: FlaskClient, world: World) -> None:
    open_list(world)
    sign_in(client, world.email("leader"))

    page = client.get("/viec-cho-toi").get_data(as_text=True)

    assert "1 đối tượng cần người xem kết luận" in page


def test_taking_off_wants_a_reason(client: FlaskClient, world: World) -> None:
    base, key = open_list(world)
    sign_in(client, world.email("awards_officer"))
    url = f"{base}/doi-tuong/{key}/loai"

    wrong = client.post(url, data={"removal_reason": ""})
    kept = len(rows())
    right = client.post(url, data={"removal_reason": "Xin rút"})

    assert (wrong.status_code, kept, right.status_code) == (422, 1, 303)
    assert rows() == []


def test_a_nomination_of_another_list_is_not_found(client: FlaskClient, world: World) -> None:
    _base, key = open_list(world)
    with transaction() as session:
        other = make_list(session, world)
        session.flush()
        foreign = f"/khen-thuong/{other.id}/doi-tuong/{key}"
    sign_in(client, world.email("awards_officer"))

    codes = [
        client.post(foreign, data={"award": "GK-CN", "achievement": "X"}).status_code,
        client.post(f"{foreign}/loai", data={"removal_reason": "Lý do"}).status_code,
        client.post(f"{foreign}/ket-luan", data={"verdict": "met", "reason": "L"}).status_code,
    ]

    assert codes == [404, 404, 404]
    assert len(rows()) == 1


def test_only_lines_with_work_left_are_shown_when_asked(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_ = ready_list(session, world)
        base = f"/khen-thuong/{list_.id}"
    sign_in(client, world.email("inspector"))

    page = client.get(f"{base}?xem=con-viec").get_data(as_text=True)

    assert "Không còn đối tượng nào cần xử lý." in page
    assert "Trần Ngọc Ánh" not in page
