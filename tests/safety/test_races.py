"""Thirty identical requests at the same moment over a real server with two processes: one effect.

The server is the one of `make run` (gunicorn), in production, over the database of this test; each
request has its own connection and the same cookie and form.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests
from flask import Flask
from sqlalchemy import text

from app.accounts.demo import DEMO_PASSWORD
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.clock import now
from app.rounds.models import Round
from tests.browser.live import environment, free_port, stop_server
from tests.conftest import BOTH
from tests.journeys.pages import Page
from tests.journeys.reader import read
from tests.journeys.small_world import SmallWorld, make_small_world
from tests.people import World
from tests.review.builders import scored
from tools import serve

AT_ONCE = 30


@contextmanager
def server(app: Flask, folder: Path) -> Iterator[str]:
    """`make run`'s web server over this application's database; its address."""
    port = free_port()
    settings = environment(folder, port) | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "DEMO": "0",
    }  # fmt: skip
    part = serve.start("web", serve.web_command("127.0.0.1", port), settings)
    serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_server(part)


def page_at(browser: requests.Session, address: str) -> Page:
    """Open a page of the server and read its forms."""
    answer = browser.get(address, timeout=30)
    assert answer.status_code == 200, answer.text[:500]
    return read(address, 200, answer.content)


def signed_in(base: str, email: str) -> requests.Session:
    """A browser that has signed in over HTTP."""
    browser = requests.Session()
    form = page_at(browser, f"{base}/dang-nhap").form("Đăng nhập")
    form.fill({"email": email, "password": DEMO_PASSWORD})
    answer = browser.post(f"{base}/dang-nhap", data=list(form.values().items(multi=True)),
                          timeout=30, allow_redirects=False)  # fmt: skip
    assert answer.status_code == 303, answer.text[:500]
    return browser


def press_at_once(browser: requests.Session, page: Page, button: str) -> list[int]:
    """Thirty presses of one button, all let go together; how each was answered."""
    form = page.form(button)
    for box in form.boxes.values():
        for choice in box.choices:
            choice.chosen = True
    data = list(form.values(form.button(button)).items(multi=True))
    address = urljoin(page.address, form.action)
    gate, ended = threading.Barrier(AT_ONCE), []

    def press() -> None:
        gate.wait()
        answer = requests.post(address, data=data, cookies=browser.cookies.get_dict(), timeout=60,
                               allow_redirects=False)  # fmt: skip
        ended.append(answer.status_code)

    threads = [threading.Thread(target=press) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def last_entry() -> int:
    """The newest entry of the log."""
    with transaction() as session:
        return int(session.scalar(text("SELECT max(id) FROM audit_entry")) or 0)


def acts_since(entry: int, subject: str) -> dict[str, int]:
    """What was recorded of this thing after that entry, and how often."""
    question = text(
        "SELECT verb, count(*) FROM audit_entry WHERE id > :entry AND subject = :subject"
        " GROUP BY verb"
    )
    with transaction() as session:
        rows = session.execute(question, {"entry": entry, "subject": subject}).all()
        return {verb: count for verb, count in rows}


def doubled_mails() -> int:
    """Mails that one person got twice about the same thing with the same words."""
    question = text(
        "SELECT count(*) FROM (SELECT address, title, body FROM outbox_message"
        " GROUP BY address, title, body HAVING count(*) > 1) AS doubled"
    )
    with transaction() as session:
        return int(session.scalar(question) or 0)


def a_full_sheet(small: SmallWorld) -> None:
    """Marks for every criterion, so that the sheet can be locked."""
    with transaction() as session:
        round_ = session.get_one(Round, small["scoring_round"])
        idea = session.get_one(Idea, small["scoring"])
        scored(session, round_, idea, small.world.reviewer, "18", "18", "20", "14", now=now())


@BOTH
def test_thirty_identical_requests_have_one_effect(
    app: Flask, world: World, tmp_path: Path
) -> None:
    small = make_small_world(world)
    a_full_sheet(small)
    db.session.remove()
    cases = (
        ("author", f"/ho-so/{small['draft']}/kiem-tra", "Nộp hồ sơ", f"idea:{small['draft']}"),
        ("clerk", f"/don-vi/ho-so/{small['waiting']}", "Xác nhận của đơn vị",
         f"idea:{small['waiting']}"),
        ("reviewer", f"/cham-diem/{small['sheet']}/chot", "Chốt phiếu", f"sheet:{small['sheet']}"),
    )  # fmt: skip

    with server(app, tmp_path) as base:
        for who, path, button, subject in cases:
            browser, before = signed_in(base, world.email(who)), last_entry()
            ended = press_at_once(browser, page_at(browser, base + path), button)
            acts = acts_since(before, subject)

            print(who, {status: ended.count(status) for status in set(ended)}, acts)  # noqa: T201
            assert len(ended) == AT_ONCE
            assert set(ended) <= {303, 409}
            assert set(acts.values()) == {1}, acts
    assert doubled_mails() == 0
