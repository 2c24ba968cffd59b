"""The temporary folders of a run lie in memory where there is room.

Every commit of the servers, demos and commands that tests start waits for the disk, five
milliseconds on a slow one, and hundreds of times. What a run leaves behind is of no use; to look at
it, choose the folder: `TMPDIR=/tmp make test` or `--basetemp`.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

PLACE = Path("/dev/shm")  # noqa: S108 - a folder of this process's own is made in it
PREFIX = "sang-kien-so-tests-"
ROOM, MEMORY = 4 << 30, 6 << 30


def move_in() -> Path | None:
    """From now on temporary folders are made in memory; None where that is not wise."""
    if "TMPDIR" in os.environ or not _has_room():
        return None
    _clear_up()
    folder = PLACE / f"{PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o711)  # PostgreSQL runs as another user and must find its own folder
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    return folder


def move_out(folder: Path) -> None:
    """Free the memory when the run has ended."""
    del os.environ["TMPDIR"]
    tempfile.tempdir = None
    shutil.rmtree(folder, ignore_errors=True)


def _has_room() -> bool:
    if not os.access(PLACE, os.W_OK | os.X_OK):
        return False
    place = os.statvfs(PLACE)
    runs_programs = not place.f_flag & os.ST_NOEXEC  # some tests write one and start it
    found = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    memory = int(found[1]) << 10 if found else 0
    return runs_programs and place.f_bavail * place.f_frsize >= ROOM and memory >= MEMORY


def _clear_up() -> None:
    """What a run that was killed outright left there."""
    for left in PLACE.glob(f"{PREFIX}*"):
        if not Path(f"/proc/{left.name.removeprefix(PREFIX)}").exists():
            shutil.rmtree(left, ignore_errors=True)
