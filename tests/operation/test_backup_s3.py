"""A backup of an installation whose uploads lie in a bucket gives them back to the bucket."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from app.files.actions import storage
from app.files.storage import Storage
from app.files.upkeep import digest_of_all
from tests.files.s3_server import S3Server, s3_server
from tests.operation.conftest import make_app
from tests.operation.hands import SETTLED, digests, done, keep_file, let_go, newest, queue_mail


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture
def house(url: str, tmp_path: Path, server: S3Server) -> Iterator[Flask]:
    """An installation that keeps its uploads in a bucket."""
    place = server.place
    app = make_app(
        url, tmp_path, files_store="s3", s3_endpoint=place.endpoint, s3_bucket=place.bucket,
        s3_region=place.region, s3_access_key=place.access_key, s3_secret_key=place.secret_key,
        s3_prefix=place.prefix,
    )  # fmt: skip
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def bucket(app: Flask) -> Storage:
    with app.app_context():
        return storage()


def test_backup_and_restore_through_a_bucket(house: Flask, tmp_path: Path) -> None:
    for size in (20, 70_000, 3 << 20):
        keep_file(house, os.urandom(size))
    store = bucket(house)
    before, contents = digests(house), digest_of_all(store)
    done(house, "backup", "create")
    for content in list(store.walk()):  # the bucket is lost
        store.delete(content.sha256)
    queue_mail(house)
    let_go(house)

    done(house, "backup", "drill")
    assert digest_of_all(store)[0] == 0  # a drill leaves the bucket alone
    done(house, "backup", "restore", str(newest(tmp_path)), "--yes")

    assert digest_of_all(store) == contents
    assert contents[0] == 3
    after = digests(house)
    assert {n: t for n, t in after.items() if n not in SETTLED} == {
        name: table for name, table in before.items() if name not in SETTLED
    }
    assert not (tmp_path / "files").exists()
    assert done(house, "files", "verify")
    assert done(house, "data", "check")
    assert "the chain is whole" in done(house, "audit", "verify")
