"""One initiative is used once; one achievement is rewarded in one form.

CV 5007/BNV-TĐKT, III.5.c; Luật TĐKT 2022, Điều 5 khoản 2 điểm c; NĐ 152/2025/NĐ-CP, Điều 4.
"""

from collections.abc import Iterable

from app.awards.condition import Condition
from app.awards.facts import EarlierUse, Facts, Finding
from app.awards.states import AwardFamily
from app.kernel.text import T

THEMATIC = frozenset({"movement", "sudden"})
"""Grounds whose result is no basis for công trạng at a higher level."""


def _said(uses: Iterable[EarlierUse]) -> str:
    return "; ".join(
        f"{use.idea_code}: {use.award_name}, {use.list_name}"
        + (f", {use.decision}" if use.decision else "")
        for use in uses
    )


def _found(uses: list[EarlierUse]) -> Finding:
    if not uses:
        return Finding(T("Sổ thành tích: chưa dùng lần nào"))
    return Finding(
        T("Sổ thành tích: đã dùng cho %(uses)s", uses=_said(uses)),
        tuple(dict.fromkeys(use.key for use in uses)),
    )


def _not_used_before(facts: Facts, _parameter: str) -> Finding:
    return _found(list(facts.earlier))


def _not_used_across(facts: Facts, _parameter: str) -> Finding:
    """An initiative used for a danh hiệu is not used for a hình thức, nor the other way round."""
    across = [use for use in facts.earlier if use.family not in {None, facts.award_family}]
    if across:
        return _found(across)
    unclear = [use for use in facts.earlier if use.family is None]
    if unclear:
        return Finding(
            T("Sổ thành tích: chưa rõ danh hiệu hay hình thức: %(uses)s", uses=_said(unclear)),
            tuple(dict.fromkeys(use.key for use in unclear)), unknown=True,
        )  # fmt: skip
    return Finding(T("Chưa dùng cho danh hiệu và hình thức cùng lúc"))


def _one_form(facts: Facts, _parameter: str) -> Finding | None:
    """A form already granted for the same achievement; what is only proposed is asked elsewhere."""
    if facts.award_family is not AwardFamily.FORM:
        return None
    granted = [u for u in facts.earlier if u.decided and u.family is AwardFamily.FORM]
    if granted:
        return _found(granted)
    return Finding(T("Thành tích này chưa được khen bằng hình thức nào"))


def _thematic_no_basis(facts: Facts, _parameter: str) -> Finding | None:
    """Only for công trạng decided higher up; a list of a movement is not công trạng."""
    if not facts.award_upward or facts.ground != "merit":
        return None
    thematic = [use for use in facts.earlier if use.ground in THEMATIC]
    if thematic:
        return Finding(
            T("Kết quả khen đột xuất, chuyên đề: %(uses)s", uses=_said(thematic)),
            tuple(dict.fromkeys(use.key for use in thematic)),
        )
    unclear = [use for use in facts.earlier if not use.ground]
    if unclear:
        return Finding(
            T("Chưa rõ loại hình khen thưởng của: %(uses)s", uses=_said(unclear)),
            tuple(dict.fromkeys(use.key for use in unclear)), unknown=True,
        )  # fmt: skip
    return Finding(T("Không dựa trên kết quả khen đột xuất, chuyên đề"))


REUSE = (
    Condition(
        "not_used_before", T("Sáng kiến chưa dùng lần nào"),
        T("Đối tượng chưa dùng sáng kiến này cho đề nghị hay quyết định khen thưởng nào khác. "
          "Chọn “Cần người xem” để chỉ nhắc, “Thiếu” để chặn."),
        _not_used_before,
    ),
    Condition(
        "not_used_across", T("Không dùng cho cả danh hiệu và hình thức"),
        T("Sáng kiến đã dùng cho danh hiệu thì không dùng cho hình thức khen thưởng và ngược lại."),
        _not_used_across,
    ),
    Condition(
        "one_form", T("Một thành tích, một hình thức"),
        T("Thành tích đã có quyết định khen bằng một hình thức thì không khen bằng hình thức nữa."),
        _one_form,
    ),
    Condition(
        "thematic_no_basis", T("Không dựa trên kết quả đột xuất, chuyên đề"),
        T("Đề nghị cấp trên khen công trạng không dựa trên sáng kiến đã được khen đột xuất hoặc "
          "theo phong trào, chuyên đề; không xét danh sách của phong trào."),
        _thematic_no_basis,
    ),
)  # fmt: skip
