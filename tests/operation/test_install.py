"""deploy/install.sh run for real into an empty root; only systemd and the users are played."""

import os
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from app.operation.checking import newest_revision
from tools.serve import ROOT

ADDRESS = "https://sangkien.coquan.example"
PLAYED = {
    "id": '[ "$1" = -u ] && echo "${PLAYED_UID:-0}" || [ -e "$SANGKIEN_ROOT/user" ]',
    "useradd": 'touch "$SANGKIEN_ROOT/user"; echo "useradd $*" >>"$SANGKIEN_ROOT/calls"',
    "chown": 'echo "chown $*" >>"$SANGKIEN_ROOT/calls"',
    "systemctl": 'echo "systemctl $*" >>"$SANGKIEN_ROOT/calls"',
    # Owners are noted, the rest is done by the real program.
    "install": """echo "install $*" >>"$SANGKIEN_ROOT/calls"
n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n - 1))
case $a in -o | -g) shift; n=$((n - 1)) ;; *) set -- "$@" "$a" ;; esac; done
exec /usr/bin/install "$@" """,
    # The command itself runs, in the place and with the settings that systemd would give it.
    "systemd-run": """echo "systemd-run $*" >>"$SANGKIEN_ROOT/calls"
while :; do case $1 in
--property=EnvironmentFile=*) set -a; . "${1#--property=EnvironmentFile=}"; set +a ;;
--working-directory=*) cd "${1#--working-directory=}" ;;
--*) ;;
*) break ;; esac; shift; done
DATA_DIR="$SANGKIEN_ROOT/var/lib/sangkien" exec "$@" """,
}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """An empty root, and the programs that are played."""
    (tmp_path / "root").mkdir()
    (tmp_path / "bin").mkdir()
    for name, script in PLAYED.items():
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return tmp_path / "root"


def install(root: Path, *words: str, uid: int = 0) -> subprocess.CompletedProcess[str]:
    played = f"{root.parent / 'bin'}:{os.environ['PATH']}"
    env = {"PATH": played, "LANG": "C.UTF-8", "SANGKIEN_ROOT": str(root),
           "PLAYED_UID": str(uid), "PYTHONWARNINGS": "ignore"}  # fmt: skip
    return subprocess.run(
        ["sh", str(ROOT / "deploy/install.sh"), *words], env=env,
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def calls(root: Path) -> str:
    return (root / "calls").read_text("utf-8")


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
                program = line.removeprefix("ExecStart=").split()[0]
                place = program.removeprefix("/opt/sangkien/current/")
                assert (ROOT / place).exists(), f"{unit.name}: {program}"
