"""A backup taken under load gives everything back; a damaged one says so."""

import io
import os
import random
import shutil
import tarfile
from contextlib import suppress
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database.transaction import transaction
from app.extensions import db
from app.files.models import StoredFile
from app.operation.backup import check, checksum_of, unpack
from app.operation.faults import Stopped
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.signin.models import SignIn
from tests.operation.conftest import ON_SQLITE, make_app
from tests.operation.hands import (
    SETTLED,
    digests,
    done,
    keep_file,
    let_go,
    newest,
    queue_mail,
    run,
    writers,
)
from tests.people import sign_in

LARGE = [os.urandom(10 << 20) for _ in range(5)]  # 50 MB that do not compress


def test_a_restore_gives_back_the_moment_of_the_backup_taken_under_load(
    house: Flask, tmp_path: Path
) -> None:
    """50 MB of files, three writers before, during and after; nothing less, nothing more."""
    kept = {keep_file(house, content) for content in LARGE}
    with writers(house, 3) as crowd:
        crowd.wait_for(3)
        done(house, "backup", "create")
        crowd.wait_for(2)
    archive = newest(tmp_path)
    manifest = check(archive, None, tmp_path)
    shutil.rmtree(tmp_path / "files")  # the disk with the uploads is lost as well
    let_go(house)

    said = done(house, "backup", "restore", str(archive), "--yes")

    after = digests(house)
    same = {name: table for name, table in manifest.tables.items() if name not in SETTLED}
    assert {name: after[name] for name in same} == same
    assert "Khớp mã băm" in said
    assert not manifest.missing
    with house.app_context():
        rows = db.session.execute(select(StoredFile.sha256)).scalars().all()
        assert kept <= set(rows)
        assert 9 <= len(rows) - len(kept) <= sum(crowd.written)
    assert "the chain is whole" in done(house, "audit", "verify")
    assert done(house, "data", "check")
    assert sum(path.stat().st_size for path in (tmp_path / "files").rglob("*")
               if path.is_file()) >= 50 << 20  # fmt: skip
    assert list(tmp_path.glob(".restore-*")) == []


def test_a_drill_compares_everything_and_touches_nothing(house: Flask, tmp_path: Path) -> None:
    keep_file(house, b"%PDF-1.4 minh chung")
    queue_mail(house)
    done(house, "backup", "create")
    before = digests(house)

    said = done(house, "backup", "drill")

    assert "Thời gian phục hồi" in said
    after = digests(house)
    assert after.pop("pulse") != before.pop("pulse")  # that a drill was held is noted
    assert after == before


def test_restoring_sends_no_old_mail_and_ends_every_sign_in(house: Flask, tmp_path: Path) -> None:
    queue_mail(house, 1)
    sign_in(house.test_client(), "admin@quan3.example")
    done(house, "backup", "create")
    let_go(house)

    said = done(house, "backup", "restore", str(newest(tmp_path)), "--yes")

    assert "giữ lại 1 thư, kết thúc 1 phiên" in said
    with house.app_context():
        message = db.session.scalars(select(OutboxMessage)).one()
        assert message.state == MessageState.HELD
        assert "phục hồi" in message.last_error
        assert db.session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all() == []
    assert "the chain is whole" in done(house, "audit", "verify")
    assert done(house, "data", "check")


def test_the_old_database_is_kept_aside(house: Flask, tmp_path: Path) -> None:
    done(house, "backup", "create")
    queue_mail(house, 7)  # written after the backup: only in the one kept aside
    let_go(house)

    said = done(house, "backup", "restore", str(newest(tmp_path)), "--yes")

    aside = said.rpartition("giữ ở ")[2].strip()
    with house.app_context():
        assert db.session.scalars(select(OutboxMessage)).all() == []
        old = db.engine.url.set(database=aside).render_as_string(hide_password=False)
    other = make_app(old, tmp_path / "other")
    with other.app_context():
        assert [m.address for m in db.session.scalars(select(OutboxMessage))] == [
            "n7@quan3.example"
        ]
        db.session.remove()
        db.engine.dispose()


