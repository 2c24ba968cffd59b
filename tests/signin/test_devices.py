"""My account, and the devices I am signed in on."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.accounts.passwords import NO_PASSWORD
from app.accounts.people_actions import disable
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.signin.models import SignIn
from app.signin.rules import device_name
from tests.people import World, sign_in
from tests.signin.steps import verbs

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0"


PROOF = {"password": DEMO_PASSWORD}


def browser(app: Flask, agent: str) -> FlaskClient:
    """A browser that says what it is."""
    made = app.test_client()
    made.environ_base["HTTP_USER_AGENT"] = agent
    return made


def open_ids(world: World) -> list[int]:
    """The author's open sign-ins, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(SignIn.id)
            .where(SignIn.account_id == world.author.user_id, SignIn.ended_at.is_(None))
            .order_by(SignIn.id)
        )
    )


def test_my_devices_are_listed_readably_and_this_one_is_marked(
    client: FlaskClient, world: World, app: Flask
) -> None:
    sign_in(browser(app, PHONE), world.email("author"))
    desk = sign_in(browser(app, DESK), world.email("author"))
    sign_in(client, world.email("author2"))

    page = desk.get("/tai-khoan/thiet-bi").get_data(as_text=True)

    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 2
    assert "Edge, Windows" in rows[0]
    assert "thiết bị này" in rows[0]
    assert "Chrome, Android" in rows[1]
    assert "thiết bị này" not in rows[1]
    assert "127.0.0.1" in rows[1]


def test_one_device_is_ended(client: FlaskClient, world: World, app: Flask) -> None:
    phone = sign_in(browser(app, PHONE), world.email("author"))
    desk = sign_in(browser(app, DESK), world.email("author"))
    lost = open_ids(world)[0]

    assert desk.post(f"/tai-khoan/thiet-bi/{lost}/ket-thuc", data=PROOF).status_code == 303

    assert phone.get("/tai-khoan").status_code == 302
    assert desk.get("/tai-khoan").status_code == 200


@pytest.mark.parametrize(("proof", "said"), [
    ({}, "Nhập mật khẩu"), ({"password": "sai-mat-khau-roi"}, "Mật khẩu hiện tại không đúng"),
])  # fmt: skip
def test_ending_another_device_asks_who_one_is(
    world: World, app: Flask, proof: dict[str, str], said: str
) -> None:
    phone = sign_in(browser(app, PHONE), world.email("author"))
    desk = sign_in(browser(app, DESK), world.email("author"))
    for path in (f"{open_ids(world)[0]}/ket-thuc", "ket-thuc-khac"):
        answer = desk.post(f"/tai-khoan/thiet-bi/{path}", data=proof)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
    assert phone.get("/tai-khoan").status_code == 200
    own = open_ids(world)[1]
    assert desk.post(f"/tai-khoan/thiet-bi/{own}/ket-thuc").status_code == 303  # signing out


def test_who_has_no_password_proves_it_by_a_fresh_sign_in(
    world: World, app: Flask, client: FlaskClient
) -> None:
    phone = sign_in(browser(app, PHONE), world.email("author"))
    sign_in(client, world.email("author"))
    with transaction() as session:
        session.get_one(Account, world.author.user_id).password_hash = NO_PASSWORD
        for row in session.scalars(select(SignIn)):
            row.started_at = now() - timedelta(minutes=11)
    assert client.post("/tai-khoan/thiet-bi/ket-thuc-khac").status_code == 303
    assert phone.get("/tai-khoan").status_code == 200
    with transaction() as session:
        for row in session.scalars(select(SignIn)):
            row.started_at = now()
    client.post("/tai-khoan/thiet-bi/ket-thuc-khac")
    assert phone.get("/tai-khoan").status_code == 302


def test_all_other_devices_are_ended(world: World, app: Flask, client: FlaskClient) -> None:
    others = [sign_in(browser(app, PHONE), world.email("author")) for _ in range(3)]
    stranger = sign_in(app.test_client(), world.email("author2"))
    sign_in(client, world.email("author"))

    answer = client.post("/tai-khoan/thiet-bi/ket-thuc-khac", data=PROOF, follow_redirects=True)

    assert "Đã đăng xuất 3 thiết bị khác" in answer.get_data(as_text=True)
    assert [other.get("/tai-khoan").status_code for other in others] == [302] * 3
    assert stranger.get("/tai-khoan").status_code == 200
    assert client.get("/tai-khoan").status_code == 200


def test_another_persons_device_looks_like_none(
    client: FlaskClient, world: World, app: Flask
) -> None:
    sign_in(app.test_client(), world.email("author"))
    sign_in(client, world.email("admin"))

    answers = [
        client.post(f"/tai-khoan/thiet-bi/{key}/ket-thuc", data=PROOF)
        for key in (open_ids(world)[0], 99999)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(open_ids(world)) == 1


def test_disabling_ends_every_sign_in(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    with transaction() as session:
        account = to_change(session, Account, world.author.user_id)
        disable(session, world.admin, account, now(), "Nghỉ việc")

    assert client.get("/tai-khoan").status_code == 302
    assert open_ids(world) == []
    assert "sign_in:all_ended" in verbs("sign_in:%")


@pytest.mark.parametrize(
    ("field", "ago"),
    [("seen_at", timedelta(minutes=121)), ("ends_at", timedelta(seconds=1))],
)
def test_a_sign_in_ends_by_itself(
    client: FlaskClient, world: World, field: str, ago: timedelta
) -> None:
    sign_in(client, world.email("author"))
    with transaction() as session:
        setattr(session.scalars(select(SignIn)).one(), field, now() - ago)

    assert client.get("/tai-khoan").status_code == 302


def test_signing_in_again_leaves_no_trace_of_the_old_session(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))
    first = client.get_cookie("sangkien")
    assert first is not None
    sign_in(client, world.email("author2"))

    assert "Phạm Đình Ân" in client.get("/tai-khoan").get_data(as_text=True)
    client.set_cookie("sangkien", first.value)
    assert client.get("/tai-khoan").status_code == 302


def test_my_account_lists_its_doors(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))

    page = client.get("/tai-khoan").get_data(as_text=True)

    for path in ("mat-khau", "xac-thuc-hai-lop", "thiet-bi"):
        assert f'href="/tai-khoan/{path}"' in page
    assert 'href="/tai-khoan"' in client.get("/viec-cho-toi").get_data(as_text=True)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
         "Safari, iPhone"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_device_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
