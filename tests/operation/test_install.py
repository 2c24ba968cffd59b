"""deploy/install.sh run for real into an empty root; only systemd and the users are played."""

import sqlite3
import subprocess
from pathlib import Path

import pytest

from app.operation.checking import newest_revision
from tests.operation.playing import bare_machine, calls, mode, shell
from tools.serve import ROOT

ADDRESS = "https://sangkien.coquan.example"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return bare_machine(tmp_path)


def install(root: Path, *words: str, uid: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "deploy/install.sh"), *words], env=shell(root, uid),
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def test_a_bare_machine_runs_after_it_and_a_second_time_changes_nothing(machine: Path) -> None:
    ran = install(machine, ADDRESS)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    settings = machine / "etc/sangkien/sangkien.env"
    assert f"BASE_URL={ADDRESS}\n" in settings.read_text("utf-8")
    assert (mode(settings), mode(machine / "var/lib/sangkien")) == (0o640, 0o700)
    assert (machine / "opt/sangkien/current").resolve() == ROOT.resolve()
    units = {path.name for path in (ROOT / "deploy/systemd").iterdir()}
    assert {path.name for path in (machine / "etc/systemd/system").iterdir()} == units
    assert "--now sangkien-web sangkien-worker" in calls(machine)
    assert f"-o sangkien -g sangkien {machine}/var/lib/sangkien" in calls(machine)
    database = sqlite3.connect(machine / "var/lib/sangkien/sangkien.sqlite")
    assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [
        (newest_revision(),)
    ]
    database.close()
    assert "settings.base_url" in ran.stdout  # what the doctor said

    settings.write_text(settings.read_text("utf-8") + "MAIL_SERVER=thu.coquan.example\n")
    again = install(machine, "https://khac.coquan.example")
    assert again.returncode == 0, again.stdout + again.stderr
    kept = settings.read_text("utf-8")
    assert "MAIL_SERVER=thu.coquan.example" in kept
    assert f"BASE_URL={ADDRESS}\n" in kept
    assert calls(machine).count("useradd") == 1


def test_it_says_what_it_needs(machine: Path) -> None:
    for words, uid, said in (((), 0, "Cần địa chỉ"), ((ADDRESS,), 1000, "Chạy bằng root")):
        ran = install(machine, *words, uid=uid)
        assert ran.returncode != 0
        assert said in ran.stderr
    assert list(machine.iterdir()) == []


def test_units_start_what_a_release_has() -> None:
    for unit in (ROOT / "deploy/systemd").glob("*.service"):
        for line in unit.read_text("utf-8").splitlines():
            if line.startswith("ExecStart="):
                for word in line.removeprefix("ExecStart=").split():
                    if word.startswith("/"):
                        place = word.removeprefix("/opt/sangkien/current/")
                        assert (ROOT / place).exists(), f"{unit.name}: {word}"


@pytest.mark.parametrize(("bad", "swept"), [("", True), ("audit verify", False),
                                            ("files verify", False)])  # fmt: skip
def test_one_wrong_check_of_the_day_stops_no_other_and_nothing_is_swept(
    tmp_path: Path, bad: str, swept: bool
) -> None:
    program = tmp_path / ".venv/bin/flask"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$3 $4" >>done\n[ "$3 $4" != "{bad}" ]\n')
    program.chmod(0o755)

    ran = subprocess.run(["sh", str(ROOT / "deploy/daily.sh")], cwd=tmp_path,
                         capture_output=True, text=True, check=False)  # fmt: skip

    asked = (tmp_path / "done").read_text("utf-8").splitlines()
    assert asked[:3] == ["audit verify", "data check", "files verify"]
    assert (asked[3:] == ["files sweep"]) is swept
    assert ran.returncode == (0 if swept else 1)
    assert (f"{bad} báo lỗi" in ran.stderr) is not swept
