"""What the corrected scores and their intervals are worth, on rounds whose truth is known."""

import numpy as np
import pytest

from app.review.calibration import Sheets, calibrate
from app.review.estimates import Estimates, estimate
from app.review.intervals import rank_intervals
from tests.review.simulation import KINDS, Kind, Round, measured, simulate

BY_NAME = {kind.name: kind for kind in KINDS}
WITH_LENIENCY = ["leniency", "outliers", "unequal noise, half points, 0 to 10"]


def _average(name: str, what: str, rounds: int) -> float:
    return float(np.mean([getattr(measured(simulate(BY_NAME[name], n)), what)
                          for n in range(rounds)]))  # fmt: skip


@pytest.mark.parametrize("kind", WITH_LENIENCY)
def test_where_reviewers_differ_the_ranking_gains(kind: str) -> None:
    figures = [measured(simulate(BY_NAME[kind], n)) for n in range(3)]
    assert np.mean([f.tau_gain for f in figures]) >= 0.06
    assert np.mean([f.precision_gain for f in figures]) >= 0.05


@pytest.mark.parametrize("kind", ["no leniency", "60 x 9 x 4, no leniency"])
def test_where_reviewers_are_alike_nothing_is_lost(kind: str) -> None:
    assert _average(kind, "tau_gain", 6) >= -0.006


@pytest.mark.parametrize("kind", ["fields that differ", "panels that share nothing"])
def test_real_differences_between_fields_and_panels_are_kept(kind: str) -> None:
    assert _average(kind, "tau_gain", 6) > 0.02


@pytest.mark.parametrize("kind", sorted(BY_NAME))
def test_nine_of_ten_true_scores_and_ranks_lie_in_their_intervals(kind: str) -> None:
    rounds = 60 if BY_NAME[kind].ideas < 100 else 12
    figures = [measured(simulate(BY_NAME[kind], 100 + n)) for n in range(rounds)]
    assert 0.87 <= np.mean([f.score_coverage for f in figures]) <= 0.93
    assert 0.86 <= np.mean([f.rank_coverage for f in figures]) <= 0.94


def _numbers(played: Round, found_of: np.ndarray | None = None) -> Estimates:
    sheets = played.sheets
    return estimate(sheets.idea, sheets.reviewer, sheets.score, played.field, 5)


def test_neither_names_nor_the_order_of_lines_change_a_figure() -> None:
    played = simulate(Kind("small", ideas=60, reviewers=9, each=3, step=1.0, fields=3), 4)
    sheets, random = played.sheets, np.random.default_rng(1)
    first = _numbers(played)
    idea_names, people_names = random.permutation(60), random.permutation(9)
    lines = random.permutation(len(sheets.score))
    field = np.empty(60, dtype=np.int64)
    field[idea_names] = 2 - played.field
    other = estimate(idea_names[sheets.idea][lines], people_names[sheets.reviewer][lines],
                     sheets.score[lines], field, 5)  # fmt: skip
    for name in ("mean", "calibrated", "error", "rank", "low", "high", "inside"):
        assert getattr(other, name)[idea_names].tolist() == getattr(first, name).tolist(), name
    assert other.severity[people_names].tolist() == first.severity.tolist()
    assert other.z.tolist() == first.z[lines].tolist()


def test_a_strict_reviewer_is_found_and_points_are_given_back() -> None:
    idea = np.repeat(np.arange(40), 3)
    person = (idea + np.tile([0, 1, 2], 40)) % 6
    score = 5 + (idea % 7) * 0.5 + np.where(person == 2, -0.8, 0.0)
    score = score + np.random.default_rng(2).normal(0, 0.2, len(score))
    found = estimate(idea, person, score, np.zeros(40, dtype=np.int64))
    assert found.severity[2] == pytest.approx(0.67, abs=0.1)
    assert np.argmax(found.severity) == 2
    judged = np.unique(idea[person == 2])
    assert (found.calibrated[judged] > found.mean[judged]).all()


def test_groups_that_share_no_dossier_are_not_moved_against_each_other() -> None:
    idea = np.repeat(np.arange(40), 2)
    person = np.where(idea < 20, 0, 2) + np.tile([0, 1], 40)
    score = np.where(idea < 20, 8.0, 4.0) + np.where(person % 2, 0.5, 0.0) + (idea % 5) * 0.1
    found = estimate(idea, person, score + np.sin(np.arange(80)) * 0.05,
                     np.zeros(40, dtype=np.int64))  # fmt: skip
    gap = found.calibrated[:20].mean() - found.calibrated[20:].mean()
    assert gap == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize(
    ("idea", "person", "score"),
    [
        ([0], [0], [7.0]),
        ([0, 1, 2], [0, 0, 0], [7.0, 8.0, 6.0]),
        ([0, 0, 0], [0, 1, 2], [7.0, 8.0, 6.0]),
        ([0, 0, 1, 1], [0, 1, 0, 1], [5.0, 5.0, 5.0, 5.0]),
        ([0, 0, 1, 1], [0, 1, 0, 1], [5.0, 6.0, 7.0, 8.0]),
    ],
)
def test_the_smallest_rounds_have_figures_too(
    idea: list[int], person: list[int], score: list[float]
) -> None:
    found = estimate(idea, person, score, [0] * len(set(idea)), 1)
    assert found.inside is not None
    for values in (found.mean, found.calibrated, found.error, found.z, found.severity):
        assert np.isfinite(values).all()
    assert (found.low <= found.rank).all()
    assert (found.rank <= found.high).all()
    assert found.inside.sum() == pytest.approx(1.0)


def test_one_reviewer_alone_changes_nothing() -> None:
    found = estimate([0, 1, 2], [0, 0, 0], [7.0, 8.0, 6.0], [0, 0, 0])
    assert found.calibrated.tolist() == [7.0, 8.0, 6.0]
    assert found.rank.tolist() == [2, 1, 3]
    assert not found.known


def test_equal_scores_share_a_rank_and_a_chance() -> None:
    found = estimate([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [7, 8, 7, 8, 3, 5], [0, 0, 0], 1)
    assert found.inside is not None
    assert found.rank.tolist() == [1, 1, 3]
    assert found.inside[0] == found.inside[1]
    assert found.high[0] == found.high[1]


def test_a_wild_sheet_is_flagged_and_no_other() -> None:
    played = simulate(Kind("calm", ideas=300, reviewers=20, each=3, noise=0.5), 8)
    score = played.sheets.score.copy()
    score[100] += 5.0
    sheets = Sheets(played.sheets.idea, played.sheets.reviewer, score)
    z = calibrate(sheets).z
    assert np.argmax(np.abs(z)) == 100
    assert z[100] > 3
    assert (np.abs(np.delete(z, 100)) > 3).mean() < 0.01


def test_thousands_of_reviewers_are_solved_by_iteration_to_the_same_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played = simulate(Kind("many", ideas=600, reviewers=60, each=4), 3)
    exact = calibrate(played.sheets)
    monkeypatch.setattr("app.review.calibration._MOST_DENSE", 10)
    near = calibrate(played.sheets)
    assert np.abs(near.calibrated - exact.calibrated).max() < 0.03
    assert np.abs(near.error / exact.error - 1).max() < 0.1
    alike = np.arange(600)
    field = np.zeros(600, dtype=np.int64)
    low = rank_intervals(played.sheets, near, field, alike, None).low
    assert np.abs(low - rank_intervals(played.sheets, exact, field, alike, None).low).mean() < 12
