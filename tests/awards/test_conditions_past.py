"""Conditions on what lies behind a subject: titles, ratings, discipline, figures, earlier uses."""

from datetime import date
from typing import Any

import pytest

from app.awards.facts import EarlierUse, Facts, Wider
from app.awards.past import Against, Honour, Past, Rating
from app.awards.rules import check
from app.awards.states import AwardFamily, SubjectKind, Verdict
from tests.awards.facts import facts, rule, solution

M, L, A = Verdict.MET, Verdict.LACKING, Verdict.ASK
FORM, TITLE = AwardFamily.FORM, AwardFamily.TITLE


def title(year: int, code: str = "CSTD-CS", **changes: Any) -> Honour:
    """A title of that year, decided in its December."""
    values: dict[str, Any] = {
        "award_code": code, "award_name": code, "family": TITLE, "year": year,
        "decided_on": date(year, 12, 20), "decision_number": f"{year}/QĐ", **changes,
    }  # fmt: skip
    return Honour(**values)


def held(*years: int, code: str = "CSTD-CS") -> Facts:
    return facts(past=Past(honours=tuple(title(year, code) for year in years)))


def rated(*levels: str, **changes: Any) -> Facts:
    """Ratings of 2026, 2025 and so on."""
    ratings = tuple(Rating(2026 - back, level) for back, level in enumerate(levels))
    return facts(past=Past(ratings=ratings), **changes)


def unit(**figures: Any) -> Facts:
    values: dict[str, Any] = {"members": 10, **figures}
    return facts(
        subject_kind=SubjectKind.COLLECTIVE,
        past=Past(ratings=(Rating(2026, "outstanding", **values),)),
    )


def against(kind: str = "discipline", until: date | None = None) -> Against:
    return Against("standing:3", kind, date(2026, 1, 5), until, document_number="12/QĐ")


def wider(scope: str, day: date = date(2026, 9, 25)) -> Wider:
    return Wider(scope, "900/QĐ-UBND", day)


def use(**changes: Any) -> EarlierUse:
    values: dict[str, Any] = {
        "nomination_id": 4, "idea_code": "SK-7", "award_name": "Giấy khen",
        "list_name": "Danh sách số 01 năm 2025", "decision": "Quyết định số 9/QĐ",
        "family": FORM, "ground": "movement", **changes,
    }  # fmt: skip
    return EarlierUse(**values)


def used(*uses: EarlierUse, **changes: Any) -> Facts:
    return facts(earlier=uses, **changes)


