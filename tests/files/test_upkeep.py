"""Swept is what nobody names, never what is about to be named; re-reading finds damage."""

import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import keep_upload, storage
from app.files.models import StoredFile
from app.files.states import FileState
from app.files.storage import FolderStorage
from app.files.upkeep import QUARANTINE, Swept, sweep, sweep_daily, verify
from tests.conftest import BOTH
from tests.files.samples import PDF
from tests.people import World
from tests.queries import counted_queries

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1, hours=1)


@pytest.fixture
def store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStorage:
    """A folder of this test alone."""
    monkeypatch.setitem(app.config, "FILES_FOLDER", tmp_path / "files")
    return FolderStorage(tmp_path / "files")


def upload(world: World, content: bytes = PDF) -> str:
    with transaction() as session:
        return keep_upload(session, world.author, io.BytesIO(content), "a.pdf",
                           purpose="evidence", owner_id=None, now=NOW).sha256  # fmt: skip


def swept(store: FolderStorage, now: datetime, *, dry_run: bool = False) -> Swept:
    """One sweep in its own transaction."""
    with transaction() as session:
        return sweep(session, store, now, dry_run=dry_run)


def present(store: FolderStorage) -> set[str]:
    return {content.sha256 for content in store.walk()}


def test_strays_and_drafts_go_after_a_day_and_named_contents_stay(
    app: Flask, world: World, store: FolderStorage
) -> None:
    named, stray = upload(world), store.keep(io.BytesIO(b"stray"), 10).sha256
    draft = store.folder / ".draft-left-by-a-crash"
    draft.write_bytes(b"half")

    assert swept(store, NOW).contents == ()
    tried = swept(store, TOMORROW, dry_run=True)
    assert (tried.contents, tried.drafts) == ((stray,), (draft.name,))
    assert present(store) == {named, stray}
    done = swept(store, TOMORROW)

    assert (done.contents, done.drafts, done.size) == ((stray,), (draft.name,), 5)
    assert present(store) == {named}
    assert not draft.exists()
    assert swept(store, TOMORROW).contents == ()


@BOTH
def test_a_content_that_an_open_transaction_is_about_to_name_is_never_swept(
    app: Flask, world: World, store: FolderStorage
) -> None:
    """The sweep has already chosen it; the upload keeps it again and names it meanwhile."""
    old = store.keep(io.BytesIO(PDF), 1000).sha256
    kept, go_on = threading.Event(), threading.Event()

    def person() -> None:
        with app.app_context(), transaction() as session:
            keep_upload(session, world.author, io.BytesIO(PDF), "a.pdf", purpose="evidence",
                        owner_id=None, now=NOW)  # fmt: skip
            kept.set()
            go_on.wait(20)

    uploading = threading.Thread(target=person)
    uploading.start()
    assert kept.wait(20)
    threading.Timer(0.2, go_on.set).start()
    done = swept(store, TOMORROW)
    uploading.join()

    assert done.contents == ()
    assert present(store) == {old}
    db.session.remove()
    assert list(verify(db.session(), store)) == []


def test_an_upload_that_is_taken_back_leaves_only_a_stray(
    app: Flask, world: World, store: FolderStorage
) -> None:
    def upload_and_fail() -> None:
        with transaction() as session:
            keep_upload(session, world.author, io.BytesIO(PDF), "a.pdf", purpose="evidence",
                        owner_id=None, now=NOW)  # fmt: skip
            raise RuntimeError("taken back")

    with pytest.raises(RuntimeError, match="taken back"):
        upload_and_fail()

    assert db.session.scalars(select(StoredFile)).all() == []
    assert len(swept(store, TOMORROW).contents) == 1


def test_condemned_contents_leave_after_their_quarantine(
    app: Flask, world: World, store: FolderStorage
) -> None:
    digest = upload(world)
    with transaction() as session:
        session.execute(update(StoredFile).values(state=FileState.INFECTED, checked_at=NOW))

    assert swept(store, NOW + QUARANTINE - timedelta(hours=1)).contents == ()
    assert swept(store, NOW + QUARANTINE + timedelta(hours=1)).contents == (digest,)
    assert list(verify(db.session(), store)) == []


def test_reading_again_names_what_is_missing_or_damaged(
    app: Flask, world: World, store: FolderStorage
) -> None:
    missing, damaged = upload(world), upload(world, PDF + b"\n")
    whole = upload(world, PDF + b"\r\n")
    runner = app.test_cli_runner()
    good = runner.invoke(args=["files", "verify"])
    assert (good.exit_code, good.output) == (0, "3 nội dung còn nguyên\n")
    store.delete(missing)
    content = bytearray(store.path(damaged).read_bytes())
    content[3] ^= 1
    store.path(damaged).write_bytes(content)

    bad = runner.invoke(args=["files", "verify"])

    assert bad.exit_code == 1
    assert f"{missing}: ContentMissing" in bad.output
    assert f"{damaged}: damaged" in bad.output
    assert whole not in bad.output


def test_the_sweep_on_the_command_line(app: Flask, world: World, store: FolderStorage) -> None:
    stray = store.keep(io.BytesIO(b"stray"), 10).sha256
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(store.path(stray), (old, old))
    runner = app.test_cli_runner()

    tried = runner.invoke(args=["files", "sweep", "--dry-run"])
    done = runner.invoke(args=["files", "sweep"])

    assert tried.output == f"{stray}\nsẽ xóa 1 nội dung (5 byte), 0 bản ghi dở\n"
    assert done.output == f"{stray}\nđã xóa 1 nội dung (5 byte), 0 bản ghi dở\n"
    assert present(storage()) == set()  # type: ignore[arg-type]


def test_the_worker_sweeps_once_a_day(app: Flask, world: World, store: FolderStorage) -> None:
    named, stray = upload(world), store.keep(io.BytesIO(b"stray"), 10).sha256
    duty = app.extensions["sangkien"].daily["files:sweep"]
    assert duty is sweep_daily

    with transaction() as session:
        duty(session, TOMORROW)

    assert stray not in present(store)
    assert named in present(store)


def test_four_hundred_strays_ask_no_more_questions_than_ten(
    app: Flask, world: World, store: FolderStorage
) -> None:
    counts = []
    for many in (10, 400):
        for number in range(many):
            store.keep(io.BytesIO(b"%d of %d" % (number, many)), 100)
        with transaction() as session, counted_queries() as asked:
            sweep(session, store, TOMORROW)
        counts.append(asked.count)

    assert counts[0] == counts[1] <= 3
