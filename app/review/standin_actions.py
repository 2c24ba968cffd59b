"""What the secretary does in a reviewer's place: remind, replace, type in a sheet from paper."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.database.transaction import to_change
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import deadline_text
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.review import notices, policy, queries, rules
from app.review.actions import rubric_of_sheet, write_marks
from app.review.assigning_actions import Change, apply_assignment
from app.review.models import Sheet
from app.review.results import refresh_results
from app.review.rules import SheetDraft
from app.review.states import OPEN_SHEETS, SHEET_LIFECYCLE, SheetState
from app.rounds.models import Round


def remind(session: Session, actor: Actor, round_: Round, reviewer_id: int, now: datetime) -> int:
    """A mail to one reviewer: how many sheets are open, until when; no dossier is named.

    Returns how many. Refused for somebody without open sheets and after the closing time.
    """
    require(policy.open_scoring(actor, round_.council_id))
    open_count = session.scalar(
        select(func.count(Sheet.id))
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(Sheet.round_id == round_.id, Sheet.reviewer_id == reviewer_id,
               Sheet.state.in_(OPEN_SHEETS), Idea.state == IdeaState.SCORING)
    ) or 0  # fmt: skip
    late = now >= round_.scoring_closes_at
    require_ready(
        ([] if open_count else [Blocker("reviewer", T("Người này không còn phiếu nào chưa chốt"))])
        + ([Blocker("reviewer", T("Đã hết hạn chấm điểm"))] if late else [])
    )
    record(session, actor, "review:remind", round_, now, count=open_count)
    notices.tell(
        session, notices.accounts(session, [reviewer_id]), "review_reminder", round_.subject, now,
        T("%(n)s phiếu chấm chưa chốt, hạn %(end)s", n=open_count,
          end=deadline_text(round_.scoring_closes_at)),
        T("Thư ký Hội đồng nhắc: Ông/Bà còn %(n)s phiếu chấm chưa chốt trong %(round)s.\nHạn chốt "
          "phiếu: trước %(end)s. Phiếu chưa chốt không được tính vào kết quả.", n=open_count,
          round=round_.title, end=deadline_text(round_.scoring_closes_at)),
        discreet=True,
    )  # fmt: skip
    return open_count


def replace_reviewer(
    session: Session, actor: Actor, sheet: Sheet, successor_id: int, reason: str, now: datetime
) -> None:
    """Somebody else scores in a silent reviewer's place.

    The draft stays on the old sheet, hidden and without weight. Raises Blocked with the reason
    when the successor may not score this dossier; then nothing is changed.
    """
    round_ = session.get_one(Round, sheet.round_id)
    _require_office(session, actor, sheet, round_)
    why = clean(reason)
    require_ready([] if why else [Blocker("reason", T("Ghi lý do thay người chấm"))])
    move(session, actor, sheet, SHEET_LIFECYCLE, "replace", now, reason=why)
    sheet.replaced_by = actor.user_id
    session.flush()
    apply_assignment(session, actor, round_, Change(add=((sheet.idea_id, successor_id),)), now,
                     tell_now=True)  # fmt: skip
    idea = session.get_one(Idea, sheet.idea_id)
    notices.tell(
        session, notices.accounts(session, [sheet.reviewer_id]), "review_replaced", idea.subject,
        now, T("Hồ sơ %(code)s được giao người khác chấm", code=idea.code),
        T("Thư ký Hội đồng đã giao hồ sơ %(code)s cho người khác chấm. Lý do: %(reason)s\n"
          "Nội dung Ông/Bà đã nhập được lưu, không tính vào kết quả.", code=idea.code, reason=why),
        discreet=True,
    )  # fmt: skip


def enter_paper_sheet(
    session: Session, actor: Actor, sheet: Sheet, draft: SheetDraft, now: datetime, version: int
) -> None:
    """Type in and lock what the reviewer wrote and signed on paper; marked so wherever it shows.

    Only onto a sheet that its reviewer has not begun here: nobody's typing is overwritten. The
    reviewer is told, and can object through the secretary's reopening.
    """
    round_ = session.get_one(Round, sheet.round_id)
    _require_office(session, actor, sheet, round_)
    require(policy.open_scoring(actor, round_.council_id))
    if sheet.reviewer_id == actor.user_id:
        raise Denied(NOT_FOUND)
    rubric = rubric_of_sheet(session, sheet)
    idea = to_change(session, Idea, sheet.idea_id)
    require_ready(_blockers_of_paper(sheet, idea, round_, version, now))
    require_ready(rules.blockers_to_lock(draft, rubric.criteria))
    move(session, actor, sheet, SHEET_LIFECYCLE, "begin", now)
    write_marks(session, sheet, draft, rubric)
    sheet.total = rules.sheet_total(draft, rubric.criteria)
    sheet.remark, sheet.saved_at, sheet.locked_at = draft.remark, now, now
    sheet.entered_by = actor.user_id
    session.flush()
    points = {str(m.criterion_id): "–" if m.skipped else str(m.points) for m in draft.marks}
    move(session, actor, sheet, SHEET_LIFECYCLE, "lock", now, total=str(sheet.total),
         points=points)  # fmt: skip
    record(session, actor, "sheet:paper", sheet, now, reviewer_id=sheet.reviewer_id,
           total=str(sheet.total))  # fmt: skip
    refresh_results(session, round_, [idea.id], now)
    notices.tell(
        session, notices.accounts(session, [sheet.reviewer_id]), "review_paper", idea.subject, now,
        T("Phiếu giấy của Ông/Bà cho hồ sơ %(code)s đã được nhập", code=idea.code),
        T("Thư ký Hội đồng đã nhập và chốt phiếu giấy của Ông/Bà cho hồ sơ %(code)s.\nĐăng nhập, "
          "mục Chấm điểm, để đối chiếu; nếu sai, đề nghị thư ký mở lại phiếu.", code=idea.code),
        discreet=True,
    )  # fmt: skip


def _require_office(session: Session, actor: Actor, sheet: Sheet, round_: Round) -> None:
    shut = queries.shut_codes(session, actor, [sheet.idea_id])
    require(policy.work_on(actor, round_.council_id, shut))


def _blockers_of_paper(
    sheet: Sheet, idea: Idea, round_: Round, version: int, now: datetime
) -> list[Blocker]:
    if sheet.state is not SheetState.NOT_STARTED or version != sheet.version:
        return [Blocker("sheet", T("Người chấm đã bắt đầu chấm trên hệ thống, không nhập phiếu "
                                   "giấy đè lên"))]  # fmt: skip
    if idea.state is not IdeaState.SCORING or now < round_.scoring_opens_at:
        return [Blocker("sheet", T("Hồ sơ này không ở giai đoạn chấm điểm"))]
    return []
