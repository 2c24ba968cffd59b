"""A proposal of who scores what is fair, complete and repeatable."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review.assigning import Pair, propose_assignment

REVIEWERS = list(range(1, 7))
IDEAS = list(range(100, 120))


def loads(pairs: list[Pair], reviewers: list[int]) -> list[int]:
    counted = Counter(reviewer for _, reviewer in pairs)
    return [counted[reviewer] for reviewer in reviewers]


def test_without_conflicts_loads_differ_by_one_at_most_and_every_dossier_is_full() -> None:
    ideas = list(range(1, 2001))
    reviewers = list(range(1, 41))

    pairs = propose_assignment(ideas, reviewers, 3, {}, [])

    found = loads(pairs, reviewers)
    assert max(found) - min(found) <= 1
    assert Counter(idea for idea, _ in pairs) == dict.fromkeys(ideas, 3)
    assert len(set(pairs)) == 6000


def test_people_do_not_always_sit_with_the_same_people() -> None:
    pairs = propose_assignment(list(range(1, 41)), REVIEWERS, 3, {}, [])

    together: dict[int, set[int]] = {}
    for idea, reviewer in pairs:
        together.setdefault(idea, set()).add(reviewer)
    meetings = {frozenset((a, b)) for group in together.values() for a in group for b in group}
    assert len({pair for pair in meetings if len(pair) == 2}) == 15


def test_what_stands_is_kept_and_counted() -> None:
    existing = [(100, 1), (100, 2), (101, 1), (101, 2), (102, 1)]

    pairs = propose_assignment([100, 101, 102], REVIEWERS, 2, {}, existing)

    assert [idea for idea, _ in pairs] == [102]
    assert {reviewer for _, reviewer in pairs} <= {3, 4, 5, 6}


def test_conflicts_are_never_proposed_and_the_rest_is_shared_out() -> None:
    conflicts = {idea: {1, 2} for idea in IDEAS[:10]}

    pairs = propose_assignment(IDEAS, REVIEWERS, 2, conflicts, [])

    assert not [pair for pair in pairs if pair[1] in conflicts.get(pair[0], ())]
    assert Counter(idea for idea, _ in pairs) == dict.fromkeys(IDEAS, 2)
    found = loads(pairs, REVIEWERS)
    assert max(found) - min(found) <= 1


def test_work_is_passed_on_through_others() -> None:
    # 1 may only take 10-13, 2 takes anything, 3 only 14-15: without a chain 1 would be overloaded.
    conflicts = {10: {3}, 11: {3}, 12: {3}, 13: {3}, 14: {1}, 15: {1}}

    pairs = propose_assignment([10, 11, 12, 13, 14, 15], [1, 2, 3], 1, conflicts, [])

    assert loads(pairs, [1, 2, 3]) == [2, 2, 2]


def test_a_dossier_that_nearly_everybody_is_shut_out_of_gets_who_is_left() -> None:
    pairs = propose_assignment([100], REVIEWERS, 3, {100: {1, 2, 3, 4, 5}}, [])

    assert pairs == [(100, 6)]


def test_nobody_and_nothing_give_nothing() -> None:
    assert propose_assignment([], REVIEWERS, 3, {}, []) == []
    assert propose_assignment(IDEAS, [], 3, {}, []) == []


def test_the_same_question_gets_the_same_answer() -> None:
    conflicts = {101: {1}, 105: {2, 3}}

    first = propose_assignment(IDEAS, REVIEWERS, 3, conflicts, [(100, 4)])

    assert propose_assignment(IDEAS, REVIEWERS, 3, conflicts, [(100, 4)]) == first


@given(
    st.integers(1, 12), st.integers(1, 6), st.integers(1, 4),
    st.sets(st.tuples(st.integers(1, 12), st.integers(1, 6)), max_size=25),
    st.sets(st.tuples(st.integers(1, 12), st.integers(1, 6)), max_size=15),
)  # fmt: skip
def test_every_dossier_gets_as_many_as_there_are(
    ideas: int, people: int, wanted: int, shut: set[Pair], standing: set[Pair]
) -> None:
    reviewers = list(range(1, people + 1))
    existing = [(i, r) for i, r in standing if i <= ideas and r <= people]
    conflicts: dict[int, set[int]] = {}
    for idea, reviewer in shut:
        conflicts.setdefault(idea, set()).add(reviewer)

    pairs = propose_assignment(list(range(1, ideas + 1)), reviewers, wanted, conflicts, existing)

    assert not set(pairs) & (shut | set(existing))
    for idea in range(1, ideas + 1):
        sitting = {r for i, r in existing if i == idea}
        able = set(reviewers) - conflicts.get(idea, set()) - sitting
        missing = max(0, wanted - len(sitting))
        assert sum(i == idea for i, _ in pairs) == min(missing, len(able))


@pytest.mark.parametrize("reviewers", [[1, 2, 3, 4], [4, 3, 2, 1]])
def test_the_order_in_which_people_are_listed_does_not_matter(reviewers: list[int]) -> None:
    pairs = propose_assignment(IDEAS, reviewers, 2, {}, [])

    assert pairs == propose_assignment(IDEAS, sorted(reviewers), 2, {}, [])
