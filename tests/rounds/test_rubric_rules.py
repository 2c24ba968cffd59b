"""A rubric covers every point of every criterion once; the sample does."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.rounds.rubric_rules import blockers_in_rubric, blockers_to_store
from app.rounds.rubrics import BandDraft, CriterionDraft, RubricDraft, maximum_total
from app.rounds.sample import rubric_sample

D = Decimal


def band(low: str, high: str, label: str = "Mức") -> BandDraft:
    return BandDraft(label, D(low), D(high))


def criterion(*bands: BandDraft, **changes: Any) -> CriterionDraft:
    whole = bands or (band("0", "4.5"), band("5", "10"))
    return CriterionDraft(**{"name": "Tính mới", "maximum": D(10), "bands": whole, **changes})


def rubric(*criteria: CriterionDraft, enough: str = "5") -> RubricDraft:
    return RubricDraft("Thang điểm", D(enough), criteria)


def found(draft: RubricDraft) -> list[str]:
    return [blocker.field for blocker in blockers_in_rubric(draft)]


def test_the_sample_is_ready_and_says_that_nobody_issued_it() -> None:
    sample = rubric_sample()

    assert blockers_in_rubric(sample) == []
    assert (sample.note, sample.pass_mark) == ("mẫu, chờ Hội đồng ban hành", D(60))
    assert [(c.maximum, c.floor) for c in sample.criteria] == [
        (D(25), D(10)), (D(25), None), (D(30), D(12)), (D(20), None),
    ]  # fmt: skip
    assert all(band.anchor for c in sample.criteria for band in c.bands)


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([band("0", "4.5"), band("5", "10")], []),
        ([band("0", "4"), band("5", "10")], ["criteria-0-bands-1-low"]),
        ([band("0", "5"), band("5", "10")], ["criteria-0-bands-1-low"]),
        ([band("1", "4.5"), band("5", "10")], ["criteria-0-bands-0-low"]),
        ([band("0", "4.5"), band("5", "9.5")], ["criteria-0-bands-1-high"]),
        ([band("0", "4.5"), band("5", "10.5")], ["criteria-0-bands-1-high"]),
        ([band("0", "4.2"), band("4.7", "10")], ["criteria-0-bands-0-high"]),
        ([band("5", "10"), band("0", "4.5")],
         ["criteria-0-bands-0-low", "criteria-0-bands-1-low", "criteria-0-bands-1-high"]),
    ],
)  # fmt: skip
def test_levels_join_without_gap_or_overlap(bands: list[BandDraft], expected: list[str]) -> None:
    assert found(rubric(criterion(*bands))) == expected


def test_the_message_says_where_the_level_has_to_begin() -> None:
    gap = rubric(criterion(band("0", "4"), band("5", "10", "Mới trong quận")))

    [blocker] = blockers_in_rubric(gap)

    assert str(blocker.message) == (
        "Tiêu chí “Tính mới”: mức “Mới trong quận” phải bắt đầu từ 4,5 để không hở, "
        "không chồng lên mức trước (bước điểm 0,5)"
    )


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.sampled_from(["0.25", "0.5", "1", "2"]),
)
def test_any_way_of_cutting_the_scale_into_levels_is_accepted(widths: list[int], step: str) -> None:
    edges, bands = 0, []
    for width in widths:
        bands.append(BandDraft("Mức", edges * D(step), (edges + width - 1) * D(step)))
        edges += width
    most = (edges - 1) * D(step)
    assume(most > 0)
    whole = criterion(*bands, maximum=most, step=D(step))

    assert found(rubric(whole, enough=str(most))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"maximum": D(0)}, ["criteria-0-maximum"]),
        ({"step": D(0)}, ["criteria-0-step"]),
        ({"weight": D(-1)}, ["criteria-0-weight"]),
        ({"floor": D("10.5")}, ["criteria-0-floor"]),
        ({"floor": D(-1)}, ["criteria-0-floor"]),
        ({"floor": D("2.125")}, ["criteria-0-floor"]),
        ({"floor": D(10)}, []),
    ],
)
def test_numbers_that_are_no_points_are_not_even_stored(
    changes: dict[str, Any], expected: list[str]
) -> None:
    draft = rubric(criterion(**changes))

    assert [blocker.field for blocker in blockers_to_store(draft)] == expected


def test_a_level_upside_down_is_not_stored() -> None:
    draft = rubric(criterion(band("4.5", "0"), band("5", "10")))

    assert [b.field for b in blockers_to_store(draft)] == ["criteria-0-bands-0-low"]


def test_the_pass_mark_can_be_reached() -> None:
    assert found(rubric(criterion(), enough="10")) == []
    assert found(rubric(criterion(), enough="10.5")) == ["pass_mark"]
    assert found(rubric(criterion(weight=D(2)), enough="20")) == []
    assert found(rubric(criterion(), enough="0")) == ["pass_mark"]


def test_a_rubric_has_criteria_with_levels_and_each_name_once() -> None:
    assert found(rubric()) == ["criteria"]
    assert found(rubric(replace(criterion(), bands=()))) == ["criteria-0-bands-0-label"]
    assert found(rubric(criterion(), criterion(name="TÍNH MỚI"))) == ["criteria-1-name"]


def test_the_total_counts_weights_and_shows_no_idle_zeros() -> None:
    criteria = (criterion(weight=D("1.50")), criterion(maximum=D("25.00")))

    assert str(maximum_total(criteria)) == "40"
    assert str(maximum_total([criterion(weight=D("0.25"))])) == "2.5"
