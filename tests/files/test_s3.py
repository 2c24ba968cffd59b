"""Contents in a bucket of a real S3 server process."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import keep_upload, storage
from app.files.models import StoredFile
from app.files.s3 import S3Storage
from app.files.storage import (
    ContentMissing,
    FolderStorage,
    StorageDown,
    StorageFull,
    TooLarge,
)
from app.files.upkeep import copy_contents, digest_of_all, sweep, verify
from app.ideas.states import IdeaState
from tests.files.s3_server import S3Server, s3_server
from tests.files.samples import PDF
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture
def store(server: S3Server) -> Iterator[S3Storage]:
    """The bucket, emptied afterwards."""
    found = S3Storage(server.place)
    yield found
    for content in list(found.walk()):
        found.delete(content.sha256)


@pytest.fixture
def on_s3(app: Flask, store: S3Storage, monkeypatch: pytest.MonkeyPatch) -> S3Storage:
    """An application that keeps its uploads in the bucket."""
    place = store.place
    changed = replace(
        app.config["SETTINGS"], files_store="s3", s3_endpoint=place.endpoint,
        s3_bucket=place.bucket, s3_region=place.region, s3_access_key=place.access_key,
        s3_secret_key=place.secret_key, s3_prefix=place.prefix,
    )  # fmt: skip
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    return store


class BrokenOff(io.BytesIO):
    """An upload whose line breaks in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 1 << 20:
            raise OSError("connection reset by peer")
        return super().read(size)


