"""A unit proposes its own people; the officers take that over or send it back; the unit sees."""

import io
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards import proposals
from app.awards.actions import remove_nomination
from app.awards.compiling import compile_list
from app.awards.list_models import UnitProposal
from app.awards.models import Nomination, NominationBasis
from app.awards.proposal_states import ProposalState
from app.awards.proposing import (
    ProposalDraft,
    propose,
    resend,
    return_proposal,
    subject_key_of,
    take,
    withdraw,
)
from app.awards.states import Gender, PositionKind, SubjectKind
from app.database.transaction import transaction
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from tests.awards.builders import make_list, make_solution
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

DAY = date(2026, 9, 28)
PERSON = ProposalDraft(SubjectKind.INDIVIDUAL, "GK-CN", "Đọc 1.200 đơn", DAY, 7, 8,
                       name="Lâm Thị Chín", job_title="Cán bộ văn thư", gender=Gender.FEMALE,
                       position_kind=PositionKind.STAFF)  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def sent(world: World, session: Session, draft: ProposalDraft = PERSON) -> UnitProposal:
    row = propose(session, world.clerk, world.units["P9"], draft, NOON)
    session.flush()
    return row


def said(problem: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [str(blocker.message) for blocker in problem.value.blockers]


@BOTH
def test_a_proposal_goes_onto_a_list_with_its_words(world: World, session: Session) -> None:
    list_ = make_list(session, world)
    row = sent(world, session)

    made = take(session, world.awards_officer, row, list_, NOON)
    session.flush()

    assert (row.state, row.nomination_id, made.added_by) == (
        ProposalState.TAKEN, made.id, world.awards_officer.user_id,
    )  # fmt: skip
    assert (made.name, made.unit_name, made.achievement, made.gender, made.position_kind) == (
        "Lâm Thị Chín", "Ủy ban nhân dân Phường 9", "Đọc 1.200 đơn", Gender.FEMALE,
        PositionKind.STAFF,
    )  # fmt: skip
    assert [line.name for line in compile_list(session, list_).lines] == ["Lâm Thị Chín"]
    mail = session.scalars(select(OutboxMessage)).one()
    assert (mail.kind, mail.address) == ("unit_proposal_sent", world.awards_officer.email)


@BOTH
def test_solutions_named_by_the_unit_become_the_ground(world: World, session: Session) -> None:
    make_list(session, world)
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    draft = replace(PERSON, name="", account_id=world.author.user_id,
                    idea_codes=f"{idea.code}, {str(idea.code).lower()}")  # fmt: skip

    made = take(session, world.plan_officer, sent(world, session, draft), list_, NOON)

    bases = session.scalars(select(NominationBasis.idea_id)).all()
    assert (made.name, made.account_id, list(bases)) == (
        "Trần Ngọc Ánh", world.author.user_id, [idea.id],
    )  # fmt: skip


def test_a_unit_and_a_household_are_proposed_too(world: World, session: Session) -> None:
    make_list(session, world)
    unit = sent(world, session, replace(PERSON, kind=SubjectKind.COLLECTIVE, award_code="GK-TT",
                                        name=""))  # fmt: skip
    with pytest.raises(Blocked) as problem:
        sent(world, session, replace(PERSON, kind=SubjectKind.HOUSEHOLD, name=" "))

    assert (unit.name, subject_key_of(unit)) == (
        "Ủy ban nhân dân Phường 9", f"unit:{world.units['P9']}",
    )  # fmt: skip
    assert said(problem) == [
        "Nhập tên hộ gia đình", "Chọn hình thức hoặc danh hiệu phù hợp với đối tượng",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"name": ""}, ["Chọn người của đơn vị, hoặc nhập họ và tên"]),
        ({"award_code": "GK-TT"}, ["Chọn hình thức hoặc danh hiệu phù hợp với đối tượng"]),
        ({"achievement": " "}, ["Nhập thành tích"]),
        ({"achievement": "x" * 401}, ["Thành tích không được quá 400 ký tự (hiện có 401 ký tự)"]),
        ({"idea_codes": "SK-0"}, ["Không có hồ sơ mã SK-0"]),
        ({"meeting_on": None}, ["Nhập ngày họp, ví dụ 05/02/2026"]),
        ({"meeting_on": date(2026, 10, 2)}, ["Ngày họp không được sau ngày hôm nay"]),
        ({"votes_of": None}, ["Nhập số người dự họp"]),
        ({"votes_for": 9}, ["Số người đồng ý từ 1 đến số người dự họp"]),
        ({"votes_for": 0}, ["Số người đồng ý từ 1 đến số người dự họp"]),
    ],
)
def test_a_proposal_says_what_is_wrong(
    world: World, session: Session, changes: dict[str, object], reasons: list[str]
) -> None:
    make_list(session, world)

    with pytest.raises(Blocked) as problem:
        sent(world, session, replace(PERSON, **changes))  # type: ignore[arg-type]

    assert said(problem) == reasons
    assert proposals.proposal_count(session) == 0


