"""What waits for awards officers and leaders on their home page."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import queries
from app.awards.queries import OpenList
from app.awards.states import ListState
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, end_of_day_exclusive
from app.kernel.text import T
from app.web.registry import Work


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """Lists to lock, decisions to note, open verdicts to decide, solutions on no list."""
    if not actor.has(Role.AWARDS_OFFICER, Role.LEADER):
        return []
    lists = queries.lists_to_finish(session)
    found = [
        _to_confirm(one, others)
        for one in lists
        if (others := sum(by != actor.user_id for by in one.waiting_by))
    ]
    found += [
        _to_decide(one)
        for one in lists
        if one.asks > len(one.waiting_by) and one.created_by != actor.user_id
    ]
    if actor.has(Role.AWARDS_OFFICER):
        found += [_to_finish(one, now) for one in lists]
        found += _unused(session)
    return found


def _code(one: OpenList) -> str:
    return f"{one.number:02d}/{one.year}"


def _to_decide(one: OpenList) -> Work:
    return Work(
        code=_code(one), title=one.title,
        url=url_for("awards.show", list_id=one.list_id, xem="con-viec"),
        action_text=T("Xem và kết luận"),
        hint=T("%(n)s đối tượng cần người xem kết luận", n=one.asks),
    )  # fmt: skip


def _to_confirm(one: OpenList, others: int) -> Work:
    return Work(
        code=_code(one), title=one.title,
        url=url_for("awards.overrides", list_id=one.list_id),
        action_text=T("Xác nhận kết luận"),
        hint=T("%(n)s kết luận chờ người thứ hai xác nhận", n=others),
    )  # fmt: skip


_NEXT = {
    ListState.LOCKED: (T("Trình ký"), T("Đã chốt, chờ đưa ra Hội đồng hoặc trình ký")),
    ListState.VOTING: (T("Trình ký"), T("Chờ Hội đồng biểu quyết")),
    ListState.SUBMITTED: (T("Nhập số quyết định"), T("Đã trình ký, chờ quyết định")),
}


def _to_finish(one: OpenList, now: datetime) -> Work:
    url = url_for("awards.show", list_id=one.list_id)
    if one.state in _NEXT:
        action, hint = _NEXT[one.state]
        return Work(code=_code(one), title=one.title, url=url, action_text=action, hint=hint)
    due = end_of_day_exclusive(one.due_on) if one.due_on else None
    return Work(
        code=_code(one), title=one.title, url=url, action_text=T("Hoàn thiện và chốt"),
        hint=T("%(lines)s đối tượng, còn việc: %(open)s", lines=one.lines,
               open=one.lacking + one.asks),
        due_at=due, due_text=T("hạn trình %(day)s", day=day_text(one.due_on))
        if one.due_on else "",
        due_shape="late" if due and due <= now else "",
    )  # fmt: skip


def _unused(session: Session) -> list[Work]:
    count = queries.unused_solution_count(session)
    if not count:
        return []
    draft = queries.newest_draft(session)
    url = (
        url_for("awards.candidates", list_id=draft, chua_dung="1", dang_ap_dung="1")
        if draft else url_for("awards.new")
    )  # fmt: skip
    return [
        Work(
            code="", title=_("Giải pháp đã áp dụng chưa được đề nghị khen thưởng"), url=url,
            action_text=T("Chọn đối tượng") if draft else T("Lập danh sách"),
            hint=T("%(n)s giải pháp đã công nhận, đang áp dụng, chưa có trong danh sách nào",
                   n=count),
        )
    ]  # fmt: skip
