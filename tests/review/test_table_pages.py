"""The decision table: order, ranks, filters, proposals, council, decision, export."""

import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.refusals import IllegalMove
from app.review import actions
from app.review.models import Recognition, Result, Sheet
from app.review.states import Proposal, SheetState
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.review.builders import declares, other_council, scoring_idea, scoring_round
from tests.review.tables import judged, table
from tests.rounds.builders import SCORING, SITTING, make_round


def test_the_page_shows_rank_score_and_flags(client: FlaskClient, world: World) -> None:
    round_id, _ideas = table(world, "tốt", "kém")
    sign_in(client, world.email("chair"))

    page = client.get(client.get("/quyet-dinh").location).text

    assert client.get("/quyet-dinh").location == f"/quyet-dinh/{round_id}"
    assert page.index("Hồ sơ tốt") < page.index("Hồ sơ kém")
    assert "83,00" in page
    assert "Dưới sàn: tiêu chí 1" in page
    assert "Dưới ngưỡng 60" in page


@pytest.mark.parametrize(
    "query", ["loc='", "xep=mean", "loc=tat-ca&xep=ma", "q=%27%3B--", "page=-1"]
)
def test_nonsense_in_the_address_is_ignored(client: FlaskClient, world: World, query: str) -> None:
    round_id, _ideas = table(world, "vừa")
    sign_in(client, world.email("chair"))

    assert client.get(f"/quyet-dinh/{round_id}?{query}").status_code == 200


