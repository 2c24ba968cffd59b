"""A full disk and `kill -9` leave no half content, and a form that can be sent again."""

import errno
import hashlib
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.extensions import db
from app.files import storage as storage_module
from app.files.models import StoredFile
from app.files.storage import FolderStorage, StorageDown, StorageFull
from app.ideas.states import IdeaState
from tests.files.samples import PDF
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round

KILLS = 40
PROGRAM = [sys.executable, str(Path(__file__).with_name("keeping.py")),
           str(storage_module.__file__)]  # fmt: skip


def test_forty_kills_leave_whole_contents_and_drafts_only(tmp_path: Path) -> None:
    """Each process is killed at a random point of its 2nd to 4th content."""
    promised: list[str] = []
    chance = random.Random(52)  # noqa: S311 - which point, not a secret
    for _kill in range(KILLS):
        with subprocess.Popen([*PROGRAM, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _line in range(chance.randrange(1, 4)):
                promised.append(process.stdout.readline().decode().strip())
            spin_until = time.perf_counter() + chance.random() * 0.01
            while time.perf_counter() < spin_until:
                pass
            process.kill()
            promised += process.stdout.read().decode().split()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    drafts = [path for path in files if path.name.startswith(".draft-")]
    whole = {path.name: path for path in files if path not in drafts}
    assert len(drafts) <= KILLS
    assert set(promised) <= set(whole)
    for name, path in whole.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name


def test_a_real_limit_of_the_system_leaves_nothing(tmp_path: Path) -> None:
    answer = subprocess.run([*PROGRAM, str(tmp_path), "300000"], capture_output=True, check=True)

    assert answer.stdout == b"full\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, StorageDown)],
)
@pytest.mark.parametrize("step", ["fsync", "replace", "mkstemp"])
def test_an_error_at_any_step_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type, step: str
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise OSError(number, os.strerror(number))

    place = {"fsync": os, "replace": Path, "mkstemp": tempfile}[step]
    monkeypatch.setattr(place, step, fail)

    with pytest.raises(kind):
        FolderStorage(tmp_path).keep(io.BytesIO(PDF), 1000)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture
def url(world: World, client: FlaskClient) -> str:
    """The upload form of the signed-in author."""
    with transaction() as session:
        key = make_idea(session, world, make_round(session, world), IdeaState.DRAFT).id
    sign_in(client, world.email("author"))
    return f"/ho-so/{key}/minh-chung"


def full(*_args: Any, **_more: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def count() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_full_store_gives_the_form_back_with_its_text(
    app: Flask, client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "FILES_FOLDER", tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        data = {"file": (io.BytesIO(PDF), "a.pdf"), "note": "Ghi chú phải giữ"}
        answer = client.post(url, data=data)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 507
    assert "Máy chủ đã hết chỗ chứa tệp" in page
    assert "Ghi chú phải giữ" in page
    assert count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert client.post(url, data={"file": (io.BytesIO(PDF), "a.pdf")}).status_code == 303


def test_a_disk_that_fills_up_while_the_body_comes_in_is_a_polite_page(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Request, "_get_file_stream", full)

    answer = client.post(url, data={"file": (io.BytesIO(PDF), "a.pdf")})

    assert answer.status_code == 507
    assert "Máy chủ đã hết chỗ chứa" in answer.get_data(as_text=True)
    assert count() == 0


def test_other_faults_of_the_system_are_not_called_a_full_disk(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(Request, "_get_file_stream", broken)

    with pytest.raises(OSError, match="input/output"):
        client.post(url, data={"file": (io.BytesIO(PDF), "a.pdf")})
