"""deploy/upgrade.sh on real releases: success, a migration that fails, a smoke test that fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, text

from app.operation.checking import newest_revision
from tests.browser.live import environment
from tools.serve import ROOT

GOOD = 'op.create_table("from_the_future", sa.Column("id", sa.Integer(), primary_key=True))'
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
    """An installation with an old release in service and its data, on either database."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "url").write_text(url)
    (tmp_path / "current").symlink_to(release(tmp_path, "old"))
    return tmp_path


def release(home: Path, name: str, act: str = "") -> Path:
    """A release of this source; with `act`, one more migration that does it."""
    folder = home / name
    folder.mkdir()
    for part in ("app", "config.py", "wsgi.py", "pyproject.toml", ".venv"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    if act:
        revision = REVISION.format(down=newest_revision(), act=act)
        (folder / "migrations/versions/9999_future.py").write_text(revision, "utf-8")
    return folder


def upgrade(home: Path, new: Path, smoke: str) -> subprocess.CompletedProcess[str]:
    told = {"DATABASE_URL": (home / "url").read_text(), "SANGKIEN_HOME": str(home),
            "SANGKIEN_STOP": "true", "SANGKIEN_START": "true",
            "SANGKIEN_SMOKE": smoke}  # fmt: skip
    return subprocess.run(
        ["sh", str(ROOT / "deploy/upgrade.sh"), str(new)],
        env={**environment(home / "data"), **told, "PYTHONWARNINGS": "ignore"},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


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
    new = release(home, "new", GOOD)

    ran = upgrade(home, new, "true")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert os.readlink(home / "current") == str(new)
    revision, renamed, on = facts(home)
    assert (revision, on) == ("9999", 0)
    assert renamed > 0


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
    assert os.readlink(home / "current") == str(home / "old")
    assert facts(home) == before


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
