"""`flask doctor`, `flask config`, `flask version`, and secrets that come as files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.operation import examining
from app.operation.version import version
from config import SECRETS, Settings
from tests.operation.conftest import ON_SQLITE, make_app
from tests.operation.hands import done, let_go, run
from tests.operation.test_readiness import live
from tools.serve import ROOT


def fault_lines(app: Flask) -> set[str]:
    """Names of what the doctor finds wrong."""
    said = run(app, "doctor").output
    return {line.split()[1] for line in said.splitlines() if line.startswith("LỖI")}


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(house: Flask, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)

    answer = run(house, "doctor")

    assert answer.exit_code == 1
    wrong = {line.split()[1]: line for line in answer.output.splitlines() if "LỖI" in line}
    assert {"worker", "backup", "permissions.secret_key", f"permissions.{tmp_path.name}"} <= set(
        wrong
    )
    assert f"chmod go-rwx {tmp_path / 'secret_key'}" in wrong["permissions.secret_key"]
    assert "flask backup create" in wrong["backup"]


@ON_SQLITE
def test_what_is_mended_is_no_longer_named(house: Flask, tmp_path: Path) -> None:
    live(house)
    tmp_path.chmod(0o700)
    (tmp_path / "sangkien.sqlite").chmod(0o600)

    assert fault_lines(house) <= {"permissions.umask", "disk", "fonts.documents", "clock.sync"}


@ON_SQLITE
def test_a_mail_server_that_does_not_answer_is_named(url: str, tmp_path: Path) -> None:
    app = make_app(url, tmp_path, mail_server="127.0.0.1", mail_port=1)

    assert "mail.server" in fault_lines(app)
    let_go(app)


@ON_SQLITE
def test_an_installation_in_service_needs_https_and_no_demo(url: str, tmp_path: Path) -> None:
    serious = Settings(data_dir=tmp_path, database_url=url, secret_key="x", demo=False)
    from app import create_app  # noqa: PLC0415 - only here

    app = create_app(serious)
    assert "settings.base_url" in fault_lines(app)
    let_go(app)


def test_the_settings_are_shown_without_any_secret(url: str, tmp_path: Path) -> None:
    app = make_app(
        url.replace("tests@", "tests:mat-khau-csdl@"), tmp_path, mail_password="mat-khau-thu",
        metrics_token="ma-do-luong-bi-mat", s3_secret_key="khoa-kho-tep",
    )  # fmt: skip

    said = done(app, "config")
    let_go(app)

    assert "MAIL_PASSWORD=***" in said
    assert f"DATA_DIR={tmp_path}" in said
    for secret in ("mat-khau", "bi-mat", "khoa-kho-tep", "test-only"):
        assert secret not in said


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("sqlite:///tu-tep-ra-day-K3mZ8qW1xV7nB5tY2rL9\n")
    env = {"DATA_DIR": str(tmp_path), f"{name}_FILE": str(tmp_path / "secret")}

    assert (
        getattr(Settings.from_env(env), name.lower())
        == "sqlite:///tu-tep-ra-day-K3mZ8qW1xV7nB5tY2rL9"
    )
    with pytest.raises(SystemExit, match="not both"):
        Settings.from_env({**env, name: "x" * 20})
    with pytest.raises(SystemExit, match="cannot be read"):
        Settings.from_env({**env, f"{name}_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG_FORMAT", "xml"), ("METRICS_TOKEN", "ngan"), ("BACKUP_KEEP_DAILY", "bảy"),
     ("DISK_FREE_MB", "-1")],
)  # fmt: skip
def test_nonsense_is_refused_with_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=name):
        Settings.from_env({"DATA_DIR": str(tmp_path), name: value})


@ON_SQLITE
def test_the_version_is_that_of_the_project(house: Flask) -> None:
    assert done(house, "version").strip() == version()


def test_a_wider_font_for_papers_is_no_fault_but_told() -> None:
    narrow, wide, none = (examining.papers_found(family) for family in (
        "Liberation Serif", "Noto Serif", ""))  # fmt: skip

    assert [one.ok for one in (narrow, wide, none)] == [True, True, False]
    assert ["fonts-liberation2" in one.text for one in (narrow, wide, none)] == [False, True, True]


def test_what_a_start_by_hand_writes_is_for_its_own_account(tmp_path: Path) -> None:
    """In a container nobody sets a umask: the start itself does."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings = {
        "PATH": os.environ["PATH"], "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'sangkien.sqlite'}",
    }  # fmt: skip

    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT, env=settings, umask=0o022, check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    made = {path.name: path.stat().st_mode & 0o077 for path in data.iterdir()}
    assert "sangkien.sqlite" in made
    assert set(made.values()) == {0}
