"""The switches over HTTP: the page, the banner, the refusal that keeps what was typed, the CLI."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.privacy.models import DataRequest
from app.signin.models import SignIn
from app.switches import actions
from app.switches.actions import Notice
from app.switches.models import SwitchedOn
from app.switches.states import SwitchName
from tests.people import NOON, World, sign_in

PAGE = "/quan-tri/cong-tac"
MINE = "/tai-khoan/du-lieu-cua-toi"


def on(name: SwitchName = SwitchName.READ_ONLY, message: str = "Bảo trì đến trưa.") -> None:
    with transaction() as session:
        actions.turn_on(session, SYSTEM, name, Notice("Ổ đĩa sắp đầy", message), NOON)


def running() -> list[SwitchName]:
    db.session.rollback()
    return list(db.session.scalars(select(SwitchedOn.name).where(SwitchedOn.ended_at.is_(None))))


def test_the_administrator_turns_a_switch_on_and_off(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    empty = client.post(f"{PAGE}/read_only/bat", data={"read_only-message": "Bảo trì đến trưa"})
    over = {"read_only-reason": "Bảo trì", "read_only-until": "17:00 01/01/2020"}
    past = client.post(f"{PAGE}/read_only/bat", data=over)
    assert (empty.status_code, past.status_code, running()) == (422, 422, [])
    assert "Bảo trì đến trưa" in empty.text
    assert "17:00 01/01/2020" in past.text

    on_ = client.post(f"{PAGE}/read_only/bat", data={"read_only-reason": "Bảo trì"})
    assert (on_.status_code, running()) == (303, [SwitchName.READ_ONLY])
    assert "Đang bật" in client.get(PAGE).text

    off = client.post(f"{PAGE}/read_only/tat", data={"off-reason": "Xong"})
    assert (off.status_code, running()) == (303, [])
    assert client.post(f"{PAGE}/khac/bat", data={"khac-reason": "x"}).status_code == 404


def test_a_refused_act_says_why_and_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    on()

    text = "Sửa tên đệm & <b>ngày sinh</b>"
    answer = client.post(f"{MINE}/yeu-cau", data={"kind": "correct", "text": text,
                                                  "password": "hunter2-hunter2"})  # fmt: skip
    script = client.post(f"{MINE}/yeu-cau", data={"kind": "correct", "text": text},
                         headers={"Accept": "application/json"})  # fmt: skip

    assert (answer.status_code, script.status_code) == (423, 423)
    assert "Sửa tên đệm &amp; &lt;b&gt;ngày sinh" in answer.text
    assert "12:00 01/10/2026" in answer.text
    assert "Bảo trì đến trưa." in answer.text
    assert "hunter2" not in answer.text
    assert script.is_json
    db.session.rollback()
    assert db.session.scalars(select(DataRequest.id)).all() == []


def test_everybody_sees_the_banner_and_visitors_only_the_message(
    client: FlaskClient, world: World
) -> None:
    on(message="")
    assert "chế độ chỉ đọc" in client.get("/thu-vien").text
    assert "Ổ đĩa sắp đầy" not in client.get("/thu-vien").text

    home = sign_in(client, world.email("author")).get("/viec-cho-toi")
    assert "Ổ đĩa sắp đầy" in home.text


def test_people_sign_in_and_out_while_nothing_may_change(client: FlaskClient, world: World) -> None:
    on()

    sign_in(client, world.email("admin"))
    assert client.post("/dang-nhap", data={"email": "x@y.example", "password": "sai"}).status_code
    wrong = client.post("/dang-nhap", data={"email": world.email("author"), "password": "sai"})
    assert client.post("/dang-xuat").status_code == 303
    sign_in(client, world.email("admin"))
    off = client.post(f"{PAGE}/read_only/tat", data={"off-reason": "Xong"})

    assert wrong.status_code == 422
    assert (off.status_code, running()) == (303, [])


def test_ending_all_sign_ins_spares_the_administrators(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    client.delete_cookie("sangkien")
    sign_in(client, world.email("admin"))

    without = client.post("/quan-tri/ket-thuc-moi-phien", data={})
    answer = client.post("/quan-tri/ket-thuc-moi-phien", data={"end-reason": "Lộ mật khẩu"})

    assert (without.status_code, answer.status_code) == (422, 303)
    db.session.rollback()
    live = db.session.scalars(select(SignIn.account_id).where(SignIn.ended_at.is_(None))).all()
    assert list(live) == [world.admin.user_id]
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("name", ["author", "secretary", "leader", "inspector", "chair"])
def test_other_roles_turn_nothing(client: FlaskClient, world: World, name: str) -> None:
    sign_in(client, world.email(name))

    codes = [client.get(PAGE).status_code]
    for path in (f"{PAGE}/read_only/bat", f"{PAGE}/read_only/tat", "/quan-tri/ket-thuc-moi-phien"):
        form = {"read_only-reason": "x", "off-reason": "x", "end-reason": "x"}
        codes.append(client.post(path, data=form).status_code)

    assert codes == [403] * 4
    assert running() == []


def test_the_command_line(app: Flask, world: World) -> None:
    run = app.test_cli_runner().invoke
    add = ["accounts", "add", "--email", "moi@quan3.example", "--name", "Lý Mới", "--unit", "P9",
           "--password-stdin"]  # fmt: skip

    turned = run(args=["switches", "on", "read_only", "--reason", "Sao lưu"])
    again = run(args=["switches", "on", "read_only", "--reason", "Sao lưu"])
    refused = run(args=add, input="mot-mat-khau-dai-7\n")
    forced = run(args=[*add, "--even-when-read-only"], input="mot-mat-khau-dai-7\n")
    listed = run(args=["switches", "list"])
    off = run(args=["switches", "off", "read_only", "--reason", "Xong"])

    codes = [r.exit_code for r in (turned, again, refused, forced, listed, off)]
    assert codes == [0, 1, 1, 0, 0, 0], (refused.output, forced.output)
    assert "--even-when-read-only" in refused.output
    assert "Sao lưu" in listed.output
    assert running() == []
