"""Compare the locked libraries with a list of known weaknesses (OSV), from a file or the network.

The file is OSV's dump of one ecosystem (`PyPI/all.zip`) or a folder of its records: it can be
carried to a machine without internet. Nothing is sent but names and versions of libraries.
"""

import json
import re
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

OSV = "https://api.osv.dev/v1"
SECONDS = 20
MOST_BYTES = 64 * 1024 * 1024
MEND_WITHIN = timedelta(days=30)
"""SECURITY.md: weaknesses are mended within 30 days, those reached from outside within 7."""
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*])?==([^\s\\;]+)", re.MULTILINE)


class Unreachable(Exception):
    """The list of weaknesses could not be read: nothing is known, which is not "nothing found"."""


@dataclass(frozen=True, slots=True, order=True)
class Weakness:
    """One known weakness of one locked library. `fixed`: the first version without it, or ""."""

    library: str
    version: str
    identifier: str
    fixed: str
    published: str
    summary: str

    def is_overdue(self, now: datetime) -> bool:
        """Known for longer than the time in which it should have been mended."""
        try:
            return datetime.fromisoformat(self.published) < now - MEND_WITHIN
        except (ValueError, TypeError):
            return True


def locked(text: str) -> dict[str, str]:
    """Version by library, names as the index spells them."""
    return {_plain(name): version for name, version in _PIN.findall(text)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def known_in(source: Path, pins: dict[str, str]) -> list[Weakness]:
    """What a dump says about these libraries. Raises `Unreachable` when it is no dump."""
    found: list[Weakness] = []
    records = 0
    for record in _records(source):
        records += 1
        found += _of_record(record, pins)
    if not records:
        raise Unreachable(f"{source.name} holds no OSV record")
    return sorted(set(found))


def _records(source: Path) -> Iterator[dict[str, Any]]:
    try:
        if source.is_dir():
            for path in sorted(source.glob("*.json")):
                yield json.loads(path.read_text("utf-8"))
            return
        with zipfile.ZipFile(source) as dump:
            for entry in dump.infolist():
                if entry.filename.endswith(".json") and entry.file_size < MOST_BYTES:
                    yield json.loads(dump.read(entry))
    except (OSError, ValueError, zipfile.BadZipFile) as problem:
        raise Unreachable(f"{source.name}: {problem}") from problem


def known_online(pins: dict[str, str], address: str = OSV) -> list[Weakness]:
    """The same, asked of the service. Raises `Unreachable` without a network."""
    queries = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version}
        for name, version in pins.items()
    ]
    results = _asked(f"{address}/querybatch", {"queries": queries}).get("results", [])
    names = {one["id"] for result in results for one in result.get("vulns") or []}
    records = (_asked(f"{address}/vulns/{name}", None) for name in sorted(names))
    return sorted({one for record in records for one in _of_record(record, pins)})


def _asked(address: str, body: dict[str, Any] | None) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - one fixed https address
        address,
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            found: dict[str, Any] = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as problem:
        raise Unreachable(str(problem)) from problem
    return found


def _of_record(record: dict[str, Any], pins: dict[str, str]) -> Iterator[Weakness]:
    if record.get("withdrawn"):
        return
    for affected in record.get("affected") or []:
        package = affected.get("package") or {}
        name = _plain(str(package.get("name", "")))
        if package.get("ecosystem") != "PyPI" or name not in pins:
            continue
        if _hits(affected, pins[name]):
            yield Weakness(
                name, pins[name], str(record.get("id", "?")), _fixed(affected),
                str(record.get("published", "")), str(record.get("summary", ""))[:200],
            )  # fmt: skip


def _hits(affected: dict[str, Any], version: str) -> bool:
    """Named outright, or inside a range; a pre-release counts as its release."""
    if version in (affected.get("versions") or []):
        return True
    return any(_inside(events, version) for events in _events(affected))


def _events(affected: dict[str, Any]) -> Iterator[list[dict[str, str]]]:
    for one in affected.get("ranges") or []:
        if one.get("type") in {"ECOSYSTEM", "SEMVER"}:
            yield one.get("events") or []


def _inside(events: Iterable[dict[str, str]], version: str) -> bool:
    at, inside = _release(version), False
    for event in events:
        if "introduced" in event and at >= _release(event["introduced"]):
            inside = True
        if "fixed" in event and at >= _release(event["fixed"]):
            inside = False
        if "last_affected" in event and at > _release(event["last_affected"]):
            inside = False
    return inside


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a release without trailing zeros: 2.0 and 2.0.0 are one."""
    found = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", version.strip().lstrip("v"))
    numbers = [int(part) for part in found[1].split(".")] if found else [0]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _fixed(affected: dict[str, Any]) -> str:
    fixed = [event["fixed"] for events in _events(affected) for event in events if "fixed" in event]
    return max(fixed, key=_release, default="")
