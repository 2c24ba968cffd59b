"""Same data, same bytes: DOCX, PDF, XLSX and the ZIP, in two processes, on two days."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_two_processes_on_two_days_in_two_time_zones_make_the_same_set() -> None:
    made = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.awards.another_day", days],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        for days, seed, zone in (("0", "1", "Asia/Ho_Chi_Minh"), ("401", "2", "America/Lima"))
    ]  # fmt: skip

    first, second = (one.communicate(timeout=300)[0] for one in made)

    assert [one.returncode for one in made] == [0, 0]
    assert first == second
    endings = {line.rpartition(".")[2] for line in first.splitlines()}
    assert {"docx", "pdf", "xlsx", "zip", "html", "json"} <= endings
