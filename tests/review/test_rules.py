"""The sums of the review, exact, with their refusals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review import rules
from app.review.rules import (
    Decision,
    DecisionLine,
    MarkDraft,
    ScoredIdea,
    SheetDraft,
    Standing,
    below_floor,
    blockers_of_paper,
    blockers_to_decide,
    blockers_to_lock,
    blockers_to_propose,
    blockers_to_save,
    mark_blockers,
    median,
    running_total,
    settled_mean,
    sheet_total,
    standings,
    vote_carries,
)
from app.review.states import Proposal
from app.rounds.rubrics import CriterionView
from tests.review.rubric import criterion

D = Decimal
DAY = date(2026, 11, 10)


def texts(blockers: list) -> list[tuple[str, str]]:
    return [(blocker.field, str(blocker.message)) for blocker in blockers]


def draft(*points: str | None) -> SheetDraft:
    marks = [MarkDraft(n, None if p is None else D(p)) for n, p in enumerate(points, start=1)]
    return SheetDraft(tuple(marks))


def test_a_total_is_the_sum_of_points_times_weight() -> None:
    criteria = [criterion(1, weight="1.5"), criterion(2, weight="0.25")]

    assert sheet_total(draft("7.5", "3"), criteria) == D("12.00")
    assert running_total(draft("7.5", None), criteria) == (D("11.25"), 1)


def test_an_incomplete_sheet_has_no_total() -> None:
    criteria = [criterion(1), criterion(2)]

    assert sheet_total(draft("7.5", None), criteria) is None
    assert sheet_total(SheetDraft(()), criteria) is None
    assert sheet_total(SheetDraft(()), []) is None


def test_zero_points_are_points() -> None:
    assert sheet_total(draft("0", "0"), [criterion(1), criterion(2)]) == 0


@pytest.mark.parametrize(
    ("points", "band", "message"),
    [
        ("10", None, None),
        ("0", 11, None),
        ("4.5", 11, None),
        (None, 12, None),
        ("10.5", None, "Điểm của tiêu chí “Tiêu chí 1” phải từ 0 đến 10"),
        ("-0.5", None, "Điểm của tiêu chí “Tiêu chí 1” phải từ 0 đến 10"),
        ("7.25", None, "Điểm của tiêu chí “Tiêu chí 1” phải là bội số của 0,5"),
        ("4.5", 12, "Tiêu chí “Tiêu chí 1”: 4,5 điểm không thuộc mức đã chọn"),
        ("4.5", 999, "Tiêu chí “Tiêu chí 1”: 4,5 điểm không thuộc mức đã chọn"),
    ],
)
def test_points_lie_in_range_on_step_and_in_the_chosen_level(
    points: str | None, band: int | None, message: str | None
) -> None:
    mark = MarkDraft(1, None if points is None else D(points), band)

    found = texts(mark_blockers(mark, criterion(1)))

    assert found == ([("points_1", message)] if message else [])


def test_locking_names_every_gap_in_the_order_of_the_page() -> None:
    sheet = SheetDraft((MarkDraft(1, D("5")), MarkDraft(3, D("11"))))

    assert texts(blockers_to_lock(sheet, [criterion(1), criterion(2), criterion(3)])) == [
        ("remark_1", "Ghi nhận xét cho tiêu chí “Tiêu chí 1”: mức “Mức 2” cần nhận xét"),
        ("points_2", "Chấm điểm tiêu chí “Tiêu chí 2”"),
        ("points_3", "Điểm của tiêu chí “Tiêu chí 3” phải từ 0 đến 10"),
    ]


def test_saving_an_incomplete_sheet_is_fine_but_a_wrong_one_is_not() -> None:
    criteria = [criterion(1), criterion(2)]

    assert blockers_to_save(draft(None, "5"), criteria) == []
    assert [b.field for b in blockers_to_save(draft("99", "5"), criteria)] == ["points_1"]


def test_a_remark_lets_the_sheet_be_locked() -> None:
    sheet = SheetDraft((MarkDraft(1, D("5"), 12, "Có nơi làm rồi."),))

    assert blockers_to_lock(sheet, [criterion(1)]) == []


@pytest.mark.parametrize(
    ("totals", "quorum", "digits", "mean"),
    [
        ([], 1, 2, None),
        (["80"], 2, 2, None),
        (["80", "81"], 2, 2, "80.50"),
        (["80", "80", "81"], 2, 2, "80.33"),
        (["84.5", "85", "85"], 3, 2, "84.83"),
        (["1", "2", "2", "2", "2", "2", "2", "2"], 2, 2, "1.88"),
        (["0.005", "0.005"], 2, 2, "0.01"),
        (["70.5", "71"], 2, 0, "71"),
        (["0", "0"], 2, 2, "0.00"),
    ],
)
def test_the_official_score_is_the_plain_mean_rounded_half_up(
    totals: list[str], quorum: int, digits: int, mean: str | None
) -> None:
    found = settled_mean([D(total) for total in totals], quorum, digits)

    assert found == (None if mean is None else D(mean))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_the_mean_does_not_depend_on_the_order_and_lies_between_the_ends(halves: list[int]) -> None:
    totals = [D(n) / 2 for n in halves]

    mean = settled_mean(totals, 1, 2)

    assert mean == settled_mean(totals[::-1], 1, 2)
    assert mean is not None
    assert min(totals) <= mean <= max(totals)


def test_the_median_is_the_middle() -> None:
    assert median([]) is None
    assert median([D(9), D(1), D(5)]) == D(5)
    assert median([D("9"), D("1"), D("5.5"), D("5")]) == D("5.25")


def test_a_floor_looks_at_the_mean_that_is_not_rounded() -> None:
    assert below_floor([D("9.5"), D("10"), D("10")], D(10))
    assert not below_floor([D("9.5"), D("10.5")], D(10))
    assert not below_floor([D("1")], None)
    assert not below_floor([], D(10))


def test_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    scores = {4: D("80.50"), 1: D("90"), 3: D("80.5"), 2: D("70")}

    assert standings(scores) == [
        Standing(1, 1, D("90")),
        Standing(2, 3, D("80.5")),
        Standing(2, 4, D("80.50")),
        Standing(4, 2, D("70")),
    ]


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 5).map(D), max_size=20))
def test_a_place_is_one_plus_the_number_of_higher_scores(scores: dict[int, Decimal]) -> None:
    for standing in standings(scores):
        higher = sum(score > standing.score for score in scores.values())
        assert standing.place == higher + 1


@pytest.mark.parametrize(
    ("votes_for", "votes_of", "carries"),
    [(6, 9, True), (5, 9, False), (7, 11, False), (8, 11, True), (0, 0, False), (2, 3, True)],
)
def test_votes_are_compared_as_fractions(votes_for: int, votes_of: int, carries: bool) -> None:
    assert vote_carries(votes_for, votes_of, 2, 3) is carries


def scored(code: str = "SK-1", mean: str | None = "80", **changes: object) -> ScoredIdea:
    facts = {"idea_id": 7, "code": code, "mean": mean and D(mean), "below_floor": False,
             "first_applied_on": DAY, **changes}  # fmt: skip
    return ScoredIdea(**facts)  # type: ignore[arg-type]


def test_an_idea_that_was_never_applied_cannot_be_proposed() -> None:
    ideas = [scored(), scored("SK-2", first_applied_on=None)]

    assert texts(blockers_to_propose(ideas, Proposal.RECOGNISE, "", D(60))) == [
        ("idea", "Hồ sơ SK-2 chưa có ngày áp dụng lần đầu, chưa thể công nhận là sáng kiến")
    ]


@pytest.mark.parametrize(
    ("idea", "proposal", "needs_reason"),
    [
        (scored(), Proposal.RECOGNISE, False),
        (scored(mean="59.99"), Proposal.RECOGNISE, True),
        (scored(mean=None), Proposal.RECOGNISE, True),
        (scored(below_floor=True), Proposal.RECOGNISE, True),
        (scored(), Proposal.DECLINE, True),
        (scored(mean="10"), Proposal.DECLINE, True),
        (scored(mean="10"), Proposal.NONE, False),
    ],
)
def test_a_refusal_and_a_proposal_against_the_score_want_a_reason(
    idea: ScoredIdea, proposal: Proposal, needs_reason: bool
) -> None:
    without = blockers_to_propose([idea], proposal, "", D(60))

    assert [blocker.field for blocker in without] == (["reason"] if needs_reason else [])
    assert blockers_to_propose([idea], proposal, "Lý do.", D(60)) == []


def test_a_proposal_needs_a_dossier() -> None:
    assert texts(blockers_to_propose([], Proposal.NONE, "", D(60))) == [
        ("idea", "Chọn ít nhất một hồ sơ")
    ]


@pytest.mark.parametrize(
    ("number", "decided", "sat", "fields"),
    [
        ("12/QĐ-UBND", 12, 10, []),
        ("12/QĐ-UBND", 10, 10, []),
        ("", 12, 10, ["number"]),
        ("12/QĐ-UBND", 9, 10, ["decided_on"]),
        ("12/QĐ-UBND", 16, 10, ["decided_on"]),
        ("12/QĐ-UBND", 16, 16, ["sat_on", "decided_on"]),
    ],
)
def test_a_decision_has_a_number_and_days_in_order(
    number: str, decided: int, sat: int, fields: list[str]
) -> None:
    paper = Decision(number, date(2026, 11, decided), date(2026, 11, sat))

    assert [b.field for b in blockers_of_paper(paper, date(2026, 11, 15))] == fields


@pytest.mark.parametrize(
    ("line", "idea", "fields"),
    [
        (DecisionLine(7, True, 6, 9), scored(), []),
        (DecisionLine(7, True, 5, 9), scored(), ["votes_7"]),
        (DecisionLine(7, True, 10, 9), scored(), ["votes_7"]),
        (DecisionLine(7, False, -1, 9, "Trùng."), scored(), ["votes_7"]),
        (DecisionLine(7, False, 0, 0, "Trùng."), scored(), ["votes_7"]),
        (DecisionLine(7, False, 9, 9, "Trùng."), scored(), []),
        (DecisionLine(7, False, 2, 9), scored(), ["reason_7"]),
        (DecisionLine(7, True, 9, 9), scored(first_applied_on=None), ["idea"]),
        (DecisionLine(7, True, 9, 9), scored(first_applied_on=date(2026, 11, 11)), ["idea"]),
        (DecisionLine(7, False, 0, 9, "Trùng."), scored(first_applied_on=None), []),
    ],
)
def test_recognition_wants_two_thirds_and_an_application_and_refusal_a_reason(
    line: DecisionLine, idea: ScoredIdea, fields: list[str]
) -> None:
    assert [b.field for b in blockers_to_decide(line, idea, DAY, (2, 3))] == fields


def test_two_thirds_is_reached_exactly_where_the_fraction_says() -> None:
    carried = {(f, of) for of in range(1, 13) for f in range(of + 1) if vote_carries(f, of, 2, 3)}

    assert carried == {(f, of) for of in range(1, 13) for f in range(of + 1) if 3 * f >= 2 * of}


def test_the_spread_counts_every_total_once() -> None:
    bars = rules.spread_of([Decimal(n) for n in (0, 9, 10, 55, 99, 100)], Decimal(100))

    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2]
    assert (bars[0].height, bars[1].height, bars[9].high) == (40, 20, Decimal(100))
    assert rules.spread_of([], Decimal(100)) == []
    assert rules.spread_of([Decimal(1)], Decimal(0)) == []


def skippable(*marks: MarkDraft) -> tuple[SheetDraft, list[CriterionView]]:
    criteria = [replace(criterion(1, "20"), skippable=True, bands=()),
                replace(criterion(2, "30"), skippable=True, bands=()),
                replace(criterion(3, "50"), bands=())]  # fmt: skip
    return SheetDraft(marks), criteria


def test_a_criterion_that_does_not_apply_leaves_the_mean_unharmed() -> None:
    half = [MarkDraft(1, Decimal(10)), MarkDraft(2, Decimal(15)), MarkDraft(3, Decimal(25))]
    assert rules.sheet_total(*skippable(*half)) == Decimal(50)
    assert rules.sheet_total(*skippable(MarkDraft(1, skipped=True), *half[1:])) == Decimal(50)
    third = rules.sheet_total(*skippable(MarkDraft(1, skipped=True), MarkDraft(2, Decimal(10)),
                                         MarkDraft(3, Decimal(20))))  # fmt: skip
    assert third == Decimal("37.5")
    assert rules.running_total(*skippable(MarkDraft(1, skipped=True)))[1] == 1


def test_what_may_not_be_left_out_is_refused() -> None:
    draft, criteria = skippable(MarkDraft(1, skipped=True), MarkDraft(2, skipped=True),
                                MarkDraft(3, skipped=True))  # fmt: skip
    assert [b.field for b in rules.blockers_to_save(draft, criteria)] == ["points_3"]
    both, criteria = skippable(MarkDraft(1, Decimal(3), skipped=True))
    assert [b.field for b in rules.blockers_to_save(both, criteria)] == ["points_1"]
    nothing = SheetDraft((MarkDraft(1, skipped=True), MarkDraft(2, skipped=True)))
    assert "points" in [b.field for b in rules.blockers_to_lock(nothing, criteria[:2])]
