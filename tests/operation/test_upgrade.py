"""deploy/upgrade.sh on real releases: success, a migration that fails, a smoke test that fails."""

import os
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from sqlalchemy import create_engine, text

from app.operation.checking import newest_revision
from tests.operation.conftest import ON_SQLITE
from tests.operation.playing import bare_machine, calls, mode, shell
from tools.serve import ROOT

GOOD = 'op.create_table("from_the_future", sa.Column("id", sa.Integer(), primary_key=True))'
OFFICE_KEY = "age1mktj7s8jvy5n5tqvgykyptvv2mgq3qrzawgk80hlt04tpcsu5smqzhec40"
BAD = 'op.execute("INSERT INTO no_such_table VALUES (1)")'
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{down}"


def upgrade():
    op.execute("UPDATE account SET full_name = 'Đã đổi'")
    {act}


def downgrade():
    pass
"""


@pytest.fixture
def home(tmp_path: Path, url: str) -> Path:
    """A machine as deploy/install.sh leaves it: an old release in service, settings in their file.

    Nothing else tells where the data lie: the operator is root, with a shell of his own.
    """
    machine = bare_machine(tmp_path)
    data = machine / "var/lib/sangkien"
    data.mkdir(parents=True)
    (machine / "etc/sangkien").mkdir(parents=True)
    (machine / "etc/systemd/system").mkdir(parents=True)
    (machine / "opt/sangkien").mkdir(parents=True)
    (machine / "opt/sangkien/current").symlink_to(release(machine, "old"))
    settings = f"BASE_URL=https://sangkien.coquan.example\nDATABASE_URL={url}\nDATA_DIR={data}\n"
    settings += f"BACKUP_AGE_RECIPIENTS={OFFICE_KEY}\n"
    (machine / "etc/sangkien/sangkien.env").write_text(settings)
    (machine / "url").write_text(url)
    return machine


def release(home: Path, name: str, act: str = "") -> Path:
    """A release of this source; with `act`, one more migration that does it, and other units."""
    folder = home / name
    folder.mkdir()
    for part in ("app", "config.py", "wsgi.py", "pyproject.toml", ".venv"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    unit = folder / "deploy/systemd/sangkien-web.service"
    unit.write_text(f"# {name}\n{unit.read_text('utf-8')}", "utf-8")
    if act:
        revision = REVISION.format(down=newest_revision(), act=act)
        (folder / "migrations/versions/9999_future.py").write_text(revision, "utf-8")
    return folder


def upgrade(
    home: Path, new: Path, smoke: str = "", uid: int = 0
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(new / "deploy/upgrade.sh"), str(new)],
        env={**shell(home, uid), "SANGKIEN_SMOKE": smoke}, cwd=home,
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def in_service(home: Path) -> tuple[str, str]:
    """Which release is in service, and whose units systemd has."""
    unit = (home / "etc/systemd/system/sangkien-web.service").read_text("utf-8")
    return Path(os.readlink(home / "opt/sangkien/current")).name, unit.split()[1]


def facts(home: Path) -> tuple[str, int, int]:
    """The revision, how many people the new release renamed, how many switches are on."""
    engine = create_engine((home / "url").read_text())
    with engine.connect() as connection:
        answers = [
            connection.execute(text(statement)).scalar_one()
            for statement in (
                "SELECT version_num FROM alembic_version",
                "SELECT COUNT(*) FROM account WHERE full_name = 'Đã đổi'",
                "SELECT COUNT(*) FROM switched_on WHERE ended_at IS NULL",
            )
        ]
    engine.dispose()
    revision, renamed, on = answers
    return revision, renamed, on


def test_an_upgrade_that_goes_well_is_kept(home: Path) -> None:
    """Also where the office encrypts its backups, and its private key is not on the machine."""
    new = release(home, "new", GOOD)

    ran = upgrade(home, new, "true")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert in_service(home) == ("new", "new")
    revision, renamed, on = facts(home)
    assert (revision, on) == ("9999", 0)
    assert renamed > 0
    for call in calls(home).splitlines():
        if call.startswith("systemd-run"):
            assert "--uid=sangkien" in call
            assert f"--property=EnvironmentFile={home}/etc/sangkien/sangkien.env" in call
    for place in (home / "old", home / "new", home):  # no database of the operator's own shell
        assert not (place / "data").exists()
    [archive] = (home / "var/lib/sangkien/before-upgrade").glob("*.tar.gz")
    assert mode(archive) == 0o600
    assert str(archive) in ran.stdout


@pytest.mark.parametrize(
    ("act", "smoke", "said"),
    [(BAD, "true", "không chuyển được cấu trúc"), (GOOD, "false", "trang kiểm tra không trả lời")],
    ids=["migration", "smoke"],
)
def test_an_upgrade_that_fails_goes_back_by_itself(
    home: Path, act: str, smoke: str, said: str
) -> None:
    before = facts(home)

    ran = upgrade(home, release(home, "new", act), smoke)

    assert ran.returncode == 1
    assert said in ran.stderr, ran.stdout + ran.stderr
    assert "Đã quay về" in ran.stderr, ran.stdout + ran.stderr
    assert in_service(home) == ("old", "old")
    assert facts(home) == before
    assert calls(home).splitlines()[-1].startswith("systemctl start sangkien-web")


@ON_SQLITE
def test_what_cannot_be_upgraded_is_said_before_anything_is_touched(home: Path) -> None:
    new, before = release(home, "new", GOOD), facts(home)
    for uid, folder, said in (
        (1000, new, "Chạy bằng root"),
        (0, home / "old", "là bản đang dùng"),
    ):
        ran = upgrade(home, folder, "true", uid)
        assert ran.returncode == 1
        assert said in ran.stderr
    (home / "etc/sangkien/sangkien.env").unlink()
    ran = upgrade(home, new, "true")
    assert ran.returncode == 1
    assert "chưa cài bằng deploy/install.sh" in ran.stderr
    assert facts(home) == before
    assert not (home / "calls").exists()


@pytest.mark.parametrize(("code", "ended"), [(200, 0), (503, 1)])
def test_the_smoke_test_asks_the_server_until_it_is_ready(code: int, ended: int) -> None:
    """A server that says 503 twice and then this code."""
    answers = [503, 503]

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/readyz"
            self.send_response(answers.pop() if answers else code)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing: the test looks at the answer."""

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        program = "import smoke as s; s.TRIES, s.PAUSE = 4, 0; raise SystemExit(s.main())"
        ran = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, 'deploy'); {program}"],
            env={"PATH": os.environ["PATH"], "PORT": str(server.server_port)}, cwd=ROOT,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        server.shutdown()
    assert ran.returncode == ended
    assert ("503" in ran.stderr) is (ended == 1)


