"""The figures of the corrected scores: simulated rounds with a known truth, and the time taken.

    OPENBLAS_NUM_THREADS=1 PYTHONPATH=. .venv/bin/python bench/calibration.py

Times are of the work alone and of whole processes, ours and pandas', in the same run.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from app.review.calibrate_files import run
from tests.review.simulation import KINDS, Kind, measured, simulate

PANDAS = """
import sys, pandas
frame = pandas.read_csv(sys.argv[1])
frame.groupby("idea").score.mean().reset_index().to_csv(sys.argv[2], index=False)
"""


def table() -> None:
    """One line per kind of round: averages over rounds."""
    print(f"{'round':38} {'tau':>8} {'top 10 %':>9} {'score':>7} {'rank':>7} {'width':>6}")
    for kind in KINDS:
        rounds = range(200 if kind.ideas < 100 else 12)
        figures = [measured(simulate(kind, seed)) for seed in rounds]
        names = "tau_gain", "precision_gain", "score_coverage", "rank_coverage", "width"
        columns = [np.mean([getattr(figure, name) for figure in figures]) for name in names]
        tau, precision, score, rank, width = columns
        print(f"{kind.name:38} {tau:+8.4f} {precision:+9.4f} {score:7.1%} {rank:7.1%} {width:6.1%}")


def _best(action: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def times() -> None:
    """50,000 sheets: ours against reading, averaging and writing with pandas."""
    played = simulate(Kind("time", ideas=16_667, reviewers=150), 1)
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.csv", Path(folder) / "out.csv"
        frame = pd.DataFrame({
            "idea": [f"HS{n:05}" for n in played.sheets.idea],
            "reviewer": [f"R{n:03}" for n in played.sheets.reviewer],
            "criterion": "a", "score": np.round(played.sheets.score, 2),
        })  # fmt: skip
        frame.to_csv(source, index=False)

        def plainly() -> None:
            read = pd.read_csv(source)
            read.groupby("idea").score.mean().reset_index().to_csv(out, index=False)

        flask = str(Path(sys.executable).with_name("flask"))
        command = [flask, "--app", "wsgi", "review", "calibrate", "--csv", str(source),
                   "--out", str(out)]  # fmt: skip
        plain = [sys.executable, "-c", PANDAS, str(source), str(out)]
        pairs = (
            ("work", plainly, lambda: run(source, out, None, None, None)),
            ("process", lambda: subprocess.run(plain, check=True),
             lambda: subprocess.run(command, check=True)),
        )  # fmt: skip
        for name, theirs, ours in pairs:
            other, own = _best(theirs), _best(ours)
            print(f"{name}: pandas {other:.3f} s, calibrate {own:.3f} s, ratio {own / other:.1f}")


if __name__ == "__main__":
    times()
    table()
