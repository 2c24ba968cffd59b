"""Signing in without typing a password: a passkey in real Chromium, and the agency's provider.

Passkeys need a host name, so this file's server is reached as localhost.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts.demo import DEMO_PASSWORD
from tests.browser.auditing import faults_of
from tests.browser.conftest import SignIn, type_sign_in
from tests.browser.hands import follow, press, says
from tests.browser.live import LiveServer, environment, free_port, stop_server
from tests.browser.watching import Watch
from tests.signin.provider import PERSON, real_provider
from tools import serve

PERSON_EMAIL = "tac-gia-5@quan3.example"
PAGE = "/tai-khoan/khoa-truy-cap"
STYLES_OF_THE_PROVIDER = "https://cdn.jsdelivr.net/"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider in its own process."""
    with real_provider() as address:
        yield address


@pytest.fixture(scope="module")
def live(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory, issuer: str
) -> Iterator[LiveServer]:
    """A server that people reach as localhost and that knows the provider."""
    folder, port = tmp_path_factory.mktemp("passkeys") / "data", free_port()
    shutil.copytree(demo_data, folder)
    settings = environment(folder, port) | {
        "BASE_URL": f"http://localhost:{port}", "APP_ENV": "development",
        "OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "sangkien", "OIDC_CLIENT_SECRET": "khong-noi",
        "OIDC_NAME": "cổng cán bộ",
    }  # fmt: skip
    part = serve.start("web", serve.web_command("127.0.0.1", port), settings)
    serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
    yield LiveServer(f"http://localhost:{port}", folder)
    stop_server(part)


def plug_in(page: Page, **changes: object) -> None:
    """Give the browser an authenticator that verifies its person."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **changes}})


def test_add_a_passkey_sign_in_with_it_and_remove_it(
    live: LiveServer, visit: SignIn, watch: Watch
) -> None:
    watch.expect("422")  # the wrong password below
    page = visit()
    plug_in(page)
    type_sign_in(page, PERSON_EMAIL)
    page.goto("/tai-khoan")
    follow(page, "Khóa truy cập")
    expect(page.get_by_role("heading", name="Khóa truy cập", level=1, exact=True)).to_be_visible()
    assert not faults_of(page)
    page.get_by_label("Tên khóa").fill("Máy tính cơ quan")
    page.get_by_label("Mật khẩu").fill("sai hoàn toàn rồi")
    press(page, "Thêm khóa truy cập")
    says(page, "Mật khẩu hiện tại không đúng")
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    press(page, "Thêm khóa truy cập")
    says(page, "Đã thêm khóa truy cập")
    says(page, "Máy tính cơ quan")
    page.goto("/tai-khoan")

    press(page, "Đăng xuất")
    page.goto(f"/dang-nhap?next={PAGE}")
    assert not faults_of(page)
    press(page, "Đăng nhập bằng khóa truy cập")
    expect(page).to_have_url(f"{live.url}{PAGE}")
    method = "SELECT method FROM sign_in ORDER BY id DESC LIMIT 1"
    assert live.value(method) == "passkey"

    press(page, "Đăng xuất")
    page.goto("/dang-nhap")
    page.get_by_label("Địa chỉ thư công vụ").fill(PERSON_EMAIL)
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Xác thực hai lớp")).to_be_visible()
    assert not faults_of(page)
    press(page, "Dùng khóa truy cập")
    expect(page).not_to_have_url(re.compile("/dang-nhap"))

    page.goto(PAGE)
    page.get_by_role("link", name=re.compile("^Gỡ")).click()
    expect(page.get_by_role("heading", name="Gỡ khóa truy cập")).to_be_visible()
    assert not faults_of(page)
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    press(page, "Gỡ khóa truy cập")
    says(page, "Đã gỡ khóa truy cập")
    assert live.value("SELECT count(*) FROM passkey") == 0


def test_a_device_without_the_passkey_is_told(live: LiveServer, visit: SignIn) -> None:
    page = visit()
    plug_in(page)
    page.goto("/dang-nhap")
    press(page, "Đăng nhập bằng khóa truy cập")
    says(page, "Chưa dùng được khóa truy cập")
    expect(page.get_by_role("button", name="Đăng nhập bằng khóa truy cập")).to_be_enabled()


def test_without_scripts_the_page_says_what_is_needed(live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("chu-tich-hd@quan3.example", java_script_enabled=False)
    page.goto(PAGE)
    says(page, "Cần bật JavaScript")
    expect(page.get_by_role("button", name="Thêm khóa truy cập")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_link_and_sign_in_through_the_provider(
    live: LiveServer, visit: SignIn, watch: Watch, issuer: str, *, scripts: bool
) -> None:
    """The strict content policy lets the person leave for the provider and come back."""
    watch.expect(issuer)
    watch.expect(STYLES_OF_THE_PROVIDER)
    page = visit(java_script_enabled=scripts)
    page.route(f"{STYLES_OF_THE_PROVIDER}**", lambda route: route.fulfill(content_type="text/css"))
    type_sign_in(page, "thu-ky@quan3.example")
    page.goto("/tai-khoan/tai-khoan-co-quan")
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    press(page, "Liên kết tài khoản cơ quan")
    _agree(page, issuer, scripts=scripts)
    says(page, "Đã liên kết" if scripts else str(PERSON["email"]))
    press(page, "Đăng xuất")
    page.goto("/dang-nhap?next=/tai-khoan")
    press(page, "Đăng nhập bằng cổng cán bộ")
    _agree(page, issuer, scripts=scripts)
    expect(page).to_have_url(f"{live.url}/tai-khoan")
    says(page, "thu-ky@quan3.example")


def _agree(page: Page, issuer: str, *, scripts: bool) -> None:
    """Choose who one is at the provider; without scripts one more press leads back in."""
    page.wait_for_url(f"{issuer}/**")
    page.get_by_role("button", name=str(PERSON["sub"])).click()
    if not scripts:
        press(page, "Tiếp tục")
