"""Logs say what happened, to whom by number, and nothing that opens a door."""

import io
import json
import logging
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.demo import DEMO_PASSWORD
from app.operation.logs import shown_path
from tests.operation.conftest import make_app
from tests.people import sign_in


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """Logs do not depend on the database."""
    shutil.copy(sqlite_template, tmp_path / "sangkien.sqlite")
    return f"sqlite:///{tmp_path / 'sangkien.sqlite'}"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What our handler writes."""
    yield from captured()


def captured() -> Iterator[io.StringIO]:
    handler = next(h for h in logging.getLogger().handlers if h.get_name() == "sangkien")
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def app_in_json(url: str, tmp_path: Path) -> Flask:
    app = make_app(url, tmp_path, log_format="json")

    @app.get("/hong/<word>")
    def broken(word: str) -> str:
        raise RuntimeError(f"broken {word}")

    return app


def told(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_with_all_its_facts(app_in_json: Flask, lines: io.StringIO) -> None:
    client = sign_in(app_in_json.test_client(), "secretary@quan3.example")
    lines.truncate(0)
    lines.seek(0)

    answer = client.get("/tai-khoan/khong-co?ma=bi-mat")

    [line] = [one for one in told(lines) if one.get("event") == "request"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/tai-khoan/khong-co", 404)
    assert isinstance(line["user_id"], int)
    assert line["ip"] == "127.0.0.1"
    assert isinstance(line["ms"], float)
    assert datetime.fromisoformat(str(line["ts"])).utcoffset() is not None
    assert {"level", "logger", "message"} <= set(line)


def test_no_secret_and_no_name_is_ever_written(app_in_json: Flask, lines: io.StringIO) -> None:
    client = sign_in(app_in_json.test_client(), "secretary@quan3.example")
    client.post("/dang-nhap", data={"email": "a@b.example", "password": "mat-khau-bi-lo-123"})
    client.get("/dat-lai-mat-khau/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA")
    client.get("/trang?token=Zm9vYmFyYmF6cXV4")
    cookie = client.get_cookie("sangkien")
    assert cookie is not None

    written = lines.getvalue()

    assert len(told(lines)) >= 4
    for secret in (DEMO_PASSWORD, "mat-khau-bi-lo", "Zm9vYmFy", cookie.value, "secretary@",
                   "Nguyễn Thị Ếch"):  # fmt: skip
        assert secret not in written


def test_a_fault_bears_the_number_that_the_visitor_sees(
    app_in_json: Flask, lines: io.StringIO
) -> None:
    app_in_json.config["PROPAGATE_FAULTS"] = False
    app_in_json.testing = False
    from app.web.refusals import on_fault  # noqa: PLC0415 - joined only outside tests

    app_in_json.register_error_handler(Exception, on_fault)

    answer = app_in_json.test_client().get("/hong/x")

    assert answer.status_code == 500
    code = answer.headers["X-Request-ID"]
    assert code in answer.get_data(as_text=True)
    fault = next(line for line in told(lines) if line["level"] == "ERROR")
    assert fault["request_id"] == code
    assert "RuntimeError: broken x" in str(fault["exc_info"])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/ho-so/7/nop", "/ho-so/7/nop"),
        ("/dieu-kien-khen-thuong-nam-nay", "/dieu-kien-khen-thuong-nam-nay"),
        ("/moi/Zm9vYmFyYmF6cXV4MTIz", "/moi/…"),
        ("/a\nERROR forged", "/a�ERROR forged"),
        ("/a\r\n\x1b[31m\u2028x", "/a���[31m�x"),
        ("/" + "a" * 5000, "/" + "a" * 199),
    ],
)
def test_paths_are_made_fit_for_a_log(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_a_forged_line_break_makes_no_second_line(app_in_json: Flask, lines: io.StringIO) -> None:
    app_in_json.test_client().get("/x%0a%7B%22level%22:%22ERROR%22%7D%0d%0aERROR")

    assert len(lines.getvalue().splitlines()) == 1


def test_text_logs_keep_one_line_for_one_message(url: str, tmp_path: Path) -> None:
    make_app(url, tmp_path)
    for written in captured():
        logging.getLogger("x").warning("giá trị %s", "a\nERROR giả mạo\u2028b")

        assert len(written.getvalue().splitlines()) == 1
        assert "\\n" in written.getvalue()
