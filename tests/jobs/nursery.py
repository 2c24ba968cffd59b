"""Job workers that are killed (see tests/killing.py).

    python -m tests.jobs.nursery URL FOLDER WORKERS ROUNDS SEED

The clock moves on by two minutes a round, so that the claims of the dead run out. Prints how many
were killed while they worked.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import create_app
from app.jobs.kinds import Step, handles
from app.jobs.work import work
from app.worker import find_actor
from config import Settings
from tests.jobs.counting import COUNTING
from tests.killing import kill_workers
from tests.people import NOON

ROUND = timedelta(minutes=2)


def work_on(number: int, tell: Callable[[], None]) -> None:
    """All that is due in this round; each step first says that it begins."""

    def telling(*asked: Any) -> Step:
        tell()
        return COUNTING.step(*asked)

    handles(replace(COUNTING, step=telling))
    while work(NOON + ROUND * number, find_actor):
        pass


def main(url: str, folder: str, workers: int, rounds: int, seed: int) -> None:
    """Run the rounds."""
    app = create_app(Settings(data_dir=Path(folder), database_url=url, app_env="test",
                              secret_key="test-only"))  # fmt: skip
    killed = kill_workers(app, work_on, workers, rounds, seed, (2, 40))
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
