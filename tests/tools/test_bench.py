"""What `make bench` prints follows from what was measured, as the person it says."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.accounts.demo import DEMO_PASSWORD
from app.kernel.actor import Role
from bench.browser import Answer, Browser
from bench.report import Timing, grown, summary, table
from bench.run import sign_ins
from tests import people


@pytest.fixture
def browser(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A bench browser at a real server with CSRF protection on."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made = Browser("127.0.0.1", server.port)
    yield made
    made.close()
    server.shutdown()
    thread.join()
    server.server_close()


def answer(milliseconds: float, status: int = 200, sql: float = 2.0, queries: int = 3) -> Answer:
    return Answer(status, b"x" * 1500, milliseconds / 1000, sql / 1000, queries)


def test_a_page_is_summed_up_by_median_and_95th_percentile() -> None:
    answers = [answer(float(milliseconds)) for milliseconds in range(1, 42)]

    timing = summary("Thư viện", answers)

    assert (timing.name, timing.status, timing.queries) == ("Thư viện", 200, 3)
    assert [round(value, 6) for value in (timing.median, timing.p95, timing.sql)] == [21, 39, 2]
    assert timing.kilobytes == 1.5


def test_one_bad_answer_is_not_hidden_by_the_good_ones() -> None:
    assert summary("x", [answer(1), answer(1, status=500), answer(1)]).status == 500


def test_the_ratio_is_to_both_floors_together() -> None:
    timing = Timing("x", 200, median=30.0, p95=40.0, sql=8.0, queries=4, kilobytes=1.0)

    assert timing.ratio(empty=2.0) == 3.0


def test_the_table_marks_what_is_slow_and_what_failed() -> None:
    quick = Timing("nhanh", 200, 30.0, 40.0, 8.0, 4, 1.0)
    slow = Timing("chậm", 200, 31.0, 40.0, 8.0, 4, 1.0)
    failed = Timing("hỏng", 404, 1.0, 1.0, 0.0, 0, 1.0)

    lines = table([quick, slow, failed], empty=2.0).splitlines()

    assert [line.split()[-2:] for line in lines[2:]] == [
        ["1.0", "3.00"],
        ["over", "3"],
        ["status", "404"],
    ]


def test_growth_is_how_many_times_longer_the_large_demo_takes() -> None:
    large = [Timing("x", 200, 30.0, 40.0, 8.0, 4, 1.0)]
    small = [Timing("x", 200, 20.0, 30.0, 2.0, 4, 1.0)]

    (timing,) = grown(large, small)
    lines = table([timing], empty=20.0).splitlines()

    assert timing.growth == 1.5
    assert lines[0].split()[-1] == "growth"
    assert lines[2].split()[-2:] == ["1.07", "1.50"]


def test_sign_ins_are_read_as_the_command_line_prints_them() -> None:
    printed = (
        "worker note without an address\n"
        "  Tác giả                      a@so.example                     mat-khau\n"
        "  Thư ký Hội đồng    b@so.example                     mat-khau\n"
    )

    assert sign_ins(printed) == {
        Role.AUTHOR: ("a@so.example", "mat-khau"),
        Role.SECRETARY: ("b@so.example", "mat-khau"),
    }


def test_the_browser_signs_in_as_a_person_does(world: people.World, browser: Browser) -> None:
    browser.sign_in(world.email("secretary"), DEMO_PASSWORD)

    home = browser.get("/viec-cho-toi")

    assert home.status == 200
    assert home.seconds > 0
    assert world.actors["secretary"].name in home.body.decode("utf-8")


def test_a_refused_sign_in_is_not_mistaken_for_one(world: people.World, browser: Browser) -> None:
    with pytest.raises(RuntimeError, match="could not sign in: status 422"):
        browser.sign_in(world.email("secretary"), "another password")