def test_settling_lists_who_is_lacking(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        judged(session, world, round_, settle=False)
        lacking = scoring_idea(session, world, round_)
        round_id, code = round_.id, lacking.code
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/quyet-dinh/{round_id}/khoa-ket-qua")
    page = client.get(answer.location).text

    assert "Đã khóa kết quả chấm của 1 hồ sơ" in page
    assert f"Còn 1 hồ sơ chưa đủ phiếu: {code}" in page


def test_a_bulk_proposal_is_previewed_then_written(client: FlaskClient, world: World) -> None:
    round_id, ideas = table(world, "tốt", "vừa")
    sign_in(client, world.email("chair"))
    data = {"idea": ideas, "proposal": "recognise", "reason": ""}

    preview = client.post(f"/quyet-dinh/{round_id}/xem-truoc", data=data)
    with transaction() as session:
        untouched = session.scalars(select(Result.proposal)).all()
    done = client.post(f"/quyet-dinh/{round_id}/de-xuat", data=data)

    assert preview.status_code == 200
    assert "Ghi đề xuất cho 2 hồ sơ" in preview.text
    assert set(untouched) == {Proposal.NONE}
    assert done.status_code == 303
    with transaction() as session:
        assert set(session.scalars(select(Result.proposal))) == {Proposal.RECOGNISE}


def test_a_proposal_without_its_reason_comes_back_with_the_choice(
    client: FlaskClient, world: World
) -> None:
    round_id, ideas = table(world, "kém")
    sign_in(client, world.email("chair"))
    data = {"idea": ideas, "proposal": "decline", "reason": ""}

    preview = client.post(f"/quyet-dinh/{round_id}/xem-truoc", data=data)
    answer = client.post(f"/quyet-dinh/{round_id}/de-xuat", data=data)
    nothing = client.post(f"/quyet-dinh/{round_id}/de-xuat", data={"idea": ideas})

    assert "Ghi lý do đề xuất không công nhận" in preview.text
    assert (answer.status_code, nothing.status_code) == (422, 422)
    assert 'value="decline"' in re.findall(r"<input checked[^>]*>", answer.text)[0]
    assert "Chọn đề xuất" in nothing.text


def test_the_way_to_a_recorded_decision(client: FlaskClient, world: World) -> None:
    round_id, (good, weak) = table(world, "tốt", "kém")
    sign_in(client, world.email("chair"))
    propose = f"/quyet-dinh/{round_id}/de-xuat"
    client.post(propose, data={"idea": good, "proposal": "recognise"})
    client.post(propose, data={"idea": weak, "proposal": "decline", "reason": "Chưa mới."})

    bring = client.get(f"/quyet-dinh/{round_id}/trinh").text
    brought = client.post(f"/quyet-dinh/{round_id}/trinh", data={"idea": [good, weak]})
    form = client.get(f"/quyet-dinh/{round_id}/ghi-quyet-dinh").text
    data = {
        "number": "215/QĐ-UBND", "decided_on": "16/11/2026", "sat_on": "10/11/2026",
        "votes_of": "9",
        "lines-0-idea_id": good, "lines-0-decision": "recognise", "lines-0-votes_for": "5",
        "lines-1-idea_id": weak, "lines-1-decision": "decline", "lines-1-votes_for": "2",
        "lines-1-reason": "Trùng giải pháp đã công nhận.",
    }  # fmt: skip
    few = client.post(f"/quyet-dinh/{round_id}/ghi-quyet-dinh", data=data)
    done = client.post(
        f"/quyet-dinh/{round_id}/ghi-quyet-dinh", data={**data, "lines-0-votes_for": "6"}
    )
    again = client.post(
        f"/quyet-dinh/{round_id}/ghi-quyet-dinh", data={**data, "lines-0-votes_for": "6"}
    )

    assert f'value="{good}" checked' in bring
    assert brought.status_code == 303
    assert 'name="lines-0-votes_for"' in form
    assert few.status_code == 422
    assert "5/9 phiếu đồng ý, chưa đủ 2/3 để công nhận" in few.text
    assert "Trùng giải pháp đã công nhận." in few.text
    assert (done.status_code, again.status_code) == (303, 409)
    with transaction() as session:
        states = {idea.id: idea.state for idea in session.scalars(select(Idea))}
        kept = session.scalars(select(Recognition)).all()
    assert states == {good: IdeaState.RECOGNISED, weak: IdeaState.DECLINED}
    assert {row.decision_number for row in kept} == {"215/QĐ-UBND"}


def test_a_decision_without_number_or_days_comes_back(client: FlaskClient, world: World) -> None:
    round_id, (good,) = table(world, "tốt")
    sign_in(client, world.email("chair"))
    client.post(f"/quyet-dinh/{round_id}/de-xuat", data={"idea": good, "proposal": "recognise"})
    client.post(f"/quyet-dinh/{round_id}/trinh", data={"idea": good})

    line = {"lines-0-idea_id": good, "lines-0-decision": "recognise", "lines-0-votes_for": "sáu"}
    answer = client.post(f"/quyet-dinh/{round_id}/ghi-quyet-dinh",
                         data={"decided_on": "31/02/2026", **line})  # fmt: skip

    assert answer.status_code == 422
    for text in ("Nhập số, ký hiệu quyết định", "Ngày phải là ngày có thật", "Nhập số nguyên"):
        assert text in answer.text
    assert 'value="31/02/2026"' in answer.text
    assert 'value="sáu"' in answer.text


@pytest.mark.parametrize("forged", ["9" * 20, "9" * 5000, "²"])
def test_a_line_of_no_dossier_is_left_out_of_the_decision(
    client: FlaskClient, world: World, forged: str
) -> None:
    round_id, _ideas = table(world, "tốt")
    sign_in(client, world.email("chair"))

    line = {"lines-0-idea_id": forged, "lines-0-decision": "recognise", "lines-0-votes_for": "6"}
    paper = {"number": "1/QĐ-UBND", "decided_on": "01/10/2026", "sat_on": "01/10/2026",
             "votes_of": "9"}  # fmt: skip
    answers = [client.post(f"/quyet-dinh/{round_id}/ghi-quyet-dinh", data=line | more)
               for more in ({}, paper)]  # fmt: skip

    assert [one.status_code for one in answers] == [422, 422]


def test_the_office_sees_each_locked_sheet_and_reopens_one(
    client: FlaskClient, world: World
) -> None:
    round_id, (idea,) = table(world, "tốt")
    with transaction() as session:
        sheet = session.scalars(select(Sheet.id).order_by(Sheet.id)).first()
    sign_in(client, world.email("secretary"))
    path = f"/quyet-dinh/{round_id}/ho-so/{idea}"

    page = client.get(path).text
    silent = client.post(f"{path}/mo-lai-phieu", data={"sheet": sheet, "reason": ""})
    done = client.post(f"{path}/mo-lai-phieu", data={"sheet": sheet, "reason": "Nhầm tiêu chí."})

    assert "Lê Minh Khuê" in page
    assert "Đủ căn cứ." in page
    assert (silent.status_code, done.status_code) == (422, 303)
    with transaction() as session:
        assert session.get_one(Sheet, sheet).state is SheetState.REOPENED


def test_a_sheet_of_another_dossier_is_not_reopened_through_this_one(
    client: FlaskClient, world: World
) -> None:
    round_id, (first, second) = table(world, "tốt", "kém")
    with transaction() as session:
        foreign = session.scalars(select(Sheet.id).where(Sheet.idea_id == second)).first()
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/quyet-dinh/{round_id}/ho-so/{first}/mo-lai-phieu",
                         data={"sheet": foreign, "reason": "Nhầm."})  # fmt: skip

    assert answer.status_code == 404


