"""A reviewer at the desk: list, two panes, autosave, lock, step back, print."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from app.database.base import Base
from app.database.transaction import transaction
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.files.states import FileState
from app.ideas.models import Evidence, Idea
from app.ideas.states import IDEA_TITLES, IdeaState
from app.review.actions import Change, apply_assignment
from app.review.models import Sheet
from app.review.states import SheetState
from app.rounds.models import Round
from tests.ideas.builders import PDF, cleaned_copies
from tests.people import World, sign_in
from tests.review.builders import (
    criterion_keys,
    locked,
    scored,
    scoring_idea,
    scoring_round,
    sheet_of,
    without_moment,
)
from tests.rounds.builders import SCORING


@dataclass
class Desk:
    """Two dossiers assigned to the reviewer."""

    round_id: int
    first: int
    second: int
    first_title: str
    second_title: str
    keys: list[int]


@pytest.fixture
def desk(world: World) -> Desk:
    with transaction() as session:
        round_ = scoring_round(session, world)
        ideas = [
            scoring_idea(session, world, round_, "reviewer", title=f"Trợ lý số {n}") for n in (1, 2)
        ]
        sheets = sorted(
            (sheet_of(session, i, world.reviewer) for i in ideas), key=lambda s: s.position
        )
        titles = {idea.id: idea.title for idea in ideas}
        return Desk(round_.id, sheets[0].id, sheets[1].id, titles[sheets[0].idea_id],
                    titles[sheets[1].idea_id], criterion_keys(session, round_.id))  # fmt: skip


def stored(sheet_id: int) -> Sheet:
    with transaction() as session:
        found = session.get_one(Sheet, sheet_id)
        session.expunge(found)
        return found


def typed(desk: Desk, *points: str, version: int = 1, **more: str) -> dict[str, str]:
    fields = {f"points_{key}": given for key, given in zip(desk.keys, points, strict=True)}
    remarks = {f"remark_{key}": "Đủ căn cứ." for key in desk.keys}
    return {**fields, **remarks, "version": str(version), **more}


def test_the_desk_lists_my_sheets_and_offers_the_next(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    page = sign_in(client, world.email("reviewer")).get("/cham-diem").text

    assert "Trợ lý số 1" in page
    assert "Trợ lý số 2" in page
    assert f'href="/cham-diem/{desk.first}"' in page
    assert "0<small>/2</small>" in page


def test_filters_narrow_the_list(client: FlaskClient, world: World, desk: Desk) -> None:
    with transaction() as session:
        round_ = session.get_one(Round, desk.round_id)
        idea = session.get_one(Idea, session.get_one(Sheet, desk.first).idea_id)
        locked(session, round_, idea, world.reviewer)
    sign_in(client, world.email("reviewer"))

    done = client.get("/cham-diem?loc=da-chot").text
    open_ones = client.get("/cham-diem?loc=chua-cham").text

    assert (desk.first_title in done, desk.second_title in done) == (True, False)
    assert (desk.first_title in open_ones, desk.second_title in open_ones) == (False, True)


def test_somebody_without_sheets_sees_why(client: FlaskClient, world: World) -> None:
    page = sign_in(client, world.email("reviewer3")).get("/cham-diem").text

    assert "Chưa có hồ sơ nào được phân công" in page


def test_saving_and_going_on_leads_to_the_next_sheet(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))

    answer = client.post(f"/cham-diem/{desk.first}",
                         data=typed(desk, "18,5", "17", "", "12", then="next"))  # fmt: skip

    assert (answer.status_code, answer.location) == (303, f"/cham-diem/{desk.second}")
    sheet = stored(desk.first)
    assert (sheet.state, sheet.total) == (SheetState.DRAFT, None)
    page = client.get(f"/cham-diem/{desk.first}").text
    assert 'value="18,5"' in page
    assert '<output data-value="total">47,5</output>' in page
    assert "3/4 tiêu chí" in page


def test_wrong_points_come_back_with_the_text_and_the_reason(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))

    answer = client.post(f"/cham-diem/{desk.first}",
                         data=typed(desk, "26", "mười", "1", "12", remark="Giữ lại."))  # fmt: skip

    assert answer.status_code == 422
    page = answer.text
    assert "<title>Lỗi:" in page
    assert "Nhập số, dùng dấu phẩy cho phần thập phân, ví dụ 8,5" in page
    assert 'value="mười"' in page
    assert "Giữ lại." in page
    assert stored(desk.first).state is SheetState.NOT_STARTED


def test_blockers_of_the_action_stand_beside_their_box(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))

    answer = client.post(f"/cham-diem/{desk.first}", data=typed(desk, "26", "17", "18", "12"))

    assert answer.status_code == 422
    assert "Điểm của tiêu chí “Tính mới, tính sáng tạo” phải từ 0 đến 25" in answer.text
    assert 'value="26"' in answer.text


def test_autosave_answers_with_the_servers_total(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    path, headers = f"/cham-diem/{desk.first}/tu-luu", {"Accept": "application/json"}

    first = client.post(path, data=typed(desk, "18,5", "17", "", ""), headers=headers)
    answer = first.get_json()
    whole = typed(desk, "18,5", "17", "21,5", "12", version=answer["version"])
    second = client.post(path, data=whole, headers=headers).get_json()

    assert first.status_code == 200
    assert answer["values"] == {"total": "35,5", "counted": "2/4 tiêu chí", "total_share": "35.50"}
    assert answer["state"] == {"shape": "doing", "text": "Đang chấm"}
    assert set(answer) == {"saved_at_text", "state", "version", "values"}
    assert second["values"] == {"total": "69", "counted": "4/4 tiêu chí", "total_share": "69.00"}
    assert stored(desk.first).total == Decimal(69)


@pytest.mark.parametrize("points", ["26", "abc", "1e9", "18,25"])
def test_autosave_refuses_wrong_points(
    client: FlaskClient, world: World, desk: Desk, points: str
) -> None:
    sign_in(client, world.email("reviewer"))

    answer = client.post(f"/cham-diem/{desk.first}/tu-luu", data=typed(desk, points, "", "", ""),
                         headers={"Accept": "application/json"})  # fmt: skip

    assert answer.status_code == 422
    assert answer.get_json()["errors"]
    assert stored(desk.first).state is SheetState.NOT_STARTED


def test_two_windows_are_shown_both_texts_and_nothing_is_lost(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    client.post(f"/cham-diem/{desk.first}", data=typed(desk, "10", "10", "10", "10"))
    late = typed(desk, "12,5", "10", "10", "10", version=1)

    by_script = client.post(f"/cham-diem/{desk.first}/tu-luu", data=late,
                            headers={"Accept": "application/json"})  # fmt: skip
    by_form = client.post(f"/cham-diem/{desk.first}", data=late)

    assert (by_script.status_code, by_form.status_code) == (409, 409)
    assert "12,5" in by_form.text
    assert "Nội dung đang lưu trên hệ thống" in by_form.text
    assert stored(desk.first).total == Decimal(40)


def test_checking_lists_what_is_missing_and_locking_is_refused(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    client.post(f"/cham-diem/{desk.first}", data=typed(desk, "18", "", "20", "12"))

    page = client.get(f"/cham-diem/{desk.first}/chot").text
    answer = client.post(
        f"/cham-diem/{desk.first}/chot", data={"version": stored(desk.first).version}
    )

    assert "Chấm điểm tiêu chí “Khả năng áp dụng và nhân rộng”" in page
    assert f"/cham-diem/{desk.first}#tc2-points" in page
    assert 'aria-disabled="true"' in page
    assert answer.status_code == 422
    assert stored(desk.first).state is SheetState.DRAFT


def test_locking_goes_on_to_the_next_and_shows_the_sheet_as_it_is(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    saved = client.post(f"/cham-diem/{desk.first}",
                        data=typed(desk, "18", "18", "20", "14", then="check"))  # fmt: skip

    answer = client.post(saved.location, data={"version": stored(desk.first).version})
    again = client.post(saved.location, data={"version": stored(desk.first).version})

    assert (answer.status_code, answer.location) == (303, f"/cham-diem/{desk.second}")
    assert stored(desk.first).state is SheetState.LOCKED
    page = client.get(f"/cham-diem/{desk.first}").text
    assert "Phiếu đã chốt lúc" in page
    assert "<textarea" not in page
    assert (again.status_code, again.location) == (303, f"/cham-diem/{desk.first}")


def test_saving_a_locked_sheet_is_a_conflict(client: FlaskClient, world: World, desk: Desk) -> None:
    sign_in(client, world.email("reviewer"))
    client.post(f"/cham-diem/{desk.first}", data=typed(desk, "18", "18", "20", "14"))
    client.post(f"/cham-diem/{desk.first}/chot", data={"version": stored(desk.first).version})

    answer = client.post(
        f"/cham-diem/{desk.first}", data=typed(desk, "1", "1", "1", "1", version=9)
    )

    assert answer.status_code == 409
    assert stored(desk.first).total == Decimal(70)


def test_stepping_back_asks_for_a_reason_and_takes_the_dossier_away(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    path = f"/cham-diem/{desk.first}/xin-khong-cham"

    assert desk.first_title in client.get(path).text
    nothing = client.post(path, data={"note": "Giữ lại."})
    vague = client.post(path, data={"ground": "other", "note": ""})
    done = client.post(path, data={"ground": "relative", "note": ""})

    assert (nothing.status_code, vague.status_code, done.status_code) == (422, 422, 303)
    assert "Chọn lý do không chấm" in nothing.text
    assert "Giữ lại." in nothing.text
    assert "Ghi rõ lý do" in vague.text
    assert stored(desk.first).state is SheetState.DECLINED
    assert client.get(f"/cham-diem/{desk.first}").status_code == 403
    assert client.post(path, data={"ground": "relative"}).status_code == 409


def test_the_paper_has_my_marks_and_a_line_to_sign(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    client.post(f"/cham-diem/{desk.first}", data=typed(desk, "18", "18", "20", "14"))

    page = client.get(f"/cham-diem/{desk.first}/in").text

    assert "Lê Minh Khuê" in page
    assert "(Ký, ghi rõ họ tên)" in page
    assert '<b class="num">70</b>' in page


@pytest.mark.parametrize("who", ["reviewer2", "reviewer_p9"])
def test_the_sheet_of_another_is_like_no_sheet(
    client: FlaskClient, world: World, desk: Desk, who: str
) -> None:
    sign_in(client, world.email(who))
    for path in ("", "/chot", "/xin-khong-cham", "/in"):
        foreign = client.get(f"/cham-diem/{desk.first}{path}")
        missing = client.get(f"/cham-diem/999999{path}")
        assert (foreign.status_code, without_moment(foreign)) == (404, without_moment(missing))
    for path in ("", "/chot", "/xin-khong-cham", "/tu-luu"):
        data = typed(desk, "1", "1", "1", "1", ground="relative")
        assert client.post(f"/cham-diem/{desk.first}{path}", data=data).status_code == 404
    assert stored(desk.first).state is SheetState.NOT_STARTED


@pytest.mark.parametrize("who", ["secretary", "chair", "author", "clerk", "leader", "admin"])
def test_the_desk_is_only_for_reviewers(
    client: FlaskClient, world: World, desk: Desk, who: str
) -> None:
    sign_in(client, world.email(who))

    assert client.get("/cham-diem").status_code == 403
    assert client.get(f"/cham-diem/{desk.first}").status_code == 403


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, desk: Desk) -> None:
    answer = client.get(f"/cham-diem/{desk.first}")

    assert (answer.status_code, answer.location) == (
        302,
        f"/dang-nhap?next=/cham-diem/{desk.first}",
    )


def test_extra_fields_change_nothing_else(client: FlaskClient, world: World, desk: Desk) -> None:
    sign_in(client, world.email("reviewer"))

    client.post(f"/cham-diem/{desk.first}",
                data=typed(desk, "18", "18", "20", "14", total="100", state="locked",
                           reviewer_id="1", locked_at="2026-01-01"))  # fmt: skip

    sheet = stored(desk.first)
    assert (sheet.total, sheet.state, sheet.reviewer_id) == (
        Decimal(70), SheetState.DRAFT, world.reviewer.user_id,
    )  # fmt: skip


def test_the_least_reviewed_comes_first_and_what_is_begun_comes_last(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    with transaction() as session:
        round_ = session.get_one(Round, desk.round_id)
        busy = session.get_one(Idea, session.get_one(Sheet, desk.first).idea_id)
        third = scoring_idea(session, world, round_, "reviewer", title="Hồ sơ thứ ba")
        begun = sheet_of(session, third, world.reviewer).id
        scored(session, round_, third, world.reviewer, "1", None, None, None)

        pair = (busy.id, world.reviewer2.user_id or 0)
        apply_assignment(session, world.secretary, round_, Change(add=(pair,)), SCORING)
        locked(session, round_, busy, world.reviewer2)
    sign_in(client, world.email("reviewer"))
    version = stored(begun).version

    from_begun = client.post(
        f"/cham-diem/{begun}", data=typed(desk, "2", "", "", "", version=version, then="next")
    )
    from_second = client.post(
        f"/cham-diem/{desk.second}", data=typed(desk, "2", "", "", "", then="next")
    )

    assert from_begun.location == f"/cham-diem/{desk.second}"
    assert from_second.location == f"/cham-diem/{desk.first}"


def test_the_reviewer_sees_the_own_spread_and_the_outcome(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    sign_in(client, world.email("reviewer"))
    client.post(f"/cham-diem/{desk.first}", data=typed(desk, "18", "18", "20", "14"))
    page = client.get("/cham-diem").text
    assert "Điểm tôi đã cho, 1 phiếu có đủ điểm" in page
    assert "70–80: 1" in page
    with transaction() as session:
        idea_id = session.get_one(Sheet, desk.first).idea_id
        idea = Base.metadata.tables[Idea.__tablename__]
        session.execute(idea.update().where(idea.c.id == idea_id)
                        .values(state=IdeaState.DECLINED))  # fmt: skip
    assert str(IDEA_TITLES[IdeaState.DECLINED]) in client.get("/cham-diem").text


def evidence(world: World, sheet_id: int, name: str) -> int:
    """A PDF in the dossier of this sheet."""
    with transaction() as session:
        idea_id = session.get_one(Sheet, sheet_id).idea_id
        file = keep_upload(session, world.author, BytesIO(PDF), name, purpose="evidence",
                           owner_id=idea_id, now=SCORING)  # fmt: skip
        session.add(Evidence(idea_id=idea_id, file_id=file.id, note="",
                             added_at=SCORING - timedelta(days=400)))  # fmt: skip
        cleaned_copies(session, file.id)
        return file.id


def test_a_pdf_opens_inside_the_page_and_nothing_else_does(
    client: FlaskClient, world: World, desk: Desk
) -> None:
    keys = [evidence(world, desk.first, "Trần Ngọc Ánh.pdf"), evidence(world, desk.second, "b.pdf")]
    sign_in(client, world.email("reviewer"))
    url = f"/cham-diem/{desk.first}/tep"

    page = client.get(f"/cham-diem/{desk.first}")
    shown = client.get(f"{url}/{keys[0]}")

    assert f'src="{url}/{keys[0]}#navpanes=0"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert (shown.status_code, shown.mimetype) == (200, "application/pdf")
    assert shown.headers["Content-Disposition"] == "inline; filename=tep-1.pdf"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{url}/{keys[1]}").status_code == 404
    assert "sandbox" in client.get(f"/tep/{keys[0]}").headers["Content-Security-Policy"]
    sign_in(client, world.email("reviewer2"))
    assert client.get(f"{url}/{keys[0]}").status_code == 404


@pytest.mark.parametrize("state", [FileState.PENDING, FileState.INFECTED])
def test_a_file_that_is_not_clean_is_not_shown(
    client: FlaskClient, world: World, desk: Desk, state: FileState
) -> None:
    key = evidence(world, desk.first, "a.pdf")
    with transaction() as session:
        files = Base.metadata.tables[StoredFile.__tablename__]
        session.execute(files.update().where(files.c.id == key).values(state=state))
    sign_in(client, world.email("reviewer"))
    assert client.get(f"/cham-diem/{desk.first}/tep/{key}").status_code == 404
    assert "<iframe" not in client.get(f"/cham-diem/{desk.first}").text