def test_bytes_come_back_equal_and_equal_contents_are_kept_once(store: S3Storage) -> None:
    content = os.urandom(3 << 20)

    kept = [store.keep(io.BytesIO(content), len(content)) for _ in range(2)]

    assert {one.sha256 for one in kept} == {hashlib.sha256(content).hexdigest()}
    with store.open(kept[0].sha256) as stream:
        assert stream.read() == content
    found = list(store.walk())
    assert [(one.sha256, one.size) for one in found] == [(kept[0].sha256, len(content))]
    assert abs(found[0].kept_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert store.exists(kept[0].sha256)


def test_two_machines_share_one_store(store: S3Storage, server: S3Server) -> None:
    kept = store.keep(io.BytesIO(PDF), 1000)

    other = S3Storage(replace(server.place, endpoint=server.place.endpoint + "/"))

    assert other.size(kept.sha256) == len(PDF)
    other.delete(kept.sha256)
    assert not store.exists(kept.sha256)


def test_a_broken_or_oversized_upload_keeps_nothing(store: S3Storage) -> None:
    with pytest.raises(OSError, match="reset"):
        store.keep(BrokenOff(bytes(3 << 20)), 5 << 20)
    with pytest.raises(TooLarge):
        store.keep(io.BytesIO(b"x" * 11), 10)

    assert list(store.walk()) == []


def test_a_damaged_object_is_mended_by_the_next_upload(store: S3Storage) -> None:
    kept = store.keep(io.BytesIO(PDF), 1000)
    store._api.put_object(**store._name(kept.sha256), Body=b"short")

    store.keep(io.BytesIO(PDF), 1000)

    with store.open(kept.sha256) as stream:
        assert stream.read() == PDF


def test_what_is_absent_is_said_to_be_absent(store: S3Storage, server: S3Server) -> None:
    digest = hashlib.sha256(b"never").hexdigest()

    assert store.size(digest) is None
    store.delete(digest)
    with pytest.raises(ContentMissing):
        store.open(digest)
    store.ready()
    elsewhere = S3Storage(replace(server.place, bucket="khong-co-thung"))
    for ask in (elsewhere.ready, lambda: elsewhere.open(digest), lambda: list(elsewhere.walk())):
        with pytest.raises(StorageDown):
            ask()
    with pytest.raises(ValueError, match="SHA-256"):
        store.open("../../secret_key")


def test_a_service_without_room_is_named(store: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_asked: Any) -> None:
        said = {
            "Error": {"Code": "XMinioStorageFull"},
            "ResponseMetadata": {"HTTPStatusCode": 507},
        }
        raise import_module("botocore.exceptions").ClientError(said, "PutObject")

    monkeypatch.setattr(store._api, "put_object", full)

    with pytest.raises(StorageFull):
        store.keep(io.BytesIO(PDF), 1000)


def dossier(world: World) -> int:
    with transaction() as session:
        return make_idea(session, world, make_round(session, world), IdeaState.DRAFT).id


def test_upload_and_download_through_the_pages(
    world: World, client: FlaskClient, on_s3: S3Storage
) -> None:
    idea_id = dossier(world)
    sign_in(client, world.email("author"))
    url = f"/ho-so/{idea_id}/minh-chung"

    assert client.post(url, data={"file": (io.BytesIO(PDF), "Đề án.pdf")}).status_code == 303

    file_id = db.session.scalars(select(StoredFile.id)).one()
    db.session.remove()
    answer = client.get(f"/tep/{file_id}")
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Length"] == str(len(PDF))
    assert "amazonaws" not in answer.get_data(as_text=True)
    assert list(verify(db.session(), storage())) == []
    for content in list(on_s3.walk()):
        on_s3.delete(content.sha256)
    gone = client.get(f"/tep/{file_id}")
    assert gone.status_code == 503
    assert "Chưa mở được tệp" in gone.get_data(as_text=True)
    assert [problem.split(":")[0] for _key, problem in verify(db.session(), storage())] == [
        "ContentMissing"
    ]


def test_a_store_that_does_not_answer_keeps_the_text_and_stores_nothing(
    app: Flask, world: World, client: FlaskClient, on_s3: S3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea_id = dossier(world)
    sign_in(client, world.email("author"))
    dead = replace(app.config["SETTINGS"], s3_endpoint="http://127.0.0.1:9")
    monkeypatch.setitem(app.config, "SETTINGS", dead)

    answer = client.post(
        f"/ho-so/{idea_id}/minh-chung",
        data={"file": (io.BytesIO(PDF), "a.pdf"), "note": "Ghi chú dài phải giữ"},
    )

    assert answer.status_code == 503
    page = answer.get_data(as_text=True)
    assert "Kho tệp tạm thời không phục vụ" in page
    assert "Ghi chú dài phải giữ" in page
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_moving_from_the_folder_and_back_gives_equal_digests(
    app: Flask, world: World, on_s3: S3Storage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "FILES_FOLDER", tmp_path / "mot")
    folder = FolderStorage(tmp_path / "mot")
    for number in range(5):
        folder.keep(io.BytesIO(os.urandom(1000 + number)), 5000)
    runner = app.test_cli_runner()

    there = runner.invoke(args=["files", "move", "--to", "s3"])
    again = runner.invoke(args=["files", "move", "--to", "s3"])
    monkeypatch.setitem(app.config, "FILES_FOLDER", tmp_path / "hai")
    back = runner.invoke(args=["files", "move", "--to", "folder"])

    assert [one.exit_code for one in (there, again, back)] == [0, 0, 0]
    assert "đã chép 5, có sẵn 0" in there.output
    assert "đã chép 0, có sẵn 5" in again.output
    digests = {digest_of_all(one) for one in (folder, on_s3, FolderStorage(tmp_path / "hai"))}
    assert len(digests) == 1
    assert digests.pop()[0] == 5


def test_a_damaged_content_is_not_moved_as_if_it_were_whole(
    store: S3Storage, tmp_path: Path
) -> None:
    folder = FolderStorage(tmp_path)
    kept = folder.keep(io.BytesIO(PDF), 1000)
    folder.path(kept.sha256).write_bytes(b"damaged")

    with pytest.raises(ValueError, match="damaged"):
        copy_contents(folder, store)

    assert not store.exists(kept.sha256)


def test_the_sweep_knows_a_bucket_too(app: Flask, world: World, on_s3: S3Storage) -> None:
    stray = on_s3.keep(io.BytesIO(b"stray"), 10)
    with transaction() as session:
        named = keep_upload(session, world.author, io.BytesIO(PDF), "a.pdf", purpose="evidence",
                            owner_id=None, now=datetime.now(UTC)).sha256  # fmt: skip

    with transaction() as session:
        assert sweep(session, on_s3, datetime.now(UTC)).contents == ()
        swept = sweep(session, on_s3, datetime.now(UTC) + timedelta(days=2))

    assert swept.contents == (stray.sha256,)
    assert [one.sha256 for one in on_s3.walk()] == [named]
