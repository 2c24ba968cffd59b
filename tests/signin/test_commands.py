"""`flask accounts password`, `reset-2fa`, `link`: the way in when nobody else can help."""

import getpass
import io
import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.outbox.models import OutboxMessage
from app.signin.commands import read_password
from app.signin.models import RecoveryCode, SignIn, TotpSecret
from tests.journeys.demo import run
from tests.people import World, sign_in
from tests.signin.steps import enrol, verbs

NEW = "con đò nhỏ chở hai người sang sông"


def test_a_password_is_set_from_the_command_line(
    app: Flask, client: FlaskClient, world: World
) -> None:
    email = world.email("admin")
    sign_in(client, email)

    answer = run(app, "accounts", "password", "--email", email.upper(), "--password-stdin",
                 typed=f"{NEW}\n")  # fmt: skip

    assert (answer.exit_code, answer.output) == (0, "Đã đặt mật khẩu\n")
    assert client.get("/tai-khoan").status_code == 302
    typed = {"email": email, "password": NEW}
    assert client.post("/dang-nhap", data=typed).status_code == 303
    assert verbs("account:password_changed") == ["account:password_changed"]


@pytest.mark.parametrize("typed", ["ngắn", "matkhau12345678", ""])
def test_a_weak_password_is_refused(app: Flask, world: World, typed: str) -> None:
    before = db.session.get_one(Account, world.admin.user_id).password_hash

    answer = run(app, "accounts", "password", "--email", world.email("admin"), "--password-stdin",
                 typed=f"{typed}\n")  # fmt: skip

    assert answer.exit_code == 1
    assert "password:" in answer.output
    db.session.rollback()
    assert db.session.get_one(Account, world.admin.user_id).password_hash == before


@pytest.mark.parametrize(
    "words", [("password", "--password-stdin"), ("reset-2fa",), ("link",)], ids=lambda w: w[0]
)
def test_an_unknown_person_is_named_as_the_reason(
    app: Flask, world: World, words: tuple[str, ...]
) -> None:
    answer = run(app, "accounts", words[0], "--email", "khong-co@quan3.example", *words[1:],
                 typed=f"{NEW}\n")  # fmt: skip

    assert answer.exit_code == 1
    assert "Không có tài khoản nào dùng địa chỉ này" in answer.output


def test_a_lost_second_factor_is_taken_away(app: Flask, world: World) -> None:
    enrol(world.admin)

    answer = run(app, "accounts", "reset-2fa", "--email", world.email("admin"))

    assert answer.exit_code == 0
    db.session.rollback()
    assert db.session.scalars(select(TotpSecret)).all() == []
    assert db.session.scalars(select(RecoveryCode)).all() == []
    assert verbs("second_factor:reset") == ["second_factor:reset"]


def test_a_link_is_printed_and_no_mail_is_needed(
    app: Flask, client: FlaskClient, world: World
) -> None:
    answer = run(app, "accounts", "link", "--email", world.email("admin"))

    assert answer.exit_code == 0
    path = answer.output.strip().removeprefix("http://localhost")
    assert client.post(path, data={"password": NEW, "again": NEW}).status_code == 303
    assert (
        db.session.scalars(
            select(OutboxMessage.kind).where(OutboxMessage.kind.like("sign_in%"))
        ).all()
        == []
    )
    assert db.session.scalars(select(SignIn)).all() == []


def test_a_password_typed_at_a_terminal_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal the system's own hidden question is asked; else one line is read."""
    monkeypatch.setattr(getpass, "getpass", lambda question: f"{question}{NEW}")
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert read_password() == f"Mật khẩu: {NEW}"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\r\nthừa\n"))
    assert read_password() == NEW


class Terminal(io.StringIO):
    """Where somebody types."""

    def isatty(self) -> bool:
        return True
