"""Mails under faults: servers that refuse, hang, drop; workers that are killed. None is lost."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db
from app.outbox import delivery
from app.outbox.actions import queue
from app.outbox.delivery import send_due
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from tests.conftest import BOTH
from tests.outbox.test_delivery import free_port, point
from tests.people import NOON

ROOT = Path(__file__).parents[2]
KINDS = ("ok", "later", "never", "dropped", "hang", "data-later", "data-never")
EACH = 6
WORKERS, ROUNDS = 3, 8


class Server:
    """A mail server that treats an address by its name; each fault happens once, "never" always."""

    def __init__(self) -> None:
        self.taken: list[str] = []  # Message-IDs whose text was accepted
        self.dropped = 0
        self.tries: Counter[str] = Counter()

    def _first(self, address: str, kind: str) -> bool:
        if not address.startswith(f"{kind}-"):
            return False
        self.tries[address] += 1
        return self.tries[address] == 1

    async def handle_RCPT(  # noqa: N802 - named by the library
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("never-"):
            return "550 5.1.1 no such user"
        if self._first(address, "later"):
            return "450 4.2.1 try again"
        if self._first(address, "hang"):
            await asyncio.sleep(1)  # longer than the sender's patience
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        if address.startswith("data-never-"):
            return "554 5.7.1 refused"
        if self._first(address, "data-later"):
            return "451 4.3.0 try again"
        self.taken.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        if self._first(address, "dropped"):
            self.dropped += 1
            server.transport.abort()  # the answer never arrives
        return "250 OK"


@pytest.fixture
def server(app: Flask) -> Iterator[tuple[Server, int]]:
    """The server and its port; the application itself is pointed at it too."""
    handler, port = Server(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    point(app, port)
    app.config["MAIL_TIMEOUT"] = 0.3
    yield handler, port
    controller.stop()
    point(app, 0)
    app.config.pop("MAIL_TIMEOUT")


def put_all(kinds: tuple[str, ...] = KINDS) -> None:
    with transaction() as session:
        for kind in kinds:
            for number in range(EACH):
                queue(session, kind=kind, address=f"{kind}-{number}@quan3.example",
                      title=f"{kind} {number}", body="Kính gửi Ông/Bà.", now=NOON)  # fmt: skip


def rows() -> list[OutboxMessage]:
    db.session.remove()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def drain() -> None:
    """Let an honest worker finish, hours after the claims of the dead."""
    for hours in range(2, 46, 8):
        send_due(NOON + timedelta(hours=hours))


@BOTH
def test_killed_workers_and_a_bad_server_lose_nothing(
    app: Flask, server: tuple[Server, int], tmp_path: Path
) -> None:
    handler, port = server
    put_all()
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.remove()

    done = subprocess.run(
        [sys.executable, "-m", "tests.outbox.nursery", url, str(tmp_path), str(port),
         str(WORKERS), str(ROUNDS), "11"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed, early = int(done.stdout.split()[-1]), len(handler.taken)
    drain()

    mails = rows()
    taken = Counter(handler.taken)
    good = {f"<{m.message_id}>": m for m in mails if not m.kind.endswith("never")}
    lost = [m.address for key, m in good.items() if taken[key] == 0]
    doubled = sum(count - 1 for count in taken.values())
    sys.stdout.write(
        f"\nmails {len(mails)}, workers killed {killed} (mails taken until then {early}), "
        f"connections dropped after DATA {handler.dropped}, lost {len(lost)}, "
        f"doubled with the same Message-ID {doubled}\n"
    )
    assert killed > 0
    assert early > 0  # they died at work, not before
    assert handler.dropped == EACH
    assert lost == []
    assert taken.keys() <= good.keys()
    # Only where nobody can know: the answer was lost, or the worker died before noting it.
    assert handler.dropped <= doubled <= handler.dropped + killed
    assert {m.state for m in good.values()} == {MessageState.SENT}
    assert {m.state for m in mails if m.kind.endswith("never")} == {MessageState.FAILED}


def test_what_will_never_be_taken_fails_at_once_with_the_servers_words(
    app: Flask, server: tuple[Server, int]
) -> None:
    put_all(("never", "data-never"))

    assert send_due(NOON) == (0, 2 * EACH)

    assert {(m.state, m.attempts) for m in rows()} == {(MessageState.FAILED, 1)}
    assert {m.last_error for m in rows()} == {"550 5.1.1 no such user", "554 5.7.1 refused"}


def test_a_server_that_hangs_costs_one_time_out_and_the_mail_waits(
    app: Flask, server: tuple[Server, int]
) -> None:
    put_all(("hang",))

    assert send_due(NOON) == (0, EACH)

    assert {(m.state, m.attempts, m.claim) for m in rows()} == {(MessageState.WAITING, 1, None)}
    assert all("imed" in m.last_error or "TimeoutError" in m.last_error for m in rows())


def test_an_address_that_cannot_be_written_stops_no_other(
    app: Flask, server: tuple[Server, int]
) -> None:
    with transaction() as session:
        for address in ("ngườinhận@quan3.example", "a@quan3.example\r\nBcc: x@evil.example", ""):
            queue(session, kind="t", address=address, title="x", body="y", now=NOON)
    put_all(("ok",))

    send_due(NOON)

    assert [m.state for m in rows()] == [MessageState.FAILED] * 3 + [MessageState.SENT] * EACH
    assert len(server[0].taken) == EACH


@BOTH
def test_a_claim_that_ran_out_while_sending_hands_nothing_over(
    app: Flask, server: tuple[Server, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker is slow; its claim is over before the text: only the second one sends."""
    put_all(("ok",))
    monkeypatch.setattr(delivery, "CLAIM", timedelta(0))

    assert send_due(NOON)[0] == 0
    assert server[0].taken == []
    monkeypatch.undo()
    app.config["MAIL_TIMEOUT"] = 5
    assert send_due(NOON + timedelta(minutes=10)) == (EACH, 0)
    assert len(set(server[0].taken)) == len(server[0].taken) == EACH


@BOTH
def test_a_late_worker_does_not_overwrite_the_outcome_of_the_next(
    app: Flask, server: tuple[Server, int]
) -> None:
    put_all(("ok",))
    late = delivery._claim(NOON)
    assert late is not None
    send_due(NOON + timedelta(minutes=6))  # the claim ran out: another worker sends it
    with transaction() as session:
        sent = session.get_one(OutboxMessage, late.key)
        assert (sent.state, sent.attempts) == (MessageState.SENT, 2)

    assert delivery._deliver(late, lambda: NOON + timedelta(minutes=7)) is False
    assert {m.state for m in rows()} == {MessageState.SENT}
    assert max(Counter(server[0].taken).values()) == 1


@BOTH
def test_a_reminder_asked_for_by_many_at_once_is_queued_once(app: Flask) -> None:
    def ask(_number: int) -> bool:
        with app.app_context(), transaction() as session:
            made = queue(session, kind="remind", address="a@quan3.example", title="Nhắc", body="b",
                         now=NOON, dedupe_key="remind:sheet:7:2026-10-01")  # fmt: skip
            return made is not None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(24)))

    assert answers.count(True) == 1
    assert len(rows()) == 1
