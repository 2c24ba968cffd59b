"""The conditions that eligibility rules name: each looks at the facts and says what is wanting.

None: the condition does not concern this kind of subject.
"""

from collections.abc import Callable
from decimal import Decimal

from app.awards.facts import Facts, Finding
from app.awards.states import SubjectKind
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text
from app.kernel.text import T


def _recognised(facts: Facts, _parameter: str) -> Finding:
    missing = [one for one in facts.solutions if not one.recognised]
    if missing or not facts.solutions:
        codes = ", ".join(one.code for one in missing) or "–"
        wants = tuple(str(one.idea_id) for one in missing) or ("none",)
        return Finding(
            T("Chưa có quyết định công nhận đến ngày xét: %(codes)s", codes=codes), wants
        )
    decisions = "; ".join(
        f"{one.code}: {one.decision_number} ({day_text(one.decided_on)})"
        for one in facts.solutions
        if one.decided_on
    )
    return Finding(T("Quyết định công nhận %(decisions)s", decisions=decisions))


def _applied(facts: Facts, _parameter: str) -> Finding:
    missing = [one for one in facts.solutions if not one.applied_in]
    if missing:
        codes = ", ".join(one.code for one in missing)
        return Finding(
            T("Chưa có đơn vị nào xác nhận đang áp dụng: %(codes)s", codes=codes),
            tuple(str(one.idea_id) for one in missing),
        )
    units = sorted({unit for one in facts.solutions for unit in one.applied_in})
    return Finding(T("Đang áp dụng tại %(units)s", units=", ".join(units)))


def _not_used_before(facts: Facts, _parameter: str) -> Finding:
    if not facts.earlier:
        return Finding(T("Sổ thành tích: chưa dùng lần nào"))
    uses = "; ".join(
        f"{use.idea_code}: {use.award_name}, {use.list_name}"
        + (f", {use.decision}" if use.decision else "")
        for use in facts.earlier
    )
    wants = tuple(str(use.nomination_id) for use in facts.earlier)
    return Finding(T("Sổ thành tích: đã dùng cho %(uses)s", uses=uses), wants)


def _share_at_least(facts: Facts, parameter: str) -> Finding | None:
    if facts.subject_kind is SubjectKind.COLLECTIVE:
        return None
    least = Decimal(parameter)
    shares = "; ".join(
        f"{one.code}: {decimal_text(one.share)}%"
        for one in facts.solutions
        if one.share is not None
    )
    low = tuple(
        str(one.idea_id) for one in facts.solutions if one.share is None or one.share < least
    )
    return Finding(T("Tỷ lệ đóng góp %(shares)s", shares=shares or "–"), low)


def _parts_complete(facts: Facts, _parameter: str) -> Finding:
    missing = [part for part in facts.parts_wanted if part.letters not in facts.parts_present]
    if missing:
        names = "; ".join(f"{part.name} ({part.letters})" for part in missing)
        return Finding(T("Chưa có %(names)s", names=names), tuple(p.letters for p in missing))
    return Finding(T("Đủ %(n)s thành phần", n=len(facts.parts_wanted)))


def _family_unmixed(facts: Facts, _parameter: str) -> Finding:
    same = (facts.award_family, facts.award_upward) == (facts.list_family, facts.list_upward)
    seen = T("Cùng loại với danh sách") if same else T("Khác loại hoặc khác cấp với danh sách")
    return Finding(seen, () if same else ("mixed",))


def _unit_exists_on(facts: Facts, _parameter: str) -> Finding:
    if facts.unit_exists:
        return Finding(T("%(unit)s đang hoạt động", unit=facts.unit_name))
    return Finding(
        T("%(unit)s không có trong danh mục đơn vị ngày xét", unit=facts.unit_name or "–"),
        ("unit",),
    )


def _movement_named(facts: Facts, _parameter: str) -> Finding:
    if facts.movement:
        return Finding(T("Phong trào: %(movement)s", movement=facts.movement))
    return Finding(T("Danh sách chưa nêu phong trào"), ("movement",))


def _solutions_at_least(facts: Facts, parameter: str) -> Finding:
    found = len([one for one in facts.solutions if one.recognised])
    seen = T("Có %(n)s sáng kiến, cần %(least)s", n=found, least=parameter)
    return Finding(seen, () if found >= int(parameter) else ("count",))


def _unknown_here(_facts: Facts, _parameter: str) -> Finding:
    """The system holds no data on it: a person has to confirm, every time."""
    return Finding(
        T("Hệ thống không lưu dữ liệu này, cần người có trách nhiệm xác nhận"), ("unknown",)
    )


CONDITIONS: dict[str, Callable[[Facts, str], Finding | None]] = {
    "recognised": _recognised,
    "applied": _applied,
    "not_used_before": _not_used_before,
    "share_at_least": _share_at_least,
    "parts_complete": _parts_complete,
    "family_unmixed": _family_unmixed,
    "unit_exists_on": _unit_exists_on,
    "movement_named": _movement_named,
    "solutions_at_least": _solutions_at_least,
    "discipline_unknown": _unknown_here,
    "standard_unknown": _unknown_here,
}
NUMBERED = frozenset({"share_at_least", "solutions_at_least"})
"""Conditions whose parameter is a number."""
DOSSIER = frozenset({"parts_complete"})
"""Conditions about papers that a candidate cannot have brought yet."""
