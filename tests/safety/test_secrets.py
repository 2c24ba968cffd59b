"""Secrets stay where they belong; tokens of one kind open nothing of another."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import text

from app import create_app
from app.accounts.demo import DEMO_PASSWORD
from app.database.transaction import transaction
from app.signin import device, sealing
from app.signin.tokens import new_token, token_hash
from config import SECRETS, Settings
from tests.journeys.conftest import Signer
from tests.journeys.small_world import SmallWorld
from tests.people import World, sign_in
from tests.safety.addresses import every_address

GOOD_KEY = "kZ4-xQ9_rT2mV7bN1cL6wD8sJ3hF5gYp"


def all_stored_secrets() -> set[str]:
    """Digests, seals and keys that lie in the database."""
    questions = (
        "SELECT password_hash FROM account WHERE password_hash != ''",
        "SELECT token_hash FROM sign_in",
    )
    with transaction() as session:
        return {
            str(value) for question in questions for (value,) in session.execute(text(question))
        }


@pytest.mark.usefixtures("refusals_once")
def test_no_secret_is_on_any_page(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_PASSWORD", "mat-khau-may-chu-thu")
    paths = [a.path for a in every_address(app, small) if a.method == "GET"]
    browsers = {name: signed(name).client for name in ("admin", "inspector", "author")}
    tokens = {str(c.value) for b in browsers.values() for c in (b._cookies or {}).values()}
    secrets = all_stored_secrets() | tokens | {"mat-khau-may-chu-thu", DEMO_PASSWORD}
    shown, read = [], 0

    for name, client in browsers.items():
        for path in paths:
            page = client.get(path).get_data()
            read += 1
            shown += [(name, path) for secret in secrets if secret.encode() in page]

    print(f"{read} answers searched for {len(secrets)} secrets")  # noqa: T201 - the figure
    assert shown == []
    assert len(secrets) > 5


def test_a_journey_leaves_no_secret_in_the_log(
    app: Flask, client: FlaskClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    email = world.email("author")
    with caplog.at_level(logging.DEBUG):
        client.post("/dang-nhap", data={"email": email, "password": "doan-bua-mot-mat-khau"})
        sign_in(client, email)
        new = "con-trau-di-cay-ruong"
        change = {"old": DEMO_PASSWORD, "password": new, "again": new}
        assert client.post("/tai-khoan/mat-khau", data=change).status_code == 303
        client.get("/khong-co?mat-khau=lo-tay-dan-vao-day")
        client.post("/quen-mat-khau", data={"email": email})
        cookies = {str(cookie.value) for cookie in (client._cookies or {}).values()}
        client.post("/dang-xuat")

    logged = caplog.text + str([vars(record) for record in caplog.records])
    typed = {DEMO_PASSWORD, "doan-bua-mot-mat-khau", "con-trau-di-cay-ruong", "lo-tay-dan-vao-day"}
    assert [secret for secret in typed | cookies if secret in logged] == []


def test_tokens_are_long_random_and_stored_as_digests(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    with client.session_transaction() as browser:
        token = browser["_user_id"]

    assert len({new_token() for _ in range(1000)}) == 1000
    assert len(token) == len(new_token()) == 43  # 256 bits in base64
    assert token_hash(token) in all_stored_secrets()
    assert token not in all_stored_secrets()


# --- signed and sealed things ---------------------------------------------------------------------


def test_a_token_of_one_kind_is_none_of_another(
    app: Flask, client: FlaskClient, world: World
) -> None:
    """The same key signs sessions, forms and devices: each with its own purpose."""
    sign_in(client, world.email("author"))
    session = client.get_cookie("sangkien")
    known = client.get_cookie(device.NAME)
    assert session is not None
    assert known is not None
    thief = app.test_client()
    thief.set_cookie("sangkien", known.value)
    thief.set_cookie(device.NAME, session.value)

    assert thief.get("/ho-so").status_code == 302
    with app.test_request_context(headers={"Cookie": f"{device.NAME}={session.value}"}):
        assert device.known_device() == ("", frozenset())
    with app.test_request_context(headers={"Cookie": f"{device.NAME}={known.value}"}):
        assert device.known_device()[1] == {world.author.user_id}


def test_the_device_cookie_lapses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="sign-in device")
    fresh = str(signer.dumps(["may-nay", [7]]))
    now = TimestampSigner.get_timestamp
    late = timedelta(seconds=device.LIFE + 60).total_seconds()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(now(self) - late))
    old = str(signer.dumps(["may-nay", [7]]))
    monkeypatch.setattr(TimestampSigner, "get_timestamp", now)

    found = []
    for value in (fresh, old):
        with app.test_request_context(headers={"Cookie": f"{device.NAME}={value}"}):
            found.append(device.known_device())
    assert found == [("may-nay", {7}), ("", frozenset())]


def test_a_sealed_secret_that_was_touched_is_none() -> None:
    sealed = sealing.seal(GOOD_KEY, "JBSWY3DPEHPK3PXP")

    assert sealing.unseal(GOOD_KEY, sealed) == "JBSWY3DPEHPK3PXP"
    assert sealing.unseal(GOOD_KEY[::-1], sealed) == ""
    for place in range(0, len(sealed) - 4, 7):
        other = "A" if sealed[place] != "A" else "B"
        assert sealing.unseal(GOOD_KEY, sealed[:place] + other + sealed[place + 1 :]) == ""


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    ["dev", "changeme", "secret", "x" * 64, "abcabcabc" * 8, "sang-kien-so-2026", GOOD_KEY[:31]],
)
def test_a_weak_key_is_refused_in_production(tmp_path: Path, key: str) -> None:
    with pytest.raises(SystemExit, match="SECRET_KEY must have at least 32 random characters"):
        Settings.from_env({"DATA_DIR": str(tmp_path), "SECRET_KEY": key})


def test_a_good_key_is_taken_and_a_missing_one_is_made_for_its_owner_only(tmp_path: Path) -> None:
    given = Settings.from_env({"DATA_DIR": str(tmp_path), "SECRET_KEY": GOOD_KEY})
    made = Settings.from_env({"DATA_DIR": str(tmp_path)})
    other = Settings.from_env({"DATA_DIR": str(tmp_path / "khac")})

    assert given.secret_key == GOOD_KEY
    assert len(made.secret_key) >= 64
    assert made.secret_key != other.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_debugging_is_refused_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(SystemExit, match="FLASK_DEBUG must be off"):
        create_app(Settings.from_env({"DATA_DIR": str(tmp_path)}))


def test_every_secret_is_named_as_one() -> None:
    """A setting that sounds secret is on the list of those that nothing may show."""
    names = {name.upper() for name in Settings.__dataclass_fields__}
    sounding = {name for name in names if name.endswith(("_PASSWORD", "_SECRET", "_TOKEN"))}
    assert sounding | {"SECRET_KEY", "S3_SECRET_KEY", "DATABASE_URL"} <= set(SECRETS)


@pytest.mark.parametrize(
    "value", ["an-toan", "a b@c.example", "http://x.example", "a@b@c", "x\ny@z"]
)
def test_a_contact_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SystemExit, match="SECURITY_CONTACT"):
        Settings.from_env({"DATA_DIR": str(tmp_path), "SECURITY_CONTACT": value})
