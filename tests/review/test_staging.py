"""Who goes on by the rule of a stage, and what a plan of stages must keep to."""

from dataclasses import replace
from typing import Any

import pytest

from app.review.staging import (
    Candidate,
    Part,
    Side,
    against_the_rule,
    combined,
    official,
    shortlist,
)
from app.rounds.stages import StageDraft, StageRule, blockers_in_stages
from tests.review.stages import CLOSED, D, plan


def candidate(key: int, mean: str | None, category: str = "", **changes: Any) -> Candidate:
    return Candidate(key, f"SK-{key}", "", "", category, None if mean is None else D(mean),
                     **{"vetoed": False, **changes})  # fmt: skip


def sides(stage: StageDraft, *found: Candidate) -> dict[int, str]:
    return {line.candidate.idea_id: str(line.side) for line in shortlist(stage, found)}


def test_the_first_so_many_go_on_and_equals_at_the_line_are_a_tie() -> None:
    top = StageDraft("S", rule=StageRule.TOP, count=2)
    a, b, c, d = (candidate(n, m) for n, m in enumerate(("90", "80", "80", None), start=1))

    assert sides(top, a, b, c, d) == {1: "in", 2: "tie", 3: "tie", 4: "out"}
    assert sides(replace(top, count=3), a, b, c, d) == {1: "in", 2: "in", 3: "in", 4: "out"}
    assert sides(top, replace(a, vetoed=True), b, c) == {1: "out", 2: "in", 3: "in"}


def test_each_category_has_its_own_line_and_points_are_a_line_too() -> None:
    each = StageDraft("S", rule=StageRule.TOP_PER_CATEGORY, count=1)
    found = [candidate(1, "90", "A"), candidate(2, "80", "A"), candidate(3, "50", "B")]

    assert sides(each, *found) == {1: "in", 2: "out", 3: "in"}
    points = StageDraft("S", rule=StageRule.POINTS, points=D(80))
    assert sides(points, *found) == {1: "in", 2: "in", 3: "out"}
    assert set(sides(StageDraft("S"), *found).values()) == {"open"}


def test_a_parted_tie_and_a_choice_against_the_rule_want_a_reason() -> None:
    lines = shortlist(StageDraft("S", rule=StageRule.TOP, count=2),
                      [candidate(1, "90"), candidate(2, "80"), candidate(3, "80"),
                       candidate(4, "10")])  # fmt: skip

    def keys(*chosen: int) -> set[int]:
        return {one.candidate.idea_id for one in against_the_rule(lines, chosen)}

    assert keys(1, 2, 3) == set()
    assert keys(1, 2) == {2, 3}
    assert keys(1) == {2, 3}
    assert keys(2, 3, 4) == {1, 4}
    assert [str(line.side) for line in lines] == [Side.IN, Side.TIE, Side.TIE, Side.OUT]


def test_the_weighted_sum_is_exact_on_the_last_scale_and_rounded_once() -> None:
    earlier = [Part(D("72.5"), D(100), D(40))]

    assert combined(D("41.25"), D(55), D(60), earlier, 2) == D("40.70")


def test_thirds_of_three_stages_that_add_up_to_a_half_are_rounded_up() -> None:
    earlier = [Part(D(1), D(30), D(25))] * 3

    assert combined(D("0.02"), D(100), D(25), earlier, 2) == D("2.51")


def test_a_dossier_without_a_score_of_a_stage_that_counts_has_no_official_score() -> None:
    whole, lacking = [Part(D(80), D(100), D(40))], [Part(D(80), D(100), D(10))]
    own = {1: D(50), 2: D(50), 3: D(50), 4: None}

    found = official(own, D(100), D(60), {1: whole, 2: lacking, 4: whole}, 2)

    assert found == {1: D("62.00"), 2: None, 3: None, 4: None}
    assert official(own, D(100), None, {}, 2) == own


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "0.name"), ({"count": None}, "0.count"), ({"share": D(40)}, "0.share"),
     ({"rule": StageRule.POINTS}, "0.points"), ({"scoring_opens_at": CLOSED}, "0.scoring_opens_at"),
     ],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept_is_refused_at_its_box(
    change: dict[str, Any], field: str
) -> None:
    first, last = plan()
    assert blockers_in_stages([first, last]) == []
    assert [b.field for b in blockers_in_stages([replace(first, **change), last])] == [field]
