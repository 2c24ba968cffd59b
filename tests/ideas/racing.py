"""Two who act at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable

from flask import Flask

from app.kernel.refusals import Refusal


def at_once(app: Flask, acts: list[Callable[[], None]]) -> list[str]:
    """Run all acts in threads of their own; what each ended with."""
    gate = threading.Barrier(len(acts))
    ended: list[str] = []

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        try:
            with app.app_context():
                act()
            ended.append("done")
        except Refusal as refusal:
            ended.append(type(refusal).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)
