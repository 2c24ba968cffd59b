"""A person's conclusion counts once somebody else confirmed it, for exactly what it covered."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards.actions import (
    NominationChange,
    change_nomination,
    confirm_override,
    confirm_overrides,
    lock_list,
    override,
    refuse_override,
)
from app.awards.compiled import Line
from app.awards.compiling import judged_lines
from app.awards.models import Nomination, NominationList
from app.awards.states import Verdict
from app.awards.workbook import grounds
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from tests.awards.builders import asking, ready_list
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in

REASON = "Tác giả chính, nhóm đông người"


def line_of(session: Session, list_: NominationList) -> Line:
    (line,) = judged_lines(session, [list_], None)[list_.id]
    return line


def reasons(problem: pytest.ExceptionInfo[Blocked]) -> list[tuple[str, str]]:
    return [(one.field, str(one.message)) for one in problem.value.blockers]


@BOTH
def test_a_conclusion_counts_once_a_second_person_confirmed_it(
    world: World, session: Session
) -> None:
    list_, row = asking(world, session)

    override(session, world.awards_officer, row, Verdict.MET, REASON, NOON)
    waiting = line_of(session, list_)
    with pytest.raises(Blocked):
        lock_list(session, world.awards_officer, list_, NOON)
    confirm_override(session, world.leader, row, NOON)
    counted = line_of(session, list_)
    lock_list(session, world.awards_officer, list_, NOON)

    assert (waiting.verdict, waiting.waits) == (Verdict.ASK, True)
    assert f"Kết luận của Huỳnh Thanh Vân, chờ người thứ hai xác nhận: {REASON}" in grounds(waiting)
    assert f"Kết luận của Huỳnh Thanh Vân: {REASON}" in grounds(counted)
    assert counted.override is not None
    assert (counted.verdict, counted.computed, counted.waits) == (Verdict.MET, Verdict.ASK, False)
    assert (counted.override.by, counted.override.confirmed_by) == (
        "Huỳnh Thanh Vân", "Phan Văn Ý",
    )  # fmt: skip


def test_nobody_confirms_the_own_conclusion(world: World, session: Session) -> None:
    list_, row = asking(world, session)
    override(session, world.leader, row, Verdict.MET, REASON, NOON)

    for act in (
        lambda: confirm_override(session, world.leader, row, NOON),
        lambda: refuse_override(session, world.leader, row, "Đổi ý", NOON),
        lambda: confirm_overrides(session, world.leader, list_.id, [row.id], NOON),
    ):
        with pytest.raises(Denied) as problem:
            act()
        assert problem.value.denial.code == "same_person"

    assert line_of(session, list_).verdict is Verdict.ASK


@BOTH
def test_the_database_itself_refuses_one_person_in_both_roles(
    world: World, session: Session
) -> None:
    _, row = asking(world, session)
    override(session, world.leader, row, Verdict.MET, REASON, NOON)
    session.flush()

    row.override_confirmed_by = row.override_by

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_who_is_nominated_neither_concludes_nor_confirms(world: World, session: Session) -> None:
    list_, row = asking(world, session)
    row.account_id = world.leader.user_id
    session.flush()

    with pytest.raises(Denied):
        override(session, world.leader, row, Verdict.MET, REASON, NOON)
    override(session, world.awards_officer, row, Verdict.MET, REASON, NOON)
    with pytest.raises(Denied):
        confirm_override(session, world.leader, row, NOON)

    assert line_of(session, list_).verdict is Verdict.ASK


def test_a_refusal_leaves_the_line_as_the_rules_found_it(world: World, session: Session) -> None:
    list_, row = asking(world, session)
    override(session, world.awards_officer, row, Verdict.MET, REASON, NOON)

    with pytest.raises(Blocked) as problem:
        refuse_override(session, world.leader, row, " ", NOON)
    refuse_override(session, world.leader, row, "Chưa đủ căn cứ", NOON)
    seal(session)

    line = line_of(session, list_)
    assert reasons(problem) == [("refusal_reason", "Nhập lý do không đồng ý")]
    assert (line.verdict, line.override) == (Verdict.ASK, None)
    last = history_of(session, row.subject)[-1]
    assert (last.verb, last.reason, last.detail["was"]) == (
        "nomination:override_refuse", "Chưa đủ căn cứ", REASON,
    )  # fmt: skip


def test_a_conclusion_wants_a_verdict_and_a_reason(world: World, session: Session) -> None:
    _, row = asking(world, session)

    with pytest.raises(Blocked) as problem:
        override(session, world.leader, row, Verdict.ASK, "", NOON)

    assert reasons(problem) == [
        ("verdict", "Chọn giữ trong danh sách hoặc kết luận không đủ"),
        ("reason", "Nhập lý do kết luận"),
    ]


def test_there_is_nothing_to_decide_on_a_line_that_is_met(world: World, session: Session) -> None:
    ready_list(session, world)
    row = session.scalars(select(Nomination).limit(1)).one()

    with pytest.raises(Blocked) as problem:
        override(session, world.leader, row, Verdict.LACKING, "Không đồng ý", NOON)
    with pytest.raises(Blocked) as nothing:
        confirm_override(session, world.leader, row, NOON)

    assert reasons(problem) == [("verdict", "Không còn điều kiện nào cần kết luận")]
    assert reasons(nothing) == [("confirm", "Không có kết luận nào chờ xác nhận")]


def lose_a_paper(session: Session, world: World, row: Nomination) -> None:
    change = NominationChange(row.award_kind_id, row.achievement, ("TTr", "BC", "CN"))
    change_nomination(session, world.awards_officer, row, change, NOON, version=row.version)


def test_it_does_not_cover_what_is_missing_later(world: World, session: Session) -> None:
    list_, row = asking(world, session)
    override(session, world.awards_officer, row, Verdict.MET, "Đồng ý", NOON)
    confirm_override(session, world.leader, row, NOON)

    lose_a_paper(session, world, row)

    line = line_of(session, list_)
    assert line.override is not None
    assert (line.verdict, line.override.holds) == (Verdict.LACKING, False)


def test_what_came_up_meanwhile_is_not_confirmed(world: World, session: Session) -> None:
    list_, row = asking(world, session)
    override(session, world.awards_officer, row, Verdict.MET, "Đồng ý", NOON)
    lose_a_paper(session, world, row)

    with pytest.raises(Blocked):
        confirm_override(session, world.leader, row, NOON)

    assert line_of(session, list_).verdict is Verdict.LACKING


def test_several_are_confirmed_together_or_not_at_all(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    rows = session.scalars(select(Nomination).order_by(Nomination.id)).all()
    for row in rows[:2]:
        row.parts_present = ""
        override(session, world.awards_officer, row, Verdict.MET, "Hồ sơ giấy đã đủ", NOON)

    with pytest.raises(Blocked):
        confirm_overrides(session, world.leader, list_.id, [row.id for row in rows], NOON)
    after_refusal = [row.override_confirmed_by for row in rows]
    confirm_overrides(session, world.leader, list_.id, [row.id for row in rows[:2]], NOON)

    assert after_refusal == [None, None, None]
    lines = judged_lines(session, [list_], None)[list_.id]
    assert [line.verdict for line in lines] == [Verdict.MET] * 3


def test_who_can_confirm_gets_one_mail_a_list_and_day(world: World, session: Session) -> None:
    _, row = asking(world, session)
    for _ in range(3):
        override(session, world.awards_officer, row, Verdict.MET, REASON, NOON)
    seal(session)

    kinds = session.execute(
        select(OutboxMessage.kind, OutboxMessage.account_id).where(
            OutboxMessage.kind == "override_waits"
        )
    ).all()
    assert [tuple(one) for one in kinds] == [("override_waits", world.leader.user_id)]


def test_the_two_steps_on_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_, row = asking(world, session)
        base, key = f"/khen-thuong/{list_.id}", row.id
    sign_in(client, world.email("awards_officer"))
    said = client.post(f"{base}/doi-tuong/{key}/ket-luan", data={"verdict": "met", "reason": "Ok"})
    mine = client.get(f"{base}/ket-luan").get_data(as_text=True)
    forced = client.post(f"{base}/doi-tuong/{key}/xac-nhan")
    client.post("/dang-xuat")
    sign_in(client, world.email("leader"))
    home = client.get("/viec-cho-toi").get_data(as_text=True)
    page = client.get(f"{base}?mo={key}").get_data(as_text=True)
    done = client.post(f"{base}/ket-luan", data={"chon": [key]})
    after = client.get(f"{base}?mo={key}").get_data(as_text=True)

    assert (said.status_code, forced.status_code, done.status_code) == (303, 403, 303)
    assert "Ông/Bà đã kết luận" in mine
    assert 'name="chon"' not in mine
    assert "1 kết luận chờ người thứ hai xác nhận" in home
    assert "chờ người thứ hai xác nhận, chưa có hiệu lực" in page
    assert "Người xác nhận: Phan Văn Ý" in after
    with db.session() as reading:
        assert reading.get_one(Nomination, key).override_confirmed_by == world.leader.user_id
