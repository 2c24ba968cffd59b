"""Workers that make a set of papers and are killed (see tests/killing.py).

    python -m tests.awards.nursery URL FOLDER ROUNDS SEED

Prints how many were killed while they worked.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import create_app
from app.awards import dossier_jobs
from app.jobs.kinds import Step, handles
from app.jobs.work import work
from app.kernel.clock import now
from app.worker import find_actor
from config import Settings
from tests.killing import kill_workers

ROUND = timedelta(minutes=2)
BEGAN = now()  # a page asked for it by the real clock


def work_on(number: int, tell: Callable[[], None]) -> None:
    """All that is due in this round; each step first says that it begins. Two papers a step."""

    def telling(*asked: Any) -> Step:
        tell()
        return dossier_jobs.step(*asked)

    dossier_jobs.AT_A_STEP = 2
    handles(replace(dossier_jobs.DOSSIER, step=telling))
    while work(BEGAN + ROUND * number, find_actor):
        pass


def main(url: str, folder: str, rounds: int, seed: int) -> None:
    """Run the rounds."""
    app = create_app(Settings(data_dir=Path(folder), database_url=url, app_env="test",
                              secret_key="test-only", base_url="http://localhost"))  # fmt: skip
    killed = kill_workers(app, work_on, 1, rounds, seed, (1, 3))
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
