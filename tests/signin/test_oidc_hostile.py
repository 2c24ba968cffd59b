"""A provider, a browser or an address that lies: nobody is signed in, nothing is linked."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.signin.models import OutsideIdentity, SignIn
from app.signin.oidc_rules import Provider, ProviderFault, endpoints_in
from config import Settings
from tests.signin.provider import Liar, lying_provider
from tests.signin.steps import HOME, verbs
from tests.signin.test_oidc import come_back, leave


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def assert_nobody(client: FlaskClient, outcome: tuple[int, str | None]) -> None:
    assert outcome == (303, "/dang-nhap")
    assert client.get("/tai-khoan").status_code == 302
    assert (count(SignIn), count(OutsideIdentity)) == (0, 0)


def test_an_honest_answer_is_believed(liar: Liar, client: FlaskClient) -> None:
    assert come_back(client, liar.back(leave(client))) == (303, HOME)
    assert count(SignIn) == 1


def test_the_code_is_bound_to_the_browser_that_left(liar: Liar, client: FlaskClient) -> None:
    """PKCE: the provider sees the verifier of the challenge it was given, and no other's."""
    come_back(client, liar.back(leave(client)))
    assert liar.verified == [True]


def _unsigned(liar: Liar, claims: dict[str, Any]) -> str:
    return liar.signed(claims).rpartition(".")[0] + "."


def _alg_none(liar: Liar, claims: dict[str, Any]) -> str:
    body = liar.signed(claims).split(".")[1]
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."


def _by_client_secret(liar: Liar, claims: dict[str, Any]) -> str:
    return liar.signed(claims, OctKey.import_key("k" * 32), "HS256")


def _by_public_key(liar: Liar, claims: dict[str, Any]) -> str:
    """The classic: the published RSA key used as a shared secret."""
    return liar.signed(claims, OctKey.import_key(liar.key.as_pem(private=False)), "HS256")


def _by_another_key(liar: Liar, claims: dict[str, Any]) -> str:
    return liar.signed(claims, RSAKey.generate_key(2048, {"kid": "k1"}))


def _other_claims_under_a_signature(liar: Liar, claims: dict[str, Any]) -> str:
    head, _body, signature = liar.signed(claims).split(".")
    return f"{head}.{liar.signed(claims | {'sub': 'ai-do'}).split('.')[1]}.{signature}"


@pytest.mark.parametrize(
    "sign",
    [_unsigned, _alg_none, _by_client_secret, _by_public_key, _by_another_key,
     _other_claims_under_a_signature],
)  # fmt: skip
def test_a_token_without_the_providers_signature(
    liar: Liar, client: FlaskClient, sign: Callable[[Liar, dict[str, Any]], str]
) -> None:
    liar.sign = sign
    assert_nobody(client, come_back(client, liar.back(leave(client))))
    assert verbs("sign_in:%") == ["sign_in:refused"]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["sangkien", "another-client"]},
        {"aud": ["sangkien", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000, "exp": 4_000_000_300},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": 42},
    ],
    ids=str,
)
def test_a_signed_token_that_is_not_for_this_sign_in(
    liar: Liar, client: FlaskClient, claims: dict[str, Any]
) -> None:
    liar.claims |= claims
    assert_nobody(client, come_back(client, liar.back(leave(client))))


def test_expired_a_little_more_than_clocks_differ(liar: Liar, client: FlaskClient) -> None:
    liar.claims["exp"] = int(time.time()) - 120
    assert_nobody(client, come_back(client, liar.back(leave(client))))


def test_a_state_is_good_once(liar: Liar, client: FlaskClient) -> None:
    address = liar.back(leave(client))
    with client.session_transaction() as kept:
        state = kept["outside"]
    assert come_back(client, address) == (303, HOME)
    client.post("/dang-xuat")
    asked = len(liar.seen)
    with client.session_transaction() as kept:
        kept["outside"] = state
    assert come_back(client, address) == (303, "/dang-nhap")
    assert len(liar.seen) == asked  # the provider is not even asked
    assert client.get("/tai-khoan").status_code == 302


def test_the_state_of_another_browser(app: Flask, liar: Liar, client: FlaskClient) -> None:
    """Login CSRF: a victim is sent to the attacker's own return address."""
    address = liar.back(leave(client))
    victim = app.test_client()
    assert_nobody(victim, come_back(victim, address))
    leave(victim)
    assert_nobody(victim, come_back(victim, address))


def test_a_code_injected_into_another_sign_in(liar: Liar, client: FlaskClient, app: Flask) -> None:
    """The victim's code under the attacker's state: its nonce is another's."""
    own = liar.back(leave(client))
    victim = app.test_client()
    liar.back(leave(victim))  # the ID token will carry the nonce of the victim's sign-in
    state = parse_qs(urlsplit(own).query)["state"][0]
    injected = f"http://localhost/dang-nhap/co-quan/tro-ve?code=of-the-victim&state={state}"
    assert_nobody(client, come_back(client, injected))


