"""Takes the README's pictures from demos that it loads and serves itself.

Usage: .venv/bin/python tools/screenshots.py (needs Chromium of the distribution; a minute or two).
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

from app.accounts.demo import DEMO_PASSWORD  # noqa: E402
from tools import serve  # noqa: E402
from tools.small_png import smaller  # noqa: E402

FOLDER = ROOT / "docs/images"
SIZE: ViewportSize = {"width": 1366, "height": 768}
MOST_BYTES = 150 * 1024
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which page, and which links are followed from there."""

    name: str
    stage: str
    who: str
    path: str
    follow: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()


SHOTS = (
    Shot("dot-xet", "awarded", "", "/"),
    Shot("cham-diem", "reviewing", "uy-vien", "/cham-diem", ("a[href^='/cham-diem/']",),
         (("#tc1-points", "20"), ("#tc2-points", "18,5"))),
    Shot("bang-quyet-dinh", "awarded", "thu-ky", "/quyet-dinh/2"),
    Shot("danh-sach-khen-thuong", "awarded", "khen-thuong", "/khen-thuong/1"),
)  # fmt: skip


@contextmanager
def demo(stage: str) -> Iterator[str]:
    """A demo of that stage on a free port, gone afterwards; gives its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "DATA_DIR": folder, "BASE_URL": url, "DEMO": "1",
                       "DATABASE_URL": f"sqlite:///{folder}/sangkien.sqlite"}  # fmt: skip
        for words in (("db", "upgrade"), ("demo", "load", "--stage", stage, "--seed", "52")):
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
        probe.close()
        part = serve.start("web", serve.web_command("127.0.0.1", port), environment)
        try:
            serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
            yield url
        finally:
            serve.stop([part])


def sign_in(page: Page, who: str) -> None:
    """As that person of the demo."""
    page.goto("/dang-nhap")
    page.locator("[name=email]").fill(f"{who}@quan3.example")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def take(browser: Browser, url: str, shot: Shot) -> None:
    """Open the page, do what the picture shows, write it small."""
    context = browser.new_context(
        base_url=url, viewport=SIZE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    if shot.who:
        sign_in(page, shot.who)
    page.goto(shot.path)
    for selector in shot.follow:
        page.locator(selector).first.click()
    for selector, text in shot.fill:
        page.locator(selector).fill(text)
        page.keyboard.press("Enter")
    if shot.fill:  # the server has counted every one of them
        counted = page.locator("[data-value=counted]", has_text=f"{len(shot.fill)}/")
        counted.wait_for()
    picture = smaller(page.screenshot())
    if len(picture) > MOST_BYTES:
        raise SystemExit(f"{shot.name}: {len(picture)} bytes are too many for a README.")
    (FOLDER / f"{shot.name}.png").write_bytes(picture)
    print(f"docs/images/{shot.name}.png: {len(picture)} bytes")
    context.close()


def main() -> None:
    program = shutil.which("chromium")
    if not program:
        raise SystemExit("Chromium is missing: apt-get install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        for stage in dict.fromkeys(shot.stage for shot in SHOTS):
            with demo(stage) as url:
                for shot in SHOTS:
                    if shot.stage == stage:
                        take(browser, url, shot)
        browser.close()


if __name__ == "__main__":
    main()