UPWARD = {"award_upward": True, "list_upward": True, "movement": ""}
CLEAR = "discipline inspection"
NOBODY = facts()
ENDED = facts(past=Past(against=(against(until=date(2026, 9, 21)),)))
PAST_CASES: list[tuple[str, str, Facts, Verdict | None]] = [
    ("titles_in_a_row", "CSTD-CS 3", held(2023, 2024, 2025), M),
    ("titles_in_a_row", "CSTD-CS 3", held(2022, 2023, 2025), L),
    ("titles_in_a_row", "CSTD-CS 3", held(2022, 2023, 2024), L),  # not up to last year
    ("titles_in_a_row", "CSTD-CS 3", held(2024, 2025, code="LDTT"), L),
    ("titles_in_a_row", "CSTD-CS 3", NOBODY, A),
    ("titles_in_a_row", "CSTD-TINH 2 3", held(2021, 2024, code="CSTD-TINH"), M),
    ("titles_in_a_row", "CSTD-TINH 2 3", held(2020, 2024, code="CSTD-TINH"), L),
    ("titles_in_a_row", "CSTD-CS 2",  # the second was decided after the day of judging
     facts(past=Past(honours=(title(2025), title(2026)))), L),
    ("titles_in_a_row", "CSTD-CS 2",  # discipline ended in between
     facts(past=Past(honours=(title(2024), title(2025)),
                     against=(against(until=date(2025, 6, 1)),))), L),
    ("titles_in_a_row", "CSTD-CS 1",  # no day to tell whether it is before or after
     facts(past=Past(honours=(title(2025, decided_on=None),),
                     against=(against(until=date(2025, 6, 1)),))), A),
    ("title_in_year", "LDTT", facts(past=Past(honours=(
        title(2026, "LDTT", decided_on=date(2026, 9, 1)),))), M),
    ("title_in_year", "LDTT", held(2025, code="LDTT"), A),
    ("title_in_year", "LDTT", NOBODY, A),
    ("rating_at_least", "good", rated("outstanding"), M),
    ("rating_at_least", "good", rated("good"), M),
    ("rating_at_least", "good", rated("done"), L),
    ("rating_at_least", "outstanding", rated("good"), L),
    ("rating_at_least", "good", NOBODY, A),
    ("excellent_or_initiative", "", rated("outstanding", solutions=()), M),
    ("excellent_or_initiative", "", rated("good"), M),
    ("excellent_or_initiative", "", rated("good", solutions=()), A),
    ("excellent_or_initiative", "",  # recognised before the discipline ended
     facts(past=Past(against=(against(until=date(2026, 9, 21)),))), A),
    ("province_routes", "", held(2024, 2025), M),
    ("province_routes", "", held(2023, 2025), A),  # no ratings at all: not known
    ("province_routes", "", facts(past=Past((title(2025),), (Rating(2025, "good"),))), L),
    ("province_routes", "",
     rated("outstanding", "outstanding", solutions=(solution(), solution(idea_id=8))), M),
    ("province_routes", "", rated("outstanding", "outstanding"), A),
    ("province_routes", "", facts(subject_kind=SubjectKind.COLLECTIVE), None),
    ("wider_effect", "province", facts(), A),
    ("wider_effect", "province", facts(solutions=(solution(wider=(wider("province"),)),)), M),
    ("wider_effect", "province", facts(solutions=(solution(wider=(wider("nation"),)),)), M),
    ("wider_effect", "nation", facts(solutions=(solution(wider=(wider("province"),)),)), A),
    ("wider_effect", "province",
     facts(solutions=(solution(wider=(wider("province", date(2026, 10, 2)),)),)), A),
    ("wider_effect", "province",
     facts(solutions=(solution(wider=(wider("province"),), revoked_on=date(2026, 9, 30)),)), A),
    ("standing_clear", CLEAR, NOBODY, M),
    ("standing_clear", CLEAR, facts(past=Past(against=(against(),))), L),
    ("standing_clear", CLEAR, facts(past=Past(against=(against("complaint"),))), M),
    ("standing_clear", CLEAR, ENDED, M),
    ("standing_clear", CLEAR,
     facts(past=Past(against=(against(until=date(2026, 10, 2)),))), L),  # open on the day itself
    ("standing_clear", CLEAR, facts(past=Past(linked=False)), A),
    ("standing_confirmed", CLEAR, NOBODY, A),
    ("standing_confirmed", CLEAR, ENDED, M),
    ("standing_confirmed", CLEAR, facts(past=Past(against=(against(),))), L),
    ("since_discipline", "", NOBODY, None),
    ("since_discipline", "", ENDED, L),
    ("since_discipline", "", facts(past=Past(against=(against(until=date(2026, 9, 20)),))), M),
    ("advanced_share", "70", unit(advanced=7), M),
    ("advanced_share", "70", unit(advanced=6), L),
    ("advanced_share", "70", unit(members=1_000_000, advanced=699_999), L),
    ("advanced_share", "70", unit(), A),
    ("advanced_share", "70", unit(members=None, advanced=7), A),
    ("advanced_share", "70", facts(subject_kind=SubjectKind.COLLECTIVE), A),
    ("advanced_share", "70", NOBODY, None),
    ("completed_share", "100", unit(completed=10), M),
    ("completed_share", "100", unit(completed=9), L),
    ("completed_share", "100", unit(), A),
    ("fighters_at_least", "1", unit(fighters=1), M),
    ("fighters_at_least", "1", unit(fighters=0), L),
    ("fighters_at_least", "1", unit(), A),
    ("nobody_disciplined", "", unit(disciplined=0), M),
    ("nobody_disciplined", "", unit(disciplined=1), L),
    ("nobody_disciplined", "", unit(), A),
    ("women_first", "70", facts(past=Past(woman=True)), M),
    ("women_first", "70", NOBODY, A),
    ("ratio_at_most", "15",
     facts(same_award_in_unit=3, past=Past(unit=(Rating(2026, "good", advanced=20),))), M),
    ("ratio_at_most", "15",
     facts(same_award_in_unit=4, past=Past(unit=(Rating(2026, "good", advanced=20),))), L),
    ("ratio_at_most", "15", NOBODY, A),
    ("time_in_year", "", NOBODY, A),
    ("time_in_year", "", facts(months_worked=12), M),
    ("time_in_year", "", facts(months_worked=6, maternity_months=6), M),
    ("time_in_year", "", facts(months_worked=6), L),
    ("time_in_year", "10", facts(months_worked=9, maternity_months=1), M),
    ("time_in_year", "10", facts(months_worked=9), L),
    ("time_in_year", "10", facts(maternity_months=6), A),
    ("not_used_across", "", used(use()), M),
    ("not_used_across", "", used(use(family=TITLE)), L),
    ("not_used_across", "", used(use(), award_family=TITLE), L),
    ("not_used_across", "", used(use(family=None)), A),
    ("one_form", "", used(use()), L),
    ("one_form", "", used(use(decision="")), M),
    ("one_form", "", used(use(family=TITLE)), M),
    ("one_form", "", used(use(), award_family=TITLE), None),
    ("thematic_no_basis", "", used(use(), **UPWARD), L),
    ("thematic_no_basis", "", used(use(ground="sudden"), **UPWARD), L),
    ("thematic_no_basis", "", used(use(ground="merit"), **UPWARD), M),
    ("thematic_no_basis", "", used(use(ground=""), **UPWARD), A),
    ("thematic_no_basis", "", used(use(), **{**UPWARD, "movement": "phong trào X"}), None),
    ("thematic_no_basis", "", used(use(), movement=""), None),
    ("deadline_kept", "", facts(deadline=date(2026, 12, 9), due_on=date(2026, 12, 9)), M),
    ("deadline_kept", "", facts(deadline=date(2026, 12, 9), due_on=date(2026, 12, 10)), L),
    ("deadline_kept", "", facts(deadline=date(2026, 12, 9)), A),
    ("deadline_kept", "", NOBODY, None),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "parameter", "known", "verdict"), PAST_CASES)
def test_a_condition_answers(
    condition: str, parameter: str, known: Facts, verdict: Verdict | None
) -> None:
    found = check(known, [rule(condition, parameter)])

    assert [one.verdict for one in found] == ([] if verdict is None else [verdict])
    assert all(str(one.data_looked_at) and one.clause == "Điều 1" for one in found)
    assert all(bool(one.wants) == (one.verdict is not M) for one in found)


def test_advice_holds_nobody_back() -> None:
    (answer,) = check(facts(), [rule("women_first", "70", otherwise=M)])

    assert (answer.verdict, answer.wants) == (M, ())


def test_a_rule_spares_the_awards_it_is_off_for() -> None:
    assert check(facts(movement=""), [rule("movement_named", off_for="BK-CN GK-CN")]) == []
    assert len(check(facts(movement=""), [rule("movement_named", off_for="BK-CN")])) == 1
