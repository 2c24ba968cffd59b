"""An inspector opens the judging of one dossier or round: with a reason, for a while, recorded."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import RoleGrant
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.outbox.models import OutboxMessage
from app.oversight.models import JudgingInquiry
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import locked, scoring_idea
from tests.rounds.builders import make_round

PLACE = "/nhat-ky/kiem-tra"


@pytest.fixture
def judged(world: World) -> dict[str, str]:
    """Two dossiers judged by one person; the codes of the first and of the round."""
    with transaction() as session:
        round_ = make_round(session, world)
        first = scoring_idea(session, world, round_, "reviewer")
        second = scoring_idea(session, world, round_, "reviewer")
        for idea in (first, second):
            locked(session, round_, idea, world.reviewer)
        return {"first": first.code or "", "round": round_.code, "second": second.code or ""}


def count(model: Any) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def opened(client: FlaskClient, which: str, **changes: Any) -> Any:
    data = {"code": which, "reason": "Kế hoạch kiểm tra số 3", "days": "7", **changes}
    return client.post(PLACE, data=data)


def test_one_dossier_is_opened_and_only_that_one(
    client: FlaskClient, world: World, judged: dict[str, str]
) -> None:
    sign_in(client, world.email("inspector"))
    assert world.reviewer.name not in client.get("/nhat-ky").get_data(as_text=True)

    answer = opened(client, judged["first"])

    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert world.reviewer.name in page
    with transaction() as session:
        first, second = (session.scalars(select(Idea.id).where(Idea.code == judged[one])).one()
                         for one in ("first", "second"))  # fmt: skip
    assert f"Hồ sơ số {first}" in page
    assert f"Hồ sơ số {second}" not in page
    assert page.count("Khóa phiếu chấm") == 1
    # The log itself stays veiled for everybody.
    assert world.reviewer.name not in client.get("/nhat-ky").get_data(as_text=True)


def test_a_round_is_opened_whole_and_the_heads_are_told(
    client: FlaskClient, world: World, judged: dict[str, str]
) -> None:
    sign_in(client, world.email("inspector"))
    page = client.get(opened(client, judged["round"]).headers["Location"]).get_data(as_text=True)

    assert page.count("Khóa phiếu chấm") == 2
    with transaction() as session:
        told = session.scalars(
            select(OutboxMessage.account_id).where(OutboxMessage.kind == "judging_inquiry")
        ).all()
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.verb == "judging_inquiry:open")
        ).one()
    assert {world.secretary.user_id, world.chair.user_id} <= set(told)
    assert entry.reason == "Kế hoạch kiểm tra số 3"
    assert entry.actor_id == world.inspector.user_id


@pytest.mark.parametrize(("changes", "said"), [
    ({"reason": ""}, "Nhập lý do và văn bản giao việc kiểm tra"),
    ({"days": "31"}, "Nhập số ngày từ 1 đến 30"),
    ({"days": "0"}, "Nhập số ngày từ 1 đến 30"),
    ({"code": "KHONG-CO"}, "Không có hồ sơ hoặc đợt xét mang mã này"),
])  # fmt: skip
def test_what_is_wrong_is_said(
    client: FlaskClient, world: World, judged: dict[str, str], changes: dict[str, str], said: str
) -> None:
    sign_in(client, world.email("inspector"))
    answer = opened(client, judged["first"], **changes)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert count(JudgingInquiry) == 0


@pytest.mark.parametrize(("who", "status"), [
    ("admin", 403), ("secretary", 403), ("chair", 403), ("reviewer", 403), ("author", 403),
])  # fmt: skip
def test_nobody_else_opens(
    client: FlaskClient, world: World, judged: dict[str, str], who: str, status: int
) -> None:
    sign_in(client, world.email(who))
    assert opened(client, judged["first"]).status_code == status
    assert count(JudgingInquiry) == 0


def test_an_inspector_with_a_part_in_the_round_does_not_open(
    client: FlaskClient, world: World, judged: dict[str, str]
) -> None:
    with transaction() as session:
        round_ = session.scalars(select(Round)).one()
        scoring_idea(session, world, round_, coauthors=("inspector",))
    sign_in(client, world.email("inspector"))
    assert opened(client, judged["first"]).status_code == 403
    assert count(JudgingInquiry) == 0


def test_it_ends_by_itself_early_or_with_the_role(
    client: FlaskClient, world: World, judged: dict[str, str]
) -> None:
    sign_in(client, world.email("inspector"))
    place = opened(client, judged["first"]).headers["Location"]
    with transaction() as session:
        one = session.scalars(select(JudgingInquiry)).one()
        one.opened_at, one.ends_at = now() - timedelta(days=8), now() - timedelta(days=1)
    assert client.get(place).status_code == 403

    second = opened(client, judged["first"]).headers["Location"]
    assert client.get(second).status_code == 200
    assert client.post(f"{second}/ket-thuc").status_code == 303
    assert client.get(second).status_code == 403

    third = opened(client, judged["first"]).headers["Location"]
    with transaction() as session:
        grants = select(RoleGrant).where(RoleGrant.role == Role.INSPECTOR)
        for grant in session.scalars(grants):
            grant.valid_to = local_date(now()) - timedelta(days=1)
    assert world.reviewer.name not in client.get(third).get_data(as_text=True)


def test_another_reader_lists_inquiries_but_does_not_read_them(
    client: FlaskClient, world: World, judged: dict[str, str]
) -> None:
    sign_in(client, world.email("inspector"))
    place = opened(client, judged["first"]).headers["Location"]
    client.post("/dang-xuat")
    sign_in(client, world.email("admin"))
    assert "Kế hoạch kiểm tra số 3" in client.get(PLACE).get_data(as_text=True)
    answer = client.get(place)
    assert answer.status_code == 403
    assert world.reviewer.name not in answer.get_data(as_text=True)
