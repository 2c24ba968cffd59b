"""Every reminder once: not twice after a restart or a restore, none while nothing may change."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import worker
from app.audit.actions import record
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.text import T
from app.outbox import reminders
from app.outbox.models import OutboxMessage
from app.outbox.reminders import Reminder, remind
from app.outbox.timetable import KIND_TITLES, Timetable
from app.switches.actions import Notice, turn_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.rounds.builders import at

DAY = date(2026, 10, 13)
NOW = at(13, 10, 8)


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Reminder]:
    """What the only room says is due; tests fill it."""
    found: list[Reminder] = []

    def source(_session: Session, _table: Timetable, _now: datetime) -> list[Reminder]:
        return list(found)

    monkeypatch.setattr(reminders, "_sources", {"room": source})
    return found


def make(world: World, number: int = 1, on: date = DAY) -> Reminder:
    author = world.author
    return Reminder("idea_draft", f"idea:{number}", on, (author.user_id or 0, author.name,
                    author.email), T("Bản nháp %(n)s", n=number), T("Chưa nộp."),
                    "https://sangkien.example/ho-so/1")  # fmt: skip


def keys() -> list[str | None]:
    db.session.remove()
    statement = select(OutboxMessage.dedupe_key).order_by(OutboxMessage.id)
    return list(db.session().scalars(statement))


def test_a_reminder_is_a_whole_letter(world: World, asked: list[Reminder]) -> None:
    asked.append(make(world))

    assert remind(NOW) == 1

    mail = db.session().scalars(select(OutboxMessage)).one()
    assert mail.address == world.author.email
    assert mail.title == "[Sáng kiến AI] Bản nháp 1"
    assert mail.body == (
        f"Kính gửi Ông/Bà {world.author.name},\n\nChưa nộp.\n\n"
        "Địa chỉ thực hiện: https://sangkien.example/ho-so/1\n\nTrân trọng.\nSáng kiến số"
    )
    assert (mail.kind, mail.about, mail.discreet) == ("idea_draft", "idea:1", False)


def test_the_same_day_is_queued_once_and_another_day_again(
    world: World, asked: list[Reminder]
) -> None:
    asked.append(make(world))
    assert [remind(NOW), remind(NOW), remind(NOW + timedelta(days=1))] == [1, 0, 0]

    asked[:] = [make(world, on=DAY + timedelta(days=4))]
    assert remind(NOW + timedelta(days=4)) == 1
    assert len(keys()) == 2


@BOTH
def test_two_workers_at_the_same_moment_queue_one(
    app: Flask, world: World, asked: list[Reminder]
) -> None:
    asked += [make(world, n) for n in range(1, 31)]
    done: list[int] = []
    start = Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            done.append(remind(NOW))
            db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys()) == len(set(keys())) == 30
    assert sum(done) == 30


def test_many_leave_in_batches_and_a_crash_between_loses_none(
    world: World, asked: list[Reminder], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked += [make(world, n) for n in range(1, 26)]
    monkeypatch.setattr(reminders, "BATCH", 10)
    queue, calls = reminders._queue, Counter[str]()

    def dies(session: Session, one: Reminder, now: datetime) -> bool:
        calls["n"] += 1
        if calls["n"] == 15:
            raise ConnectionError
        return queue(session, one, now)

    monkeypatch.setattr(reminders, "_queue", dies)
    with pytest.raises(ConnectionError):
        remind(NOW)
    assert len(keys()) == 10

    assert remind(NOW) == 15
    assert len(set(keys())) == 25


def test_nothing_leaves_before_the_hour(world: World, asked: list[Reminder]) -> None:
    asked.append(make(world))

    assert remind(at(13, 10, 6, 59)) == 0
    assert remind(at(13, 10, 7)) == 1


def test_nothing_is_queued_while_the_system_is_read_only(
    world: World, asked: list[Reminder]
) -> None:
    asked.append(make(world))
    with transaction() as session:
        turn_on(session, world.admin, SwitchName.READ_ONLY, Notice("Sự cố"), NOW)

    assert remind(NOW) == 0
    assert keys() == []


@pytest.mark.parametrize(("restored", "queued"), [
    (at(13, 10, 7, 1), 0),  # today's had left before the restore: perhaps already sent
    (at(13, 10, 6, 59), 1),  # restored before they leave: they cannot have left
    (at(12, 10, 12), 1),
])  # fmt: skip
def test_after_a_restore_what_may_have_left_does_not_leave_again(
    world: World, asked: list[Reminder], restored: datetime, queued: int
) -> None:
    asked.append(make(world))
    with transaction() as session:
        record(session, SYSTEM, "installation:restore", "installation:1", restored,
               backup_made_at="", backup_version="", mails_held=0, sign_ins_ended=0)  # fmt: skip

    assert remind(NOW) == queued


def test_the_worker_reminds_with_its_duties(world: World, asked: list[Reminder]) -> None:
    asked.append(make(world))

    worker.duties(NOW)
    worker.duties(NOW)

    assert keys().count(make(world).key) == 1


def test_a_room_that_fails_is_tried_again(
    world: World, asked: list[Reminder], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.append(make(world))

    def fails(*_: object) -> list[Reminder]:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(reminders, "_sources", {**reminders._sources, "broken": fails})
        worker.duties(NOW)
    assert make(world).key not in keys()

    worker.duties(NOW + timedelta(minutes=10))
    assert make(world).key in keys()


def test_the_keepers_of_mails_see_the_timetable_and_what_is_due(
    world: World, client: FlaskClient, asked: list[Reminder]
) -> None:
    asked += [make(world, 1), make(world, 2)]
    sign_in(client, world.email("admin"))

    page = client.get("/thu-di?xem=thu-nhac").get_data(as_text=True)

    rows = [re.sub(r"<[^>]+>", "|", row) for row in page.split("<tr>")[2:]]
    found = [tuple(cell.strip() for cell in row.split("|") if cell.strip())[:3] for row in rows]
    assert len(found) == len(KIND_TITLES)
    assert found[0] == ("Tác giả có bản nháp chưa nộp", "trước hạn 7, 3, 1 ngày", "2")
    assert ("Đơn vị rà soát việc áp dụng giải pháp", "sau 3, 6, 12 tháng", "0") in found
    assert keys() == []
    assert "thu-nhac" in client.get("/thu-di").get_data(as_text=True)


def test_nobody_else_sees_it(world: World, client: FlaskClient) -> None:
    sign_in(client, world.email("secretary"))

    assert client.get("/thu-di?xem=thu-nhac").status_code == 403


def test_the_dry_run_counts_by_kind_and_queues_nothing(
    app: Flask, world: World, asked: list[Reminder]
) -> None:
    asked += [make(world, 1), make(world, 2)]

    told = app.test_cli_runner().invoke(args=["outbox", "reminders", "--dry-run"])

    assert told.exit_code == 0
    assert told.output.split() == ["idea_draft", "2"]
    assert world.author.email not in told.output
    assert keys() == []
