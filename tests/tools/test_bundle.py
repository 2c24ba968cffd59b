"""The bundle for a machine without internet: what is in the lock is in it, and nothing else."""

import hashlib
import importlib.metadata
import platform
from pathlib import Path

import pytest

from tools.check_bundle import ROOT, faults, fits, locked, plain, version

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
MACHINE = "x86_64"


def wheel(folder: Path, name: str, text: str = "x") -> str:
    """A file that is named like a wheel; its line of a lock."""
    (folder / name).write_text(text)
    library, number = name.split("-")[:2]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{library}=={number} \\\n    --hash=sha256:{digest}\n    # via x\n"


def test_a_whole_bundle_has_no_fault(tmp_path: Path) -> None:
    lock = wheel(tmp_path, "typing_extensions-4.15.0-py3-none-any.whl")
    lock += wheel(tmp_path, "pillow-13.0.0-cp311-cp311-manylinux_2_28_x86_64.whl", "p")
    assert faults(lock, tmp_path, MACHINE) == []


def test_every_kind_of_fault_is_named(tmp_path: Path) -> None:
    lock = wheel(tmp_path, "a-1.0-py3-none-any.whl")
    lock += wheel(tmp_path, "b-1.0-py3-none-any.whl", "b")
    (tmp_path / "b-1.0-py3-none-any.whl").write_text("changed")
    lock += wheel(tmp_path, "c-1.0-cp312-cp312-manylinux_2_17_x86_64.whl")
    lock += "missing-lib==2.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    wheel(tmp_path, "foreign-1.0-py3-none-any.whl")
    wheel(tmp_path, "a-0.9-py3-none-any.whl")
    (tmp_path / "d-1.0.tar.gz").write_text("source")

    found = "\n".join(faults(lock, tmp_path, MACHINE))

    for said in ("a-0.9-py3-none-any.whl: not in the lock", "a: 2 wheels",
                 "b-1.0-py3-none-any.whl: its digest",
                 "c-1.0-cp312-cp312-manylinux_2_17_x86_64.whl: does not run",
                 "d-1.0.tar.gz: not a wheel", "foreign-1.0-py3-none-any.whl: not in the lock",
                 "missing-lib: no wheel"):  # fmt: skip
        assert said in found


@pytest.mark.parametrize(("tags", "good"), [
    (("py3", "none", "any"), True),
    (("py2.py3", "none", "any"), True),
    (("cp311", "cp311", "manylinux_2_17_x86_64.manylinux2014_x86_64"), True),
    (("cp39", "abi3", "manylinux_2_34_x86_64"), True),
    (("cp312", "abi3", "manylinux_2_28_x86_64"), False),
    (("cp311", "cp311", "manylinux_2_39_x86_64"), False),
    (("cp311", "cp311", "manylinux_2_17_aarch64"), False),
    (("cp311", "cp311", "musllinux_1_2_x86_64"), False),
    (("cp311", "cp311", "linux_x86_64"), False),
    (("cp311", "cp311", "win_amd64"), False),
    (("cp310", "cp310", "manylinux_2_17_x86_64"), False),
])  # fmt: skip
def test_platforms(tags: tuple[str, str, str], good: bool) -> None:
    assert fits(*tags, MACHINE) is good


def test_every_locked_library_comes_as_a_wheel_for_this_machine() -> None:
    """What is installed here came from the lock: its own tags say for which machines it is."""
    wrong = []
    for name, (pinned, hashes) in locked(LOCK).items():
        installed = importlib.metadata.distribution(name)
        assert hashes, name
        assert version(installed.version) == pinned, name
        lines = (installed.read_text("WHEEL") or "").splitlines()
        tags = [line.removeprefix("Tag: ").split("-") for line in lines if line.startswith("Tag:")]
        if not any(fits(*_three(tag), platform.machine()) for tag in tags):
            wrong.append((name, tags))
    assert wrong == []


def _three(tag: list[str]) -> tuple[str, str, str]:
    python, abi, *place = tag
    return python, abi, "-".join(place)


def test_names_are_compared_as_indexes_do() -> None:
    assert plain("Flask_SQLAlchemy") == plain("flask-sqlalchemy") == "flask-sqlalchemy"
    assert len(locked(LOCK)) > 50
