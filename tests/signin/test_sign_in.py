"""Signing in, being signed in, and being put out."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.signin.actions import end_all_sign_ins
from app.signin.models import SignIn
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round, windows


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


EVASIVE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "javascript:alert(1)", "JaVaScRiPt:1", "data:text/html,x", "https:evil.example",
    "http:///evil.example", "/%5Cevil.example\\", " //evil.example", "evil.example", "",
    "/\u2028/evil.example", "/\x00",
)  # fmt: skip


def test_next_stays_inside(client: FlaskClient, world: World) -> None:
    for target in EVASIVE:
        client.post("/dang-xuat")
        answer = client.post(
            "/dang-nhap",
            data={"email": world.email("author"), "password": DEMO_PASSWORD, "next": target},
        )
        assert answer.headers["Location"] == "/viec-cho-toi", repr(target)


def test_a_session_prepared_by_somebody_else_is_not_taken_over(
    client: FlaskClient, world: World
) -> None:
    client.get("/dang-nhap")
    with client.session_transaction() as planted:
        planted["_user_id"], planted["next"] = "planted", "/quan-tri"
    before = client.get_cookie("sangkien")
    assert before is not None

    sign_in(client, world.email("author"))

    with client.session_transaction() as own:
        assert own["_user_id"] != "planted"
        assert "next" not in own
    client.set_cookie("sangkien", before.value)
    assert client.get("/viec-cho-toi").status_code == 302


def test_a_visit_after_a_pause_is_noted_without_disturbing_the_page(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        make_round(session, world, **windows(1))
    sign_in(client, world.email("author"))
    long_ago = now() - timedelta(minutes=3)
    for _ in range(3):
        with transaction() as session:
            session.scalars(select(SignIn)).one().seen_at = long_ago

        assert client.get("/").status_code == 200

    assert db.session.scalars(select(SignIn.seen_at)).one() > long_ago
