"""Fixtures: the live server, Chromium of the distribution, and people who are signed in."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from app.accounts.demo import DEMO_PASSWORD
from tests.browser.live import LiveServer, load_demo_once, start_server, stop_server
from tests.browser.watching import Watch

ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-gpu")
DESK = {"width": 1366, "height": 768}
PATIENCE_MS = 15_000  # two cores are shared by everybody: a page may be slow, never absent

SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo, loaded once for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return load_demo_once((base if worker_id == "master" else base.parent) / "browser-demo")


@pytest.fixture(scope="module")
def live(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of this file's own: what one file writes, no other sees."""
    server, part = start_server(demo_data, tmp_path_factory.mktemp("live") / "data")
    yield server
    stop_server(part)


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """Playwright's driver; ended with the file, since it occupies the process's event loop."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """Chromium of the distribution, without a window."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    browser = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Cookies of those who have signed in on this file's server."""
    return {}


@pytest.fixture
def watch(live: LiveServer) -> Iterator[Watch]:
    """Fails the test on a console error, a script error or a request to a foreign host."""
    watching = Watch(live.url)
    yield watching
    watching.check()


@pytest.fixture
def visit(live: LiveServer, chromium: Browser, watch: Watch) -> Iterator[SignIn]:
    """`visit()` opens a page nobody is signed in on; options are those of a browser context."""
    opened = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(
            **{"base_url": live.url, "viewport": DESK, "locale": "vi-VN",
               "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce", **options}
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        opened.append(watch.over(context))
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def sign_in(visit: SignIn, sessions: dict[str, Any]) -> SignIn:
    """`sign_in(email)` gives a page of that person: typed in the first time, then remembered."""

    def signed_in(email: str, **options: Any) -> Page:
        if email not in sessions:
            page = visit()
            type_sign_in(page, email)
            sessions[email] = page.context.storage_state()
        return visit(storage_state=sessions[email], **options)

    return signed_in


def type_sign_in(page: Page, email: str) -> None:
    """Sign in with the keyboard, as people do."""
    page.goto("/dang-nhap")
    page.get_by_label("Địa chỉ thư công vụ").fill(email)
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/dang-nhap"))
