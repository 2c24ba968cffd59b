"""Conditions about the solutions, the dossier and the list itself.

None: the condition does not concern this kind of subject.
"""

from decimal import Decimal

from app.awards.condition import Condition
from app.awards.facts import Facts, Finding
from app.awards.rule_parameters import COUNT, PERCENT
from app.awards.states import SubjectKind
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text
from app.kernel.text import T


def _recognised(facts: Facts, _parameter: str) -> Finding:
    missing = [one for one in facts.solutions if not one.recognised]
    if missing or not facts.solutions:
        codes = ", ".join(one.code for one in missing) or "–"
        wants = tuple(str(one.idea_id) for one in missing) or ("none",)
        gone = [one for one in missing if one.revoked_on]
        if gone:
            told = "; ".join(f"{one.code} ({day_text(one.revoked_on)})"
                             for one in gone if one.revoked_on)  # fmt: skip
            return Finding(T("Đã bị hủy công nhận: %(told)s", told=told), wants)
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


def _share_at_least(facts: Facts, parameter: str) -> Finding | None:
    if facts.subject_kind is SubjectKind.COLLECTIVE:
        return None
    least: Decimal = PERCENT.read(parameter)
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
    least: int = COUNT.read(parameter)
    seen = T("Có %(n)s sáng kiến, cần %(least)s", n=found, least=least)
    return Finding(seen, () if found >= least else ("count",))


def _deadline_kept(facts: Facts, _parameter: str) -> Finding | None:
    if facts.deadline is None:
        return None
    if facts.due_on is None:
        return Finding(
            T("Hạn của hồ sơ %(day)s; danh sách chưa có hạn trình", day=day_text(facts.deadline)),
            ("due",), unknown=True,
        )  # fmt: skip
    seen = T("Hạn trình %(due)s, hạn của hồ sơ %(day)s", due=day_text(facts.due_on),
             day=day_text(facts.deadline))  # fmt: skip
    return Finding(seen, () if facts.due_on <= facts.deadline else ("late",))


def _unknown_here(_facts: Facts, _parameter: str) -> Finding:
    """The system holds no data on it: a person has to confirm, every time."""
    return Finding(
        T("Hệ thống không lưu dữ liệu này, cần người có trách nhiệm xác nhận"), ("unknown",),
        unknown=True,
    )  # fmt: skip


SOLUTION = (
    Condition(
        "recognised", T("Giải pháp đã được công nhận"),
        T("Mỗi giải pháp của đề nghị có số và ngày quyết định công nhận không sau ngày xét."),
        _recognised,
    ),
    Condition(
        "applied", T("Giải pháp đang được áp dụng"),
        T("Mỗi giải pháp có ít nhất một đơn vị xác nhận đang áp dụng."),
        _applied,
    ),
    Condition(
        "share_at_least", T("Tỷ lệ đóng góp tối thiểu"),
        T("Tỷ lệ đóng góp của tác giả ở mỗi giải pháp không dưới tham số; không xét tập thể."),
        _share_at_least, PERCENT,
    ),
    Condition(
        "solutions_at_least", T("Số sáng kiến tối thiểu"),
        T("Đề nghị dựa trên ít nhất chừng ấy giải pháp đã công nhận."),
        _solutions_at_least, COUNT,
    ),
    Condition(
        "parts_complete", T("Đủ thành phần hồ sơ"),
        T("Mọi thành phần hồ sơ trong danh mục đã được đánh dấu là có."),
        _parts_complete,
    ),
    Condition(
        "deadline_kept", T("Trình trong hạn"),
        T("Hạn trình của danh sách không sau hạn cố định trong danh mục."),
        _deadline_kept,
    ),
    Condition(
        "family_unmixed", T("Không lẫn danh hiệu với hình thức"),
        T("Danh hiệu, hình thức và cấp quyết định trùng với danh sách."),
        _family_unmixed,
    ),
    Condition(
        "unit_exists_on", T("Đơn vị còn hoạt động"),
        T("Đơn vị của đối tượng có trong danh mục đơn vị vào ngày xét."),
        _unit_exists_on,
    ),
    Condition(
        "movement_named", T("Có phong trào, chuyên đề"),
        T("Danh sách nêu phong trào hoặc chuyên đề đã phát động."),
        _movement_named,
    ),
    Condition(
        "discipline_unknown", T("Xác nhận về kỷ luật, thanh tra, khiếu nại"),
        T("Luôn cần người xem: không tra cứu sổ nào."),
        _unknown_here,
    ),
    Condition(
        "standard_unknown", T("Xác nhận đạt tiêu chuẩn"),
        T("Luôn cần người xem: tiêu chuẩn không có dữ liệu trong hệ thống."),
        _unknown_here,
    ),
)  # fmt: skip
