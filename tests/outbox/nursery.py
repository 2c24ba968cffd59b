"""Senders of mail that are killed (see tests/killing.py).

    python -m tests.outbox.nursery URL FOLDER PORT WORKERS ROUNDS SEED

The clock they are told moves on by seven minutes a round, so that the claims of the dead run out.
Prints how many were killed while they were working.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from app import create_app
from app.outbox import delivery
from app.outbox.delivery import send_due
from config import Settings
from tests.killing import kill_workers
from tests.people import NOON

ROUND = timedelta(minutes=7)


def send(number: int, tell: Callable[[], None]) -> None:
    """All that is due in this round, mail by mail."""
    while sum(send_due(NOON + ROUND * number)):
        tell()


def main(url: str, folder: str, port: int, workers: int, rounds: int, seed: int) -> None:
    """Run the rounds."""
    settings = Settings(data_dir=Path(folder), database_url=url, app_env="test",
                        secret_key="test-only", mail_server="127.0.0.1",
                        mail_port=port)  # fmt: skip
    app = create_app(settings)
    app.config["MAIL_TIMEOUT"] = 0.3
    delivery.BATCH = 1  # each mail is told of
    killed = kill_workers(app, send, workers, rounds, seed, (1, 4))
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    url, folder, *numbers = sys.argv[1:]
    main(url, folder, *(int(number) for number in numbers))
