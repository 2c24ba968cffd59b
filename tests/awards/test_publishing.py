"""A list hangs out for comment; a complaint is answered by somebody without a part in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.actions import record, seal
from app.awards import publications
from app.awards.actions import lock_list
from app.awards.complaint_states import ComplaintState
from app.awards.list_models import Complaint, ListPublication, ListVersion
from app.awards.models import Nomination, NominationList
from app.awards.noting import notes_of, write_note
from app.awards.publishing import (
    Objection,
    Period,
    answer_complaint,
    assign_complaint,
    end_publication,
    enter_complaint,
    file_complaint,
    fit_to_answer,
    publish_list,
)
from app.awards.states import Ending, ListState, Verdict
from app.database.transaction import transaction
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from tests.awards.builders import make_list, ready_list
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in

LAST = datetime(2026, 10, 8, 16, 59, tzinfo=UTC)  # 23:59 of the last day in Vietnam
AFTER = LAST + timedelta(minutes=1)


def said(problem: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [str(blocker.message) for blocker in problem.value.blockers]


def published(world: World, session: Session) -> tuple[NominationList, ListPublication, int]:
    """The ready list, shown since noon of Thursday 1 October 2026, and the first line."""
    list_ = ready_list(session, world)
    row = publish_list(session, world.awards_officer, list_, Period(), NOON)
    session.flush()
    line = session.scalars(select(Nomination.id).where(Nomination.name == "Trần Ngọc Ánh")).one()
    return list_, row, line


@BOTH
def test_five_working_days_end_with_the_last_minute_of_the_fifth(
    world: World, session: Session
) -> None:
    list_, row, line = published(world, session)

    with pytest.raises(Blocked) as early:
        lock_list(session, world.awards_officer, list_, LAST)
    file_complaint(session, world.author2, row, line, Objection("Chưa đúng"), LAST)
    with pytest.raises(Blocked) as late:
        file_complaint(session, world.author2, row, line, Objection("Chưa đúng"), AFTER)
    lock_list(session, world.awards_officer, list_, AFTER)

    assert (row.first_day, row.last_day) == (date(2026, 10, 1), date(2026, 10, 8))
    assert said(early) == ["Danh sách đang công khai lấy ý kiến đến hết ngày 08/10/2026"]
    assert said(late) == ["Đã hết thời gian lấy ý kiến ngày 08/10/2026"]
    assert list_.state is ListState.LOCKED


def test_calendar_days_count_the_weekend_and_end_on_a_working_day(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)

    row = publish_list(session, world.awards_officer, list_, Period(3, working_days=False), NOON)

    assert row.last_day == date(2026, 10, 5)  # the third day is a Sunday


def test_only_name_unit_award_and_achievement_are_shown(world: World, session: Session) -> None:
    _list, row, _line = published(world, session)

    shown = publications.stored_lines(row.content)

    assert [(one.name, one.unit_name, one.award_name) for one in shown] == [
        ("Ủy ban nhân dân Phường 9", "", "Giấy khen"),
        ("Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9", "Giấy khen"),
        ("Phạm Đình Ân", "Ủy ban nhân dân Phường 9", "Giấy khen"),
    ]
    assert set(shown[0].plain) == {
        "nomination_id", "name", "unit_name", "award_name", "achievement",
    }  # fmt: skip


def test_a_publication_needs_lines_sane_days_and_its_turn(world: World, session: Session) -> None:
    empty = make_list(session, world)
    list_, _row, _line = published(world, session)
    found = []

    for one, period in ((empty, Period(0, answer_days=61)), (list_, Period())):
        with pytest.raises(Blocked) as problem:
            publish_list(session, world.awards_officer, one, period, NOON)
        found += said(problem)
    with pytest.raises(Blocked) as problem:
        end_publication(session, world.awards_officer, list_, " ", NOON)
    found += said(problem)
    end_publication(session, world.awards_officer, list_, "Sửa tên một tập thể", NOON)
    publish_list(session, world.awards_officer, list_, Period(), NOON)

    assert found == [
        "Danh sách chưa có đối tượng nào", "Số ngày từ 1 đến 60", "Số ngày từ 1 đến 60",
        "Danh sách đang công khai; kết thúc lần này trước", "Nêu lý do kết thúc sớm",
    ]  # fmt: skip
    with pytest.raises(Denied):
        publish_list(session, world.plan_officer, list_, Period(), NOON)


@BOTH
def test_a_complaint_is_answered_by_who_did_not_compile(world: World, session: Session) -> None:
    list_, row, line = published(world, session)
    complaint = file_complaint(session, world.author2, row, line, Objection("Sai", withheld=True),
                               NOON)  # fmt: skip
    session.flush()

    fit = {one.name for one in fit_to_answer(session, complaint, NOON)}
    officer = world.awards_officer.user_id or 0
    with pytest.raises(Blocked) as problem:
        assign_complaint(session, world.leader, complaint, officer, NOON)
    assign_complaint(session, world.leader, complaint, world.inspector.user_id or 0, NOON)
    with pytest.raises(Denied):
        answer_complaint(session, world.leader, complaint, upheld=True, answer="Đúng", now=NOON)
    with pytest.raises(Blocked):
        answer_complaint(session, world.inspector, complaint, upheld=True, answer=" ", now=NOON)
    answer_complaint(session, world.inspector, complaint, upheld=False, answer="Đủ năm", now=NOON)

    assert fit == {"Mai Văn Tạo", "Phan Văn Ý", "Tô Thị Uyên"}
    assert said(problem) == ["Chọn người không tham gia lập danh sách"]
    assert (complaint.state, complaint.due_on) == (ComplaintState.DISMISSED, date(2026, 10, 15))
    mails = session.execute(
        select(OutboxMessage.kind, OutboxMessage.address)
        .where(OutboxMessage.kind.like("complaint_%")).order_by(OutboxMessage.id)
    ).all()  # fmt: skip
    assert [tuple(mail) for mail in mails] == [
        ("complaint_filed", world.leader.email), ("complaint_assigned", world.inspector.email),
        ("complaint_answered", world.author2.email),
    ]  # fmt: skip
    with pytest.raises(IllegalMove):
        answer_complaint(session, world.inspector, complaint, upheld=True, answer="Sai", now=NOON)
    assert list_.state is ListState.DRAFT


def _change(session: Session, world: World, nomination: Nomination) -> None:
    record(session, world.plan_officer, "nomination:change", nomination, NOON,
           list=nomination.list_id, old={}, new={})  # fmt: skip
    seal(session)


@BOTH
def test_who_confirmed_changed_or_once_locked_has_a_hand_in_the_list(
    world: World, session: Session
) -> None:
    list_, row, line = published(world, session)
    complaint = file_complaint(session, world.author2, row, line, Objection("Sai"), NOON)
    nomination = session.get_one(Nomination, line)

    def fit() -> set[str]:
        session.flush()
        return {one.name for one in fit_to_answer(session, complaint, NOON)}

    before = fit()
    nomination.override_verdict, nomination.override_reason = Verdict.MET, "Đã xem"
    nomination.override_by = world.awards_officer.user_id
    nomination.override_confirmed_by = world.leader.user_id
    confirmed = fit()
    session.add(ListVersion(list_id=list_.id, number=1, content="{}", content_hash="a" * 64,
                            locked_by=world.inspector.user_id, locked_at=NOON,
                            ending=Ending.REOPENED))  # fmt: skip
    locked = fit()
    _change(session, world, nomination)

    assert before == {"Mai Văn Tạo", "Phan Văn Ý", "Tô Thị Uyên"}
    assert confirmed == {"Mai Văn Tạo", "Tô Thị Uyên"}
    assert locked == {"Mai Văn Tạo"}
    assert fit() == set()


def test_who_has_taken_a_part_in_the_list_since_does_not_answer(
    world: World, session: Session
) -> None:
    _list, row, line = published(world, session)
    complaint = file_complaint(session, world.author2, row, line, Objection("Sai"), NOON)
    session.flush()
    assign_complaint(session, world.leader, complaint, world.plan_officer.user_id or 0, NOON)
    _change(session, world, session.get_one(Nomination, line))
    session.flush()

    with pytest.raises(Blocked) as problem:
        answer_complaint(session, world.plan_officer, complaint, upheld=True, answer="Đúng",
                         now=NOON)  # fmt: skip

    assert said(problem) == ["Ông/Bà đã tham gia lập danh sách này nên không trả lời kiến nghị; "
                             "đề nghị giao người khác"]  # fmt: skip


def test_a_withheld_name_reaches_only_who_answers(world: World, session: Session) -> None:
    _list, row, line = published(world, session)
    complaint = file_complaint(session, world.author2, row, line, Objection("Sai", withheld=True),
                               NOON)  # fmt: skip
    session.flush()
    assign_complaint(session, world.leader, complaint, world.inspector.user_id or 0, NOON)
    session.flush()

    people = ("author2", "inspector", "leader", "awards_officer", "author")
    ids = {name: getattr(world, name).user_id for name in people}
    known = {name: publications.complaint_rows(session, ids[name])[0] for name in people}
    told = {name: (one.filer, one.filed_by) for name, one in known.items()}
    readers = {name for name in people
               if publications.may_read(known[name], ids[name], reader=False)}  # fmt: skip
    name = ("Phạm Đình Ân", world.author2.user_id)
    nobody = ("", None)
    assert told == {"author2": name, "inspector": name, "leader": nobody,
                    "awards_officer": nobody, "author": nobody}  # fmt: skip
    assert readers == {"author2", "inspector"}
    complaint.withheld = False
    session.flush()
    [open_] = publications.complaint_rows(session, ids["leader"])
    assert (open_.filer, open_.filed_by) == name


def test_an_officer_enters_a_letter_with_name_or_withheld(world: World, session: Session) -> None:
    list_, _row, line = published(world, session)

    with pytest.raises(Blocked) as problem:
        enter_complaint(session, world.awards_officer, list_, 987_654, Objection(" "), NOON)
    letter = Objection("Có đơn", filer_name="Lý Văn Tám")
    made = enter_complaint(session, world.awards_officer, list_, line, letter, NOON)

    assert said(problem) == [
        "Nhập nội dung kiến nghị", "Nhập họ tên người gửi, hoặc chọn giữ kín tên",
        "Chọn dòng của danh sách này",
    ]  # fmt: skip
    assert (made.filer_name, made.filed_by, made.entered_by) == (
        "Lý Văn Tám", None, world.awards_officer.user_id,
    )  # fmt: skip


def test_remarks_are_of_who_compiles(world: World, session: Session) -> None:
    list_, _row, line = published(world, session)

    write_note(session, world.plan_officer, list_, line, "Xem lại số liệu", NOON)
    write_note(session, world.leader, list_, None, "Gửi trước thứ Sáu", NOON)
    with pytest.raises(Denied):
        write_note(session, world.inspector, list_, None, "Không", NOON)
    with pytest.raises(Blocked):
        write_note(session, world.leader, list_, None, " ", NOON)

    assert [(one.nomination_id, one.writer, one.text) for one in notes_of(session, list_.id)] == [
        (line, "Mai Văn Tạo", "Xem lại số liệu"), (None, "Phan Văn Ý", "Gửi trước thứ Sáu"),
    ]  # fmt: skip


def test_from_publication_to_answer_through_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        line = session.scalars(select(Nomination.id).where(Nomination.name == "Phạm Đình Ân")).one()
    base = f"/khen-thuong/{list_id}"
    period = {"days": "5", "day_kind": "working", "answer_days": "10", "audience": "everyone"}
    sign_in(client, world.email("awards_officer"))
    codes = [client.post(f"{base}/cong-khai", data={**period, "days": "nhiều"}).status_code]
    codes.append(client.post(f"{base}/cong-khai", data=period).status_code)
    codes.append(client.get(f"{base}/cong-khai").status_code)
    with transaction() as session:
        key = session.scalars(select(ListPublication.key)).one()
    shown = f"/cong-khai-khen-thuong/{key}"

    visitor = client.application.test_client()
    public = visitor.get(shown).text
    codes.append(visitor.get(f"{shown}/{line}/kien-nghi").status_code)
    sign_in(client, world.email("other_author"))
    codes.append(client.get("/cong-khai-khen-thuong").status_code)
    where = f"{shown}/{line}/kien-nghi"
    codes.append(client.post(where, data={"text": ""}).status_code)
    sent = {"text": "Không tham gia", "withheld": "y", "once_key": "k1"}
    filed = [client.post(where, data=sent).headers["Location"] for _ in range(2)]
    mine = client.get(filed[0]).text
    sign_in(client, world.email("author"))
    codes.append(client.get(filed[0]).status_code)
    sign_in(client, world.email("leader"))
    hidden = client.get(filed[0]).text
    codes.append(client.post(f"{filed[0]}/giao", data={"assigned_to": ""}).status_code)
    inspector = {"assigned_to": str(world.inspector.user_id)}
    codes.append(client.post(f"{filed[0]}/giao", data=inspector).status_code)
    sign_in(client, world.email("inspector"))
    home = client.get("/viec-cho-toi").text
    answer = {"finding": "uphold", "answer": "Đúng, không tham gia"}
    codes.append(client.post(f"{filed[0]}/tra-loi", data={**answer, "answer": ""}).status_code)
    codes.append(client.post(f"{filed[0]}/tra-loi", data=answer).status_code)

    assert codes == [422, 303, 200, 302, 200, 422, 404, 422, 303, 422, 303]
    assert filed[0] == filed[1]
    assert ("Phạm Đình Ân" in public, "Gửi kiến nghị" in public) == (True, False)
    assert ("Lê Quang Dũng" in mine, "Lê Quang Dũng" in hidden) == (True, False)
    assert "Trả lời kiến nghị" in home
    sign_in(client, world.email("awards_officer"))
    assert "có kiến nghị" in client.get(base).text


def test_a_list_is_gone_from_the_public_after_its_last_day(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = ready_list(session, world)
        row = publish_list(session, world.awards_officer, list_, Period(to_everyone=True), now())
        session.flush()
        key = row.key
    before = client.get(f"/cong-khai-khen-thuong/{key}").status_code
    with transaction() as session:
        yesterday = local_date(now()) - timedelta(days=1)
        session.execute(update(ListPublication).values(first_day=yesterday, last_day=yesterday))

    after = client.get(f"/cong-khai-khen-thuong/{key}").status_code

    assert (before, after) == (200, 404)


def test_letters_and_remarks_from_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        line = session.scalars(select(Nomination.id).where(Nomination.name == "Phạm Đình Ân")).one()
    sign_in(client, world.email("awards_officer"))
    base = f"/khen-thuong/{list_id}"
    letter = {"line": str(line), "filer_name": "Lý Văn Tám", "text": "Có đơn", "once_key": "a"}

    codes = [client.post(f"{base}/kien-nghi", data={**letter, "line": ""}).status_code]
    codes.append(client.post(f"{base}/kien-nghi", data=letter).status_code)
    codes.append(client.post(f"{base}/ghi-chu", data={"note": ""}).status_code)
    codes.append(client.post(f"{base}/ghi-chu", data={"note": "Xem", "dong": line}).status_code)
    codes.append(client.post(f"{base}/cong-khai/ket-thuc").status_code)
    early = {"end_reason": "Sửa tên một tập thể"}
    codes.append(client.post(f"{base}/cong-khai/ket-thuc", data=early).status_code)

    assert codes == [422, 303, 422, 303, 422, 409]
    assert "Xem" in client.get(f"{base}?mo={line}").text
    with transaction() as session:
        assert session.scalars(select(Complaint.filer_name)).all() == ["Lý Văn Tám"]
