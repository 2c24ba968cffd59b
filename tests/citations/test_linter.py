"""The linter against the registry that is shipped."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from app.citations.actions import SHIPPED, _draft
from app.citations.acts import Act
from app.citations.found import citations_in, normal_number
from app.citations.linter import Registry, lint
from app.citations.states import Fault

PLAN = Path(__file__).with_name("ke_hoach_52.txt").read_text(encoding="utf-8")
IN_2024, TODAY = date(2024, 2, 26), date(2026, 11, 30)


@cache
def registry() -> Registry:
    drafts = [_draft(row, place) for place, row in
              enumerate(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")), start=1)]  # fmt: skip
    return Registry.of(
        Act(place, one.kind, one.number, one.issuer, one.issued_on, one.subject, one.valid_from,
            one.valid_to, one.replaced_by, one.certainty, one.used_for)
        for place, one in enumerate(drafts, start=1)
    )  # fmt: skip


def faults(text: str, day: date = TODAY) -> list[tuple[Fault, str]]:
    return [(one.fault, one.number) for one in lint(text, registry(), day)]


def test_the_plan_names_one_plan_under_two_numbers() -> None:
    found = lint(PLAN, registry(), IN_2024)

    assert [(one.fault, one.number) for one in found] == [(Fault.TWIN, "6479/KH-UBND")]
    twin = found[0]
    assert PLAN.split("\n")[twin.line - 1][twin.column - 1 :].startswith("6479/KH-UBND")
    assert "6497/KH-UBND" in str(twin.message)
    assert "6497/KH-UBND" in str(twin.advice)


def test_twins_are_found_without_any_registry_at_both_places() -> None:
    found = lint(PLAN, Registry.of([]), IN_2024)

    twins = [one.number for one in found if one.fault is Fault.TWIN]
    assert twins == ["6497/KH-UBND", "6479/KH-UBND"]
    assert {one.number for one in found if one.fault is Fault.UNKNOWN} == {
        "127/QĐ-TTg", "575/QĐ-UBND", "552/KH-UBND", "266/QĐ-UBND", "503/QĐ-UBND",
    }  # fmt: skip


def test_today_the_plan_cites_what_expired_and_is_told_the_successor() -> None:
    found = {one.number: one for one in lint(PLAN, registry(), TODAY)}

    assert {(one.fault, number) for number, one in found.items()} == {
        (Fault.EXPIRED, "127/QĐ-TTg"), (Fault.EXPIRED, "552/KH-UBND"),
        (Fault.TWIN, "6479/KH-UBND"),
    }  # fmt: skip
    assert "1671/QĐ-TTg" in str(found["127/QĐ-TTg"].advice)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023", date(2025, 6, 30), []),
        ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023", date(2025, 7, 1),
         [(Fault.EXPIRED, "98/2023/NĐ-CP")]),
        ("theo Nghị định 152/2025/NĐ-CP", date(2025, 6, 30), [(Fault.NOT_YET, "152/2025/NĐ-CP")]),
        ("theo Nghị định 152/2025/NĐ-CP", date(2027, 2, 28), []),
        ("theo Nghị định 152/2025/NĐ-CP", date(2027, 3, 1), [(Fault.EXPIRED, "152/2025/NĐ-CP")]),
        ("Nghị định số 30/2020/NĐ-CP ngày 05/3/2021", TODAY, [(Fault.WRONG_DAY, "30/2020/NĐ-CP")]),
        ("Nghị định số 30 / 2020 / NĐ-CP ngày 05/03/2020", TODAY, []),
        ("Quyết định số 9876/QĐ-UBND ngày 31 tháng 02 năm 2026", TODAY,
         [(Fault.UNKNOWN, "9876/QĐ-UBND"), (Fault.WRONG_DAY, "9876/QĐ-UBND")]),
        ("Kế hoạch số 6479/KH-UBND ngày 27/12/2023", TODAY, [(Fault.TWIN, "6479/KH-UBND")]),
        ("Kế hoạch số 6479/KH-UBND ngày 28/12/2023", TODAY, [(Fault.UNKNOWN, "6479/KH-UBND")]),
        ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", TODAY, []),
        ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", date(2023, 12, 31),
         [(Fault.NOT_YET, "06/2022/QH15")]),
        ("Số: 77/TTr-UBND", TODAY, []),
        ("mỗi ngày 24/7, tỷ lệ 2/3, từ 01/7/2025 đến 30/6/2026", TODAY, []),
        ("email a/b-c, đường 3/2, lớp 12/A", TODAY, []),
    ],
)  # fmt: skip
def test_what_is_told_of_a_citation(
    text: str, day: date, expected: list[tuple[Fault, str]]
) -> None:
    assert faults(text, day) == expected


def test_the_same_number_twice_is_no_twin() -> None:
    line = "Quyết định số 575/QĐ-UBND ngày 23 tháng 02 năm 2021 của Ủy ban nhân dân Thành phố"

    assert faults(f"{line}\n{line}") == []


def test_different_acts_of_one_day_are_no_twins() -> None:
    text = ("Quyết định số 11/QĐ-UBND ngày 05/01/2026 về việc bổ nhiệm Trưởng phòng Nội vụ;\n"
            "Quyết định số 12/QĐ-UBND ngày 05/01/2026 phê duyệt dự toán chi năm 2026;")  # fmt: skip

    assert {fault for fault, _number in faults(text)} == {Fault.UNKNOWN}


def test_a_citation_is_read_with_day_and_words() -> None:
    [one] = citations_in(
        "- Triển khai Kế hoạch số 0552/KH-UBND ngày 23 tháng 02 năm 2022 của Ủy ban nhân dân "
        "Thành phố về phát triển các Trung tâm; nội dung khác"
    )

    assert (one.number, one.day, one.words) == (
        "552/KH-UBND", date(2022, 2, 23), "về phát triển các Trung tâm",
    )  # fmt: skip
    assert normal_number("06 / 2022/QH15") == "6/2022/QH15"


def test_a_long_text_of_numbers_is_read_in_time_that_grows_with_it() -> None:
    text = "\n".join(
        f"Quyết định số {n}/QĐ-UBND ngày 05/01/2026 về việc số {n}" for n in range(400)
    )

    assert len(lint(text, registry(), TODAY)) >= 400
