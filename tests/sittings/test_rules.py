"""Quorum, thresholds, outcomes and the order of the agenda."""

import math
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sittings import rules
from app.sittings.rules import Outcome, People, Share, Tally
from app.sittings.states import Base


@pytest.mark.parametrize(
    ("share", "members", "needed"),
    [
        (Share(2, 3), 9, 6),
        (Share(80, 100), 9, 8),
        (Share(90, 100), 9, 9),
        (Share(1, 2, strict=True), 9, 5),
        (Share(1, 2, strict=True), 8, 5),
        (Share(2, 3), 10, 7),
        (Share(2, 3), 1, 1),
        (Share(1, 1), 9, 9),
        (Share(1, 1, strict=True), 9, 10),
    ],
)
def test_how_many_a_share_needs(share: Share, members: int, needed: int) -> None:
    assert share.needed(members) == needed


@given(st.integers(1, 200), st.integers(1, 100), st.integers(1, 100), st.booleans())
def test_a_share_is_the_fewest_who_make_it(base: int, above: int, below: int, strict: bool) -> None:
    """Restated with fractions: the smallest whole number that reaches, or exceeds, the part."""
    share = Share(min(above, below), max(above, below), strict=strict)
    part = Fraction(base * share.numerator, share.denominator)

    wanted = math.floor(part) + 1 if strict else math.ceil(part)

    assert share.needed(base) == wanted


def test_the_base_is_all_or_those_who_may_vote_or_those_there() -> None:
    people = People(appointed=9, present=7, recused=2, written=1, in_room=5)

    assert [people.base(kind) for kind in Base] == [9, 7, 6]
    assert people.absent == 2


def test_other_opinions_and_void_slips_do_not_agree() -> None:
    people = People(9, 9, in_room=9)

    found = rules.outcome(Tally(5, 1, 2, 1, 9), people, Share(2, 3), Base.APPOINTED)

    assert found == Outcome(False, 5, 9, 6)
    assert str(found.text) == "5/9 (55,56%); cần từ 6 phiếu đồng ý"


def test_a_tie_is_no_majority() -> None:
    people = People(8, 8, in_room=8)

    assert not rules.outcome(Tally(4, 4), people, Share(1, 2, strict=True), Base.PRESENT).passed
    assert rules.outcome(Tally(5, 3), people, Share(1, 2, strict=True), Base.PRESENT).passed


@pytest.mark.parametrize(
    ("yes", "chair_agrees", "passed", "tied"),
    [(4, True, True, True), (4, False, False, True), (4, None, False, True),
     (5, False, True, False), (3, True, False, False)],
)  # fmt: skip
def test_the_chair_breaks_a_tie_only_where_the_rule_says_so(
    yes: int, chair_agrees: bool | None, passed: bool, tied: bool
) -> None:
    """Exactly the half that must be exceeded: the chair's side wins, or nobody's."""
    people = People(9, 8, in_room=8)

    found = rules.outcome(Tally(yes, 8 - yes), people, Share(1, 2, strict=True), Base.PRESENT,
                          chair_agrees=chair_agrees)  # fmt: skip

    assert (found.passed, found.tied, found.needed) == (passed, tied, 5)


def test_a_share_that_need_not_be_exceeded_knows_no_tie() -> None:
    found = rules.outcome(Tally(6, 3), People(9, 9, in_room=9), Share(2, 3), Base.APPOINTED,
                          chair_agrees=False)  # fmt: skip

    assert (found.passed, found.tied) == (True, False)


def test_two_tellers_must_agree() -> None:
    one, same, other = ("A", (7, 1, 0, 1, 1)), ("B", (7, 1, 0, 1, 1)), ("C", (7, 1, 1, 0, 1))

    assert "mới có 1" in str(rules.blockers_of_sheets([one])[0].message)
    assert rules.blockers_of_sheets([one, same]) == []
    (blocker,) = rules.blockers_of_sheets([one, same, other])
    assert "A và C nhập số khác nhau" in str(blocker.message)


def test_nobody_there_passes_nothing() -> None:
    assert not rules.outcome(Tally(), People(3, 0), Share(1, 2), Base.PRESENT).passed


def test_a_ballot_without_quorum_is_not_begun() -> None:
    short = rules.blockers_to_ballot(People(9, 5), Share(2, 3), open_ballot=False)
    enough = rules.blockers_to_ballot(People(9, 6), Share(2, 3), open_ballot=False)
    twice = rules.blockers_to_ballot(People(9, 9), Share(2, 3), open_ballot=True)

    assert [one.field for one in short] == ["quorum"]
    assert "có mặt 5 trên 9, cần từ 6" in str(short[0].message)
    assert (enough, [one.field for one in twice]) == ([], ["ballot"])


def test_it_is_said_when_even_everybody_would_not_be_enough() -> None:
    assert rules.warning_of_reach(People(9, 9, recused=1), Share(90, 100), Base.APPOINTED)
    assert rules.warning_of_reach(People(9, 9, recused=1), Share(90, 100), Base.VOTING) is None
    assert rules.warning_of_reach(People(9, 9, recused=3), Share(2, 3), Base.APPOINTED) is None


@pytest.mark.parametrize(
    ("tally", "written", "field"),
    [
        (Tally(5, 2, 0, 1, entitled=8), 0, None),
        (Tally(5, 2, 1, 1, entitled=8), 0, "yes"),
        (Tally(-1, 2, 0, 0, entitled=8), 0, "yes"),
        (Tally(5, 2, 0, 0, entitled=9), 2, "written"),
    ],
)
def test_tellers_cannot_count_more_than_was_given(
    tally: Tally, written: int, field: str | None
) -> None:
    people = People(9, 8, written=written, in_room=8)

    assert [one.field for one in rules.blockers_of_count(tally, people, 1)] == [field] * bool(field)


def leavings(order: list[frozenset[int]]) -> int:
    """Restated: for each person, how many unbroken stretches of items he is away for."""
    people = set().union(*order) if order else set()
    return sum(
        sum(who in now and who not in before
            for before, now in zip([frozenset(), *order], order, strict=False))
        for who in people
    )  # fmt: skip


RECUSED = st.lists(st.frozensets(st.integers(1, 4), max_size=3), max_size=7)


@given(RECUSED)
def test_the_quiet_order_keeps_every_item_and_is_never_worse(recused: list[frozenset[int]]) -> None:
    order = rules.quiet_order(recused)
    arranged = [recused[place] for place in order]

    assert sorted(order) == list(range(len(recused)))
    assert rules.movements(arranged) == leavings(arranged)
    assert leavings(arranged) <= leavings(recused)


@given(st.lists(st.frozensets(st.integers(1, 4), max_size=3), max_size=6))
def test_the_quiet_order_of_a_few_items_is_near_the_best(recused: list[frozenset[int]]) -> None:
    """Beside every possible order: at most one departure more than the best."""
    best = min((leavings(list(order)) for order in permutations(recused)), default=0)

    assert leavings([recused[place] for place in rules.quiet_order(recused)]) <= best + 1


def test_items_that_send_out_the_same_people_stand_together() -> None:
    a, b = frozenset({1}), frozenset({2})

    order = rules.quiet_order([a, b, frozenset(), a, b, a])

    assert order[0] == 2
    assert rules.movements([[a, b, frozenset(), a, b, a][place] for place in order]) == 2