def test_the_workbook_has_the_rows_of_the_page_and_inert_formulas(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        judged(session, world, round_, "kém", title="=HYPERLINK(1)")
        away = judged(session, world, round_, "tốt", title="Đèn đường")
        declares(session, away, world.chair)
        round_id = round_.id
    sign_in(client, world.email("chair"))

    answer = client.get(f"/quyet-dinh/{round_id}/bang-quyet-dinh.xlsx")

    page = load_workbook(io.BytesIO(answer.data)).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert rows[0][:5] == ["Hạng", "Mã hồ sơ", "Tên giải pháp", "Đơn vị", "Điểm chính thức"]
    assert rows[1] == [
        2, "SK-2026-00001", "=HYPERLINK(1)", "Ủy ban nhân dân Phường 9", 37, 37, 37, 37, 2, 3,
        "Tính mới, tính sáng tạo", rows[1][11], "Đã chấm điểm", "Chưa đề xuất", "", "",
    ]  # fmt: skip
    assert page.cell(4, 3).data_type == "s"
    assert rows[2][:1] + rows[2][4:10] == [None] * 7
    assert rows[2][14] == "Tránh do xung đột lợi ích hoặc chưa chốt phiếu"


@pytest.mark.parametrize("who", ["reviewer", "author", "clerk", "leader", "inspector", "admin"])
def test_the_table_is_for_the_office(client: FlaskClient, world: World, who: str) -> None:
    round_id, (idea,) = table(world, "tốt")
    sign_in(client, world.email(who))

    for path in ("", "/bang-quyet-dinh.xlsx", f"/ho-so/{idea}", "/trinh", "/ghi-quyet-dinh"):
        assert client.get(f"/quyet-dinh/{round_id}{path}").status_code == 403, path
    for path in ("khoa-ket-qua", "xem-truoc", "de-xuat", "trinh", "ghi-quyet-dinh"):
        data = {"idea": idea, "proposal": "recognise"}
        assert client.post(f"/quyet-dinh/{round_id}/{path}", data=data).status_code == 403, path


def test_the_chair_in_conflict_opens_no_detail(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        idea = judged(session, world, round_)
        declares(session, idea, world.chair)
        path = f"/quyet-dinh/{round_.id}/ho-so/{idea.id}"

    assert sign_in(client, world.email("chair")).get(path).status_code == 403


def test_a_round_of_another_council_is_not_found(client: FlaskClient, world: World) -> None:
    round_id, _ideas = table(world, "tốt")
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        round_.council_id = other_council(session)
    sign_in(client, world.email("chair"))

    foreign = client.get(f"/quyet-dinh/{round_id}")

    assert foreign.status_code == 404


def test_the_table_costs_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    round_id, _ideas = table(world, "tốt")
    sign_in(client, world.email("chair"))
    client.get(f"/quyet-dinh/{round_id}")
    with counted_queries() as few:
        client.get(f"/quyet-dinh/{round_id}")
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        for mark in ("tốt", "vừa", "kém") * 3:
            judged(session, world, round_, mark)
    with counted_queries() as many:
        client.get(f"/quyet-dinh/{round_id}")

    assert many.count == few.count


def test_after_the_sitting_nothing_of_the_scores_can_be_changed(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = judged(session, world, round_)
    actions.propose(session, world.chair, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)
    actions.bring_to_council(session, world.chair, round_, [idea.id], SCORING)
    sheet = session.scalars(select(Sheet).where(Sheet.idea_id == idea.id)).first()
    assert sheet is not None

    with pytest.raises(IllegalMove):
        actions.reopen_sheet(session, world.secretary, sheet, "Muộn.", SITTING)

    assert sheet.state is SheetState.LOCKED
