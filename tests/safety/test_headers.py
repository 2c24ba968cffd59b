"""Every answer carries the same headers, whatever its kind; nothing personal is ever kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.demo import DEMO_PASSWORD
from app.database.schema import create_everything
from app.extensions import db
from app.web import security_txt
from config import Settings
from tests.conftest import OwnContextClient
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.small_world import SmallWorld
from tests.people import make_world

HTTPS = "https://sang-kien.quan3.example"
TEXT = {"problem": "Cửa sổ một", "solution": "", "novelty": "", "conditions": "", "version": "1"}
FIXED = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


def policy_of(answer: TestResponse) -> dict[str, str]:
    """The content policy, by directive."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _blank, value in (part.partition(" ") for part in parts)}


def lacking(answer: TestResponse) -> list[str]:
    """What this answer should carry and does not."""
    headers, policy = answer.headers, policy_of(answer)
    wrong = [name for name, value in FIXED.items() if headers.get(name) != value]
    if policy["default-src"] != "'none'" or "unsafe" in str(policy) or "*" in str(policy):
        wrong.append("policy")
    shut = [policy.get(name) for name in ("frame-ancestors", "base-uri", "object-src")]
    if "sandbox" not in policy and shut != ["'none'"] * 3:
        wrong.append("frames")
    if any(name.startswith("Access-Control-") for name, _value in headers):
        wrong.append("CORS")
    kind = headers.get("Content-Type", "")
    if (
        answer.data
        and kind.startswith("text/")
        and "charset=utf-8" not in kind.replace('"', "").lower()
    ):
        wrong.append("charset")
    return wrong


def answers(signed: Signer, visitor: Browser, small: SmallWorld) -> dict[str, TestResponse]:
    """One answer of every kind that this software gives; the key begins with its status."""
    author, secretary, guest = signed("author").client, signed("secretary").client, visitor.client
    draft, file = f"/ho-so/{small['draft']}", f"/tep/{small['draft_file']}"
    mark = guest.get("/").headers["ETag"]
    signed("author2").client.post(f"{draft}/van-de-giai-phap", data=TEXT)
    other = {**TEXT, "problem": "Cửa sổ hai"}
    return {
        "200": guest.get("/"), "200 mine": author.get(draft), "302": guest.get("/ho-so"),
        "304": guest.get("/", headers={"If-None-Match": mark}),
        "400": guest.get("/", headers={"Host": "evil.example"}), "401": guest.post("/ho-so/moi"),
        "403": secretary.get("/quan-tri/nhap-danh-sach/mau.xlsx"), "404": secretary.get(draft),
        "404 address": guest.get("/khong-co"), "405": guest.open("/", method="TRACE"),
        "409": author.post(f"{draft}/van-de-giai-phap", data=other),
        "413": guest.post("/dang-nhap", data={"email": "x" * (5 << 20)}),
        "422": guest.post("/dang-nhap", data={}), "200 static": guest.get("/static/js/once.js"),
        "200 txt": guest.get("/.well-known/security.txt"), "200 file": author.get(file),
        "200 xlsx": secretary.get("/tiep-nhan/danh-sach.xlsx"),
        "303": author.post("/dang-xuat"),
    }  # fmt: skip


