"""Uploads wait for the virus scanner's word; a scanner that is down delays, it loses nothing."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.files import clamd as client_side
from app.files.actions import keep_upload, storage
from app.files.models import StoredFile
from app.files.scanning import (
    AGAIN_WHEN_DOWN,
    AGAIN_WHEN_REFUSED,
    scan_due,
    scan_in_background,
    waiting_since,
)
from app.files.states import FileState
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked
from app.outbox.models import OutboxMessage
from app.switches.actions import Notice, turn_off, turn_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.files.fake_clamd import VIRUS, Clamd, clamd
from tests.files.samples import PDF
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

BAD = PDF.replace(b"Catalog", b"Catalog " + VIRUS)
Use = Callable[[str], None]


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Set the scanner's address."""

    def set_address(address: str) -> None:
        changed = replace(app.config["SETTINGS"], clamd=address, clamd_seconds=1)
        monkeypatch.setitem(app.config, "SETTINGS", changed)

    return set_address


@pytest.fixture
def scanner(use: Use) -> Iterator[Clamd]:
    """A scanner that this application uses."""
    with clamd() as running:
        use(running.address)
        yield running


def uploaded(world: World, content: bytes = PDF, name: str = "giay.pdf", **where: int) -> int:
    with transaction() as session:
        return keep_upload(session, world.author, io.BytesIO(content), name, purpose="evidence",
                           owner_id=where.get("owner_id"), now=NOON).id  # fmt: skip


def stored(key: int) -> StoredFile:
    db.session.remove()
    return db.session.get_one(StoredFile, key)


def later(**time: float) -> datetime:
    return NOON + timedelta(**time)


@BOTH
def test_what_is_clean_is_released_and_what_is_not_is_condemned(
    app: Flask, world: World, scanner: Clamd
) -> None:
    good, bad = uploaded(world), uploaded(world, BAD, "xấu.pdf")
    assert (stored(good).state, stored(bad).state) == (FileState.PENDING, FileState.PENDING)

    assert scan_due(later(minutes=1)) == (1, 1)

    assert scanner.seen == [PDF, BAD]
    assert (stored(good).state, stored(good).check_note) == (FileState.CLEAN, "")
    assert (stored(bad).state, stored(bad).check_note) == (FileState.INFECTED, "Invented.Test")
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.address == world.email("author")
    assert "xấu.pdf" in mail.title
    assert "Invented.Test" in mail.body
    acts = select(AuditEntry.verb, AuditEntry.subject, AuditEntry.after).order_by(AuditEntry.id)
    assert list(db.session.execute(acts.where(AuditEntry.verb.like("file:%")))) == [
        ("file:clear", f"stored_file:{good}", "clean"),
        ("file:condemn", f"stored_file:{bad}", "infected"),
    ]
    assert scan_due(later(minutes=2)) == (0, 0)
    assert list(breaches(db.session(), storage())) == []


def test_a_waiting_file_is_not_served_and_a_condemned_one_never(
    app: Flask, world: World, client: FlaskClient, scanner: Clamd
) -> None:
    with transaction() as session:
        idea_id = make_idea(session, world, make_round(session, world), IdeaState.DRAFT).id
    sign_in(client, world.email("author"))
    for content, name in ((PDF, "tốt.pdf"), (BAD, "xấu.pdf")):
        answer = client.post(f"/ho-so/{idea_id}/minh-chung",
                             data={"file": (io.BytesIO(content), name)})  # fmt: skip
        assert answer.status_code == 303
    db.session.remove()
    good, bad = db.session.scalars(select(StoredFile.id).order_by(StoredFile.id))
    db.session.remove()

    waiting = client.get(f"/tep/{good}")
    assert waiting.status_code == 409
    assert "đang được kiểm tra mã độc" in waiting.get_data(as_text=True)
    scan_due(later(days=3650))
    assert client.get(f"/tep/{good}").data == PDF
    refused = client.get(f"/tep/{bad}")
    assert refused.status_code == 410
    assert VIRUS not in refused.data
    again = client.post(f"/ho-so/{idea_id}/minh-chung",
                        data={"file": (io.BytesIO(BAD), "lại.pdf")})  # fmt: skip
    assert again.status_code == 422
    assert "Tệp có mã độc nên không được nhận" in again.get_data(as_text=True)


def test_a_virus_found_later_condemns_every_file_of_that_content(
    world: World, use: Use, scanner: Clamd
) -> None:
    use("")
    first = uploaded(world, BAD)
    assert stored(first).state is FileState.UNCHECKED
    use(scanner.address)
    second = uploaded(world, BAD)

    scan_due(NOON)

    assert [stored(key).state for key in (first, second)] == [FileState.INFECTED] * 2


