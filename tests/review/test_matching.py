"""The assignment is exact: compared with linear programmes over a thousand random rounds."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from app.review.matching import SCALE, Task, match, shortage


def _random_task(random: np.random.Generator) -> tuple[Task, np.ndarray]:
    ideas, people = int(random.integers(1, 8)), int(random.integers(1, 7))
    open_to = random.random((ideas, people)) > random.choice([0.0, 0.2, 0.5])
    liking = np.rint(random.random((ideas, people)) * 1000) * (SCALE // 1000)
    liking[random.random((ideas, people)) < 0.2] = 0
    rows, columns = np.nonzero(open_to)
    most = random.integers(0, ideas + 1, people)
    least = np.minimum(most, random.integers(0, 3, people))
    wanted = random.integers(0, min(people, 4) + 1, ideas)
    pairs = rows, columns, liking[rows, columns].astype(np.int64)
    return Task(wanted, least, most, *pairs), open_to


def _highest(task: Task) -> float | None:
    """The highest total of a full assignment, by linear programming; None: there is none."""
    size = len(task.idea)
    if not size:
        return 0.0 if not task.wanted.any() and not task.least.any() else None
    ones, lines = np.ones(size), np.arange(size)
    per_idea = csr_matrix((ones, (task.idea, lines)), shape=(len(task.wanted), size))
    per_person = csr_matrix((ones, (task.reviewer, lines)), shape=(len(task.most), size))
    solved = linprog(
        -task.affinity, A_eq=per_idea, b_eq=task.wanted, bounds=(0, 1),
        A_ub=vstack([per_person, -per_person]), b_ub=np.concatenate([task.most, -task.least]),
    )  # fmt: skip
    return -solved.fun if solved.status == 0 else None


def _best_bar(task: Task) -> int:
    """The largest affinity that all pairs of some full assignment reach."""
    bars = sorted(set(task.affinity.tolist()), reverse=True)
    return next((b for b in bars if _highest(task.only(task.affinity >= b)) is not None), 0)


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_random_rounds_are_assigned_at_the_optimum_and_within_all_bounds(
    part: int,
) -> None:
    random = np.random.default_rng(part)
    for _ in range(100):
        task, open_to = _random_task(random)
        best, lacking = _highest(task), shortage(task)
        assert bool(lacking) == (best is None)
        if best is None:
            continue
        chosen = match(task)
        pairs = list(zip(task.idea[chosen].tolist(), task.reviewer[chosen].tolist(), strict=True))
        loads = np.bincount(task.reviewer[chosen], minlength=len(task.most))
        assert all(open_to[pair] for pair in pairs)
        assert len(set(pairs)) == len(pairs)
        given = np.bincount(task.idea[chosen], minlength=len(task.wanted))
        assert given.tolist() == task.wanted.tolist()
        assert (task.least <= loads).all()
        assert (loads <= task.most).all()
        assert task.affinity[chosen].sum() >= 0.995 * best - 1e-6


def _round(kind: str, slack: float) -> Task:
    random = np.random.default_rng(7)
    ideas, people, each = 2000, 40, 3
    if kind == "even":
        liking = random.random((ideas, people))
    else:
        topics = random.dirichlet([0.3] * 8, ideas) @ random.dirichlet([0.3] * 8, people).T
        liking = topics / topics.max()
    rows, columns = np.nonzero(random.random((ideas, people)) > 0.05)
    most = np.full(people, int(np.ceil(ideas * each / people * slack)))
    least = np.full(people, ideas * each // people // 2)
    affinity = np.rint(liking[rows, columns] * SCALE).astype(np.int64)
    return Task(np.full(ideas, each), least, most, rows, columns, affinity)


@pytest.mark.parametrize("kind", ["even", "topics"])
@pytest.mark.parametrize("slack", [1.0, 1.2])
def test_two_thousand_dossiers_get_nearly_the_optimum_and_none_is_sacrificed(
    kind: str, slack: float
) -> None:
    task = _round(kind, slack)
    chosen, best = match(task), _highest(task)
    assert best is not None
    assert task.affinity[chosen].sum() >= 0.995 * best
    sums = np.bincount(task.idea[chosen], task.affinity[chosen])
    best_sums = [np.sort(task.affinity[task.idea == i])[-3:].sum() for i in range(2000)]
    assert sums.min() >= 0.95 * min(best_sums)


def test_the_worst_pair_is_as_good_as_it_can_be_when_that_costs_little() -> None:
    random = np.random.default_rng(3)
    rows, columns = np.divmod(np.arange(60 * 9), 9)
    affinity = np.rint(random.random(540) * 1000).astype(np.int64) * (SCALE // 1000)
    task = Task(np.full(60, 3), np.full(9, 10), np.full(9, 26), rows, columns, affinity)
    assert task.affinity[match(task)].min() >= 0.95 * _best_bar(task)


def test_the_same_round_is_assigned_the_same_way() -> None:
    task = _round("topics", 1.1)
    assert (match(task) == match(task)).all()


def test_a_shortage_says_which_dossier_lacks_whom() -> None:
    pairs = np.array([0, 0, 1]), np.array([0, 1, 0]), np.zeros(3, dtype=np.int64)
    task = Task(np.array([2, 2]), np.array([0, 0]), np.array([5, 5]), *pairs)
    lacking = shortage(task)
    assert lacking.ideas.tolist() == [0, 1]
    assert lacking.reviewers.tolist() == [0, 0]


def test_a_least_load_that_cannot_be_met_is_a_shortage_of_the_reviewer() -> None:
    pairs = np.array([0, 1]), np.array([0, 1]), np.zeros(2, dtype=np.int64)
    task = Task(np.array([1, 1]), np.array([0, 2]), np.array([5, 5]), *pairs)
    assert shortage(task).reviewers.tolist() == [0, 1]