@pytest.mark.parametrize("said_by", ["https://another.example"])
def test_an_answer_said_to_be_of_another_issuer(
    liar: Liar, client: FlaskClient, said_by: str
) -> None:
    address = liar.back(leave(client)) + f"&iss={said_by}"
    assert_nobody(client, come_back(client, address))


@pytest.mark.parametrize(
    "given", ["", "?code=x", "?state=x", "?code=x&state=", "?code=x&state=%FF"]
)
def test_coming_back_without_having_left(liar: Liar, client: FlaskClient, given: str) -> None:
    address = f"http://localhost/dang-nhap/co-quan/tro-ve{given}"
    assert_nobody(client, come_back(client, address))
    assert liar.seen == []


def test_the_return_page_shows_what_it_was_given_as_text(liar: Liar, client: FlaskClient) -> None:
    page = client.get('/dang-nhap/co-quan/tro-ve?state="><script>x</script>')
    assert "<script>x" not in page.get_data(as_text=True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_a_target_elsewhere_stays_inside(liar: Liar, client: FlaskClient) -> None:
    away = leave(client, next="https://another.example/")
    assert come_back(client, liar.back(away)) == (303, HOME)


def test_redirects_are_not_followed(liar: Liar, client: FlaskClient) -> None:
    """A provider must not make this server ask its own network."""
    with lying_provider() as inside:
        liar.redirect_to = inside.issuer + "/latest/meta-data"
        answer = client.post("/dang-nhap/co-quan")
        assert (answer.status_code, answer.location) == (303, "/dang-nhap")
        assert inside.seen == []


def test_an_endless_answer_is_dropped(liar: Liar, client: FlaskClient) -> None:
    liar.padding = 600 * 1024
    assert_nobody(client, come_back(client, liar.back(leave(client))))


def test_the_providers_fault_is_not_ours(liar: Liar, client: FlaskClient) -> None:
    away = leave(client)
    liar.token_status = 503
    assert_nobody(client, come_back(client, liar.back(away)))
    assert "không phản hồi" in client.get("/dang-nhap").get_data(as_text=True)


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "//another.example/jwks"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "http://[::1"},
        {"token_endpoint": "https://ai:do@another.example/"},
    ],
    ids=str,
)
def test_endpoints_that_are_not_safe(
    liar: Liar, client: FlaskClient, discovery: dict[str, Any]
) -> None:
    liar.discovery = discovery
    answer = client.post("/dang-nhap/co-quan")
    assert (answer.status_code, answer.location) == (303, "/dang-nhap")
    assert all(path.endswith("openid-configuration") for path in liar.seen)


def test_an_https_issuer_may_not_send_us_to_plain_http() -> None:
    provider = Provider("https://sso.example", "c", "s", "n", "", ())
    found = {
        "issuer": "https://sso.example",
        "authorization_endpoint": "https://sso.example/a",
        "token_endpoint": "http://127.0.0.1/token",
        "jwks_uri": "https://sso.example/jwks",
    }
    with pytest.raises(ProviderFault):
        endpoints_in(found, provider)
    assert endpoints_in(found | {"token_endpoint": "https://sso.example/t"}, provider)


@pytest.mark.parametrize(("trusted", "status"), [((), "code"), (("mfa",), "full")])
def test_the_providers_second_factor_counts_only_when_trusted(
    app: Flask, liar: Liar, client: FlaskClient, trusted: tuple[str, ...], status: str
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc_amr=trusted)
    app.config["SECOND_FACTOR_ROLES"] = ("admin",)
    liar.claims["amr"] = ["pwd", "mfa"]
    come_back(client, liar.back(leave(client)))
    _make_admin_of_the_newest()
    client.post("/dang-xuat")
    _status, where = come_back(client, liar.back(leave(client)))
    assert where == (HOME if status == "full" else "/dang-nhap/xac-thuc")


def _make_admin_of_the_newest() -> None:
    with transaction() as session:
        account = session.scalars(select(Account).order_by(Account.id.desc()).limit(1)).one()
        session.add(
            RoleGrant(account_id=account.id, role=Role.ADMIN, unit_id=account.unit_id,
                      valid_from=date(2020, 1, 1))
        )  # fmt: skip


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({"OIDC_ISSUER": "http://sso.example", "OIDC_CLIENT_ID": "x"}, "https"),
        ({"OIDC_ISSUER": "sso.example", "OIDC_CLIENT_ID": "x"}, "https"),
        ({"OIDC_ISSUER": "http://127.0.0.1:9400", "OIDC_CLIENT_ID": "x"}, "https"),
        ({"OIDC_ISSUER": "https://sso.example"}, "OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    tmp_path: Any, env: dict[str, str], word: str
) -> None:
    with pytest.raises(SystemExit, match=word):
        Settings.from_env({"DATA_DIR": str(tmp_path), "APP_ENV": "production", **env})


def test_settings_of_a_provider(tmp_path: Any) -> None:
    made = Settings.from_env(
        {"DATA_DIR": str(tmp_path), "OIDC_ISSUER": "https://sso.example", "OIDC_CLIENT_ID": "x",
         "OIDC_AMR": "mfa, otp"}
    )  # fmt: skip
    assert made.oidc_amr == ("mfa", "otp")
    assert made.oidc_name
