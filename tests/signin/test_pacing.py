"""Nobody takes the server away from the rest: requests a minute, and at the same moment."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.extensions import db
from app.kernel.clock import now
from app.signin.pacing import BURST_SECONDS, REMEMBERED, Pace
from config import Settings
from tests.conftest import OwnContextClient
from tests.people import World, sign_in


def test_a_minute_has_its_number_and_time_gives_it_back() -> None:
    pace = Pace(60, 0)
    admitted = 0
    while not pace.enter("a", 0.0):
        pace.leave("a")
        admitted += 1
    assert admitted == BURST_SECONDS
    assert pace.enter("a", 0.0) == 1
    assert pace.enter("b", 0.0) == 0
    assert pace.enter("a", 1.5) == 0


def test_in_an_hour_no_more_than_the_rate_gets_through() -> None:
    pace, admitted = Pace(600, 0), 0
    for tick in range(3600 * 20):
        if not pace.enter("a", tick / 20):
            pace.leave("a")
            admitted += 1
    print(f"\n{3600 * 20:,} requests of one person in an hour: {admitted:,} admitted")  # noqa: T201 - the figure
    assert admitted <= 600 * 60 + 200 + 1


def test_one_person_holds_some_threads_and_never_all() -> None:
    pace = Pace(0, 3)
    assert [pace.enter("a", 0.0) for _ in range(5)] == [0, 0, 0, 1, 1]
    assert pace.enter("b", 0.0) == 0
    pace.leave("a")
    assert pace.enter("a", 0.0) == 0


def test_many_keys_do_not_fill_the_memory() -> None:
    pace = Pace(60, 3)
    for number in range(REMEMBERED + 500):
        assert pace.enter(f"address:{number}", 0.0) == 0
        pace.leave(f"address:{number}")
    assert len(pace._full_at) == REMEMBERED
    assert pace._running == {}


@pytest.fixture
def paced(app: Flask, world: World) -> Iterator[Flask]:
    """A second application over the same database, with small bounds."""
    settings: Settings = app.config["SETTINGS"]
    made = create_app(replace(settings, requests_per_minute=60, requests_at_once=1))
    made.config.update({name: app.config[name] for name in ("TESTING", "WTF_CSRF_ENABLED")})
    made.test_client_class = OwnContextClient
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_who_asks_too_often_is_told_when_to_come_back(paced: Flask, world: World) -> None:
    busy, calm = paced.test_client(), paced.test_client()
    sign_in(busy, world.email("author"))
    sign_in(calm, world.email("author2"))
    answers = [busy.get("/ho-so") for _ in range(BURST_SECONDS + 5)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert "Quá nhiều yêu cầu cùng lúc" in refused[0].get_data(as_text=True)
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert "Refresh" in refused[0].headers
    assert "Refresh" not in busy.post("/dang-xuat").headers
    assert calm.get("/ho-so").status_code == 200
    assert calm.get("/healthz").status_code == 200


def test_a_request_that_fails_gives_its_place_back(paced: Flask, world: World) -> None:
    client = paced.test_client()
    for _ in range(4):
        assert client.get("/khong-co-trang-nay").status_code == 404
    assert client.get("/healthz").status_code == 200


def test_threads_share_the_count() -> None:
    pace = Pace(0, 2)
    taken: list[int] = []
    barrier = threading.Barrier(12)

    def ask() -> None:
        barrier.wait()
        taken.append(pace.enter("a", 0.0))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0) == 2


def test_bounds_are_on_in_production_and_checked(tmp_path: Path) -> None:
    plain = {"DATA_DIR": str(tmp_path)}
    serious = Settings.from_env(plain)
    assert (serious.requests_per_minute, serious.requests_at_once) == (600, 3)
    tried = Settings.from_env({**plain, "APP_ENV": "bench"})
    assert (tried.requests_per_minute, tried.requests_at_once) == (0, 0)
    with pytest.raises(SystemExit, match="REQUESTS_AT_ONCE"):
        Settings.from_env({**plain, "REQUESTS_AT_ONCE": "viele"})
    assert now()


def test_visitors_are_counted_by_network(paced: Flask, client: FlaskClient) -> None:
    first, second = paced.test_client(), paced.test_client()
    second.environ_base["REMOTE_ADDR"] = "203.0.113.80"
    codes = [first.get("/dang-nhap").status_code for _ in range(BURST_SECONDS + 5)]
    assert 429 in codes
    assert second.get("/dang-nhap").status_code == 200
