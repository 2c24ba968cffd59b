"""Processes that work and are killed with SIGKILL at random moments, round after round."""

import os
import random
import signal
import time
from collections.abc import Callable

from flask import Flask

Work = Callable[[int, Callable[[], None]], None]
"""`work(round, tell)`: what one worker does; `tell()` says that a piece was begun or done."""


def kill_workers(
    app: Flask, work: Work, workers: int, rounds: int, seed: int, pieces: tuple[int, int]
) -> int:
    """Fork workers, let between `pieces` pieces happen, kill all; how many died while working."""
    chance, killed = random.Random(seed), 0  # noqa: S311 - moments of death
    for number in range(rounds):
        ready, tell = os.pipe()
        children = [_start(app, work, number, tell) for _ in range(workers)]
        os.close(tell)
        for _ in range(chance.randint(*pieces)):
            os.read(ready, 1)  # so many pieces (or all workers have ended) …
        time.sleep(chance.uniform(0, 0.05))  # … then the random moment of death
        for child in children:
            os.kill(child, signal.SIGKILL)
        os.close(ready)
        killed += sum(os.WIFSIGNALED(os.waitpid(child, 0)[1]) for child in children)
    return killed


def _start(app: Flask, work: Work, number: int, tell: int) -> int:
    child = os.fork()
    if child == 0:
        with app.app_context():

            def say() -> None:
                os.write(tell, b".")

            work(number, say)
        os._exit(0)
    return child
