"""Facts and lists for pure tests: everything met unless a test says otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.awards.compiled import CompiledList, Heading, Line, LineSolution
from app.awards.facts import Facts, Part, Solution
from app.awards.models import EligibilityRule
from app.awards.states import AwardFamily, BasisRole, SubjectKind, Verdict

PARTS = (Part("TTr", "Tờ trình của đơn vị", "Mẫu số 01"), Part("BC", "Báo cáo thành tích"))


def solution(**changes: Any) -> Solution:
    """A recognised, applied solution of one author."""
    values: dict[str, Any] = {
        "idea_id": 7, "code": "SK-2026-00007", "title": "Trợ lý đọc đơn", "share": Decimal(60),
        "role": BasisRole.AUTHOR, "decision_number": "455/QĐ-UBND",
        "decided_on": date(2026, 9, 20), "applied_in": ("Phường 9",), **changes,
    }  # fmt: skip
    return Solution(**values)


def facts(**changes: Any) -> Facts:
    """A nomination that meets every rule."""
    values: dict[str, Any] = {
        "subject_kind": SubjectKind.INDIVIDUAL, "award_code": "GK-CN",
        "award_family": AwardFamily.FORM, "award_upward": False, "list_family": AwardFamily.FORM,
        "list_upward": False, "movement": "phong trào X", "unit_name": "Phường 9",
        "unit_exists": True, "solutions": (solution(),), "parts_wanted": PARTS,
        "judged_on": date(2026, 10, 1), "year": 2026,
        "parts_present": frozenset({"TTr", "BC"}), **changes,
    }  # fmt: skip
    return Facts(**values)


def rule(condition: str, parameter: str = "", **changes: Any) -> EligibilityRule:
    """A rule row in force from 2024 on; unmet gives thiếu."""
    values: dict[str, Any] = {
        "code": condition, "award_code": "*", "condition": condition, "parameter": parameter,
        "message": "Quy tắc", "clause": "Điều 1", "otherwise": Verdict.LACKING,
        "valid_from": date(2024, 1, 1), "valid_to": None, "off_for": "", **changes,
    }  # fmt: skip
    return EligibilityRule(**values)


def line(place: int, **changes: Any) -> Line:
    """A line of an individual who is đủ."""
    values: dict[str, Any] = {
        "nomination_id": place, "version": 1, "subject_kind": SubjectKind.INDIVIDUAL,
        "account_id": place, "name": f"Trần Ngọc Ánh {place}", "job_title": "Chuyên viên",
        "unit_name": "Phường 9", "award_code": "GK-CN", "award_name": "Giấy khen",
        "award_clause": "Luật TĐKT 2022, Điều 75", "factor": Decimal("0.3"), "amount": 759_000,
        "achievement": f"Tác giả giải pháp số {place}",
        "solutions": (
            LineSolution(f"SK-2026-{place:05d}", "Trợ lý", BasisRole.AUTHOR, Decimal(60)),
        ),
        "parts": PARTS, "present": frozenset({"TTr", "BC"}), "answers": (), **changes,
    }  # fmt: skip
    return Line(**values)


def collective(place: int, **changes: Any) -> Line:
    """A line of a unit."""
    values: dict[str, Any] = {
        "subject_kind": SubjectKind.COLLECTIVE, "account_id": None,
        "name": "Ủy ban nhân dân Phường 1", "unit_name": "Ủy ban nhân dân Phường 1",
        "job_title": "", "award_code": "GK-TT", "factor": Decimal("0.6"), "amount": 1_518_000,
        **changes,
    }  # fmt: skip
    return line(place, **values)


def heading(**changes: Any) -> Heading:
    """List 03 of 2026, decided by this authority."""
    values: dict[str, Any] = {
        "list_id": 1, "number": 3, "year": 2026, "title": "Giấy khen phong trào",
        "movement": "phong trào thi đua ứng dụng trí tuệ nhân tạo năm 2026",
        "judged_on": date(2026, 10, 1), "family": AwardFamily.FORM, "upward": False,
        "money_limit": None, "agency": "Ủy ban nhân dân Quận 3",
        "superior": "Ủy ban nhân dân Thành phố Hồ Chí Minh", "place": "Quận 3", "symbol": "UBND",
        "head_title": "Chủ tịch", "compiler": "Phòng Nội vụ", "compiler_code": "PNV",
        "signer_title": "", "signer_name": "Huỳnh Thị Ví Dụ", "salary": 2_530_000,
        "salary_basis": "Nghị định số 161/2026/NĐ-CP",
        "legal_bases": ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",), **changes,
    }  # fmt: skip
    return Heading(**values)


def compiled(*lines: Line, **changes: Any) -> CompiledList:
    """A list of these lines."""
    return CompiledList(heading(**changes), lines)