def test_a_restore_is_refused_while_the_database_is_in_use(house: Flask, tmp_path: Path) -> None:
    done(house, "backup", "create")
    other = make_app(house.config["SETTINGS"].database_url, tmp_path)
    with other.app_context(), db.engine.connect() as somebody:
        somebody.execute(text("SELECT 1 FROM account")).all()
        before = digests(other)

        answer = run(house, "backup", "restore", str(newest(tmp_path)), "--yes")

        assert answer.exit_code == 1
        assert "đang được dùng" in answer.output
        assert digests(other) == before
        somebody.close()
        db.engine.dispose()


def test_a_newer_schema_is_refused_and_an_older_one_migrated(house: Flask, tmp_path: Path) -> None:
    set_revision(house, "9999")
    done(house, "backup", "create")
    newer = newest(tmp_path)
    set_revision(house, None)
    answer = run(house, "backup", "restore", str(newer), "--yes")
    assert answer.exit_code == 1
    assert "phiên bản mới hơn" in answer.output
    newer.unlink()

    with house.app_context():
        from flask_migrate import downgrade  # noqa: PLC0415 - Alembic, only here

        downgrade(revision="0007")
        head = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert head == "0007"
    with house.app_context():
        db.session.remove()
    done(house, "backup", "create")  # the sign of life has no table yet
    older = newest(tmp_path)
    let_go(house)

    done(house, "backup", "restore", str(older), "--yes")

    with house.app_context():
        found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        assert found > "0007"
        assert db.session.execute(text("SELECT COUNT(*) FROM pulse")).scalar_one() == 0


def set_revision(app: Flask, revision: str | None, known: list[str] = []) -> None:  # noqa: B006
    """Say that the schema is another one; None: as it was before."""
    with app.app_context(), transaction() as session:
        if revision is not None:
            known[:] = [
                session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            ]
        session.execute(text("UPDATE alembic_version SET version_num = :n"),
                        {"n": revision or known[0]})  # fmt: skip


@ON_SQLITE
def test_every_flipped_bit_and_every_cut_is_noticed(house: Flask, tmp_path: Path) -> None:
    """40 flipped bits and 20 cuts, each with and without the checksum beside the archive."""
    keep_file(house, os.urandom(30_000))
    done(house, "backup", "create")
    whole = newest(tmp_path)
    content, chance = whole.read_bytes(), random.Random(52)  # noqa: S311 - the same places each time
    expected = unpack(whole, None, tmp_path / "expected")
    hurt = tmp_path / "backups" / f"hurt-{whole.name}"
    checksum = checksum_of(whole).read_text("ascii")
    for number in range(60):
        place = chance.randrange(len(content))
        bad = bytearray(content)
        if number < 40:
            bad[place] ^= 1 << chance.randrange(8)
        else:
            del bad[place:]
        hurt.write_bytes(bad)
        checksum_of(hurt).write_text(checksum, "ascii")
        with pytest.raises(Stopped, match="hỏng"):
            check(hurt, None, tmp_path)
        checksum_of(hurt).unlink()
        if 3 <= place < 10 and number < 40:  # flags, date and system of gzip itself: no content
            with suppress(Stopped):
                assert check(hurt, None, tmp_path) == expected
            continue
        with pytest.raises(Stopped, match=r"hỏng|không được phép|chưa đọc được"):
            check(hurt, None, tmp_path)


