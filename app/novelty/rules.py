"""Which day novelty is judged by, and what keeps a link or a statement from being kept."""

from datetime import date

from app.kernel.refusals import Blocker
from app.kernel.text import T


def first_day(filed_on: date, first_applied_on: date | None) -> date:
    """The day novelty is judged by: filed or first applied (or tried), whichever came first.

    Điều lệ Sáng kiến (Nghị định 13/2012/NĐ-CP), Điều 4: a solution is new when nothing like it
    was known in the unit before the day of filing, or before the day of first application or
    trial if that is earlier.
    """
    return min(filed_on, first_applied_on) if first_applied_on else filed_on


def blockers_of_statement(text: str, limit: int) -> list[Blocker]:
    """One line that says something, of at most `limit` signs."""
    if not text:
        return [Blocker("text", T("Nhập điểm khác biệt"))]
    if len(text) > limit:
        return [Blocker("text", T("Điểm khác biệt không được quá %(n)s ký tự", n=limit))]
    return []


def blockers_to_link(idea_id: int, other_id: int, *, linked: bool) -> list[Blocker]:
    """Never to itself, never twice."""
    if idea_id == other_id:
        return [Blocker("", T("Một hồ sơ không thể liên kết với chính nó"))]
    if linked:
        return [Blocker("", T("Hai hồ sơ này đã được liên kết; bỏ liên kết cũ trước"))]
    return []
