"""Locks hold names, versions and hashes only, and both locks agree.

An address in a lock would tie every installation to one package mirror. A package pinned
differently for tests than for use would mean that what is tested is not what runs.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"

_ADDRESS = re.compile(r"https?:|file:|git\+|--(?:extra-)?index-url|--find-links", re.IGNORECASE)
_PIN = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*])?==([^\s\\;]+)", re.IGNORECASE | re.MULTILINE
)


def address_lines(text: str) -> list[int]:
    """Numbers of the lines that hold an address, counted from 1."""
    lines = enumerate(text.splitlines(), start=1)
    return [number for number, line in lines if _ADDRESS.search(line)]


def pins(text: str) -> dict[str, str]:
    """Version by package name."""
    return {name.lower(): version for name, version in _PIN.findall(text)}


def unhashed(text: str) -> list[str]:
    """Packages whose pin is not followed by a hash."""
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.IGNORECASE | re.MULTILINE)
    return [name for block in blocks if "--hash=sha256:" not in block for name in pins(block)]


def faults(locks: dict[str, str]) -> list[str]:
    """Everything wrong with the locks, given as text by file name; empty when all is well."""
    found: list[str] = []
    for name, text in locks.items():
        found += [
            f"{name}:{line}: an address; make locks with `make lock`"
            for line in address_lines(text)
        ]
        found += [f"{name}: {package} has no hash" for package in unhashed(text)]
    development = pins(locks[DEVELOPMENT])
    found += [
        f"{package} is {version} in {RUNTIME} but {development.get(package)} in {DEVELOPMENT}"
        for package, version in pins(locks[RUNTIME]).items()
        if development.get(package) != version
    ]
    return found


def main() -> int:
    found = faults({name: (ROOT / name).read_text("utf-8") for name in (RUNTIME, DEVELOPMENT)})
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
