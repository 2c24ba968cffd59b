"""The locks are compared with a list of known weaknesses; without a list nothing is claimed."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.operation import weaknesses
from app.operation.version import ROOT
from app.operation.weaknesses import Unreachable, known_in, locked
from tests.operation.hands import run

PINS = {"jinja2": "3.1.6", "pillow": "11.0.0", "ruamel-yaml": "0.18.1"}


def record(name: str, *, ranges: Any = None, versions: Any = None, **more: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name},
                "ranges": ranges or [], "versions": versions or []}  # fmt: skip
    return {"id": f"TEST-{name}", "summary": "Thử", "published": "2026-01-02T00:00:00Z",
            "affected": [affected], **more}  # fmt: skip


def span(*events: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": [{name: value} for name, value in events]}]


def dump(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as out:
        for number, one in enumerate(records):
            out.writestr(f"{number}.json", json.dumps(one))
    return path


@pytest.mark.parametrize(("ranges", "hit"), [
    (span(("introduced", "0")), True),
    (span(("introduced", "0"), ("fixed", "3.1.6")), False),
    (span(("introduced", "0"), ("fixed", "3.1.7")), True),
    (span(("introduced", "3.1.6.0")), True),
    (span(("introduced", "3.2")), False),
    (span(("introduced", "0"), ("last_affected", "3.1.6")), True),
    (span(("introduced", "0"), ("last_affected", "3.1.5")), False),
    (span(("introduced", "1"), ("fixed", "2"), ("introduced", "3"), ("fixed", "4")), True),
    (span(("introduced", "1"), ("fixed", "2"), ("introduced", "3.2"), ("fixed", "4")), False),
    ([{"type": "GIT", "events": [{"introduced": "0"}]}], False),
])  # fmt: skip
def test_ranges(tmp_path: Path, ranges: Any, hit: bool) -> None:
    found = known_in(dump(tmp_path, record("Jinja2", ranges=ranges)), PINS)
    assert [one.library for one in found] == (["jinja2"] if hit else [])


def test_names_versions_withdrawn_and_foreign_records(tmp_path: Path) -> None:
    whole = span(("introduced", "0"), ("fixed", "99"))
    npm = record("pillow", ranges=whole)
    npm["affected"][0]["package"]["ecosystem"] = "npm"
    found = known_in(
        dump(tmp_path, record("PILLOW", versions=["11.0.0"]), record("ruamel.yaml", ranges=whole),
             record("jinja2", ranges=whole, withdrawn="2026-02-01T00:00:00Z"), npm,
             record("requests", ranges=whole)), PINS,
    )  # fmt: skip
    assert [(one.library, one.fixed) for one in found] == [("pillow", ""), ("ruamel-yaml", "99")]


def test_what_is_no_list_is_not_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "x.zip", tmp_path / "empty", tmp_path / "missing.zip"):
        with pytest.raises(Unreachable):
            known_in(source, PINS)


def test_overdue_after_thirty_days(tmp_path: Path) -> None:
    [one] = known_in(dump(tmp_path, record("jinja2", versions=["3.1.6"])), PINS)
    assert not one.is_overdue(datetime(2026, 2, 1, tzinfo=UTC))
    assert one.is_overdue(datetime(2026, 2, 2, tzinfo=UTC))


def test_every_library_of_the_lock_is_compared(app: Flask, tmp_path: Path) -> None:
    pins = locked((ROOT / "requirements.lock").read_text("utf-8"))
    assert len(pins) > 50
    records = [record(name, versions=[version]) for name, version in pins.items()]

    answer = run(app, "weaknesses", "--from", str(dump(tmp_path, *records)))

    assert answer.exit_code == 1
    assert all(f"TEST-{name} " in answer.output for name in pins)


def test_the_command_says_what_it_knows(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = dump(tmp_path, record("jinja2", versions=["0.1"]))
    answer = run(app, "weaknesses", "--from", str(fine))
    assert (answer.exit_code, "0 điểm yếu" in answer.output) == (0, True)

    monkeypatch.setattr(weaknesses, "OSV", "https://osv.invalid/v1")
    answer = run(app, "weaknesses")
    assert answer.exit_code == 2
    assert "Chưa so được" in answer.output
