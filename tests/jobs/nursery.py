"""Job workers that are killed: forks workers and kills them with SIGKILL at random moments.

    python -m tests.jobs.nursery URL FOLDER WORKERS ROUNDS SEED

The clock moves on by two minutes a round, so that the claims of the dead run out. Prints how many
were killed while they worked.
"""

import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app import create_app
from app.jobs.kinds import Step, handles
from app.jobs.work import work
from app.worker import find_actor
from config import Settings
from tests.jobs.counting import COUNTING
from tests.people import NOON

ROUND = timedelta(minutes=2)


def telling(tell: int, *asked: Any) -> Step:
    """A step that first says that it begins."""
    os.write(tell, b".")
    return COUNTING.step(*asked)


def main(url: str, folder: str, workers: int, rounds: int, seed: int) -> None:
    """Run the rounds."""
    app = create_app(Settings(data_dir=Path(folder), database_url=url, app_env="test",
                              secret_key="test-only"))  # fmt: skip
    chance, killed = random.Random(seed), 0  # noqa: S311 - moments of death
    for number in range(rounds):
        children = []
        ready, tell = os.pipe()
        for _ in range(workers):
            child = os.fork()
            if child == 0:
                with app.app_context():
                    handles(replace(COUNTING, step=partial(telling, tell)))
                    while work(NOON + ROUND * number, find_actor):
                        pass
                os._exit(0)
            children.append(child)
        os.close(tell)
        for _ in range(chance.randint(2, 40)):
            os.read(ready, 1)  # so many steps began (or all workers have ended) …
        time.sleep(chance.uniform(0, 0.05))  # … then the random moment of death
        for child in children:
            os.kill(child, signal.SIGKILL)
        os.close(ready)
        killed += sum(os.WIFSIGNALED(os.waitpid(child, 0)[1]) for child in children)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
