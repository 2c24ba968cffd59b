"""A bundle without internet holds every locked library: its name, version, digest and platform.

    python tools/check_bundle.py WHEELS [LOCK]

Used by tools/bundle.sh before it packs; exit code 1 and a line for each fault.
"""

import hashlib
import platform
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = 11
"""The minor version of Python 3 that the bundle is for."""
GLIBC = (2, 36)
"""Debian 12."""
_BLOCK = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*])?==([^\s\\;]+)")
_WHEEL = re.compile(r"^(.+?)-([^-]+)(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$")


def plain(name: str) -> str:
    """A library's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def version(text: str) -> str:
    """A version as indexes compare it: 1.002 is 1.2."""
    return re.sub(r"\d+", lambda number: str(int(number[0])), text)


def locked(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and allowed digests by library."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE):
        if pin := _BLOCK.match(block):
            hashes = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            found[plain(pin[1])] = (version(pin[2]), hashes)
    return found


def fits(python: str, abi: str, places: str, machine: str) -> bool:
    """Whether a wheel with these tags runs on Python 3.11 on Debian 12 of this machine."""
    pythons = python.split(".")
    stable = [int(tag[3:]) for tag in pythons if re.fullmatch(r"cp3\d+", tag)]
    own = f"cp3{PYTHON}" in pythons and abi in {f"cp3{PYTHON}", "abi3", "none"}
    old = "abi3" in abi and any(minor <= PYTHON for minor in stable)
    pure = "py3" in pythons and abi == "none"
    return (own or old or pure) and any(_runs_on(place, machine) for place in places.split("."))


def _runs_on(place: str, machine: str) -> bool:
    if place == "any":
        return True
    named = re.fullmatch(r"manylinux_(\d+)_(\d+)_(.+)", place)
    if named:
        return (int(named[1]), int(named[2])) <= GLIBC and named[3] == machine
    return re.fullmatch(rf"manylinux(1|2010|2014)_{machine}", place) is not None


def faults(lock: str, folder: Path, machine: str) -> list[str]:
    """Everything that is missing, foreign, changed or for another machine."""
    wanted, found = locked(lock), []
    seen: Counter[str] = Counter()
    for path in sorted(folder.iterdir()):
        tags = _WHEEL.match(path.name)
        if tags is None:
            found.append(f"{path.name}: not a wheel")
            continue
        name = plain(tags[1])
        seen[name] += 1
        pinned, hashes = wanted.get(name, ("", frozenset()))
        if version(tags[2]) != pinned:
            found.append(f"{path.name}: not in the lock in this version")
        elif hashlib.sha256(path.read_bytes()).hexdigest() not in hashes:
            found.append(f"{path.name}: its digest is not in the lock")
        elif not fits(tags[3], tags[4], tags[5], machine):
            found.append(f"{path.name}: does not run on Python 3.{PYTHON}, Debian 12, {machine}")
    found += [f"{name}: no wheel in the bundle" for name in wanted if not seen[name]]
    return found + [f"{name}: {count} wheels" for name, count in seen.items() if count > 1]


def main() -> int:
    folder = Path(sys.argv[1])
    lock = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "requirements.lock"
    text = lock.read_text("utf-8")
    found = faults(text, folder, platform.machine())
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{len(locked(text))} locked libraries, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