@ON_SQLITE
def test_the_operator_is_told_which_part_is_damaged(house: Flask, tmp_path: Path) -> None:
    done(house, "backup", "create")
    archive = newest(tmp_path)
    archive.write_bytes(archive.read_bytes()[:-2000])

    answer = run(house, "backup", "verify", str(archive))

    assert answer.exit_code == 1
    assert "hỏng" in answer.output
    assert archive.name in answer.output
    before = digests(house)
    assert run(house, "backup", "restore", str(archive), "--yes").exit_code == 1
    assert digests(house) == before


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "files/../../evil", "files/" + "A" * 64, "secret_key/x", ""]
)
def test_an_archive_writes_nowhere_but_where_we_say(tmp_path: Path, name: str) -> None:
    refused(tmp_path, tarfile.TarInfo(name))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_links_and_devices_in_an_archive_are_refused(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("secret_key")
    entry.type, entry.linkname = kind, "/etc/passwd"
    refused(tmp_path, entry)


def test_a_member_that_comes_twice_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, tarfile.TarInfo("secret_key"), tarfile.TarInfo("secret_key"))


def refused(tmp_path: Path, *entries: tarfile.TarInfo) -> None:
    """Such an archive is refused by name, and nothing is written outside its folder."""
    archive = tmp_path / "sangkien-20261001T050000Z-v0.1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for entry in entries:
            tar.addfile(entry, io.BytesIO(b""))
    with pytest.raises(Stopped, match=r"không được phép|hỏng"):
        unpack(archive, None, tmp_path / "parts")
    assert {p.name for p in tmp_path.iterdir()} == {archive.name, "parts"}


@ON_SQLITE
def test_an_encrypted_backup_opens_with_the_offices_key_only(
    house: Flask, url: str, tmp_path: Path
) -> None:
    office, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "office.key").write_text(f"# khóa riêng\n{office}\n")
    (tmp_path / "stranger.key").write_text(f"{stranger}\n")
    (tmp_path / "secret_key").write_text("khoa-cua-he-thong")
    app = make_app(url, tmp_path, backup_age_recipients=str(office.to_public()))
    done(app, "backup", "create")
    archive = newest(tmp_path)

    assert archive.name.endswith(".tar.gz.age")
    assert b"secret_key" not in archive.read_bytes()
    assert "mã hóa" in done(app, "backup", "list")
    assert "thêm --identity" in run(app, "backup", "verify").output
    wrong = run(app, "backup", "verify", "--identity", str(tmp_path / "stranger.key"))
    assert wrong.exit_code == 1
    assert "Không giải mã được" in wrong.output
    done(app, "backup", "verify", "--identity", str(tmp_path / "office.key"))
    unpack(archive, tmp_path / "office.key", tmp_path / "parts")
    assert (tmp_path / "parts/secret_key").read_text() == "khoa-cua-he-thong"
    let_go(app)


@ON_SQLITE
def test_the_key_stays_out_of_a_clear_backup_unless_asked_for(house: Flask, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("khoa-cua-he-thong")
    done(house, "backup", "create")
    assert "secret_key" not in unpack(newest(tmp_path), None, tmp_path / "a").members
    shutil.rmtree(tmp_path / "backups")

    done(house, "backup", "create", "--with-key")

    assert "secret_key" in unpack(newest(tmp_path), None, tmp_path / "b").members


@ON_SQLITE
def test_backups_are_for_their_owner_only_and_leave_no_drafts(house: Flask, tmp_path: Path) -> None:
    keep_file(house, b"%PDF-1.4 minh chung")
    done(house, "backup", "create")

    found = sorted((tmp_path / "backups").iterdir())

    assert [path.suffix for path in found] == [".gz", ".sha256"]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}


@ON_SQLITE
def test_a_lost_content_is_named_and_everything_else_is_saved(house: Flask, tmp_path: Path) -> None:
    gone, whole = keep_file(house, b"gone"), keep_file(house, b"whole")
    (tmp_path / "files" / gone[:2] / gone[2:4] / gone).unlink()

    said = done(house, "backup", "create")

    assert gone in said
    members = check(newest(tmp_path), None, tmp_path).members
    assert f"files/{whole}" in members
    assert f"files/{gone}" not in members