def test_the_headers_of_every_kind_of_answer(
    signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    found = answers(signed, visitor, small)

    assert {name: lacking(answer) for name, answer in found.items() if lacking(answer)} == {}
    assert {name: answer.status_code for name, answer in found.items()} == {
        name: int(name.partition(" ")[0]) for name in found
    }
    for name in ("200 file", "200 xlsx"):
        assert found[name].headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in policy_of(found["200 file"])


def test_only_marked_public_pages_may_be_kept(
    signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    found = answers(signed, visitor, small)

    kept = {name for name, answer in found.items()
            if "no-store" not in answer.headers["Cache-Control"]}  # fmt: skip
    assert kept == {"200", "304", "200 static"}
    for name in kept - {"200 static"}:
        assert found[name].headers["Cache-Control"].startswith("public, max-age=60")


def test_another_persons_mark_of_a_file_opens_nothing(
    signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    address = f"/tep/{small['draft_file']}"
    mark = signed("author").client.get(address).headers["ETag"]

    for client in (visitor.client, signed("reviewer").client, signed("communications").client):
        answer = client.get(address, headers={"If-None-Match": mark})
        assert (answer.status_code, answer.headers.get("ETag")) == (404, None)


# --- an installation behind HTTPS -----------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Flask]:
    """The software as an office runs it: production, HTTPS, static files by WhiteNoise."""
    with office(tmp_path, SECURITY_CONTACT="an-toan@quan3.example") as app:
        yield app


@contextmanager
def office(folder: Path, **more: str) -> Iterator[Flask]:
    """An installation in this folder, with an empty database."""
    app = create_app(Settings.from_env({"DATA_DIR": str(folder), "BASE_URL": HTTPS, **more}))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = OwnContextClient
    with app.app_context():
        create_everything()
        yield app
        db.session.remove()
        db.engine.dispose()


def asked(app: Flask, address: str) -> TestResponse:
    """What a browser gets at this address."""
    return app.test_client().get(address, base_url=HTTPS)


def test_https_is_kept_for_a_year_on_every_answer(served: Flask) -> None:
    for address in ("/", "/dang-nhap", "/khong-co", "/static/js/once.js", "/static/khong-co.js"):
        answer = asked(served, address)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert lacking(answer) == [], address


def test_without_https_nothing_is_promised(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_cookies_belong_to_this_host_only(served: Flask) -> None:
    world = make_world()
    client = served.test_client()
    typed = {"email": world.email("author"), "password": DEMO_PASSWORD}
    assert client.post("/dang-nhap", base_url=HTTPS, data=typed).status_code == 303

    for name in ("__Host-sangkien", "__Host-sangkien_device"):
        cookie = client.get_cookie(name, "sang-kien.quan3.example")
        assert cookie is not None
        assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
        assert (cookie.path, cookie.domain, cookie.origin_only) == (
            "/", "sang-kien.quan3.example", True,
        )  # fmt: skip
        assert len(name + cookie.value) < 4096
    assert client.get("/ho-so", base_url=HTTPS).status_code == 200


@pytest.mark.parametrize("address", ["/static/", "/static/js/", "/static/../config.py",
                                     "/static/%2e%2e/config.py", "/.git/config", "/.env",
                                     "/config.py", "/phong-cach", "/console"])  # fmt: skip
def test_nothing_of_the_workshop_is_served(served: Flask, address: str) -> None:
    answer = asked(served, address)

    assert answer.status_code == 404
    assert "SECRET_KEY" not in answer.text


def test_a_fault_tells_nothing(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: object) -> str:
        raise RuntimeError("SELECT mat_khau FROM bi_mat")

    monkeypatch.setitem(served.view_functions, "rounds.call", broken)
    answer = asked(served, "/")

    assert answer.status_code == 500
    assert lacking(answer) == []
    assert "no-store" in answer.headers["Cache-Control"]
    for piece in ("RuntimeError", "SELECT", "bi_mat", "Traceback", ".py"):
        assert piece not in answer.text


# --- security.txt ---------------------------------------------------------------------------------


def test_security_txt_says_whom_to_tell(served: Flask) -> None:
    answer = asked(served, "/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.content_type == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:an-toan@quan3.example"
    assert fields["Canonical"] == f"{HTTPS}/.well-known/security.txt"
    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}


def test_security_txt_holds_for_half_a_year(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_txt, "now", lambda: datetime(2026, 10, 1, 5, 0, tzinfo=UTC))
    assert "\nExpires: 2027-03-30T00:00:00Z\n" in asked(served, security_txt.ADDRESS).text


def test_without_a_contact_there_is_no_such_file(tmp_path: Path) -> None:
    with office(tmp_path) as app:
        answer = asked(app, security_txt.ADDRESS)

    assert answer.status_code == 404
    assert "Contact" not in answer.text