def test_nobody_proposes_himself_nor_people_of_another_unit(world: World, session: Session) -> None:
    make_list(session, world)
    found = []

    for person in (world.clerk, world.other_author):
        with pytest.raises(Blocked) as problem:
            sent(world, session, replace(PERSON, name="", account_id=person.user_id))
        found += said(problem)
    with pytest.raises(Denied):
        propose(session, world.other_clerk, world.units["P9"], PERSON, NOON)

    assert found == [
        "Người gửi không tự đề nghị mình; người khác của đơn vị gửi", "Chọn người của đơn vị",
    ]  # fmt: skip


def test_a_returned_proposal_is_mended_and_sent_again(world: World, session: Session) -> None:
    list_ = make_list(session, world)
    row = sent(world, session)

    with pytest.raises(Blocked):
        return_proposal(session, world.awards_officer, row, " ", NOON)
    return_proposal(session, world.awards_officer, row, "Thiếu biên bản", NOON)
    with pytest.raises(IllegalMove):
        take(session, world.awards_officer, row, list_, NOON)
    resend(session, world.clerk, row, replace(PERSON, achievement="Đã bổ sung"), NOON)
    take(session, world.awards_officer, row, list_, NOON)
    with pytest.raises(IllegalMove):
        withdraw(session, world.clerk, row, NOON)

    assert (row.state, row.achievement) == (ProposalState.TAKEN, "Đã bổ sung")
    kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["unit_proposal_sent", "unit_proposal_returned", "unit_proposal_sent"]


def test_the_same_subject_is_not_taken_twice_nor_onto_a_closed_list(
    world: World, session: Session
) -> None:
    list_ = make_list(session, world)
    titles = make_list(session, world, upward=True)
    first, second = sent(world, session), sent(world, session)
    take(session, world.awards_officer, first, list_, NOON)
    session.flush()
    found = []

    for other in (list_, titles):
        with pytest.raises(Blocked) as problem:
            take(session, world.awards_officer, second, other, NOON)
        found += said(problem)

    assert found == [
        "Lâm Thị Chín đã có trong danh sách",
        "Danh sách này không xét hình thức được đề nghị; chọn danh sách khác",
    ]
    assert second.state is ProposalState.SENT


def test_a_line_taken_off_leaves_its_proposal_without_a_list(
    world: World, session: Session
) -> None:
    list_ = make_list(session, world)
    row = sent(world, session)
    made = take(session, world.awards_officer, row, list_, NOON)
    session.flush()

    remove_nomination(session, world.awards_officer, made, "Rút", NOON)
    session.expire_all()

    [shown] = proposals.proposal_rows(session, UnitProposal.id == row.id)
    assert (shown.nomination_id, shown.list_id) == (None, None)


def test_from_the_unit_to_the_list_through_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_ = make_list(session, world)
        session.flush()
        list_id = list_.id
    form = {"kind": "individual", "account": "", "name": "Lâm Thị Chín", "gender": "female",
            "position_kind": "staff", "award": "GK-CN", "achievement": "Đọc 1.200 đơn",
            "meeting_on": "28/09/2026", "votes_for": "7", "votes_of": "8",
            "once_key": "k1"}  # fmt: skip
    sign_in(client, world.email("clerk"))
    base = "/de-nghi-khen-thuong"

    codes = [client.post(f"{base}/moi", data={**form, "achievement": ""}).status_code]
    paper = {**form, "minutes": (io.BytesIO(PDF), "Biên bản.pdf")}
    made = client.post(f"{base}/moi", data=paper, content_type="multipart/form-data")
    again = client.post(f"{base}/moi", data=form)
    where = made.headers["Location"]
    codes.append(client.get(f"{where}/sua").status_code)
    sign_in(client, world.email("other_clerk"))
    codes += [client.get(where).status_code, client.get(base).status_code]
    sign_in(client, world.email("awards_officer"))
    home, shown = client.get("/viec-cho-toi").text, client.get(where).text
    codes.append(client.post(f"{where}/tra-lai", data={"return_reason": ""}).status_code)
    codes.append(client.post(f"{where}/tra-lai", data={"return_reason": "Sửa lại"}).status_code)
    sign_in(client, world.email("clerk"))
    back = client.get("/viec-cho-toi").text
    codes.append(client.post(f"{where}/sua", data={**form, "votes_for": "9"}).status_code)
    codes.append(client.post(f"{where}/sua", data=form).status_code)
    sign_in(client, world.email("plan_officer"))
    taken = {"list": str(list_id)}
    codes.append(client.post(f"{where}/dua-vao-danh-sach", data=taken).status_code)
    sign_in(client, world.email("clerk"))

    assert codes == [422, 200, 404, 200, 422, 303, 422, 303, 303]
    assert (made.status_code, again.headers["Location"]) == (303, where)
    assert ("1 đề nghị chờ tiếp nhận" in home, "Biên bản.pdf" in shown) == (True, True)
    assert "Đề nghị khen thưởng Lâm Thị Chín bị trả lại" in back
    assert "Danh sách số 01 năm 2026" in client.get(where).text
    with transaction() as session:
        assert session.scalars(select(Nomination.parts_present)).one() == "TTr BC BB"
