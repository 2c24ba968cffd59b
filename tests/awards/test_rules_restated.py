"""The rules agree with a slow, independent restatement of their clauses, on any facts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.awards.facts import Facts, Wider
from app.awards.past import Against, Honour, Past, Rating
from app.awards.rules import amount, check, worst
from app.awards.states import AwardFamily, SubjectKind, Verdict
from tests.awards import restated
from tests.awards.facts import facts, rule, solution

DAY = date(2026, 10, 1)
SAID = {Verdict.MET: restated.DU, Verdict.LACKING: restated.THIEU, Verdict.ASK: restated.NGUOI}
days = st.integers(-2000, 400).map(lambda n: DAY + timedelta(days=n))
years = st.integers(2018, 2027)
levels = st.sampled_from(["outstanding", "good", "done", "not_done"])
honours = st.builds(
    Honour, award_code=st.sampled_from(["CSTD-CS", "CSTD-TINH", "LDTT"]),
    award_name=st.just("X"), family=st.just(AwardFamily.TITLE), year=years,
    decided_on=st.none() | days,
)  # fmt: skip
ratings = st.lists(
    st.builds(Rating, year=years, level=levels, members=st.none() | st.integers(1, 40)),
    max_size=6, unique_by=lambda one: one.year,
).flatmap(lambda rows: st.tuples(*(_with_advanced(row) for row in rows)))  # fmt: skip


def _with_advanced(row: Rating) -> st.SearchStrategy[Rating]:
    most = row.members if row.members is not None else 40
    return st.builds(
        lambda n: Rating(row.year, row.level, members=row.members, advanced=n),
        st.none() | st.integers(0, most),
    )


@st.composite
def standings(draw: st.DrawFn) -> Against:
    first = draw(days)
    last = draw(st.none() | st.integers(1, 900).map(lambda n: first + timedelta(days=n)))
    return Against("standing:1", draw(st.sampled_from(["discipline", "complaint"])), first, last)


pasts = st.builds(
    Past, honours=st.lists(honours, max_size=7).map(tuple), ratings=ratings,
    against=st.lists(standings(), max_size=3).map(tuple),
)  # fmt: skip
solutions = st.lists(
    st.builds(
        lambda day, applied: solution(decided_on=day, applied_in=("P9",) if applied else ()),
        days.filter(lambda day: day <= DAY), st.booleans(),
    ),
    max_size=3,
).map(tuple)  # fmt: skip

CASES: list[tuple[str, str, Callable[[Facts], str], dict[str, Any]]] = [
    ("titles_in_a_row", "CSTD-CS 3",
     lambda known: restated.titles_in_a_row(known, "CSTD-CS", 3, 1), {}),
    ("titles_in_a_row", "CSTD-TINH 2 3",
     lambda known: restated.titles_in_a_row(known, "CSTD-TINH", 2, 3), {}),
    ("rating_at_least", "good", lambda known: restated.rating_at_least(known, "good"), {}),
    ("advanced_share", "70", lambda known: restated.advanced_share(known, 70),
     {"subject_kind": SubjectKind.COLLECTIVE}),
    ("standing_clear", "discipline complaint", restated.standing_clear, {}),
    ("standing_confirmed", "discipline complaint", restated.standing_confirmed, {}),
    ("province_routes", "", restated.province_routes, {}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "parameter", "slowly", "changes"), CASES)
def test_a_condition_agrees_with_its_restatement(
    condition: str, parameter: str, slowly: Callable[[Facts], str], changes: dict[str, Any]
) -> None:
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(pasts, solutions)
    def holds(past: Past, several: tuple[Any, ...]) -> None:
        known = facts(past=past, solutions=several, **changes)

        (answer,) = check(known, [rule(condition, parameter)])

        assert SAID[answer.verdict] == slowly(known)
        assert bool(answer.wants) == (answer.verdict is not Verdict.MET)

    holds()


@pytest.mark.parametrize("least", [1, 10, 12])
def test_the_time_of_a_year_agrees_with_a_count_of_months(least: int) -> None:
    months = st.none() | st.integers(0, 12)

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(months, months)
    def holds(worked: int | None, leave: int | None) -> None:
        known = facts(months_worked=worked, maternity_months=leave)

        (answer,) = check(known, [rule("time_in_year", str(least))])

        assert SAID[answer.verdict] == restated.time_in_year(known, least)

    holds()


widers = st.builds(
    Wider, scope=st.sampled_from(["province", "nation"]), decision_number=st.just("9/QĐ"),
    decided_on=days,
)  # fmt: skip
noted = st.lists(
    st.builds(
        lambda several, revoked: solution(wider=several, revoked_on=revoked),
        st.lists(widers, max_size=3).map(tuple), st.none() | days.filter(lambda day: day <= DAY),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


@pytest.mark.parametrize("scope", ["province", "nation"])
def test_wider_effect_agrees_with_its_restatement(scope: str) -> None:
    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(noted)
    def holds(several: tuple[Any, ...]) -> None:
        known = facts(solutions=several)

        (answer,) = check(known, [rule("wider_effect", scope)])

        assert SAID[answer.verdict] == restated.wider_effect(known, scope)

    holds()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 1000), st.integers(1, 9_999_999))
def test_money_equals_a_recount(hundredths: int, salary: int) -> None:
    assert amount(Decimal(hundredths) / 100, salary) == restated.money(hundredths, salary)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(pasts)
def test_no_rule_lets_missing_data_pass_or_fail(past: Past) -> None:
    """A rule that says thiếu still answers cần người xem where the ledger holds nothing."""
    empty = facts(past=Past())
    rules = [
        rule("titles_in_a_row", "CSTD-CS 3"), rule("title_in_year", "LDTT"),
        rule("rating_at_least", "good"), rule("standing_confirmed", "discipline"),
    ]  # fmt: skip

    assert {one.verdict for one in check(empty, rules)} == {Verdict.ASK}
    filled = check(facts(past=past), rules)
    assert worst(one.verdict for one in filled) in set(Verdict)
