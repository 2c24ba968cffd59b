"""Codes, keys and lists of leaked passwords; what of the provider's is kept (nothing)."""

import hashlib
import math
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions import weak_password
from app.accounts.leaked_passwords import is_leaked
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import instant_text
from app.review.deciding_actions import KEY_BYTES
from app.signin import codes
from app.signin.models import SignIn, TotpSecret
from app.signin.sealing import unseal
from tests.conftest import BOTH
from tests.people import World
from tests.signin.provider import Liar
from tests.signin.steps import HOME, code_at, enrol, give, half_in
from tests.signin.test_oidc import come_back, leave
from tests.signin.test_oidc_hostile import assert_nobody

# 11.5.1, 6.5.2: what cannot be guessed has 128 bits or more.


def test_recovery_codes_and_certificates_cannot_be_guessed() -> None:
    printed = codes.new_recovery_codes()
    signs = [len(code.replace("-", "")) for code in printed]
    assert len(set(printed)) == codes.RECOVERY_COUNT
    assert min(signs) * math.log2(len(codes._LETTERS)) >= 128
    assert KEY_BYTES * 8 >= 128


# 6.5.5: a strict office takes a code within its own 30 seconds only.


def test_a_strict_office_takes_no_neighbouring_step(
    app: Flask, world: World, client: FlaskClient
) -> None:
    secret, _printed = enrol(world.author)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], totp_strict=True)
    moment = now() + timedelta(hours=1)
    early = code_at(secret, moment - timedelta(seconds=codes.STEP))
    assert codes.matching_step(secret, early, 0, moment, codes.EXACT) is None
    assert codes.matching_step(secret, early, 0, moment) is not None
    assert codes.matching_step(secret, code_at(secret, moment), 0, moment, codes.EXACT)

    half_in(client, world.email("author"))
    give(client, code_at(secret, now() + timedelta(seconds=codes.STEP)))
    assert client.get("/tai-khoan").status_code == 302


# 6.2.12: the office's own list of leaked passwords.


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of 3,000 hashes, ordered, each with its count."""
    words = [f"con trâu xanh ăn cỏ số {n}" for n in range(3000)]
    hashes = sorted(hashlib.sha1(w.encode(), usedforsecurity=False).hexdigest() for w in words)
    path = tmp_path / "leaked.txt"
    path.write_text("\r\n".join(f"{one.upper()}:{n}" for n, one in enumerate(hashes)) + "\r\n")
    return path


def test_every_listed_password_is_found_and_no_other(listed: Path) -> None:
    assert all(is_leaked(listed, f"con trâu xanh ăn cỏ số {n}") for n in range(3000))
    assert not any(is_leaked(listed, f"con trâu vàng ăn cỏ số {n}") for n in range(300))


def test_an_empty_list_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert not is_leaked(tmp_path / "empty.txt", "con trâu xanh ăn cỏ số 1")


def test_a_leaked_password_is_refused(app: Flask, listed: Path) -> None:
    assert weak_password("con trâu xanh ăn cỏ số 77") == []
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], leaked_passwords=listed)
    [refusal] = weak_password("con trâu xanh ăn cỏ số 77")
    assert "đã bị lộ" in str(refusal.message)
    assert weak_password("con trâu vàng ăn cỏ so 77") == []


# 11.2.2: the installation's key can be replaced, and nobody has to set the telephone up anew.


@BOTH
def test_a_new_key_leaves_the_authenticators_usable(
    app: Flask, world: World, tmp_path: Path
) -> None:
    secret, _printed = enrol(world.author)
    old, new = app.config["SECRET_KEY"], "một khóa mới dài hơn ba mươi hai ký tự ngẫu nhiên"
    (tmp_path / "old").write_text(old + "\n")
    app.config["SECRET_KEY"] = new

    for done in (1, 0):  # the second time there is nothing to do
        answer = app.test_cli_runner().invoke(
            args=["accounts", "reseal", "--old-key-file", str(tmp_path / "old")]
        )
        assert answer.exit_code == 0, answer.output
        assert f"{done} khóa đã niêm lại" in answer.output
    db.session.rollback()
    row = db.session.scalars(select(TotpSecret)).one()
    assert unseal(new, row.secret) == secret
    assert unseal(old, row.secret) == ""
    app.config["SECRET_KEY"] = old


def test_a_wrong_old_key_is_said(app: Flask, world: World, tmp_path: Path) -> None:
    enrol(world.author)
    kept = app.config["SECRET_KEY"]
    (tmp_path / "old").write_text("không phải khóa cũ")
    app.config["SECRET_KEY"] = "một khóa mới dài hơn ba mươi hai ký tự ngẫu nhiên"
    answer = app.test_cli_runner().invoke(
        args=["accounts", "reseal", "--old-key-file", str(tmp_path / "old")]
    )
    app.config["SECRET_KEY"] = kept
    assert answer.exit_code == 1
    assert "1 khóa không mở được" in answer.output


# 7.6.1: our sign-in ends when the provider's word is too old.


@pytest.fixture
def aged(app: Flask, liar: Liar) -> Liar:
    """The provider must have signed the person in within eight hours."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc_max_age_hours=8)
    return liar


def test_the_provider_is_asked_and_our_sign_in_ends_with_its_word(
    aged: Liar, client: FlaskClient
) -> None:
    began = int(time.time()) - 3600
    aged.claims = {**aged.claims, "auth_time": began}
    away = leave(client)
    assert "max_age=28800" in away
    assert come_back(client, aged.back(away)) == (303, HOME)
    with transaction() as session:
        row = session.scalars(select(SignIn)).one()
        assert int(row.ends_at.timestamp()) == began + 8 * 3600, instant_text(row.ends_at)


@pytest.mark.parametrize("began", [None, -9 * 3600, 600, "hôm qua", True])
def test_a_word_that_is_too_old_or_missing_is_not_believed(
    aged: Liar, client: FlaskClient, began: int | str | None
) -> None:
    if isinstance(began, int) and not isinstance(began, bool):
        began += int(time.time())
    aged.claims = {**aged.claims, "auth_time": began}
    assert_nobody(client, come_back(client, aged.back(leave(client))))


def test_without_the_setting_it_is_not_asked(
    liar: Liar,
    client: FlaskClient,
) -> None:
    assert "max_age" not in leave(client)


# 10.1.1: the provider's tokens are used within one request and are nowhere afterwards.


def test_the_providers_tokens_are_nowhere(
    liar: Liar,
    client: FlaskClient,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    given: list[str] = []

    def sign(one: Liar, claims: dict[str, object]) -> str:
        given.append(one.signed(claims))
        return given[-1]

    liar.sign = sign
    liar.access_token = "truy-cap-bi-mat-0123456789"
    caplog.set_level(0)
    assert come_back(client, liar.back(leave(client))) == (303, HOME)
    [id_token] = given
    places = [caplog.text, str(client._cookies)]
    places += [client.get(path).get_data(as_text=True) for path in ("/tai-khoan", HOME)]
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            places += [str(row) for row in connection.execute(select(table))]
    signature = id_token.rpartition(".")[2]
    for secret in (id_token, signature, liar.access_token):
        assert not any(secret in place for place in places)
