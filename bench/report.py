"""What was measured, summed up page by page and printed."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.browser import Answer

AIM = 3.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of the table, in milliseconds."""

    name: str
    status: int
    median: float
    p95: float
    sql: float
    queries: int
    kilobytes: float
    empty: float | None = None  # what the empty page costs the same person, without its SQL
    growth: float | None = None  # how many times longer than on the small demo

    def ratio(self, empty: float) -> float:
        """How many times the floor the page takes."""
        return self.median / (empty + self.sql)

    @property
    def without_sql(self) -> float:
        """What the empty page costs beside its own SQL, which the page's SQL holds again."""
        return max(0.0, self.median - self.sql)


def summary(name: str, answers: Sequence[Answer]) -> Timing:
    """Median and 95th percentile; the status is the worst seen."""
    times = sorted(answer.seconds * 1000 for answer in answers)
    p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    return Timing(
        name=name,
        status=max(answer.status for answer in answers),
        median=statistics.median(times),
        p95=p95,
        sql=statistics.median(answer.sql_seconds * 1000 for answer in answers),
        queries=max(answer.queries for answer in answers),
        kilobytes=len(answers[-1].body) / 1000,
    )


def table(timings: Sequence[Timing], empty: float) -> str:
    """The result as text; a page beyond the aim or not answered with 200 is marked."""
    head = f"{'page':34}{'median':>9}{'p95':>9}{'SQL':>9}{'queries':>9}{'kB':>8}{'ratio':>8}"
    head += f"{'growth':>8}" if any(timing.growth for timing in timings) else ""
    lines = [head, "-" * len(head)]
    for timing in timings:
        ratio = timing.ratio(empty if timing.empty is None else timing.empty)
        mark = f"  status {timing.status}" if timing.status != 200 else ""
        mark = mark or (f"  over {AIM:g}" if ratio > AIM else "")
        lines.append(
            f"{timing.name:34}{timing.median:9.1f}{timing.p95:9.1f}{timing.sql:9.1f}"
            f"{timing.queries:9}{timing.kilobytes:8.1f}{ratio:8.2f}"
            + (f"{timing.growth:8.2f}" if timing.growth else "")
            + mark
        )
    return "\n".join(lines)


def grown(large: Sequence[Timing], small: Sequence[Timing]) -> list[Timing]:
    """The timings of the large demo, each with how it grew."""
    return [
        replace(timing, growth=timing.median / before.median)
        for timing, before in zip(large, small, strict=True)
    ]
