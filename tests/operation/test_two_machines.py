"""Two web machines: two whole server processes over one PostgreSQL and one bucket."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from flask import Flask

from tests.browser.live import environment, free_port, stop_server
from tests.files.s3_server import s3_server
from tests.files.samples import PDF
from tests.ideas.pages import stored
from tests.people import World
from tests.safety.test_races import page_at, signed_in
from tools import serve

KEY = "mot-khoa-chung-cho-hai-may-chu-0123456789-abcdef"


@contextmanager
def machine(app: Flask, folder: Path, bucket: dict[str, str]) -> Iterator[str]:
    """One web machine with a folder of its own; its address."""
    port = free_port()
    settings = environment(folder, port) | bucket | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": KEY,
        "FILES_STORE": "s3", "DEMO": "0",
    }  # fmt: skip
    part = serve.start("web", serve.web_command("127.0.0.1", port), settings)
    serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_server(part)


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_what_is_done_at_one_machine_holds_at_the_other(
    app: Flask, world: World, tmp_path: Path
) -> None:
    idea = stored(world)
    with ExitStack() as stack:
        place = stack.enter_context(s3_server()).place
        bucket = {"S3_ENDPOINT": place.endpoint, "S3_BUCKET": place.bucket,
                  "S3_REGION": place.region, "S3_ACCESS_KEY": place.access_key,
                  "S3_SECRET_KEY": place.secret_key, "S3_PREFIX": place.prefix}  # fmt: skip
        one = stack.enter_context(machine(app, tmp_path / "mot", bucket))
        other = stack.enter_context(machine(app, tmp_path / "hai", bucket))
        browser = signed_in(one, world.email("author"))

        _attach(browser, f"{one}/ho-so/{idea}/minh-chung")
        link = next(link.address for link in page_at(browser, f"{other}/ho-so/{idea}/minh-chung")
                    .links if link.address.startswith("/tep/"))  # fmt: skip
        assert browser.get(f"{other}{link}", timeout=30).content == PDF

        leaving = page_at(browser, f"{one}/viec-cho-toi").form("Đăng xuất")
        kept = dict(browser.cookies)
        browser.post(f"{one}/dang-xuat", data=list(leaving.values().items(multi=True)), timeout=30)
        answer = requests.get(f"{other}/viec-cho-toi", cookies=kept, timeout=30,
                              allow_redirects=False)  # fmt: skip
        assert (answer.status_code, "/dang-nhap" in answer.headers["Location"]) == (302, True)
        assert not list((tmp_path / "mot").rglob("files/??/*"))


def _attach(browser: requests.Session, address: str) -> None:
    page = page_at(browser, address)
    form = page.form("Tải tệp lên")
    typed = [(name, value) for name, value in form.values().items(multi=True)
             if isinstance(value, str)]  # fmt: skip
    answer = browser.post(urljoin(address, form.action), data=typed, timeout=30,
                          files={"file": ("Phụ lục.pdf", PDF)})  # fmt: skip
    assert answer.status_code == 200, answer.text[:500]