def test_unchecked_files_can_be_checked_afterwards(world: World, use: Use, scanner: Clamd) -> None:
    use("")
    key = uploaded(world)
    use(scanner.address)

    assert scan_due(NOON) == (0, 0)
    assert scan_due(NOON, unchecked_too=True) == (1, 0)
    assert stored(key).state is FileState.CLEAN


@pytest.mark.parametrize("mode", ["hang", "half", "break"])
def test_a_scanner_that_fails_leaves_the_file_waiting_and_is_asked_again(
    world: World, scanner: Clamd, mode: str
) -> None:
    keys = [uploaded(world), uploaded(world, BAD)]
    scanner.mode = mode

    assert scan_due(NOON) == (0, 0)

    assert [stored(key).state for key in keys] == [FileState.PENDING] * 2
    assert stored(keys[1]).check_due_at == NOON + AGAIN_WHEN_DOWN
    assert waiting_since(db.session()) == NOON
    scanner.mode = "answer"
    assert scan_due(NOON + AGAIN_WHEN_DOWN) == (1, 1)


def test_a_scanner_that_is_away_and_comes_back(world: World, use: Use) -> None:
    with clamd() as first:
        use(first.address)
        port = int(first.address.rpartition(":")[2])
    key = uploaded(world)

    assert scan_due(NOON) == (0, 0)
    assert stored(key).state is FileState.PENDING
    assert not client_side.answers(first.address)
    with clamd(port=port):
        assert client_side.answers(first.address)
        assert scan_due(NOON + AGAIN_WHEN_DOWN) == (1, 0)


def test_one_content_that_the_scanner_cannot_judge_does_not_hold_up_the_others(
    world: World, scanner: Clamd
) -> None:
    scanner.mode = "refuse"
    key = uploaded(world)
    scan_due(NOON)
    assert stored(key).state is FileState.PENDING
    assert stored(key).check_due_at == NOON + AGAIN_WHEN_REFUSED
    assert "size limit" in stored(key).check_note
    scanner.mode = "answer"
    other = uploaded(world, PDF + b"\n")

    assert scan_due(NOON) == (1, 0)
    assert stored(other).state is FileState.CLEAN


def test_a_scanner_on_a_socket(world: World, use: Use, tmp_path: Path) -> None:
    with clamd(tmp_path / "clamd.sock") as running:
        use(running.address)
        uploaded(world)

        assert client_side.answers(running.address)
        assert scan_due(NOON) == (1, 0)


def test_taking_the_scanner_away_releases_what_waits_and_says_so(
    world: World, use: Use, scanner: Clamd
) -> None:
    key = uploaded(world)
    use("")

    scan_due(NOON)

    assert stored(key).state is FileState.UNCHECKED
    verbs = select(AuditEntry.verb).where(AuditEntry.subject == f"stored_file:{key}")
    assert list(db.session.scalars(verbs)) == ["file:let_through"]


def test_a_content_that_is_gone_stays_waiting(world: World, scanner: Clamd) -> None:
    key = uploaded(world)
    storage().delete(stored(key).sha256)

    assert scan_due(NOON) == (0, 0)
    assert stored(key).state is FileState.PENDING


def test_the_command_line_says_what_was_found(app: Flask, world: World, scanner: Clamd) -> None:
    uploaded(world)
    runner = app.test_cli_runner()

    answer = runner.invoke(args=["files", "scan"])

    assert (answer.exit_code, answer.output) == (0, "sạch 1, có mã độc 0\n")


def test_the_worker_asks_the_scanner(app: Flask) -> None:
    assert app.extensions["sangkien"].background["virus check"] is scan_in_background


def test_refusing_uploads_is_a_reason_not_a_fault(world: World, scanner: Clamd) -> None:
    uploaded(world, BAD)
    scan_due(NOON)

    with pytest.raises(Blocked, match="mã độc"):
        uploaded(world, BAD)


@BOTH
def test_while_nothing_may_change_the_scanner_is_not_asked(
    app: Flask, world: World, scanner: Clamd
) -> None:
    key = uploaded(world)
    with transaction() as session:
        turn_on(session, SYSTEM, SwitchName.READ_ONLY, Notice("Sự cố máy chủ"), NOON)

    for minute in range(3):
        scan_in_background(later(minutes=minute))

    assert scanner.seen == []
    assert stored(key).state is FileState.PENDING
    with transaction() as session:
        turn_off(session, SYSTEM, SwitchName.READ_ONLY, "Đã khắc phục", later(minutes=4))
    scan_in_background(later(minutes=5))
    assert scanner.seen == [PDF]
    assert stored(key).state is FileState.CLEAN
