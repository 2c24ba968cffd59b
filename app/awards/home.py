"""What waits for awards officers and leaders on their home page."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import policy, proposals, publications, queries
from app.awards.list_models import UnitProposal
from app.awards.proposal_states import ProposalState
from app.awards.queries import OpenList
from app.awards.shaken import shaken_count
from app.awards.states import ListState
from app.awards.versions import waiting_requests
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, end_of_day_exclusive, local_date
from app.kernel.text import T
from app.web.registry import Work


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """Lists to lock, decisions to note, open verdicts to decide, solutions on no list."""
    complaints = [*_complaints(session, actor, now), *_proposals(session, actor)]
    if not actor.has(Role.AWARDS_OFFICER, Role.LEADER):
        return complaints
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
        found += [*_shaken(session), *_unused(session)]
    return [*complaints, *_reopening(session, actor), *found]


def _reopening(session: Session, actor: Actor) -> list[Work]:
    """Requests to open a locked list that wait for a second person."""
    return [
        Work(
            code=f"{one.number:02d}/{one.year}", title=one.title,
            url=url_for("awards.show", list_id=one.list_id),
            action_text=T("Xác nhận mở lại"),
            hint=T("%(who)s yêu cầu mở lại danh sách", who=one.name),
        )
        for one in waiting_requests(session, actor.user_id)
    ]  # fmt: skip


def _proposals(session: Session, actor: Actor) -> list[Work]:
    """Units' proposals to take over, and for a clerk those that came back."""
    found = []
    if actor.has(Role.AWARDS_OFFICER):
        count = proposals.proposal_count(session, UnitProposal.state == ProposalState.SENT)
        if count:
            url = url_for("awards.proposal_list", trang_thai=str(ProposalState.SENT))
            found.append(
                Work(code="", title=_("Đơn vị đề nghị khen thưởng"), url=url,
                     action_text=T("Tiếp nhận"), hint=T("%(n)s đề nghị chờ tiếp nhận", n=count))
            )  # fmt: skip
    units = sorted(actor.units_as(Role.UNIT_CLERK))
    if units:
        rows = proposals.proposal_rows(
            session, UnitProposal.state == ProposalState.RETURNED, UnitProposal.unit_id.in_(units),
            most=20,
        )  # fmt: skip
        found += [
            Work(code="", title=_("Đề nghị khen thưởng %(name)s bị trả lại", name=row.name),
                 url=url_for("awards.proposal", proposal_id=row.proposal_id),
                 action_text=T("Sửa và gửi lại"), hint=row.return_reason)
            for row in rows
        ]  # fmt: skip
    return found


def _complaints(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """Complaints to answer, and for who assigns them those that nobody has."""
    may_assign = policy.reopen(actor) is None
    if not actor.has(*policy.READERS):
        return []
    rows = publications.waiting_complaints(session, actor.user_id, to_assign=may_assign)
    return [
        Work(
            code=f"{row.list_number:02d}/{row.list_year}",
            title=_("Kiến nghị về %(name)s", name=row.about),
            url=url_for("awards.complaint", complaint_id=row.complaint_id),
            action_text=T("Trả lời kiến nghị") if row.assigned_to == actor.user_id
            else T("Giao xem xét"),
            hint=row.list_title,
            due_at=end_of_day_exclusive(row.due_on),
            due_text=T("trả lời chậm nhất %(day)s", day=day_text(row.due_on)),
            due_shape="late" if row.due_on < local_date(now) else "",
        )
        for row in rows
    ]  # fmt: skip


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


def _shaken(session: Session) -> list[Work]:
    """Awards under which a recognition was annulled."""
    count = shaken_count(session)
    if not count:
        return []
    return [
        Work(code="", title=_("Khen thưởng dựa trên sáng kiến đã bị hủy công nhận"),
             url=url_for("awards.shaken"), action_text=T("Xem lại"),
             hint=T("%(n)s khen thưởng cần quyết định giữ hoặc thu hồi", n=count))
    ]  # fmt: skip


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
