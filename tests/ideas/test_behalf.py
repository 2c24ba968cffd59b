"""A dossier entered for somebody without an account, marked so, and handed over later."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.outbox.models import OutboxMessage
from app.rounds.models import Category, Round
from tests.ideas.pages import get, open_round, text_of
from tests.people import World, add_person, sign_in

URL = "/ho-so/nhap-thay"


def typed(world: World, **changes: object) -> dict[str, object]:
    """The form filled rightly."""
    with transaction() as session:
        round_ = session.scalar(select(Round)) or open_round(session, world)
        key = round_.id
    return {
        "round_id": key, "unit_id": world.units["P9"], "full_name": "Lê Thị Bếp",
        "workplace": "", "job_title": "Nấu ăn", "email": "", "reason": "Nộp giấy", **changes,
    }  # fmt: skip


def begun(client: FlaskClient, world: World, **changes: object) -> int:
    """The id of the draft that was made."""
    answer = client.post(URL, data=typed(world, **changes))
    assert answer.status_code == 303, text_of(answer)
    return int(answer.location.rstrip("/").split("/")[-1])


def test_the_clerk_enters_writes_and_another_confirms_nothing_alone(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("clerk"))
    idea_id = begun(client, world)

    page = text_of(get(client, f"/ho-so/{idea_id}"))
    assert "Hồ sơ nhập thay Lê Thị Bếp" in page
    assert get(client, f"/ho-so/{idea_id}/thong-tin").status_code == 200
    assert "thay Lê Thị Bếp" in text_of(get(client, "/don-vi/ho-so"))
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        author = session.scalars(select(IdeaAuthor)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "idea:start_for")).one()
        assert (idea.owner_id, idea.on_behalf_of, idea.behalf_reason) == (
            world.clerk.user_id, "Lê Thị Bếp", "Nộp giấy",
        )  # fmt: skip
        assert (author.full_name, author.account_id, author.workplace, author.share) == (
            "Lê Thị Bếp", None, "Ủy ban nhân dân Phường 9", Decimal(100),
        )  # fmt: skip
        assert (entry.actor_name, entry.reason) == ("Vũ Thị Hường", "Nộp giấy")


def test_whoever_only_entered_it_may_confirm_it_for_the_unit(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("clerk"))
    idea_id = begun(client, world)
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        idea.category_id = session.scalars(select(Category.id)).first()
        for name in ("title", "sector", "problem", "solution", "application", "effect"):
            setattr(idea, name, "Nội dung")
    assert client.post(f"/ho-so/{idea_id}/nop", data={"truth": "y"}).status_code == 303
    assert client.post(f"/don-vi/ho-so/{idea_id}/xac-nhan").status_code == 303

    with transaction() as session:
        assert session.get_one(Idea, idea_id).state is IdeaState.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"full_name": " "}, "Nhập họ và tên tác giả"),
        ({"reason": ""}, "Nhập lý do nhập thay"),
        ({"email": "khong-phai-dia-chi"}, "Địa chỉ thư phải có dạng"),
        ({"email": "author@quan3.example"}, "Người này đã có tài khoản"),
        ({"full_name": "x" * 201}, "không được quá 200 ký tự"),
        ({"reason": "x" * 501}, "không được quá 500 ký tự"),
        ({"unit_id": 4711}, ""),
        ({"round_id": "abc"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: FlaskClient, world: World, changes: dict[str, object], said: str
) -> None:
    sign_in(client, world.email("clerk"))

    answer = client.post(URL, data=typed(world, job_title="Giữ lại", **changes))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Giữ lại" in answer.get_data(as_text=True)
    with transaction() as session:
        assert session.scalars(select(Idea)).all() == []


def test_pressed_twice_it_is_made_once(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    data = typed(world, once_key="mot-lan")

    first, second = (client.post(URL, data=data) for _ in range(2))

    assert first.location == second.location
    with transaction() as session:
        assert len(session.scalars(select(Idea)).all()) == 1


def test_a_clerk_enters_for_the_own_unit_only_and_authors_for_nobody(
    client: FlaskClient, world: World
) -> None:
    for who, status in (("other_clerk", 422), ("author", 403), ("leader", 403), ("admin", 403)):
        sign_in(client, world.email(who))
        assert client.post(URL, data=typed(world)).status_code == status
        client.post("/dang-xuat")
    with transaction() as session:
        assert session.scalars(select(Idea)).all() == []


def test_it_is_handed_over_to_the_person(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("clerk"))
    idea_id = begun(client, world)
    url = f"/ho-so/{idea_id}/ban-giao"
    assert client.post(url, data={"email": "khong-co@quan3.example"}).status_code == 422
    assert client.post(url, data={"email": world.email("clerk")}).status_code == 422
    assert client.post(url, data={"email": world.email("author2")}).status_code == 303

    get(client, f"/ho-so/{idea_id}", 404)
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        author = session.scalars(select(IdeaAuthor)).one()
        assert (idea.owner_id, author.account_id, idea.on_behalf_of) == (
            world.author2.user_id, world.author2.user_id, "Lê Thị Bếp",
        )  # fmt: skip
        assert idea.handed_over_at is not None
        told = session.scalars(
            select(OutboxMessage.address).where(OutboxMessage.kind == "idea_handed_over")
        ).all()
    assert told == [world.email("author2")]
    client.post("/dang-xuat")
    sign_in(client, world.email("author2"))
    assert "Hồ sơ nhập thay Lê Thị Bếp. Lý do: Nộp giấy" in text_of(
        get(client, f"/ho-so/{idea_id}/dong-tac-gia")
    )
    assert client.post(url, data={"email": world.email("author")}).status_code == 403


def test_the_person_takes_it_over_by_link(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("clerk"))
    idea_id = begun(client, world, email="bep@noi-khac.example")
    assert (
        client.post(f"/ho-so/{idea_id}/dong-tac-gia/moi", data={"position": 1}).status_code == 303
    )
    with transaction() as session:
        body = session.scalars(
            select(OutboxMessage.body).where(OutboxMessage.kind == "idea_invited")
        ).one()
        found = re.search(r"/dong-tac-gia/([\w-]+)", body)
        assert found is not None
    client.post("/dang-xuat")

    made = client.post(f"/dong-tac-gia/{found[1]}/tai-khoan")

    assert made.status_code == 303
    with transaction() as session:
        account = session.scalars(
            select(Account).where(Account.email == "bep@noi-khac.example")
        ).one()
        assert session.get_one(Idea, idea_id).owner_id == account.id
        assert account.password_hash == ""


def test_a_namesake_with_another_address_gets_nothing(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("clerk"))
    idea_id = begun(client, world, email="bep@noi-khac.example")
    with transaction() as session:
        add_person(session, world, "la", "Lê Thị Bếp", "P1", world.author.grants[0].role)

    refused = client.post(f"/ho-so/{idea_id}/ban-giao", data={"email": "la@quan3.example"})

    assert (refused.status_code, "khác với địa chỉ" in text_of(refused)) == (422, True)
