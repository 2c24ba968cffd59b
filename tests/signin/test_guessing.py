"""How much guessing gets through, and who is never kept out by it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.signin.guesses import use_up
from app.signin.models import GuessBudget
from app.signin.password_actions import Credentials, admit, settle
from app.signin.rules import ACCOUNT, Budget, Keys, address_key, guess_keys
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in

GUESSES = 1_000
PAUSE = timedelta(hours=1) / GUESSES


def admitted(guesses: list[Credentials]) -> int:
    """How many of an hour's guesses, evenly spread, are compared with a password at all."""
    count = 0
    for number, guess in enumerate(guesses):
        instant = NOON + number * PAUSE
        with transaction() as session:
            admission = admit(session, guess, instant)
            if admission.wait is None:
                count += 1
                settle(session, admission, guess, instant, right=False)
    return count


def test_a_thousand_guesses_an_hour_at_one_account_from_everywhere(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    email = world.email("secretary")
    scattered = [Credentials(email, "x", f"203.0.{n // 250}.{n % 250}") for n in range(GUESSES)]

    found = admitted(scattered)

    with capsys.disabled():
        print(f"\n1,000 guesses/h at one account from 1,000 addresses: {found} admitted")  # noqa: T201 - the figure
    assert found <= 15


def test_a_thousand_guesses_an_hour_from_one_address_at_all_accounts(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    spread = [Credentials(f"n{n}@quan3.example", "x", "203.0.113.9") for n in range(GUESSES)]

    found = admitted(spread)

    with capsys.disabled():
        print(f"\n1,000 guesses/h at 1,000 accounts from one address: {found} admitted")  # noqa: T201 - the figure
    assert found <= 60


def test_one_guesser_who_changes_nothing_gets_as_few(world: World) -> None:
    email = world.email("secretary")

    assert admitted([Credentials(email, "x", "203.0.113.9")] * GUESSES) <= 15


def test_the_officer_with_a_known_browser_is_never_kept_out(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    client.post("/dang-xuat")
    with transaction() as session:
        for n in range(100):
            admit(session, Credentials(world.email("secretary"), "x", f"203.0.113.{n}"), now())
            admit(session, Credentials(world.email("secretary"), "x", "127.0.0.1"), now())

    sign_in(client, world.email("secretary"))


def test_the_officer_at_a_known_place_is_not_kept_out_by_guesses_elsewhere(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    client.post("/dang-xuat")
    client.delete_cookie("sangkien_device")
    with transaction() as session:
        for n in range(100):
            admit(session, Credentials(world.email("secretary"), "x", f"203.0.113.{n}"), now())

    sign_in(client, world.email("secretary"))


def test_a_known_browser_is_known_for_its_own_accounts_only(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("author"))
    client.post("/dang-xuat")
    with transaction() as session:
        for n in range(20):
            admit(session, Credentials(world.email("secretary"), "x", f"203.0.113.{n}"), now())

    answer = client.post(
        "/dang-nhap", data={"email": world.email("secretary"), "password": DEMO_PASSWORD}
    )

    assert answer.status_code == 429


def test_a_forged_device_cookie_is_no_device(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        for n in range(20):
            admit(session, Credentials(world.email("secretary"), "x", f"203.0.113.{n}"), now())
    client.set_cookie("sangkien_device", f'["a",[{world.secretary.user_id}]].AAAA.BBBB')

    answer = client.post(
        "/dang-nhap", data={"email": world.email("secretary"), "password": DEMO_PASSWORD}
    )

    assert answer.status_code == 429


def test_a_known_browser_has_a_limit_too(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("secretary"))
    client.post("/dang-xuat")
    typed = {"email": world.email("secretary"), "password": "sai-mat-khau-roi"}

    codes = [client.post("/dang-nhap", data=typed).status_code for _ in range(12)]

    assert codes == [422] * 10 + [429] * 2


def test_right_passwords_use_nothing_up(client: FlaskClient, world: World) -> None:
    for _ in range(12):
        client.delete_cookie("sangkien_device")
        sign_in(client, world.email("author"))
        client.post("/dang-xuat")

    latest = db.session.scalar(select(func.max(GuessBudget.full_at)))
    assert latest is not None
    assert latest < now() + ACCOUNT.every


def test_forwarded_addresses_are_not_believed(client: FlaskClient, world: World) -> None:
    codes = [
        client.post(
            "/dang-nhap",
            data={"email": world.email("author"), "password": "sai-mat-khau-roi"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        ).status_code
        for n in range(7)
    ]

    assert codes == [422] * 5 + [429] * 2
    addresses = set(
        db.session.scalars(select(AuditEntry.address).where(AuditEntry.verb == "sign_in:refused"))
    )
    assert addresses == {"127.0.0.1"}


def test_unknown_wrong_disabled_and_throttled_are_alike_in_text_status_and_work(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import passwords  # noqa: PLC0415 - patched here only

    compared: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        """The hasher with a tally."""

        memory_cost, time_cost, parallelism = 8, 1, 1

        def verify(self, stored: str, typed: str) -> bool:
            compared.append(typed)
            return real(stored, typed)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    with transaction() as session:
        session.get_one(Account, world.author2.user_id).active = False
        session.get_one(Account, world.chair.user_id).password_hash = passwords.NO_PASSWORD
    answers = {}
    for kind, email in (
        ("unknown", "khong-co@quan3.example"), ("wrong", world.email("author")),
        ("disabled", world.email("author2")), ("invited", world.email("chair")),
    ):  # fmt: skip
        compared.clear()
        said = []
        for _ in range(7):
            client.delete_cookie("sangkien")
            answer = client.post(
                "/dang-nhap", data={"email": email, "password": DEMO_PASSWORD + "x"}
            )
            text = answer.get_data(as_text=True).replace(email, "")
            text = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", text)
            said.append((answer.status_code, text[text.index("<h1") :].split("tai-khoan")[0]))
        answers[kind] = (said, len(compared))

    assert answers["unknown"] == answers["wrong"] == answers["disabled"] == answers["invited"]
    assert answers["wrong"][1] == 5
    assert [status for status, _text in answers["wrong"][0]] == [422] * 5 + [429] * 2


def test_the_right_password_of_a_disabled_person_is_answered_like_a_wrong_one(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        session.get_one(Account, world.author.user_id).active = False

    answer = client.post(
        "/dang-nhap", data={"email": world.email("author"), "password": DEMO_PASSWORD}
    )

    assert answer.status_code == 422
    assert "Địa chỉ thư hoặc mật khẩu không đúng" in answer.get_data(as_text=True)


def test_a_lock_and_refusals_are_recorded_without_what_was_typed(
    client: FlaskClient, world: World
) -> None:
    for _ in range(8):
        client.post(
            "/dang-nhap", data={"email": world.email("author"), "password": "bí-mật-gõ-nhầm"}
        )
    client.post("/dang-nhap", data={"email": "bí-mật-gõ-nhầm", "password": "x"})

    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb.like("sign_in:%")).order_by(AuditEntry.id)
    ).all()
    me = f"account:{world.author.user_id}"
    assert [(row.verb, row.subject) for row in rows] == [
        *[("sign_in:refused", me)] * 4,
        ("sign_in:locked", me),
        ("sign_in:refused", me),
        ("sign_in:refused", "account:0"),
    ]
    assert not any("gõ-nhầm" in f"{row.detail}{row.reason}{row.actor_name}" for row in rows)


@BOTH
def test_budgets_hold_in_the_database_and_full_ones_are_swept(app: Flask, world: World) -> None:
    budget = Budget(2, timedelta(minutes=10))
    keys = (("a", budget), ("b", Budget(5, timedelta(minutes=1))))
    waits = []
    for minute in (0, 0, 0, 10):
        with transaction() as session:
            waits.append(use_up(session, keys, NOON + timedelta(minutes=minute)))
    with transaction() as session:
        use_up(session, (("c", budget),), NOON + timedelta(hours=5))

    assert waits == [None, None, timedelta(minutes=10), None]
    assert db.session.scalars(select(GuessBudget.key)).all() == ["c"]


def test_a_whole_ipv6_subscriber_is_one_address() -> None:
    assert address_key("2001:db8:1:2::7") == address_key("2001:db8:1:2:ffff::1")
    assert address_key("2001:db8:1:2::7") != address_key("2001:db8:1:3::7")
    assert address_key("::ffff:192.0.2.7") == address_key("192.0.2.7") == "192.0.2.7"
    assert address_key("không phải địa chỉ") == "unknown"


def test_keys_of_a_guess() -> None:
    known = guess_keys("who", "192.0.2.7", "tablet", known_place=True)
    place = guess_keys("who", "192.0.2.7", "", known_place=True)
    strange = guess_keys("who", "192.0.2.7", "", known_place=False)

    assert named(known) == (["device:tablet:who"], [])
    assert named(place) == (["place:who:192.0.2.7"], ["address:192.0.2.7"])
    assert named(strange) == (["account:who"], ["address:192.0.2.7"])
    assert place[0][0][1] == strange[0][0][1]  # an account that exists has no other budget


def named(keys: tuple[Keys, Keys]) -> tuple[list[str], list[str]]:
    """The names of the budgets only."""
    own, shared = keys
    return [key for key, _budget in own], [key for key, _budget in shared]


def test_an_office_that_signs_in_at_the_same_moment_does_not_keep_itself_out(world: World) -> None:
    everybody = [Credentials(f"n{n}@quan3.example", "x", "203.0.113.9") for n in range(200)]

    with transaction() as session:
        waits = [admit(session, one, NOON).wait for one in everybody]

    assert waits == [None] * 200


@BOTH
def test_many_guesses_at_the_same_moment_share_one_budget(app: Flask, world: World) -> None:
    keys = (("moment", Budget(3, timedelta(minutes=10))),)

    def guess(_number: int) -> bool:
        with app.app_context(), transaction() as session:
            return use_up(session, keys, NOON) is None

    db.session.remove()
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(guess, range(12)))

    assert outcomes.count(True) == 3
