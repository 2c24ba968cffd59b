"""Signing in through the agency's provider: the full code flow against a real one, by HTTP."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account, RoleGrant
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.outbox.models import OutboxMessage
from app.signin.models import Ceremony, OutsideIdentity, SignIn
from app.switches.actions import Notice, turn_on
from app.switches.states import SwitchName
from tests.browser.live import free_port
from tests.people import World, sign_in
from tests.signin.provider import NEWCOMER, PERSON, agree, real_provider
from tests.signin.steps import HOME, demand, verbs

PAGE = "/tai-khoan/tai-khoan-co-quan"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider in its own process."""
    with real_provider() as address:
        yield address


@pytest.fixture
def joined(app: Flask, world: World, issuer: str) -> Iterator[Flask]:
    """This installation knows the provider; new people go to unit P9."""
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        kept, oidc_issuer=issuer, oidc_client_id="sangkien", oidc_client_secret="khong-noi",
        oidc_name="cổng cán bộ", oidc_unit="P9",
    )  # fmt: skip
    yield app
    app.config["SETTINGS"] = kept


def leave(client: FlaskClient, path: str = "/dang-nhap/co-quan", **data: str) -> str:
    """Press the button; the provider's address that the page leads to."""
    page = client.post(path, data=data).get_data(as_text=True)
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found, page
    return unescape(found.group(1))


def come_back(client: FlaskClient, address: str) -> tuple[int, str | None]:
    """Follow the provider back and go on; status and where to."""
    parts = urlsplit(address)
    page = client.get(f"{parts.path}?{parts.query}")
    assert page.status_code == 200
    names = re.findall(r'name="(state|code|iss)" value="([^"]*)"', page.get_data(as_text=True))
    answer = client.post(
        "/dang-nhap/co-quan/hoan-tat", data={name: unescape(value) for name, value in names}
    )
    return answer.status_code, answer.location


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only_identity() -> OutsideIdentity:
    """The one link that is stored."""
    db.session.rollback()
    return db.session.scalars(select(OutsideIdentity)).one()


def test_a_new_person_gets_an_account_without_any_role(
    joined: Flask, client: FlaskClient, world: World, issuer: str
) -> None:
    grants = count(RoleGrant)
    away = leave(client, next="/tai-khoan")
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/dang-nhap/co-quan/tro-ve"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert come_back(client, agree(away)) == (303, "/tai-khoan")
    page = client.get("/tai-khoan").get_data(as_text=True)
    assert "Lương Thị Mơ" in page
    assert "Chưa có vai trò" in page
    identity = only_identity()
    assert (identity.issuer, identity.subject) == (issuer, PERSON["sub"])
    account = db.session.get_one(Account, identity.account_id)
    assert (account.email, account.password_hash) == (PERSON["email"], "")
    assert count(RoleGrant) == grants
    assert verbs("outside_identity:%") == ["outside_identity:linked"]
    assert verbs("account:add")[-1:] == ["account:add"]
    assert count(OutboxMessage) == 0  # no link to choose a password is mailed


def test_the_second_time_it_is_the_same_account(joined: Flask, client: FlaskClient) -> None:
    come_back(client, agree(leave(client)))
    client.post("/dang-xuat")
    before = count(Account)
    assert come_back(client, agree(leave(client))) == (303, HOME)
    assert (count(Account), count(OutsideIdentity)) == (before, 1)
    assert count(Ceremony) == 0


def test_an_equal_address_is_not_linked(joined: Flask, client: FlaskClient, world: World) -> None:
    with transaction() as session:
        account = session.get_one(Account, world.secretary.user_id)
        account.email = str(PERSON["email"])
    before = count(Account)
    assert come_back(client, agree(leave(client))) == (303, "/dang-nhap")
    assert "chưa dùng được ở đây" in client.get("/dang-nhap").get_data(as_text=True)
    assert (count(Account), count(OutsideIdentity)) == (before, 0)
    assert client.get("/tai-khoan").status_code == 302
    assert verbs("sign_in:refused") == ["sign_in:refused"]


def test_an_address_that_is_not_verified_makes_no_account(
    joined: Flask, client: FlaskClient
) -> None:
    before = count(Account)
    assert come_back(client, agree(leave(client), "ai-do@coquan.example")) == (303, "/dang-nhap")
    assert count(Account) == before


def test_without_a_unit_nobody_new_is_let_in(joined: Flask, client: FlaskClient) -> None:
    joined.config["SETTINGS"] = replace(joined.config["SETTINGS"], oidc_unit="")
    before = count(Account)
    assert come_back(client, agree(leave(client))) == (303, "/dang-nhap")
    assert count(Account) == before


