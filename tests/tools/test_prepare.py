"""A second start is quick because it is known, not hoped, that the database is ready."""

import sqlite3
import stat
from pathlib import Path

import pytest

from config import Settings
from tools import prepare

SIGN_INS = "  Tác giả  tac-gia@so-y-te.example\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation that was just prepared at revision 0001."""
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    (tmp_path / "migrations/versions").mkdir(parents=True)
    (tmp_path / "migrations/versions/0001_first.py").write_text("revision = '0001'\n")
    path = tmp_path / "sangkien.sqlite"
    set_revision(path, "0001")
    made = Settings(data_dir=tmp_path, database_url=f"sqlite:///{path}")
    prepare.remember(made, SIGN_INS)
    return made


def set_revision(path: Path, revision: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num text)")
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.close()


def test_what_was_prepared_is_remembered_for_its_owner_only(settings: Settings) -> None:
    assert prepare.remembered(settings) == SIGN_INS
    mode = (settings.data_dir / "prepared.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_new_migration_means_preparing_again(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "migrations/versions/0002_second.py").write_text("revision = '0002'\n")

    assert prepare.remembered(settings) is None


def test_a_restored_older_copy_means_preparing_again(settings: Settings, tmp_path: Path) -> None:
    set_revision(tmp_path / "sangkien.sqlite", "0000")

    assert prepare.remembered(settings) is None


def test_a_removed_database_means_preparing_again(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "sangkien.sqlite").unlink()

    assert prepare.remembered(settings) is None
    assert not (tmp_path / "sangkien.sqlite").exists(), "looking must not make a database"


def test_a_database_without_schema_means_preparing_again(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "sangkien.sqlite").unlink()
    sqlite3.connect(tmp_path / "sangkien.sqlite").close()

    assert prepare.remembered(settings) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"sign_ins": "x"}'])
def test_a_spoilt_note_means_preparing_again(settings: Settings, text: str) -> None:
    (settings.data_dir / "prepared.json").write_text(text)

    assert prepare.remembered(settings) is None


def test_a_database_server_is_asked_each_time(settings: Settings, tmp_path: Path) -> None:
    server = Settings(data_dir=tmp_path, database_url="postgresql+psycopg://app@/app")
    (tmp_path / "prepared.json").unlink()

    prepare.remember(server, SIGN_INS)

    assert prepare.remembered(server) is None
