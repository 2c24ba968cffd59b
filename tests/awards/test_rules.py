"""Verdicts, money, wording, days, and what stops a list."""

from datetime import date
from decimal import Decimal

import pytest

from app.awards import rules
from app.awards.facts import Answer, Part
from app.awards.states import BasisRole, Verdict
from tests.awards.facts import rule, solution

M, L, A = Verdict.MET, Verdict.LACKING, Verdict.ASK
LIMIT = 400


def answer(verdict: Verdict, *wants: str) -> Answer:
    return Answer("x", verdict, "Quy tắc", "Điều 1", "dữ liệu", wants)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([], M), ([M, M], M), ([M, A], A), ([A, L, M], L), ([L], L)],
)
def test_the_worst_answer_counts(verdicts: list[Verdict], expected: Verdict) -> None:
    assert rules.worst(verdicts) is expected


def test_open_answers_come_worst_first() -> None:
    ask, met, lacking = answer(A, "a"), answer(M), answer(L, "b")

    assert rules.unmet([ask, met, lacking]) == [lacking, ask]


@pytest.mark.parametrize(
    ("covers", "holds"),
    [({"a"}, True), ({"a", "old"}, True), (set(), False), ({"b"}, False)],
)
def test_a_decision_holds_only_for_what_it_covered(covers: set[str], *, holds: bool) -> None:
    answers = [answer(A, "a"), answer(M)]

    assert rules.override_holds(answers, frozenset(covers)) is holds


@pytest.mark.parametrize(
    ("factor", "salary", "expected"),
    [
        ("0.3", 2_530_000, 759_000),
        ("0.6", 2_530_000, 1_518_000),
        ("0.3", 2_340_000, 702_000),
        ("1.5", 2_530_000, 3_795_000),
        ("0.35", 2_530_001, 885_500),
    ],
)
def test_money_is_a_multiple_of_the_base_salary(factor: str, salary: int, expected: int) -> None:
    assert rules.amount(Decimal(factor), salary) == expected


def test_the_last_day_of_a_rule_is_the_day_before_its_end() -> None:
    ended = rule("applied", valid_from=date(2025, 7, 1), valid_to=date(2027, 3, 1))

    assert rules.in_force([ended], date(2025, 6, 30)) == []
    assert rules.in_force([ended], date(2025, 7, 1)) == [ended]
    assert rules.in_force([ended], date(2027, 2, 28)) == [ended]
    assert rules.in_force([ended], date(2027, 3, 1)) == []
    assert rules.last_day(ended) == date(2027, 2, 28)
    assert rules.last_day(rule("applied")) is None


def test_parts_are_read_from_the_catalogue() -> None:
    assert rules.parts_of("TTr|Tờ trình|Mẫu số 01\n\nBB|Biên bản|") == (
        Part("TTr", "Tờ trình", "Mẫu số 01"),
        Part("BB", "Biên bản", ""),
    )


def test_the_achievement_is_worded_from_the_data() -> None:
    assert rules.achievement_text([solution()], LIMIT) == (
        "Tác giả giải pháp “Trợ lý đọc đơn”, được công nhận theo Quyết định số 455/QĐ-UBND "
        "ngày 20/09/2026, đang áp dụng tại Phường 9"
    )


def test_an_applying_unit_is_not_said_to_apply_twice() -> None:
    unit = solution(role=BasisRole.APPLIER, share=None)

    assert rules.achievement_text([unit], LIMIT) == (
        "Đơn vị áp dụng giải pháp “Trợ lý đọc đơn”, được công nhận theo Quyết định số "
        "455/QĐ-UBND ngày 20/09/2026"
    )


def test_many_units_are_counted_before_anything_is_cut() -> None:
    many = solution(title="T" * 200, applied_in=tuple(f"Ủy ban Phường {n}" for n in range(12)))

    text = rules.achievement_text([many], LIMIT)

    assert text.endswith("đang áp dụng tại 12 đơn vị")
    assert len(text) <= LIMIT


def test_many_solutions_are_counted_before_anything_is_cut() -> None:
    several = [solution(idea_id=n, title="T" * 200) for n in range(3)]

    text = rules.achievement_text(several, LIMIT)

    assert text.endswith(" và 2 giải pháp khác")
    assert len(text) <= LIMIT


@pytest.mark.parametrize(
    ("verdicts", "money", "limit", "salary", "fields"),
    [
        ([M, M], 5, 5, 1, []),
        ([M], 5, None, 1, []),
        ([], 0, None, 1, ["empty"]),
        ([M, L, L, A], 6, 5, None, ["lacking", "ask", "salary", "money"]),
    ],
)
def test_every_reason_against_locking_is_given(
    verdicts: list[Verdict], money: int, limit: int | None, salary: int | None, fields: list[str]
) -> None:
    found = rules.blockers_to_lock(
        verdicts, issuer="Phòng Nội vụ", money=money, limit=limit, salary=salary
    )

    assert [blocker.field for blocker in found] == fields


def test_open_lines_are_counted() -> None:
    found = rules.blockers_to_lock([L, L, A], issuer="X", money=0, limit=None, salary=1)

    assert [str(blocker.message) for blocker in found] == [
        "2 đối tượng còn thiếu điều kiện hoặc hồ sơ",
        "1 đối tượng cần người xem kết luận",
    ]


def test_a_paper_needs_a_sender() -> None:
    assert [b.field for b in rules.blockers_to_print(lines=1, issuer="")] == ["issuer"]


@pytest.mark.parametrize(
    ("number", "day", "differs", "fields"),
    [
        ("1/QĐ", date(2026, 10, 1), False, []),
        ("1/QĐ", date(2026, 11, 1), False, []),
        ("", None, False, ["number", "decided_on"]),
        ("1/QĐ", date(2026, 11, 2), False, ["decided_on"]),
        ("1/QĐ", date(2026, 9, 30), False, ["decided_on"]),
        ("1/QĐ", date(2026, 10, 20), True, ["decided_on"]),
    ],
)
def test_a_decision_lies_between_judging_and_today(
    number: str, day: date | None, differs: bool, fields: list[str]
) -> None:
    found = rules.blockers_to_issue(
        number, day, judged_on=date(2026, 10, 1), today=date(2026, 11, 1), salary_differs=differs
    )

    assert [blocker.field for blocker in found] == fields
