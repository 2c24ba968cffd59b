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
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from app import create_app
from app.extensions import db
from app.jobs.kinds import handles
from app.jobs.work import work
from app.worker import find_actor
from config import Settings
from tests.jobs.counting import COUNTING
from tests.people import NOON

ROUND = timedelta(minutes=2)


def main(url: str, folder: str, workers: int, rounds: int, seed: int) -> None:
    """Run the rounds."""
    app = create_app(Settings(data_dir=Path(folder), database_url=url, app_env="test",
                              secret_key="test-only"))  # fmt: skip
    handles(COUNTING)
    chance, killed = random.Random(seed), 0  # noqa: S311 - moments of death
    for number in range(rounds):
        children = []
        ready, tell = os.pipe()
        for _ in range(workers):
            child = os.fork()
            if child == 0:
                with app.app_context():
                    db.session.execute(text("SELECT 1"))
                    os.write(tell, b".")  # connected: from now on it may die
                    while work(NOON + ROUND * number, find_actor):
                        pass
                os._exit(0)
            children.append(child)
        for _ in children:
            os.read(ready, 1)
        time.sleep(chance.uniform(0.05, 0.3))  # the random moment of death
        for child in children:
            os.kill(child, signal.SIGKILL)
        os.close(ready)
        os.close(tell)
        killed += sum(os.WIFSIGNALED(os.waitpid(child, 0)[1]) for child in children)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