def test_scripts_and_units_are_well_formed() -> None:
    for script in (ROOT / "deploy").glob("*.sh"):
        assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    for unit in (ROOT / "deploy/systemd").glob("*.service"):
        told = unit.read_text("utf-8")
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "UMask=0077",
                     "User=sangkien", "ReadWritePaths=/var/lib/sangkien"):  # fmt: skip
            assert line in told, f"{unit.name}: {line}"


def test_containers_run_without_root_and_without_secrets_in_the_file() -> None:
    told = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))
    for name in ("web", "worker", "prepare"):
        service = told["services"][name]
        assert service["user"] == "10001:10001"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert not {"SECRET_KEY", "DATABASE_URL"} & set(service["environment"])
    assert "healthcheck" in told["services"]["web"]
    assert all("latest" not in str(s.get("image")) for s in told["services"].values())


def test_the_image_holds_the_program_and_nothing_of_the_machine() -> None:
    """What the Containerfile copies is a list of names: no .git, no .venv, no data, no secret."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    let_in = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]

    assert rules[0] == "*"
    assert all((ROOT / name).exists() for name in let_in)
    for name in ("app", "config.py", "wsgi.py", "migrations", "tools", "pyproject.toml",
                 "requirements.lock"):  # fmt: skip
        assert name in let_in
    for name in (".git", ".venv", "data", "deploy", "deploy/secrets", "tests", "docs"):
        assert name not in let_in
