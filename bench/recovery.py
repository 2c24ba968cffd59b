"""How long an authority waits after it lost its disk: backup, restore, first page, at 10,000 ideas.

The demo of `make bench` is copied, backed up, taken away (database, files and key), restored from
the one archive, and served. The restore compares the digest of every table with those taken in
the backup and runs every invariant; a figure is printed only when all of that was well.

Environment: BENCH_IDEAS (10000), BENCH_REVIEWERS (ideas / 100), BENCH_SEED (52), BENCH_PORT (8765).
"""

import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from bench.run import HOST, Size, environment, flask, prepare  # noqa: E402 - after the path is set
from tools.serve import Signals, start, stop, wait_until_it_answers, web_command  # noqa: E402

EQUAL = re.compile(r"^Khớp mã băm: (?P<tables>\d+) bảng, (?P<rows>\d+) dòng, (?P<files>\d+) tệp")


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each step, size of the archive, what was found equal.

    `busy`: seconds of a processor that all steps took together. On a machine that does other work
    the waiting times grow, this one hardly.
    """

    backup: float
    verify: float
    restore: float
    serve: float
    archive: int
    tables: int
    rows: int
    files: int
    busy: float

    def lines(self, ideas: int) -> str:
        """The figures as people read them."""
        again = self.restore + self.serve
        return (
            f"ideas {ideas:,}: backup {self.backup:.1f} s ({self.archive / 1e6:.0f} MB), "
            f"reading it again {self.verify:.1f} s\n"
            f"restored {self.restore:.1f} s, first page {self.serve:.1f} s: "
            f"back at work after {again:.1f} s\n"
            f"processor time of all steps together: {self.busy:.1f} s\n"
            f"digests equal: {self.tables} tables, {self.rows:,} rows, {self.files} files"
        )


def busy() -> float:
    """Processor seconds of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(step: Callable[[], str]) -> tuple[str, float]:
    """What a step printed, and how many seconds it took."""
    began = time.perf_counter()
    said = step()
    return said, time.perf_counter() - began


def equal_in(said: str) -> tuple[int, int, int]:
    """Tables, rows and files that a restore found equal; it must have said so."""
    found = EQUAL.search(said)
    if found is None or "Sai:" in said:
        raise SystemExit(f"The restore was not whole:\n{said}")
    return int(found["tables"]), int(found["rows"]), int(found["files"])


def served(folder: Path, port: int) -> str:
    """Start the web server over the restored data until it answers."""
    server = start("server", web_command(HOST, port), environment(folder, port))
    try:
        wait_until_it_answers(HOST, port, [server], Signals())
    finally:
        stop([server])
    return ""


def measure(size: Size, folder: Path) -> Measured:
    """Back up, lose everything, restore, serve."""
    run = partial(flask, folder, size.port)
    before = busy()
    made, backup = timed(lambda: run("backup", "create", "--with-key"))
    archive = folder.parent / Path(made.splitlines()[0]).name
    shutil.move(made.splitlines()[0], archive)
    _said, verify = timed(lambda: run("backup", "verify", str(archive)))
    shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    said, restore = timed(lambda: run("backup", "restore", str(archive), "--yes"))
    tables, rows, files = equal_in(said)
    _said, serve = timed(lambda: served(folder, size.port))
    size_of = archive.stat().st_size
    return Measured(backup, verify, restore, serve, size_of, tables, rows, files, busy() - before)


def main() -> None:
    """Print the figures of one run."""
    size = Size.from_env()
    prepare(size)
    with tempfile.TemporaryDirectory(dir=size.folder.parent, prefix="recovery-") as place:
        folder = Path(place) / "data"
        shutil.copytree(size.folder, folder)
        print(measure(size, folder).lines(size.ideas))


if __name__ == "__main__":
    main()
