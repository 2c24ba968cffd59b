"""Pages that are made from the code are fresh, and the settings table names every setting."""

import re
import subprocess
import sys
from dataclasses import fields

import config
from tests.architecture.test_imports import ROOT


def test_generated_pages_are_fresh() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/generate_docs.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr + "\nRun `make docs`."


def test_every_setting_is_documented() -> None:
    named = set(re.findall(r"[A-Z][A-Z0-9_]+", config.__doc__ or ""))
    known = {field.name.upper() for field in fields(config.Settings)}
    assert known - named == set()


def test_glossary_and_architecture_name_every_room() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {p.name for p in (ROOT / "app").iterdir() if (p / "__init__.py").exists()}
    assert {room for room in rooms if f"`{room}`" not in page} == set()
