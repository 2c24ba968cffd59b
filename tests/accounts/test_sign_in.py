"""Signing in, being signed in, and being put out."""

from flask.testing import FlaskClient

from app.accounts.actions import end_all_sign_ins
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from tests.people import NOON, World, sign_in


def test_a_person_signs_in_and_sees_what_waits(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))

    page = client.get("/viec-cho-toi")

    assert page.status_code == 200
    assert "Nguyễn Thị Ếch" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


def test_unknown_and_wrong_are_answered_alike(client: FlaskClient, world: World) -> None:
    wrong = client.post(
        "/dang-nhap", data={"email": world.email("author"), "password": "sai-mat-khau-roi"}
    )
    unknown = client.post(
        "/dang-nhap", data={"email": "khong-co@quan3.example", "password": "sai-mat-khau-roi"}
    )

    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "Địa chỉ thư hoặc mật khẩu không đúng" in answer.get_data(as_text=True)


def test_a_sign_in_that_is_ended_on_the_server_is_dead(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    with transaction() as session:
        account = to_change(session, Account, world.author.user_id)
        assert end_all_sign_ins(session, world.admin, account, NOON) == 1

    assert client.get("/viec-cho-toi").status_code == 302


def test_signing_out_kills_the_token_itself(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    cookie = client.get_cookie("sangkien")
    assert cookie is not None
    client.post("/dang-xuat")
    client.set_cookie("sangkien", cookie.value)

    assert client.get("/viec-cho-toi").status_code == 302


def test_five_failures_make_the_account_wait(client: FlaskClient, world: World) -> None:
    for _ in range(5):
        client.post("/dang-nhap", data={"email": world.email("author"), "password": "x" * 12})

    answer = client.post(
        "/dang-nhap", data={"email": world.email("author"), "password": DEMO_PASSWORD}
    )

    assert "Đã nhập sai nhiều lần" in answer.get_data(as_text=True)


def test_next_stays_inside(client: FlaskClient, world: World) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"):
        client.post("/dang-xuat")
        answer = client.post(
            "/dang-nhap",
            data={"email": world.email("author"), "password": DEMO_PASSWORD, "next": target},
        )
        assert answer.headers["Location"] == "/viec-cho-toi"
