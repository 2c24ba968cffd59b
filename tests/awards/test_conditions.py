"""Each condition, met and unmet, with what it looked at."""

from decimal import Decimal

import pytest

from app.awards.conditions import CONDITIONS
from app.awards.facts import EarlierUse, Facts
from app.awards.rules import answers_of, check
from app.awards.states import AwardFamily, BasisRole, SubjectKind, Verdict
from tests.awards.facts import facts, rule, solution
from tests.awards.test_conditions_past import PAST_CASES

M, L, A = Verdict.MET, Verdict.LACKING, Verdict.ASK
USE = EarlierUse(4, "SK-2026-00007", "Giấy khen", "Danh sách số 01 năm 2025",
                 "Quyết định số 9/QĐ-UBND ngày 18/12/2025")  # fmt: skip

CASES = [
    ("recognised", "", facts(), M,
     "Quyết định công nhận SK-2026-00007: 455/QĐ-UBND (20/09/2026)"),
    ("recognised", "", facts(solutions=(solution(decision_number="", decided_on=None),)), L,
     "Chưa có quyết định công nhận đến ngày xét: SK-2026-00007"),
    ("recognised", "", facts(solutions=()), L, "Chưa có quyết định công nhận đến ngày xét: –"),
    ("applied", "", facts(), M, "Đang áp dụng tại Phường 9"),
    ("applied", "", facts(solutions=(solution(applied_in=()),)), L,
     "Chưa có đơn vị nào xác nhận đang áp dụng: SK-2026-00007"),
    ("not_used_before", "", facts(), M, "Sổ thành tích: chưa dùng lần nào"),
    ("not_used_before", "", facts(earlier=(USE,)), L,
     "Sổ thành tích: đã dùng cho SK-2026-00007: Giấy khen, Danh sách số 01 năm 2025, "
     "Quyết định số 9/QĐ-UBND ngày 18/12/2025"),
    ("share_at_least", "60", facts(), M, "Tỷ lệ đóng góp SK-2026-00007: 60%"),
    ("share_at_least", "60,01".replace(",", "."), facts(), L, "Tỷ lệ đóng góp SK-2026-00007: 60%"),
    ("share_at_least", "20", facts(solutions=(solution(share=None),)), L, "Tỷ lệ đóng góp –"),
    ("parts_complete", "", facts(), M, "Đủ 2 thành phần"),
    ("parts_complete", "", facts(parts_present=frozenset({"TTr"})), L,
     "Chưa có Báo cáo thành tích (BC)"),
    ("family_unmixed", "", facts(), M, "Cùng loại với danh sách"),
    ("family_unmixed", "", facts(award_family=AwardFamily.TITLE), L,
     "Khác loại hoặc khác cấp với danh sách"),
    ("family_unmixed", "", facts(award_upward=True), L, "Khác loại hoặc khác cấp với danh sách"),
    ("unit_exists_on", "", facts(), M, "Phường 9 đang hoạt động"),
    ("unit_exists_on", "", facts(unit_exists=False), L,
     "Phường 9 không có trong danh mục đơn vị ngày xét"),
    ("movement_named", "", facts(), M, "Phong trào: phong trào X"),
    ("movement_named", "", facts(movement=""), L, "Danh sách chưa nêu phong trào"),
    ("solutions_at_least", "1", facts(), M, "Có 1 sáng kiến, cần 1"),
    ("solutions_at_least", "2", facts(), L, "Có 1 sáng kiến, cần 2"),
    ("discipline_unknown", "", facts(), A,
     "Hệ thống không lưu dữ liệu này, cần người có trách nhiệm xác nhận"),
    ("standard_unknown", "", facts(), A,
     "Hệ thống không lưu dữ liệu này, cần người có trách nhiệm xác nhận"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "parameter", "known", "verdict", "seen"), CASES)
def test_a_condition_says_what_it_saw(
    condition: str, parameter: str, known: Facts, verdict: Verdict, seen: str
) -> None:
    (answer,) = check(known, [rule(condition, parameter)])

    assert (answer.verdict, str(answer.data_looked_at), answer.clause) == (verdict, seen, "Điều 1")


def test_every_condition_has_a_case() -> None:
    assert {case[0] for case in (*CASES, *PAST_CASES)} == set(CONDITIONS)


def test_the_share_does_not_concern_a_collective() -> None:
    unit = facts(
        subject_kind=SubjectKind.COLLECTIVE,
        solutions=(solution(role=BasisRole.ORIGIN, share=None),),
    )

    assert check(unit, [rule("share_at_least", "20")]) == []


def test_the_rule_row_decides_between_lacking_and_asking() -> None:
    low = facts(solutions=(solution(share=Decimal(5)),))

    (answer,) = check(low, [rule("share_at_least", "20", otherwise=A)])

    assert (answer.verdict, answer.wants) == (A, ("share_at_least:7",))


def test_a_rule_of_another_award_is_not_asked() -> None:
    assert check(facts(movement=""), [rule("movement_named", award_code="GK-TT")]) == []


def test_the_dossier_of_a_candidate_is_not_judged() -> None:
    assert (
        answers_of(facts(), [rule("parts_complete")], without=frozenset({"parts_complete"})) == []
    )
