"""The only place that reads the clock. Views and the command line call it and pass time on."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _wall() -> datetime:
    return datetime.now(UTC)


class Steady:
    """The wall clock, except that within one process it never runs backwards.

    When somebody (or a time server) sets it back, time goes on by what has really passed, until the
    wall clock has caught up or the process is started anew: no deadline opens a second time.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _wall, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._tick = wall, tick
        self._anchor = wall(), tick()

    def __call__(self) -> datetime:
        """This instant, aware, in UTC."""
        wall, tick = self._wall(), self._tick()
        at, ticked = self._anchor
        passed = at + timedelta(seconds=tick - ticked)
        if wall < passed:
            return passed
        self._anchor = wall, tick
        return wall


steady = Steady()


def now() -> datetime:
    """This instant, aware, in UTC."""
    return steady()
