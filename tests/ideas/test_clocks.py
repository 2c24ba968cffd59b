"""Return, supplement, withdraw, re-open: each with a reason, a notice and a clock."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas import actions, queries
from app.ideas.clocks import left_text
from app.ideas.models import IdeaVersion
from app.ideas.rules import deadline_of
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.kernel.dates import end_of_day_exclusive, local_date
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.kernel.working_days import Calendar
from app.outbox.models import OutboxMessage
from tests.ideas.builders import make_idea
from tests.ideas.pages import get, state_of, stored, text_of
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

S = IdeaState
THURSDAY = date(2026, 10, 1)
CALENDAR = Calendar(off=frozenset({date(2026, 10, 5)}))


@pytest.mark.parametrize(
    ("due_on", "working", "text"),
    [
        (date(2026, 10, 7), True, "còn 3 ngày làm việc, đến hết 07/10/2026"),
        (date(2026, 10, 7), False, "còn 6 ngày, đến hết 07/10/2026"),
        (THURSDAY, True, "hôm nay là ngày cuối, đến hết 01/10/2026"),
        (date(2026, 9, 29), True, "quá hạn 2 ngày, hạn là hết 29/09/2026"),
    ],
)
def test_what_is_left_in_words(due_on: date, working: bool, text: str) -> None:
    assert str(left_text(CALENDAR, THURSDAY, due_on, working=working)) == text


def bodies(session: Session, kind: str) -> list[str]:
    session.flush()
    return list(session.scalars(select(OutboxMessage.body).where(OutboxMessage.kind == kind)))


@pytest.mark.parametrize(
    ("days", "working", "due_on"),
    [
        (2, True, date(2026, 10, 5)),
        (3, False, date(2026, 10, 5)),
        (None, True, date(2026, 10, 23)),
        (60, True, date(2026, 10, 23)),
    ],
)
def test_what_is_returned_has_its_own_day(
    world: World, session: Session, days: int | None, working: bool, due_on: date
) -> None:
    round_ = make_round(session, world, return_days=days, supplement_in_working_days=working)
    idea = make_idea(session, world, round_, S.AWAITING_UNIT)

    actions.return_idea(session, world.clerk, idea, "Thiếu số liệu", NOON)

    request = queries.open_request(session, idea.id)
    assert request is not None
    assert (request.kind, request.due_on, request.reason) == ("return", due_on, "Thiếu số liệu")
    end = min(end_of_day_exclusive(due_on), round_.endorse_until)
    assert deadline_of(round_, S.RETURNED, request.due_on) == end
    assert f"Nộp lại đến hết ngày {due_on:%d/%m/%Y}" in bodies(session, "idea_returned")[0]


def test_the_day_of_a_return_binds_and_the_unit_extends_it(world: World, session: Session) -> None:
    round_ = make_round(session, world, return_days=2)
    idea = make_idea(session, world, round_, S.AWAITING_UNIT)
    actions.return_idea(session, world.clerk, idea, "Thiếu số liệu", NOON)
    late = NOON + timedelta(days=5)

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.author, idea, late)
    assert "Đã hết hạn hoàn thiện hồ sơ ngày 05/10/2026" in str(refused.value)
    day = date(2026, 10, 12)
    with pytest.raises(Denied):
        actions.extend_supplement(session, world.secretary, idea, day, "Cho thêm", late)
    with pytest.raises(Blocked) as past:
        actions.extend_supplement(session, world.clerk, idea, date(2026, 10, 24), "Cho thêm", late)
    assert "sau hạn xác nhận của đơn vị, ngày 23/10/2026" in str(past.value)
    actions.extend_supplement(session, world.clerk, idea, day, "Tác giả đi công tác", late)
    actions.submit_idea(session, world.author, idea, late)

    assert idea.state is S.AWAITING_UNIT
    assert queries.open_request(session, idea.id) is None
    assert "Đơn vị gia hạn hoàn thiện" in bodies(session, "idea_supplement_extended")[0]


@pytest.mark.parametrize("state", [S.SUBMITTED, S.SUPPLEMENTED, S.ELIGIBLE, S.INELIGIBLE])
def test_the_office_reopens_with_reason_day_and_notice(
    world: World, session: Session, state: IdeaState
) -> None:
    idea = make_idea(session, world, make_round(session, world), state)
    with pytest.raises(Blocked):
        actions.reopen_idea(session, world.secretary, idea, " ", NOON)

    actions.reopen_idea(session, world.secretary, idea, "Tác giả đề nghị sửa", NOON)

    request = queries.open_request(session, idea.id)
    assert request is not None
    assert (idea.state, idea.accepted_at) == (S.SUPPLEMENT_ASKED, None)
    assert (request.kind, request.due_on) == ("reopen", date(2026, 10, 8))
    assert "Lý do: Tác giả đề nghị sửa" in bodies(session, "idea_reopened")[0]
    actions.supplement_idea(session, world.author, idea, NOON)
    assert idea.state is S.SUPPLEMENTED
    before = 2 if state is S.SUPPLEMENTED else 1
    assert len(session.scalars(select(IdeaVersion)).all()) == before + 1


@pytest.mark.parametrize("state", [S.DRAFT, S.AWAITING_UNIT, S.SCORING, S.RECOGNISED])
def test_nothing_else_is_reopened(world: World, session: Session, state: IdeaState) -> None:
    idea = make_idea(session, world, make_round(session, world), state)

    with pytest.raises((IllegalMove, Denied)):
        actions.reopen_idea(session, world.secretary, idea, "Lý do", NOON)

    assert idea.state is state


def test_no_reopening_after_the_end_of_scoring(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.ELIGIBLE)

    with pytest.raises(Blocked) as refused:
        actions.reopen_idea(session, world.secretary, idea, "Lý do", round_.scoring_closes_at)

    assert refused.value.blockers[0].field == "window"


def test_a_withdrawn_dossier_comes_back_through_the_unit(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.ELIGIBLE, coauthors=("author2",))
    code, key = idea.code, idea.receipt_key
    actions.withdraw_idea(session, world.author, idea, "Nộp nhầm bản", NOON)
    assert any("Lý do: Nộp nhầm bản" in body for body in bodies(session, "idea_withdrawn"))
    told = session.scalars(
        select(OutboxMessage.address).where(OutboxMessage.kind == "idea_withdrawn")
    ).all()
    assert set(told) == {world.email("author2"), world.email("clerk"), world.email("secretary")}

    actions.restore_idea(session, world.secretary, idea, "Đồng ý cho nộp lại", NOON)

    request = queries.open_request(session, idea.id)
    assert request is not None
    assert (idea.state, request.kind, request.due_on) == (
        S.RETURNED, "restore", date(2026, 10, 8),
    )  # fmt: skip
    assert (idea.endorsed_at, idea.accepted_at) == (None, None)
    actions.submit_idea(session, world.author, idea, NOON)
    actions.endorse_idea(session, world.clerk, idea, NOON)
    assert (idea.state, idea.code, idea.receipt_key) == (S.SUBMITTED, code, key)


def test_no_restoring_after_the_units_end(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.SUBMITTED)
    actions.withdraw_idea(session, world.author, idea, "Nộp nhầm", NOON)

    with pytest.raises(Blocked):
        actions.restore_idea(session, world.secretary, idea, "Cho nộp", round_.endorse_until)

    assert idea.state is S.WITHDRAWN


def test_withdrawing_while_asked_closes_the_request(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUPPLEMENT_ASKED)

    actions.withdraw_idea(session, world.author, idea, "Thôi dự thi", NOON)

    assert queries.open_request(session, idea.id) is None


def test_the_pages_of_reopening(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.ELIGIBLE)
    sign_in(client, world.email("secretary"))
    assert "Mở lại hồ sơ cho tác giả sửa" in text_of(get(client, f"/tiep-nhan/{idea_id}"))
    assert "Tác giả sửa và nộp lại đến hết ngày" in text_of(
        get(client, f"/tiep-nhan/{idea_id}/mo-lai")
    )

    url = f"/tiep-nhan/{idea_id}/mo-lai"
    assert client.post(url, data={"reason": ""}).status_code == 422
    long_one = client.post(url, data={"reason": "dài " * 3000})
    assert (long_one.status_code, "dài dài" in text_of(long_one)) == (422, True)
    assert client.post(url, data={"reason": "Sửa số liệu"}).status_code == 303
    assert client.post(url, data={"reason": "Sửa số liệu"}).status_code == 409
    assert get(client, url, 409)
    assert state_of(idea_id)[0] is S.SUPPLEMENT_ASKED
    client.post("/dang-xuat")
    sign_in(client, world.email("author"))
    page = text_of(get(client, f"/ho-so/{idea_id}"))
    assert "Thư ký Hội đồng mở lại hồ sơ: còn" in page
    assert "ngày làm việc, đến hết" in page
    assert "Sửa số liệu" in page


@pytest.mark.parametrize("who", ["author", "clerk", "leader", "reviewer", "admin", "inspector"])
def test_nobody_else_reopens(client: FlaskClient, world: World, who: str) -> None:
    idea_id = stored(world, S.SUBMITTED)
    sign_in(client, world.email(who))

    for act in (client.get, client.post):
        assert act(f"/tiep-nhan/{idea_id}/mo-lai").status_code == 403

    assert state_of(idea_id)[0] is S.SUBMITTED


def test_the_office_keeps_notes_that_authors_never_see(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.SUBMITTED)
    sign_in(client, world.email("secretary"))
    url = f"/tiep-nhan/{idea_id}/ghi-chu"

    assert client.post(url, data={"text": " "}).status_code == 422
    assert client.post(url, data={"text": "x" * 4_001}).status_code == 422
    assert client.post(url, data={"text": "Canary ghi chú"}).status_code == 303
    assert "Canary ghi chú" in text_of(get(client, url))
    client.post("/dang-xuat")
    sign_in(client, world.email("inspector"))
    assert "Canary ghi chú" in text_of(get(client, url))
    assert client.post(url, data={"text": "Chen vào"}).status_code == 403
    client.post("/dang-xuat")
    for who in ("author", "clerk", "leader", "reviewer"):
        sign_in(client, world.email(who))
        assert client.get(url).status_code == 403
        for page in (f"/ho-so/{idea_id}", f"/don-vi/ho-so/{idea_id}", f"/tiep-nhan/{idea_id}"):
            assert "Canary ghi chú" not in client.get(page).get_data(as_text=True)
        client.post("/dang-xuat")


def test_the_unit_extends_on_its_page(client: FlaskClient, world: World) -> None:
    idea_id = stored(world, S.AWAITING_UNIT)
    sign_in(client, world.email("clerk"))
    url = f"/don-vi/ho-so/{idea_id}"
    with transaction() as session:
        round_ = session.scalars(select(type(queries.open_rounds(session, now())[0]))).one()
        round_.return_days, round_.supplement_in_working_days = 1, False
        round_.endorse_until = now() + timedelta(days=20)
        round_.checked_until = round_.scoring_opens_at = now() + timedelta(days=21)
        round_.scoring_closes_at = now() + timedelta(days=22)
    assert client.post(f"{url}/tra-lai", data={"reason": "Thiếu"}).status_code == 303
    assert "Gia hạn cho tác giả" in text_of(get(client, url))

    bad = client.post(f"{url}/gia-han", data={"x-due_on": "31/02/2027", "x-reason": "Giữ lại"})
    assert (bad.status_code, "Giữ lại" in text_of(bad)) == (422, True)
    day = local_date(now()) + timedelta(days=8)
    good = {"x-due_on": f"{day:%d/%m/%Y}", "x-reason": "Đi công tác"}
    assert client.post(f"{url}/gia-han", data=good).status_code == 303

    with transaction() as session:
        request = queries.open_request(session, idea_id)
        assert request is not None
        assert request.due_on == day
