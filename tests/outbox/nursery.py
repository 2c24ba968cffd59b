"""Workers that are killed: one process that forks senders and kills them with SIGKILL.

    python -m tests.outbox.nursery URL FOLDER PORT WORKERS ROUNDS SEED

In each round some workers send what is due; after a random moment all are killed. The clock they
are told moves on by seven minutes a round, so that the claims of the dead run out. Prints how
many were killed while they were working.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from app import create_app
from app.outbox import delivery
from app.outbox.delivery import send_due
from config import Settings
from tests.people import NOON

ROUND = timedelta(minutes=7)


def main(url: str, folder: str, port: int, workers: int, rounds: int, seed: int) -> None:
    """Run the rounds."""
    settings = Settings(data_dir=Path(folder), database_url=url, app_env="test",
                        secret_key="test-only", mail_server="127.0.0.1",
                        mail_port=port)  # fmt: skip
    app = create_app(settings)
    app.config["MAIL_TIMEOUT"] = 0.3
    delivery.BATCH = 1  # each mail is told of
    chance, killed = random.Random(seed), 0  # noqa: S311 - moments of death
    for number in range(rounds):
        children = []
        ready, tell = os.pipe()
        for _ in range(workers):
            child = os.fork()
            if child == 0:
                with app.app_context():
                    while True:
                        if not sum(send_due(NOON + ROUND * number)):
                            os._exit(0)  # nothing left for this round
                        os.write(tell, b".")
            children.append(child)
        os.close(tell)
        for _ in range(chance.randint(1, 4)):
            os.read(ready, 1)  # so many mails were tried (or all workers have ended) …
        time.sleep(chance.uniform(0, 0.05))  # … then the random moment of death
        for child in children:
            os.kill(child, signal.SIGKILL)
        os.close(ready)
        killed += sum(os.WIFSIGNALED(os.waitpid(child, 0)[1]) for child in children)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