def test_link_while_signed_in_then_sign_in_then_unlink(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    assert "Tài khoản cơ quan" in client.get("/tai-khoan").get_data(as_text=True)
    wrong = client.post(f"{PAGE}/lien-ket", data={"password": "sai hoan toan"})
    assert wrong.status_code == 422
    away = leave(client, f"{PAGE}/lien-ket", password=DEMO_PASSWORD)
    assert come_back(client, agree(away)) == (303, PAGE)
    assert str(PERSON["email"]) in client.get(PAGE).get_data(as_text=True)
    client.post("/dang-xuat")
    come_back(client, agree(leave(client)))
    assert world.email("secretary") in client.get("/tai-khoan").get_data(as_text=True)
    identity = only_identity()
    assert identity.account_id == world.secretary.user_id
    gone = client.post(f"{PAGE}/{identity.id}/bo-lien-ket")
    assert (gone.status_code, count(OutsideIdentity)) == (303, 0)
    assert verbs("outside_identity:%") == ["outside_identity:linked", "outside_identity:unlinked"]


def test_an_identity_of_another_is_not_taken_over(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    come_back(client, agree(leave(client)))
    owner = only_identity().account_id
    sign_in(client, world.email("secretary"))
    away = leave(client, f"{PAGE}/lien-ket", password=DEMO_PASSWORD)
    assert come_back(client, agree(away)) == (303, PAGE)
    assert "liên kết với một tài khoản khác" in client.get(PAGE).get_data(as_text=True)
    assert only_identity().account_id == owner


def test_a_link_ends_with_the_person_who_began_it(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    address = agree(leave(client, f"{PAGE}/lien-ket", password=DEMO_PASSWORD))
    with client.session_transaction() as kept:
        state = kept["outside"]
    sign_in(client, world.email("admin"))
    with client.session_transaction() as kept:
        kept["outside"] = state  # even a browser that still knows the state
    assert come_back(client, address) == (303, "/dang-nhap")
    assert count(OutsideIdentity) == 0


def test_another_persons_link_looks_like_none(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    come_back(client, agree(leave(client)))
    identity = only_identity().id
    sign_in(client, world.email("admin"))
    assert client.post(f"{PAGE}/{identity}/bo-lien-ket").status_code == 404
    assert count(OutsideIdentity) == 1


def test_the_last_way_in_stays(joined: Flask, client: FlaskClient) -> None:
    come_back(client, agree(leave(client)))
    identity = only_identity().id
    refused = client.post(f"{PAGE}/{identity}/bo-lien-ket")
    assert refused.status_code == 422
    assert "chưa có mật khẩu" in refused.get_data(as_text=True)
    assert count(OutsideIdentity) == 1


def test_a_disabled_person_is_refused(joined: Flask, client: FlaskClient) -> None:
    come_back(client, agree(leave(client)))
    client.post("/dang-xuat")
    with transaction() as session:
        key = session.scalars(select(OutsideIdentity.account_id)).one()
        session.get_one(Account, key).active = False
    opened = count(SignIn)
    assert come_back(client, agree(leave(client))) == (303, "/dang-nhap")
    assert "chưa dùng được ở đây" in client.get("/dang-nhap").get_data(as_text=True)
    assert count(SignIn) == opened


def test_the_second_factor_of_a_role_is_asked(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("admin"))
    come_back(client, agree(leave(client, f"{PAGE}/lien-ket", password=DEMO_PASSWORD)))
    client.post("/dang-xuat")
    demand(joined, "admin")
    assert come_back(client, agree(leave(client))) == (303, "/dang-nhap/xac-thuc")
    assert client.get("/tai-khoan").status_code == 302


def test_nothing_new_is_made_while_nothing_may_change(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    come_back(client, agree(leave(client, f"{PAGE}/lien-ket", password=DEMO_PASSWORD)))
    client.post("/dang-xuat")
    with transaction() as session:
        turn_on(session, world.admin, SwitchName.READ_ONLY, Notice("Bảo trì máy chủ"), now())
    before = count(Account)
    status, _where = come_back(client, agree(leave(client), NEWCOMER["sub"]))
    assert status == 423
    assert come_back(client, agree(leave(client))) == (303, HOME)
    assert (count(Account), count(OutsideIdentity)) == (before, 1)


def test_who_stops_at_the_provider_is_told(joined: Flask, client: FlaskClient) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    back = f"http://localhost/dang-nhap/co-quan/tro-ve?error=access_denied&state={state}"
    assert come_back(client, back) == (303, "/dang-nhap")
    assert "không xác nhận lượt đăng nhập" in client.get("/dang-nhap").get_data(as_text=True)


def test_a_ceremony_lapses(joined: Flask, client: FlaskClient) -> None:
    address = agree(leave(client))
    with transaction() as session:
        session.scalars(select(Ceremony)).one().expires_at = now() - timedelta(seconds=1)
    assert come_back(client, address) == (303, "/dang-nhap")
    assert count(SignIn) == 0


def test_provider_down_the_password_still_works(
    joined: Flask, client: FlaskClient, world: World
) -> None:
    joined.config["SETTINGS"] = replace(
        joined.config["SETTINGS"], oidc_issuer=f"http://127.0.0.1:{free_port()}"
    )
    answer = client.post("/dang-nhap/co-quan")
    assert (answer.status_code, answer.location) == (303, "/dang-nhap")
    assert "không phản hồi" in client.get("/dang-nhap").get_data(as_text=True)
    sign_in(client, world.email("admin"))


def test_the_sign_in_page_offers_the_provider_by_name(joined: Flask, client: FlaskClient) -> None:
    assert "Đăng nhập bằng cổng cán bộ" in client.get("/dang-nhap").get_data(as_text=True)


def test_without_a_provider_nothing_of_it_is_there(client: FlaskClient, world: World) -> None:
    assert "/dang-nhap/co-quan" not in client.get("/dang-nhap").get_data(as_text=True)
    sign_in(client, world.email("secretary"))
    assert PAGE not in client.get("/tai-khoan").get_data(as_text=True)
    for path in (PAGE, "/dang-nhap/co-quan/tro-ve"):
        assert client.get(path).status_code == 404
    assert client.post("/dang-nhap/co-quan").status_code == 404
