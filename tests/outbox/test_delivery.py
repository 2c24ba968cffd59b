"""Mails go out after the act, once, even when the server was down for a while."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db, mail
from app.outbox.actions import queue
from app.outbox.delivery import send_due
from app.outbox.models import OutboxMessage
from app.outbox.rules import BACK_OFF, GIVE_UP_AFTER, JITTER
from app.outbox.states import MessageState
from tests.conftest import BOTH
from tests.people import NOON


class Box:
    """What a mail server received."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - named by the library
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    """A real mail server on this machine, and an application that uses it."""
    received = Box()
    port = free_port()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    point(app, port)
    yield received
    controller.stop()
    point(app, 0)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def point(app: Flask, port: int) -> None:
    """Let the application send to this port; 0: to nobody."""
    app.config.update(MAIL_SERVER="127.0.0.1" if port else "", MAIL_PORT=port)
    mail.init_app(app)


def put(title: str = "Đã tiếp nhận hồ sơ", key: str | None = None) -> None:
    with transaction() as session:
        queue(session, kind="test", address="a@quan3.example", title=title,
              body="Kính gửi Ông/Bà,\nTrân trọng.", now=NOON, dedupe_key=key)  # fmt: skip


def states() -> list[tuple[MessageState, int]]:
    db.session.remove()
    rows = db.session.execute(
        select(OutboxMessage.state, OutboxMessage.attempts).order_by(OutboxMessage.id)
    )
    return [(state, attempts) for state, attempts in rows]


@BOTH
def test_a_mail_is_sent_once(app: Flask, box: Box) -> None:
    put()

    assert send_due(NOON) == (1, 0)
    assert send_due(NOON + timedelta(hours=1)) == (0, 0)
    assert states() == [(MessageState.SENT, 1)]
    [letter] = box.letters
    subject = str(make_header(decode_header(str(letter["Subject"]))))
    assert subject == "[Sáng kiến AI] Đã tiếp nhận hồ sơ"
    assert letter["Message-ID"].endswith("@sang-kien-so>")


def test_a_server_that_is_down_delays_only_the_mail(app: Flask) -> None:
    point(app, free_port())
    put()

    assert send_due(NOON) == (0, 1)
    assert send_due(NOON + BACK_OFF[0] - timedelta(seconds=1)) == (0, 0)
    assert send_due(NOON + BACK_OFF[0] * (1 + JITTER)) == (0, 1)
    assert states() == [(MessageState.WAITING, 2)]
    assert send_due(NOON + GIVE_UP_AFTER) == (0, 1)
    assert states() == [(MessageState.FAILED, 3)]
    point(app, 0)


def test_without_a_server_mails_wait(app: Flask) -> None:
    put()

    assert send_due(NOON) == (0, 0)
    assert states() == [(MessageState.WAITING, 0)]


def test_a_reminder_is_queued_once(app: Flask) -> None:
    put(key="remind:1")
    put(key="remind:1")

    assert states() == [(MessageState.WAITING, 0)]


def test_a_title_cannot_add_headers(app: Flask, box: Box) -> None:
    put("Kết quả\r\nBcc: x@evil.example")

    send_due(NOON)

    [letter] = box.letters
    assert letter["Bcc"] is None


def test_a_rolled_back_act_sends_nothing(app: Flask, box: Box) -> None:
    def fail() -> None:
        with transaction() as session:
            queue(session, kind="t", address="a@quan3.example", title="x", body="y", now=NOON)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert send_due(NOON) == (0, 0)
