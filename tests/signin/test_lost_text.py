"""A form sent too late: its text comes back to be copied, and nowhere else."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.stored import everything
from tests.people import World, sign_in

FORM = {
    "problem": "Hồ sơ giấy phải nhập lại ba lần.\nMất cả buổi.",
    "title": '<script>alert("x")</script> Trợ lý',
    "amount": "1200",
    "version": "7",
    "once_key": "abcdefgh",
    "csrf_token": "IjU1MjdlM2Q1",
    "password": "mật khẩu gõ nhầm ô",
    "old": "mật khẩu cũ",
    "code": "mã bí mật",
    "next": "/tai-khoan",
}


def test_the_text_of_a_late_form_is_given_back(client: FlaskClient, world: World) -> None:
    before = everything()

    answer = client.post(
        "/ho-so/1/van-de-giai-phap", data={**FORM, "file": (BytesIO(b"secret"), "tep.pdf")},
        headers={"Referer": "http://localhost/ho-so/1/van-de-giai-phap?x=1"},
    )  # fmt: skip

    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Hồ sơ giấy phải nhập lại ba lần.\nMất cả buổi.</textarea>" in page
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    for secret in ("gõ nhầm", "mật khẩu cũ", "mã bí mật", "abcdefgh", "IjU1", "tep.pdf"):
        assert secret not in page
    assert page.count(" readonly>") == 2
    assert 'href="/dang-nhap?next=/ho-so/1/van-de-giai-phap?x%3D1"' in page
    assert everything() == before


def test_a_script_is_told_in_its_own_words(client: FlaskClient, world: World) -> None:
    answer = client.post("/ho-so/1/van-de-giai-phap", data=FORM,
                         headers={"Accept": "application/json"})  # fmt: skip

    assert answer.status_code == 401
    assert answer.get_json()["title"] == "Phiên đăng nhập đã kết thúc"
    assert "giấy" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_text_from_another_site_is_not_shown_under_our_name(
    client: FlaskClient, world: World, origin: str
) -> None:
    headers = {"Origin": origin, "Referer": "https://evil.example/x"}
    answer = client.post("/ho-so/1/van-de-giai-phap", data=FORM, headers=headers)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "giấy" not in page
    assert "evil" not in page


def test_an_old_form_of_a_signed_in_person_comes_back_too(
    client: FlaskClient, world: World, app: Flask
) -> None:
    sign_in(client, world.email("author"))
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post("/ho-so/1/van-de-giai-phap", data=FORM)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Phiên làm việc đã hết hạn" in page
    assert "Mất cả buổi.</textarea>" in page


def test_a_form_without_text_shows_no_empty_list(client: FlaskClient, world: World) -> None:
    page = client.post("/dot-xet", data={"amount": "12", "agree": "y"}).get_data(as_text=True)

    assert "Nội dung đã nhập" not in page
